"""How many were killed, hurt or missing, in the many ways in which news tell it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kb.annotate import Document
from kb.events.model import EVENT, Claim, EventMention
from kb.events.numbers import bound_before, find_numeral, read_count
from kb.events.quotes import Speech
from kb.events.status_own import read_verb
from kb.events.subjects import subjects
from kb.events.syntax import children, clause_of, conjuncts, is_negated
from kb.ontology import Ontology

HARMFUL = frozenset({"disaster", "assault", "protest", "mobilize"})
KILLED = frozenset("kill die perish drown murder dead death fatality slay execute succumb".split())
INJURED = frozenset(
    "injure wound hurt hospitalize hospitalise injured wounded injury casualty".split()
)
MISSING = frozenset("missing".split())
LIVES = frozenset("lose claim take cost".split())
MOST = 1e7  # no single happening of the news has more victims


def find_casualties(
    doc: Document, events: Sequence[EventMention], speech: Speech, ontology: Ontology
) -> Iterator[Claim]:
    """The claims on victims: predicates ``killed``, ``injured`` and ``missing``."""
    harmful = frozenset(k for k, t in ontology.types.items() if t.family in HARMFUL)
    by_sentence: dict[int, list[int]] = {}
    for n, event in enumerate(events):
        by_sentence.setdefault(doc.tokens[event.head].sent, []).append(n)
    harms = [n for n, e in enumerate(events) if e.level == EVENT and e.type in harmful]
    main = [n for n in harms if events[n].main]
    told = [n for n in harms if events[n].status == "happened"]
    told_at = [events[n].head for n in told]
    seen: set[tuple[str, int]] = set()
    for token in doc.tokens:
        predicate = _predicate(token.lemma.lower(), token.text.lower())
        if predicate is None:
            continue
        for victim in _victims(doc, token.i):
            found = find_numeral(doc, victim)
            if found is None:
                continue
            first, last = found
            start, end = doc.tokens[first].start, doc.tokens[last].end
            words = doc.text[start:end]
            number, least = read_count(words)
            own = by_sentence.get(token.sent, [])
            before = told[max(0, bisect_left(told_at, token.i) - 1) :][:1]
            before = before if before and events[before[0]].head < token.i else []
            target = _what_harmed(events, own, main or before, token.i, harmful)
            if target is None or number is None or number >= MOST or (predicate, start) in seen:
                continue
            seen.add((predicate, start))
            bound = least or bound_before(doc.text, start, end)
            said = speech.attribution(token.i)
            yield Claim(target, predicate, words, start, end, number, bound, said)


def _predicate(lemma: str, text: str) -> str | None:
    if lemma in KILLED or lemma in ("toll", "life", "live"):
        return "killed"
    if lemma in INJURED:
        return "injured"
    return "missing" if text in MISSING else None


def _victims(doc: Document, i: int) -> list[int]:
    token = doc.tokens[i]
    lemma = token.lemma.lower()
    if lemma == "toll":
        return _toll(doc, i)
    if lemma in ("life", "live"):
        return _lives(doc, i)
    if token.pos == "VERB" and lemma != "miss":
        if is_negated(doc, i) or read_verb(doc, i) not in ("happened", "possible", "planned"):
            return []
        found, passive = subjects(doc, i)
        held = list(found) if passive or lemma in ("die", "perish", "drown", "succumb") else []
        if token.tag == "VBN" and not held:
            held = [*found]  # "and 20 injured"
        for c in children(doc, i, "dobj"):
            held = [*held, *conjuncts(doc, c)]
        return held
    if token.pos in ("ADJ", "VERB"):
        found, _ = subjects(doc, clause_of(doc, i))
        above = doc.tokens[token.head]
        held = [i, token.head, *found, *children(doc, i, "nsubj")]
        if token.dep in ("oprd", "acomp", "ccomp", "xcomp") and above.pos == "VERB":
            # "left eight people dead": not those who left them
            objects = children(doc, above.i, "dobj")
            if objects:
                held = [i, *objects]
        return held
    return [i]


def _toll(doc: Document, noun: int) -> list[int]:
    """The number of a death toll: "rose to 21", "a toll of 12", "bringing the toll to 12"."""
    token = doc.tokens[noun]
    places = list(doc.children[noun])
    above = doc.tokens[token.head]
    if token.dep in ("nsubj", "nsubjpass", "dobj") and above.pos in ("VERB", "AUX"):
        places += [c for c in doc.children[above.i] if c > noun]
    held = []
    for c in places:
        below = doc.tokens[c]
        if below.dep in ("dobj", "attr", "nummod", "npadvmod") and below.i != noun:
            held.append(c)
        elif below.dep == "prep" and below.lemma in ("to", "at", "of", "past", "above"):
            held.extend(children(doc, c, "pobj"))
    # "rises to 209 and 28 missing": the first number is the toll
    counted = {i: [c for c in doc.children[i] if doc.tokens[c].dep == "nummod"] for i in held}
    return [counted[i][0] if len(doc.subtree(i)) > 1 and counted[i] else i for i in held]


def _lives(doc: Document, noun: int) -> list[int]:
    """Whose lives were lost: "23 people lost their lives", "the storm claimed 12 lives"."""
    token = doc.tokens[noun]
    verb = doc.tokens[token.head]
    if verb.lemma not in LIVES or token.dep not in ("dobj", "nsubjpass"):
        return []
    if find_numeral(doc, noun) is not None:
        return [noun]
    of = [g for c in children(doc, noun, "prep") if doc.tokens[c].lemma == "of"
          for g in children(doc, c, "pobj")]  # fmt: skip
    if of:
        return of
    found, passive = subjects(doc, verb.i)
    return found if verb.lemma == "lose" and not passive else []


def _what_harmed(
    events: Sequence[EventMention],
    sentence: Sequence[int],
    elsewhere: Sequence[int],
    at: int,
    harmful: frozenset[str],
) -> int | None:
    """The event that cost the victims told of at token `at`.

    What harms comes first, in the same sentence, then `elsewhere`: as what the whole article is
    about, or as the last one told before; the dying itself ("twelve people were killed") only
    where nothing else is told.
    """
    own = [n for n in sentence if events[n].level == EVENT]
    near = [n for n in own if events[n].type in harmful] or list(elsewhere)
    if not near:
        near = [n for n in own if events[n].type not in ("happening", "market-move")] or own
    return min(near, key=lambda n: abs(events[n].head - at), default=None)
