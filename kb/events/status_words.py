"""What a word does to the event below it: the closed classes that status is read from.

The classes follow the verbs that introduce subordination links in TimeML (Saurí et al., TimeML
Annotation Guidelines 1.2.1, section 3.1) and the implicative verbs of Karttunen (1971): to
*manage to* is to do, to *refrain from* is not to do, to *plan to* is to be going to do.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOT_DONE = _words(
    "refrain fail skip avoid decline refuse forgo cancel scrap abandon halt prevent block "
    "avert stop forget neglect miss shelve postpone foil thwart boycott shun bar ban prohibit "
    "discourage deter dissuade veto resist cease pretend hesitate withhold nix axe rescind "
    "suspend quit"
)
"""Verbs that say that what they govern was not, or is no longer, done."""

ENDING = _words("halt stop abandon suspend quit cease end resist discourage deter")
ATTENDING = _words("attend join address watch see witness")
DROPPING = _words("scrap drop abandon shelve ditch axe cancel halt suspend withdraw nix bin reject")
"""Those of them whose object nevertheless happened: to *stop* the fighting, to *halt* a trial."""

UNATTENDED = _words("skip miss boycott shun avoid")
"""Verbs of staying away from what others hold all the same."""

DENYING = _words("deny reject refute dispute disclaim dismiss rebut")
ACQUITTING = _words("acquit clear exonerate absolve")
ACCUSING = _words("accuse suspect charge indict arraign implicate incriminate")
PLANNING = _words(
    "plan schedule agree intend pledge vow promise prepare decide aim commit arrange set slate "
    "expect announce opt choose resolve undertake swear project forecast poise earmark elect "
    "volunteer await anticipate brace gear book"
)
DECIDING = _words(
    "announce agree approve clear authorise authorize unveil endorse back propose recommend "
    "greenlight sanction order confirm decide negotiate finalise finalize"
)
"""Verbs whose object is decided on, and not yet done, if it is of a kind that is decided first."""
OPPOSING = _words("oppose contest challenge probe examine review scrutinise scrutinize")
DECISIONS = _words(
    "agreement deal accord decision announcement approval proposal offer bid consent permission"
)
DOING_TO = _words("announce decide set choose elect commit swear gear book undertake")
"""Those of them whose plain object is done, or is none of their plans: to *commit* a crime."""
PREDICTING = _words("predict forecast expect anticipate project foresee")
WISHING = _words(
    "want hope seek try urge call ask demand wish like attempt offer propose suggest consider "
    "threaten warn encourage request appeal push vie mull weigh fear discuss advocate recommend "
    "advise invite order beg press need command instruct tell implore plead petition lobby "
    "campaign contemplate debate pressure pressurise pressurize aspire long strive struggle dare "
    "direct beseech claim apply bid"
)
WEIGHING = _words("fear consider weigh call like mull contemplate")
"""Those of them that may be about what did happen: to *fear* the attack."""
HEARSAY = _words("say believe think report understand fear presume rumour rumor allege suspect "
                 "assume suppose estimate claim feel repute rumoured")  # fmt: skip
DOUBTING = _words(
    "hint suggest speculate fear suspect believe think assume imply insinuate worry guess "
    "suppose theorise theorize doubt wonder ask question imagine allege"
)
DEMANDING = _words("hope wish want demand propose recommend request insist require urge ask")
DOING = _words(
    "begin start continue resume keep finish manage help go come proceed force compel oblige "
    "prompt lead cause persuade convince allow let make drive get permit happen turn "
    "prove tend dare remember see authorise authorize oversee bother stay appear serve end"
)
"""Verbs after which an infinitive or a participle shares their own status."""

MOVING = _words("travel fly go come head return visit arrive leave "
                "depart sail march drive rush")  # fmt: skip
"""Verbs of going somewhere to do something, which is then scheduled and not told."""

OVERCOMING = _words(
    "beat defeat pass overtake edge overcome outlast rise grow climb fall drop jump outscore"
)
"""Verbs whose infinitive tells what came of it."""

RANKS = _words("first second third fourth fifth last latest only next youngest oldest")
READY = _words("ready willing keen eager reluctant unwilling likely unlikely free hesitant anxious "
               "hopeful desperate loath happy")  # fmt: skip
HABIT = _words(
    "often usually always regularly typically generally frequently sometimes annually routinely "
    "normally traditionally rarely seldom occasionally habitually periodically customarily"
)
ALLEGED = _words("allegedly reportedly apparently supposedly purportedly possibly perhaps maybe "
                 "probably presumably potentially")  # fmt: skip
CONDITIONS = _words("if unless whether lest")
PLANNED_ADJ = _words(
    "planned upcoming scheduled forthcoming next future expected pending impending looming "
    "imminent proposed prospective"
)
POSSIBLE_ADJ = _words(
    "possible potential likely alleged suspected rumoured rumored hypothetical eventual further "
    "apparent purported supposed"
)
FALSE_ADJ = _words("no cancelled canceled failed attempted aborted unsuccessful abandoned foiled "
                   "thwarted averted bogus fake")  # fmt: skip
NOBODY = _words("nobody none neither nothing")

PLANNING_NOUNS = _words(
    "plan decision agreement deal pledge promise intention vow commitment preparation schedule "
    "timetable date deadline readiness"
)
WISHING_NOUNS = _words(
    "attempt effort bid threat proposal call demand appeal need desire wish hope offer request "
    "talk negotiation discussion motion campaign drive push order chance "
    "opportunity right ability permission invitation pressure ambition idea "
    "suggestion option petition lobby"
)
DOUBTFUL_NOUNS = _words(
    "possibility prospect risk fear chance allegation accusation claim suspicion rumour rumor "
    "speculation report likelihood suggestion danger potential doubt concern worry threat charge"
)
REFUSING_NOUNS = _words(
    "refusal failure inability unwillingness cancellation lack absence denial suspension "
    "postponement avoidance prevention"
)
COLLAPSING = _words("collapse fail founder fizzle")
SHARING = _words(
    "hold have make take pay give conduct carry issue launch stage begin start open continue "
    "resume convene attend join undergo host visit address lead chair reach sign face announce "
    "deliver mount wage do organise organize see call win lose contest run"
)
"""Verbs that happen when their object does: an event noun below them has their status."""
