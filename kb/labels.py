"""Labels of events, phrased as a timeline would: "Takaichi and Xi meet in Gyeongju".

The template language is described in `kb.ontology`; it has slots ``{slot}``, agreement
``{slot|one|many}`` and optional segments in ``[square brackets]``, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kb.ontology_model import EventType

SLOT = re.compile(r"\{([a-z][a-z-]*)(?:\|([^{}|]*)\|([^{}|]*))?\}")
# Not roles: where, about what, and the words of the text themselves.
COMMON_SLOTS = ("place", "topic", "words")
# The roles that a label names where no template fits; where and by what would mislead there.
WHO = ("agent", "participant", "patient", "counterpart", "recipient")

LONGEST_LABEL = 120
_BEFORE_CLAUSE = re.compile(r"\b(?:for|of|on|in|over|with) (to|that) (?=\w)")
_SEGMENT = re.compile(r"\[([^\[\]]*)\]")
# A participle behind what it was done to: "{patient} acquired".
_DONE = re.compile(r"^(\{patient\} )(?=[a-z]+(?:ed|ought)\b|sold\b|set up\b|laid off\b)")
_IN_PLACE = re.compile(r"\bin (?=\{place\})")
# "in the White House" is right of no such place: things happen *at* buildings and grounds.
_AT = re.compile(
    r"\b(?:airport|base|centre|center|church|embassy|hall|headquarters|hospital|hotel|house|"
    r"mosque|palace|school|stadium|station|university|arena|courthouse|kremlin)$",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"(?:(?:at (?:least|most)|nearly|almost|about|around|approximately|roughly|more than|over|"
    r"up to|as many as|fewer than|less than|the|another|all|only|just) )*"
    r"(?:both|several|many|some|few|dozens|scores|hundreds|thousands|millions|two|three|four|five|"
    r"six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"[0-9][0-9,.]*|a (?:dozen|hundred|thousand|million)|police|people|troops)\b"
    r"(?!-(?:year|month|week|day|hour|minute|member|story|storey|man|page|mile|seat|part))",
    re.IGNORECASE,
)
_ONE_MEN = frozenset({"specimen", "regimen", "omen", "Yemen", "abdomen", "women's"})
_PEOPLE = frozenset("people police troops men women children forces authorities thieves".split())
_ONE = re.compile(r"(?:1(?![,.]?[0-9])|a|an|one|this|that|each|every)\b", re.IGNORECASE)
_HEAD = re.compile(r"(.+?) (?:of|on|in|from|at|with|for|near|who|which|that|against|between)\b")
_PLURAL = re.compile(r"(?!news|series|politics)[A-Z]?[a-z-]*[a-hj-rtv-z]s")
# A topic told as a clause takes no preposition: "calls for restraint", but "calls to end the war".
_BEFORE_TOPIC = re.compile(r"\b(?:about|for|of|on|over|in) (?=\{topic\})")
_CLAUSE = re.compile(r"(?:not )?to [a-z]|that\b|(?:about|against|for|of|on|over)\b")

_FINITE = {"is": "be", "has": "have", "goes": "go", "does": "do", "undergoes": "undergo"}
_IRREGULAR = {"be": ("is", "are"), "have": ("has", "have")}

Slots = Mapping[str, str | Sequence[str]]


def phrase_label(event_type: EventType, slots: Slots, *, planned: bool = False) -> str:
    """The label of an event of this type, in the present tense and without a full stop.

    What is only `planned` stands in the infinitive: "Takaichi to visit Taiwan".

    `slots` maps role keys, and ``place``, ``topic``, ``words``, to one name or several; empty ones
    count as missing. Of the type's templates the one is taken whose required slots are all filled
    and that uses most of them; where none fits, the type's own label carries what is known.

    >>> from kb.ontology import load_ontology
    >>> meet = load_ontology().types["meet"]
    >>> phrase_label(meet, {"participant": ("Takaichi", "Xi"), "place": "Gyeongju"})
    'Takaichi and Xi meet in Gyeongju'
    >>> phrase_label(meet, {})
    'Meeting'
    >>> phrase_label(meet, {"participant": ("Takaichi", "Xi")}, planned=True)
    'Takaichi and Xi to meet'
    """
    filled = {key: names for key, value in slots.items() if (names := _names(value))}
    best = ""
    most = -1
    for template in event_type.templates:
        required, _ = read_slots(template)
        if required <= filled.keys() and len(required) > most:
            best, most = template, len(required)
    if best:
        return _capitalise(_render(best, filled, planned=planned))
    return _phrase_without_template(event_type, filled)


@lru_cache(maxsize=4096)
def read_slots(template: str) -> tuple[frozenset[str], frozenset[str]]:
    """The slots that a template requires, and those it uses if they are filled.

    Raises `ValueError` for brackets or braces that do not pair.

    >>> required, optional = read_slots("{agent} {agent|visits|visit} {place}[ over {topic}]")
    >>> sorted(required), sorted(optional)
    (['agent', 'place'], ['topic'])
    """
    outside = _SEGMENT.sub("", template)
    for part in (outside, *_SEGMENT.findall(template)):
        rest = SLOT.sub("", part)
        if any(mark in rest for mark in "[]{}"):
            raise ValueError(f"a brace or bracket of the template {template!r} has no pair")
    required = frozenset(match[1] for match in SLOT.finditer(outside))
    used = frozenset(match[1] for match in SLOT.finditer(template))
    return required, used - required


def preposition_of(place: str) -> str:
    """The preposition that tells that something happened there.

    >>> preposition_of("Lagos"), preposition_of("Heathrow Airport")
    ('in', 'at')
    """
    return "at" if _AT.search(place) else "in"


def join_names(names: Sequence[str]) -> str:
    """The names as one phrase.

    >>> join_names(["A", "B", "C"])
    'A, B and C'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def short_name(name: str, names: Sequence[str], kind: str) -> str:
    """The name as headlines write it: a person's surname where the articles use it alone.

    >>> short_name("Sanae Takaichi", ("Sanae Takaichi", "Takaichi"), "person")
    'Takaichi'
    >>> short_name("South Korea", ("South Korea", "Korea"), "place")
    'South Korea'
    """
    if kind == "person":
        parts = name.split()
        if parts[-1].isupper() and set(parts[-1]) <= set("IVX"):
            return name  # a monarch's or a pope's numeral is part of the name
        singles = [n for n in names if n in parts]
        if singles:
            return singles[0]
        return name
    if kind == "organization":
        acronyms = [n for n in names if n.isupper() and 2 <= len(n) <= 8]
        if acronyms and len(name) > 24:
            return acronyms[0]
    return name


def present_tense(lemma: str, *, many: bool) -> str:
    """The verb as a timeline writes it, for one who does it or for `many`.

    >>> present_tense("carry", many=False), present_tense("carry", many=True)
    ('carries', 'carry')
    >>> present_tense("have", many=False), present_tense("be", many=True)
    ('has', 'are')
    """
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma][many]
    if many:
        return lemma
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in ("a", "e", "i", "o", "u"):
        return lemma[:-1] + "ies"
    return lemma + "s"


def write_label(
    event_type: EventType,
    roles: Mapping[str, Sequence[str]],
    places: Sequence[str],
    words: str,
    *,
    planned: bool = False,
) -> str:
    """The label of an event: names or words by role, places finest first, the trigger's words."""
    slots: dict[str, str | tuple[str, ...]] = {
        key: tuple(names) for key, names in roles.items() if names
    }
    if places:
        slots["place"] = places[0]
    slots["words"] = words
    label = phrase_label(event_type, slots, planned=planned)
    # an infinitive or a clause needs no preposition: "calls for to act" is "calls to act"
    label = _BEFORE_CLAUSE.sub(r"\1 ", label)
    if places and label.count(places[0]) > 1:
        label = label.removesuffix(f" {preposition_of(places[0])} {places[0]}")
    return cut_label(label)


def cut_label(label: str) -> str:
    """The label in one line, with its capital, cut between words where it is too long."""
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"
    return label[:1].upper() + label[1:]


def _render(template: str, filled: Mapping[str, tuple[str, ...]], *, planned: bool) -> str:
    def segment(match: re.Match[str]) -> str:
        wanted = {slot[1] for slot in SLOT.finditer(match[1])}
        return match[1] if wanted <= filled.keys() else ""

    text = _SEGMENT.sub(segment, template)
    if planned:
        text = _DONE.sub(r"\1to be ", text)
    if len(places := filled.get("place", ())) == 1:
        text = _IN_PLACE.sub(f"{preposition_of(places[0])} ", text)

    if _CLAUSE.match(filled.get("topic", ("",))[0]):
        text = _BEFORE_TOPIC.sub("", text)

    def slot(match: re.Match[str]) -> str:
        names = filled[match[1]]
        if match[2] is None:
            return join_names(names)
        if planned:
            many = are_many(names) and match[3] != "are"
            return f"to {match[3] if many else _infinitive(match[2])}"
        return match[3] if are_many(names) else match[2]

    return " ".join(SLOT.sub(slot, text).split())


def _infinitive(form: str) -> str:
    """The infinitive of a verb in the third person with what follows: "holds talks"."""
    verb, _, rest = form.partition(" ")
    if verb in _FINITE:
        verb = _FINITE[verb]
    elif verb.endswith("ies") and len(verb) > 4:
        verb = verb[:-3] + "y"
    elif verb.endswith(("sses", "shes", "ches", "xes", "zzes")):
        verb = verb[:-2]
    elif verb.endswith("s"):
        verb = verb[:-1]
    return f"{verb} {rest}".rstrip()


def _phrase_without_template(event_type: EventType, filled: Mapping[str, tuple[str, ...]]) -> str:
    who = tuple(dict.fromkeys(name for key in WHO for name in filled.get(key, ())))
    label = event_type.label
    if who:
        label += f" involving {join_names(who)}"
    if place := filled.get("place"):
        label += f" {preposition_of(place[0])} {join_names(place)}"
    if topic := filled.get("topic") or (() if who else filled.get("amount", ())):
        clause = _CLAUSE.match(topic[0]) is not None
        label += f"{'' if clause else ':'} {join_names(topic)}"
    return _capitalise(label)


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value)
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))


def are_many(names: Sequence[str]) -> bool:
    """Whether the names, or the one phrase, take a plural verb.

    >>> are_many(["Chinese ships"]), are_many(["Reuters"]), are_many(["Lee", "Roy"])
    (True, False, True)
    """
    if len(names) != 1:
        return True
    if _MANY.match(names[0]):
        return re.match(r"(?:the |only |just )?1\b(?![,.])", names[0]) is None
    if _ONE.match(names[0]):
        return False
    # "Voters on both sides", "Chinese ships"; not "Reuters" or "the United States"
    long = _HEAD.match(names[0])
    *before, head = (long[1] if long else names[0]).split()
    if head.lower() in _PEOPLE or (head.endswith(("men", "women")) and head not in _ONE_MEN):
        return True
    common = head.islower() or (long is not None and not before)
    return common and _PLURAL.fullmatch(head) is not None


def _capitalise(text: str) -> str:
    # Not a word that has a capital of its own: "iPhone sales", "eBay buys".
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.islower() else text
