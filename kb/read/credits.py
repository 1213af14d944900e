"""The wording of credits: who wrote it, who took the picture, which agency it is from."""

from __future__ import annotations

import re

_I = re.IGNORECASE

# "Reporting by A. Jones in Lima; editing by B. Smith": names and what joins them, to the end
_PENS = (
    r"(?:reporting|writing|editing|edited|compiled|written|reported|photos?|photography|graphics?"
    r"|video|production|translat(?:ed|ion)|research)"
)
CREDITS = re.compile(
    rf"\(?(?:(?:additional|further|with) )?{_PENS}(?:,? (?:and )?(?:additional )?{_PENS})?"
    rf" ?(?:was contributed )?by:? (?-i:[A-Z])[\w.’'-]*"
    rf"(?:[\s,;:&]+(?:(?-i:[A-Z])[\w.’'-]*|and|in|by|with|for|at|the|of|additional|{_PENS}))*"
    r"\s*\)?\.?\)?$"
    r"|[\w.’' -]{3,60}\bcontributed (?:reporting|to this (?:report|story|article))\b.{0,60}$",
    _I,
)

_PICTURE = r"(?:photo(?:graph)?|image|picture|pic|video|illustration|graphic|screenshot|screengrab)"
_DESK = r"(?:getty images|reuters|afp|ap photo|epa|efe|kyodo|xinhua|bloomberg)"
CAPTION = re.compile(
    rf"^(?:(?:file|handout|representational|aerial|satellite|undated) )?{_PICTURE}s?"
    r"(?: (?:credit|source|courtesy(?: of)?|caption|credits))*\s*(?:[:|/©]|courtesy of\b)"
    r"|^(?:caption|credit|infographic|map|chart)\s*[:|]"
    rf"|^{_PICTURE}s? (?:by|from) (?-i:[A-Z])[\w.’'-]+(?: (?-i:[A-Z])[\w.’'-]+){{0,3}}$"
    r"|^(?:file photo|image source|getty images)\b"
    rf"|^in this (?:\w+ )?(?:{_PICTURE}|frame grab)\b"
    rf"|\((?:file |handout )?(?:{_PICTURE}|ap photo|afp photo)s?\b[^()]{{0,80}}\)\.?$"
    rf"|[\[(][^\[\]()]{{0,60}}(?:via getty images|/\s?{_DESK}|{_DESK}/)[^\[\]()]{{0,40}}[\])]\.?$"
    rf"|\b(?:{_PICTURE}|credit)\s*[:/©]\s*[\w.,’'/&| -]{{2,60}}$"
    rf"|(?:\bgetty images|\b(?:reuters|ap photo)/[\w. ’'-]{{3,40}}|/\s?{_DESK}(?:-yonhap)?"
    rf"|\|\s*(?:{_DESK}|ap|afp-jiji|jiji|getty))\.?$",
    _I,
)

_KNOWN = (
    r"(?:AFP|AP|ANI|ANSA|APA|ATS|BBC|BELGA|BERNAMA|BLOOMBERG|CGTN|CNA|CNN|CP|DPA|EFE|FARS|IANS|IRNA"
    r"|ITAR-TASS|JIJI|KUNA|KYODO|LUSA|MENA|NHK|NNA|PA|PTI|REUTERS|SANA|SPA|TASS|UNI|UPI|WAM|XINHUA"
    r"|YONHAP|Reuters|Bloomberg|Xinhua|Kyodo|Yonhap|Bernama|Tass|Agencies"
    r"|(?:The )?Associated Press)"
)

# A closing credit behind the last full stop: in brackets, in capitals, or an agency behind a dash
CREDIT = re.compile(
    r"(?<=[.!?”\"’)])\s+(?P<credit>"
    r"\(?\((?i:ends?|end it|more|fin)\)\)?"
    rf"|\(?(?:[-–—]{{1,3}}\s?)?(?:with )?{_KNOWN}"
    rf"(?:\s?[/,&+-]\s?(?:{_KNOWN}|[A-Z]\w+)){{0,3}}\)?\.?"
    r"|(?<=[a-z0-9)][.!?]\s)[A-Z]{5,}(?:[ /-][A-Z]{2,}){0,2}"
    r"|(?<=[a-z0-9)][.!?]\s)[-–—]{1,2}\s?(?:[A-Z][\w.&’']*)(?: [A-Z][\w.&’']*){0,3}"
    r"|\#{2,}|-\s?30\s?-|[■□▪●♦◆]"
    r")\s*$"
)

_ROLE = (
    r"(?:reporter|correspondent|writer|editor|columnist|journalist|contributor|producer|blogger"
    r"|fellow|intern|bureau chief|commentator|analyst|anchor|freelancer|photographer|author"
    r"|professor|lecturer)"
)

_FULL_NAME = r"(?:[A-Z][\w.’'-]+\s+){1,4}"

AUTHOR_NOTE = re.compile(
    r"(?:the (?:author|writer|columnist) (?:is|was|covers|has)\b"
    rf"|{_FULL_NAME}(?:is|are)\s+(?:(?:a|an|the|our|[A-Z][\w’']+(?:’s|'s))\s+)?"
    rf"(?:[\w’'&-]+\s+){{0,6}}{_ROLE}s?\b"
    r"(?:\s+(?:for|at|with|based|covering|who covers|who writes|of|in|and|on|to)\b|,|\.$)"
    rf"|{_FULL_NAME}(?:covers|writes (?:about|on|for))\s+.{{3,160}}\bfor [A-Z]"
    r"|(?:he|she|they) (?:can be reached at|is on twitter|tweets))"
)
