"""What an article says happened: event mentions with their roles, quotes and claims."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kb.dates.partial import PartialDate

HAPPENED = "happened"
PLANNED = "planned"
NEGATED = "negated"
DENIED = "denied"
POSSIBLE = "possible"
HYPOTHETICAL = "hypothetical"
GENERIC = "generic"

EVENT = "event"
SPEECH = "speech"
MINOR = "minor"

SHOWN = frozenset({HAPPENED, PLANNED})
"""The statuses that a timeline shows unless it is asked for others."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part, as what: `entity` indexes the account's entities, `role` is a role's key.

    `start`/`end` are the offsets of the words that name or refer to the participant. `words` is
    the phrase through which it takes part, where that is not its name: "the leaders of Peru".
    """

    entity: int
    role: str
    start: int
    end: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that fill a role which no known entity fills ("two aircraft carriers").

    `start`/`end` are their offsets; `text` is as a label uses them: in one line, without the
    capital of a sentence's beginning, a clause with its "that".
    """

    role: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to say something: words, their offsets, and the entity if it is one.

    `verb` is the lemma that reports ("say", "deny", "according"). An attribution nested in
    another ("told reporters that Xi had…") comes after the one that holds it.
    """

    text: str
    start: int
    end: int
    entity: int | None
    verb: str


@dataclass(frozen=True, slots=True)
class EventMention:
    """Words in one place of an article that tell of a happening.

    `start`/`end`/`text` are the trigger's own words; `first`/`last` the evidence sentence's
    offsets. `type` is the key of a type in the ontology, `type_iri` its IRI. `date` is as precise
    as the article alone allows, read from the words at `time` (offsets) and anchored as `anchor`
    says. `status` is ``happened``, ``planned``, ``negated``, ``denied``, ``possible``,
    ``hypothetical`` or ``generic``. `lemma` is the trigger's head word in its base form.
    `salience` runs from 0 to 1; `main` marks the article's main event. `phrases` fill
    the roles that no known entity fills; `words` are the same as (role, words). `cues` are words
    that set this happening apart from others of its kind ("first", "annual"). `background` is true
    for what the article tells only as what went before. `level` is ``event``, ``speech`` (somebody
    merely says something) or ``minor`` (a verb that no type covers in a clause that is not a main
    one, or a word that names a thing or somebody as likely as a happening); only events are merged
    across articles. `antecedent` is the index of the earlier mention that an anaphor ("the talks",
    "their meeting") points to.
    """

    start: int
    end: int
    text: str
    head: int
    type: str
    lemma: str
    first: int
    last: int
    participants: tuple[Participant, ...] = ()
    places: tuple[int, ...] = ()
    date: PartialDate | None = None
    time: tuple[int, int] | None = None
    anchor: str | None = None
    status: str = HAPPENED
    attribution: tuple[Attribution, ...] = ()
    topic: str | None = None
    phrases: tuple[Phrase, ...] = ()
    salience: float = 0.0
    main: bool = False
    background: bool = False
    cues: tuple[str, ...] = ()
    label: str = ""
    in_quote: bool = False
    level: str = EVENT
    antecedent: int | None = None
    type_iri: str = ""

    @property
    def actors(self) -> tuple[int, ...]:
        """The participants' entity indices, each once, in order."""
        return tuple(dict.fromkeys(p.entity for p in self.participants))

    def with_date_of(self, other: EventMention) -> EventMention:
        """The same at the time of another mention, by the words that date that one."""
        return replace(self, date=other.date, time=other.time, anchor=other.anchor)

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """(role, words) for roles that no known entity fills."""
        return tuple((p.role, p.text) for p in self.phrases)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's exact words: `start`/`end` are the offsets between the quotation marks."""

    start: int
    end: int
    text: str
    speaker: Attribution | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about an event: a detail in the article's own words.

    `event` indexes the account's events; `predicate` is the local name of a property
    (``duration``, ``killed``, ``injured``, ``missing``, ``magnitude``, ``amount``, ``percentage``,
    ``count``, ``votesFor``, ``votesAgainst``, ``result``, ``ordinal``); `value` the words,
    `number` what they count as far as it can be told, `bound` ``exactly``, ``about``, ``at
    least`` or ``at most``. `unit` is what is counted: ``minute`` for a duration; for money the
    ISO 4217 code, or the bare sign or name where it may be the money of several countries
    (``$``, ``peso``); for a count the thing in its base form.
    """

    event: int
    predicate: str
    value: str
    start: int
    end: int
    number: float | None = None
    bound: str = "exactly"
    attribution: tuple[Attribution, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Happenings:
    """Everything an article says of what happened and who said what."""

    events: tuple[EventMention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = field(default=())
