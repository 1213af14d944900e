"""The words that announce a type, with their conditions, read from the ontology."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from kb.ontology_checks import Checks
from kb.ontology_model import POSITIONS, Condition, EventType, Trigger
from kb.vocab import KB

_WORDS = re.compile(r"[\s-]+")
PARTS_OF_SPEECH = {KB.verb: "VERB", KB.lightVerb: "VERB", KB.noun: "NOUN", KB.plural: "NOUN",
        KB.adjective: "ADJ"}  # fmt: skip
_OF_TRIGGER = frozenset({*PARTS_OF_SPEECH, KB.needs, KB.unless, KB.weight})
_OF_CONDITION = frozenset({KB.at, KB.lemma, KB.kind})


def read_triggers(checks: Checks, iri: str) -> tuple[Trigger, ...]:
    """The triggers of the type `iri`, those with conditions first."""
    found = set(_read_words(checks, iri, iri))
    for node in checks.said.values(iri, KB.trigger):
        checks.check_names(iri, node, _OF_TRIGGER)
        needs = _read_conditions(checks, iri, node, KB.needs)
        unless = _read_conditions(checks, iri, node, KB.unless)
        weight = checks.weight(iri, node)
        made = [
            replace(trigger, needs=needs, unless=unless, weight=weight)
            for trigger in _read_words(checks, iri, node)
        ]
        if not made:
            checks.blame(iri, "has a kb:trigger without kb:verb, kb:noun or kb:lightVerb")
        found.update(made)
    return tuple(sorted(found, key=_trigger_order))


def _read_words(checks: Checks, iri: str, node: str) -> list[Trigger]:
    """The triggers that stand at a node, without the conditions there."""
    made = []
    for predicate, pos in PARTS_OF_SPEECH.items():
        for text in checks.said.english(node, predicate):
            words = tuple(word for word in _WORDS.split(text) if word)
            light = predicate == KB.lightVerb
            if not words or text != text.lower() or (light and len(words) < 2):
                checks.blame(iri, f"has the trigger {text!r}; expected lemmas in lower case"
                             + (", a verb and a noun" if light else ""))  # fmt: skip
                continue
            made.append(Trigger(words, pos, light, predicate == KB.plural))
    return made


def _read_conditions(checks: Checks, iri: str, node: str, predicate: str) -> tuple[Condition, ...]:
    made = []
    for condition in checks.said.values(node, predicate):
        checks.check_names(iri, condition, _OF_CONDITION)
        at = checks.said.values(condition, KB.at)
        if len(at) != 1 or at[0] not in POSITIONS:
            checks.blame(iri, f"has a condition with kb:at {at}; expected one of {POSITIONS}")
            continue
        lemmas = tuple(checks.said.english(condition, KB.lemma))
        made.append(Condition(at[0], lemmas, checks.kinds(iri, condition)))
    return tuple(sorted(made, key=lambda made: (made.at, made.lemmas, made.kinds)))


def index_triggers(
    types: dict[str, EventType],
) -> dict[str, tuple[tuple[Trigger, EventType], ...]]:
    """Triggers with their types by the first word, those that say most first."""
    index: defaultdict[str, list[tuple[Trigger, EventType]]] = defaultdict(list)
    for event_type in types.values():
        for trigger in event_type.triggers:
            index[trigger.words[0]].append((trigger, event_type))
    return {
        lemma: tuple(sorted(pairs, key=lambda pair: (*_trigger_order(pair[0]), pair[1].key)))
        for lemma, pairs in sorted(index.items())
    }


def _trigger_order(trigger: Trigger) -> tuple[object, ...]:
    # Conditions before none: what is said of a special case outranks what is said in general.
    conditions = [(c.at, c.lemmas, c.kinds) for c in (*trigger.needs, *trigger.unless)]
    return (
        -len(trigger.words), -trigger.weight, -len(trigger.needs), trigger.words, trigger.pos,
        trigger.light, trigger.plural, conditions,
    )  # fmt: skip
