"""The wording and the shapes of page furniture.

Every pattern here is one that real sentences of news do not fit: whole lines of a fixed wording,
imperatives to the reader at the head of a line, statements of rights, and shapes such as a count
with its noun. Where a phrase may stand inside a real sentence, it is looked for together with what
only furniture has (the second person, an imperative), and never in a line with a quotation.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE

_UP = r"(?-i:[A-Z])"


def _any(phrases: str) -> str:
    """One pattern for a list of patterns, one a line; an indented line continues the one above."""
    lines: list[str] = []
    for line in phrases.strip("\n").splitlines():
        if line.startswith("        ") and lines:
            lines[-1] += line.strip()
        elif line.strip():  # an empty alternative would match every line
            lines.append(line.strip())
    return "(?:" + "|".join(lines) + ")"


# "SEE ALSO" and its like: a line that opens a list of links, or carries one behind a colon
LINKS = re.compile(
    _any(r"""
    see also
    read (?:also|more|next|on)
    also read
    more (?:on this(?: story| topic)?|stories|news|headlines|to read|like this|coverage)
    more (?:from|in) [\w’' ]{2,40}
    related(?: (?:articles?|stories|story|news|content|links?|topics|coverage|posts?|reading))?
    recommended(?: (?:for you|stories|articles|reading|videos?))?
    you (?:may|might) (?:also )?(?:like|be interested in)
    what to read next
    up next
    most (?:read|popular|viewed|shared|commented|recent)
        (?: (?:stories|articles|news|now|today))?
    trending(?: (?:now|stories|topics|news|today))?
    top (?:stories|picks|headlines|news|trending)
    latest (?:news|stories|headlines|updates|posts|articles|videos?)
    editor[’']?s[’']? (?:picks?|choice)
    don[’']t miss
    in case you missed it
    people also read
    similar (?:articles|stories)
    popular(?: now| posts)?
    around the web
    from our partners
    (?:further|keep) reading
    related to this story
    have an opinion on this story\?
    watch(?: now| also| next)
    must read
    dig deeper
    """)
    + r"\s*(?:[:»›>→|—–-]+(?:\s.{0,180})?|[.…]{0,3})$"
    # without a title behind them: "Sources: minister to resign" is a headline
    r"|(?:sources|references|external links|sister links)\s*:?$",
    _I,
)

_SITES = (
    r"(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|reddit|pinterest|youtube|tiktok"
    r"|threads|bluesky|mastodon|messenger|flipboard|google(?: news)?|google\+|pocket|digg|tumblr)"
)

_BUTTONS = (
    r"(?:share|save|print|e-?mail|tweet|pin|bookmark|copy|post|reply|like|follow(?: us)?|report"
    r"|listen|play|pause|mute|close|menu|search|home|log ?in|sign ?in|sign ?up|register|subscribe"
    r"|donate|contact(?: us)?|about(?: us)?|advertise|careers|help|faq|feedback|newsletters?"
    r"|back to top|top|next|prev(?:ious)?|more|less|skip(?: ad)?|ok|accept(?: all)?"
    r"|reject(?: all)?|decline|got it|dismiss|cancel|submit|send|loading|toggle \w+|expand"
    r"|collapse|gallery|transcript|(?:text|font) size|resize|rss|comments?|photos?|related stories"
    r"|pending comments)"
)

_RUBRICS = (
    r"(?:photos?|video|audio|live|opinion|analysis|exclusive|breaking(?: news)?|developing|premium"
    r"|subscriber[- ]only|members? only|new|updated?|world|politics|business|sports?|tech"
    r"|technology"
    r"|science|health|entertainment|culture|lifestyle|travel|local|national|international|economy"
    r"|markets|editorial|letters|weather|video news|just in|news|timeline|document|topics|tags"
    r"|categor(?:y|ies)|location|keywords|insights|key ?points?(?: to know)?|key takeaways"
    r"|at a glance|in this (?:article|story)|on this page|(?:table of )?contents|quick read"
    r"|what you need to know|(?:companies|people) mentioned)"
)

# A whole line of fixed wording
FURNITURE_LINE = re.compile(
    _any(
        rf"""
    {_SITES}(?:[\s,|/•·&+]+(?:{_SITES}|{_BUTTONS}))*
    {_BUTTONS}(?:\s+(?:now|this|this (?:article|story|page|link)|link|all|off|closed|here))?
        (?:[\s,|/•·&+:\d]+(?:{_SITES}|{_BUTTONS}|on|to|via|with|by|or|and|this|\d+))*
    {_RUBRICS}
    (?:no|\d[\d,.]*\s*k?)\s*(?:comments?|shares?|likes?|views?|reactions?|replies|retweets?
        |followers)(?:\s+on this (?:story|article))?
    (?:leave a|post a|add a|add your|join the|view|show|read|see|load|hide|write a
        |be the first to)\s+(?:\d+\s+|all\s+|more\s+)*
        (?:comments?|reply|conversation|discussion|reactions?)(?:\s*\(?\d*\)?)?
    (?:show|load|see|view) (?:more|all|less)
    (?:share|send|e-?mail|print|save|like|bookmark|tweet)\s+(?:this|the)\s+
        (?:article|story|page|post|video|on [\w ]+)
    (?:share|like) this\s*:.*
    (?:read|continue|view|see|get|show)\s+(?:the\s+)?
        (?:full|whole|entire|complete|original|rest of the)\s+(?:article|story|text|report|coverage
        |transcript|post|caption)(?:\s*(?:here|on [\w. ]+|coverage details))?
    (?:continue|keep) reading(?:\s+(?:below|the main story|with a [\w ]+|this article))?
    (?:read|learn|find out|show|discover) more(?:\s+(?:here|about [\w ]{{2,30}}|at [\w. ]+))?
    (?:advertisement|advertising|advertorial|sponsored(?: content| by.*)?|promoted(?: content)?
        |paid (?:content|post)|ad|ads by \w+|partner content)
        (?:\s*[-–—:.]?\s*(?:continue reading below|scroll to continue|story continues below|skip))?
    (?:article|story|text|post) continue[sd] (?:below|after (?:the |this )?[\w ]+)
    (?:insights|summary|analysis|powered|generated|translated|image|content|verified|hosted
        |provided) by [\w&.’' ]{{1,40}}
    \d[\d,]*\s+(?:articles?|sources?|stories|news sources|photos?|pictures|images|videos?|slides?
        |results?|items|posts?|tweets?|upvotes?|watching)(?:\s+(?:tracked|found|available))?
    (?:coverage details|bias distribution|factuality|media bias|ownership|total news sources\s*\d*
        |leaning (?:left|right)\s*\d*|cent(?:er|re)\s*\d+|last updated|blindspot|untracked bias.*)
    \d{{1,3}}\s?%\s*(?:left|right|cent(?:er|re)|positive|negative|neutral)?
    \d{{1,3}}\s?% of (?:the )?(?:\w+ )?(?:sources|outlets|articles)\s+(?:lean|are|rate)\b.{{0,60}}
    [lcr]\s*\d{{1,3}}\s?%
    (?:\#\w+[\s,]*)+
    (?:@[\w.]+[\s,]*)+
    (?:https?://|www\.)\S+
    [\w.+-]+@[\w-]+\.[\w.-]+
    \[[^\]]*\]\([^)]*\)
    !\[[^\]]*\]\([^)]*\).*
    (?:tel|phone|fax|e-?mail|web|website|twitter|facebook|x|instagram)\s*:\s*\S.{{0,80}}
    (?:tags?|topics?|keywords?|categor(?:y|ies)|filed under|labels|posted in|hashtags|section
        |file)\s*:\s*.{{1,160}}
    [\w’' &]{{2,25}}(?:\s*[>›»]\s*[\w’' &-]{{2,40}}){{1,6}}
    \(?(?:ends?|fin|eom|end of (?:article|story|message|text))\)?
    \#{{2,}}
    -\s?30\s?-
    -{{2,}}\s*ends?\s*-*
    (?:source|via|quelle|fuente)\s*:\s*(?-i:[A-Z])[\w.&/,’' ]{{1,60}}
    (?:no|\d+) (?:related )?(?:articles|results) found
    (?:image|photo|picture|video) \d+ of \d+.*
    (?:click|tap|swipe|scroll|press) (?:here|to|on|down|for|left|right|through)\b.{{0,120}}
    this (?:article|story|content|video|page) is (?:only|no longer|not|exclusively) available
        .{{0,80}}
    (?:what do you think|have your say|let us know(?: what you think)?(?: in the comments.*)?
        |tell us what you think|share your (?:thoughts|views|opinions?).*)
    having trouble (?:viewing|watching|reading|loading)\b.{{0,40}}
    [·•]\s*[\w .’'-]{{2,30}}
    contributing\s*:\s*.{{2,80}}
    """
    )
    + r"\s*[.?!…»›>→]*\s*$",
    _I,
)

# Imperatives to the reader, and statements about the page, at the head of a line
FURNITURE_START = re.compile(
    _any(rf"""
    (?:sign|signing) up (?:for|to|here|now|today|free|and get)\b
    subscribe (?:to|now|for|here|today|with|and|via|or)\b
    (?:already|not) an? (?:subscriber|member)\b
    become an? (?:member|subscriber|patron|supporter)\b
    (?:create|register for|start) (?:an?|your)\s+(?:free\s+|new\s+)?(?:account|trial|subscription)\b
    (?:log|sign) ?in (?:to|or|with|here|for)\b
    (?:follow|like|find|join|connect with|friend|add) us (?:on|at|here|in)\b
    follow (?:him|her|them|me|@\w+|[\w .]{{2,30}}) on (?:the )?{_SITES}\b
    (?:download|get|install|open) (?:our|the|your) (?:[\w ]{{1,25}} )?app\b
    (?:get|receive|have) (?:the |our |all the |breaking |your |daily |more )[\w ,’'&-]{{0,80}}
        (?:inbox|newsletter|e-?mail alerts|notifications|updates straight)
    (?:share|send|give) (?:with )?us (?:with )?(?:your|a|some)\b
    (?:send|submit|e-?mail) (?:us |your )[\w ,’'&]{{0,40}}
        (?:feedback|tips?|news|letters?|photos|story|stories|comments|questions|corrections)\b
    (?:do you )?(?:have|got) (?:a|any|some) (?:news |confidential |story |question|comment
        |correction|feedback)[\w ]{{0,20}}\b(?:tips?|\?|for us|to share|about this)
    (?:contact|reach|write to|e-?mail) (?:the (?:author|reporter|writer|editor|newsroom)|us|him|her
        |{_UP}[\w.’'-]+(?: {_UP}[\w.’'-]+){{0,2}}) (?:at|on|via|by)\b(?=.{{0,90}}(?:@|\d{{3}}))
    (?:to )?(?:report|spot(?:ted)?|see|found|notice) (?:a|an|any) (?:typo|error|mistake)\b
        .{{0,80}}(?:let us|contact|click|e-?mail|here|report|\?)
    (?:was|is|did you find) this (?:article|page|story|information) (?:helpful|useful|interesting)
    (?:we|this (?:web)?site|our (?:web)?site)(?: and (?:our|selected|third)[\w -]{{0,30}})? use[s]?
        (?: necessary| essential)? (?:cookies|technical)
    (?:by|if you) (?:clicking|continuing|continue|using|signing|submitting|subscribing|registering
        |proceeding|browsing|click|sign|subscribe)\b.{{0,120}}\b(?:agree|accept|consent
        |acknowledg)
    (?:accept|manage|reject|customi[sz]e)(?: all| your| the| my)? (?:cookies?|preferences
        |privacy settings|consent)\b
    your (?:browser|subscription|account|session|comment|privacy|e-?mail address)\b.{{0,60}}
        \b(?:not support|supported|expired?|has been|will be|is important|will not be)\b
    please (?:enable|disable|turn (?:on|off)|log ?in|sign|subscribe|refresh|upgrade|consider
        (?:a|making|supporting|donat)|note that comments|read our|click|update your|whitelist|verify
        |check your inbox|enter your)\b
    (?:to (?:view|read|watch|continue|access|unlock)|unlock|access)\b.{{0,80}}\b(?:please|upgrade to
        |subscribe|log ?in|sign ?(?:in|up)|enable javascript|unlimited access|digital access)\b
    (?:support|help (?:us )?(?:fund|keep|sustain)|donate to) (?:our|independent|quality)
        [\w ,-]{{0,40}}(?:journalism|reporting|newsroom|media|work|news)\b
    (?:skip|jump) to (?:main |the )?(?:content|navigation|search|article|comments|footer|end)\b
    (?:listen to|watch|play|download) (?:this|the) (?:article|story|episode|podcast|video|audio)
        \b.{{0,40}}$
    this (?:article|story|piece|post|press release|news item|copy) (?:was|is|has been
        |originally|first|has)\s*(?:also |originally |first |been |re-?|automatically |auto-?
        |syndicated |being )*(?:published|appeared|produced|posted|generated|translated
        |written with|reproduced|republished|updated|provided|made possible|created|licensed
        |part of|adapted|syndicated|printed|edited)\b
    this news report is made possible
    (?:the )?(?:views|opinions)(?: and (?:views|opinions))? (?:expressed|presented)
        (?: herein)? (?:in (?:this|the) |here|are (?:those|solely|the)|by the (?:author|writer))
    (?:legal |general )?disclaimers?\s*[:.—–-]
    (?:all |some )?rights? reserved\b
    (?:©|\(c\) ?(?:\d{{4}}|copyright))
    copyright(?:ed)?[\s:,-]*(?:©|\(c\)|\d{{4}}|by |the associated press|associated press)
    \d{{4}} (?:©|\(c\))
    this (?:material|content|article|document|publication|website|information|service)s?
        (?: (?:provided|published|contained|on|in|here)[\w ]{{0,40}})? (?:may not be (?:published
        |reproduced|copied|redistributed|used)|is protected by copyright|is provided
        |is intended for|does not constitute|is for informational)\b
    (?:terms (?:of|and) (?:use|service|conditions)|privacy (?:policy|notice|settings)
        |cookie (?:policy|settings|notice|preferences)|conditions of use|do not sell my
        |your (?:ad|privacy) choices)(?=[^.]{{0,80}}$)
    \((?:(?:additional |further )?(?:reporting|writing|editing|compiled|written|edited|translated)
        \b|with (?:inputs?|reporting|files|additional)\b|this (?:story|article|report|copy|version)
        \b|adds?\b|updates?\b|corrects\b|recasts\b|refiles\b).{{0,300}}\)\s*\.?$
    (?:with|based on) (?:additional )?(?:inputs?|reporting|reports|files|contributions?
        |agency inputs|information|material) (?:from|by|of) (?:the )?(?:{_UP}|agenc)
        [\w.,’'& ]{{0,60}}$
    (?:story|article|post|video) continue[sd] (?:below|after)\b
    note to (?:readers|editors|users)\b
    (?:for|about) more (?:information|details|news|stories|on this|coverage|updates)[\w ,’']{{0,60}}
        \b(?:visit|click|go to|contact|subscribe|follow|call|please|listen to)\b
    (?:for )?(?:media|press) (?:contacts?|enquir|inquir)\w*(?=.{{0,120}}$)
    menafn\d+
    (?:start|begin|end|kick off)(?: and (?:end|finish|start))? (?:each|every|your)
        (?:day|morning|week|evening)\b(?=.{{0,160}}\b(?:inbox|newsletter|news|stories|headlines
        |briefing|delivered)\b)
    (?:join|sign) (?:our|the) (?:[\w ]{{1,25}} )?(?:newsletter|mailing list|telegram|whatsapp
        |channel)\b
    (?:try|get) (?:unlimited|full|premium|digital|\w+ weeks|\w+ months?)[\w ,]{{0,40}}
        (?:access|subscription|free|for (?:just|only|\$|£|€))
    (?:why you can trust|how we (?:check|report|work)|about (?:the|this) (?:author|writer|article
        |story|reporter)|about \w+ news)\b(?=.{{0,60}}$)
    (?:published|posted|first published|updated)\s*[•·|]
    like loading
    """),
    _I,
)

# Phrases that make a line furniture wherever in it they stand
FURNITURE_ANYWHERE = re.compile(
    _any(r"""
    all rights reserved
    may not be (?:published, broadcast|reproduced, |copied, (?:republished|distributed))
    (?:delivered|sent) (?:straight |direct(?:ly)? |right |daily |weekly )?(?:in)?to your
        (?:e-?mail |inbox|mailbox)
    in your inbox(?: (?:every|each|daily|weekly|now)\b|\W*$)
    \b(?:you|I) (?:agree|accept|consent|acknowledge)\b.{0,100}\b(?:terms|privacy|cookies?)\b
    (?:protected by|this site uses) recaptcha
    unsubscribe (?:at any time|anytime)
    read our (?:privacy|cookie|comment|community) \w+
    leaning left\s*\d+.{0,40}leaning right
    bias distribution\s*\d
    we (?:provide|do not (?:accept|assume)) .{0,60}(?:as is\b|without warranty
        |responsibility or liability)
    """),
    _I,
)

NEWSLETTER = re.compile(
    r"\b(?:your|you|our)\b.{0,80}\b(?:inbox|newsletters?|mailing list|push notifications?)\b"
    r"|\bnewsletters?\b.{0,60}\b(?:your|you|sign up|subscribe|inbox)\b",
    _I,
)

# Fragments (no full stop) whose shape is that of a label, a number or a table cell
FURNITURE_SHAPE = re.compile(
    r"(?:[\W\d]*|(?:[a-z]+ )?\d+\s*(?:/|of)\s*\d+|[a-z]{1,2}|copyright\b.{0,60}"
    r"|.{0,40}\b(?:all rights reserved|cookies?|newsletter|log ?in|sign ?up)\b.{0,20})$",
    _I,
)

# What stands before the prose on the same line: a player's notice, a share bar
LEADING = re.compile(
    r"(?:please enable javascript to (?:watch|view|see) this (?:video|content)[.:]?"
    r"|advertisement|(?:listen to|watch) this (?:article|story)"
    r"|your browser does not support the (?:audio|video) element\.?"
    r"|(?:read|view) full caption)\s+(?=(?-i:[A-Z“\"(\[]))",
    _I,
)
