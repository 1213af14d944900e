"""What users decided, as the graph of decisions has it: that two things are the same, or differ."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from pyoxigraph import Literal, NamedNode

from kb.merge.decided import Decision, Decisions
from kb.store.interface import Store, text_of
from kb.vocab import KB, PROV, RDF, SCHEMA, XSD

_VERDICTS = {"same": "same", "differ": "different"}
_VERBS = {verdict: verb for verb, verdict in _VERDICTS.items()}


def decisions_graph(base: str) -> str:
    """The name of the graph of what users decided; like the article graphs, it is the truth."""
    return f"{base}graph/decisions"


def read_decisions(store: Store, base: str) -> Decisions:
    """All decisions in a store."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads(decisions_graph(base)):
        nodes[text_of(quad.subject)][quad.predicate.value].append(text_of(quad.object))
    found = []
    for iri, node in sorted(nodes.items()):
        verb = _VERBS.get(min(node.get(KB.verdict, [""])))
        stays = node.get(KB.into, [])
        other = [iri for iri in node.get(KB.merges, []) if iri not in stays]
        if verb is not None and len(stays) == len(other) == 1:
            kind = "event" if "#event-" in stays[0] else "entity"
            a, b = (_key_of(name, base, kind) for name in (stays[0], other[0]))
            by = min(node.get(SCHEMA.author, ["somebody"]))
            at = min(node.get(PROV.generatedAtTime, [""]))
            found.append(Decision(iri, verb, kind, a, b, by, at))
    return Decisions(found)


def _key_of(iri: str, base: str, kind: str) -> str:
    return iri if kind == "event" or "#" in iri else iri.removeprefix(base)


def name_decision(base: str, a: str, b: str) -> str:
    """The IRI of the decision on two things, the same in whichever order they are named."""
    digest = hashlib.sha256("\n".join(sorted((a, b))).encode()).hexdigest()[:16]
    return f"{base}decisions/{digest}"


def write_decision(base: str, verb: str, a: str, b: str, by: str, at: str) -> bytes:
    """A decision on two IRIs as N-Triples: who (`by`, a name) decided, and when (ISO 8601).

    Where `verb` is ``same``, `a` is the one that gives its name.
    """
    me = NamedNode(name_decision(base, a, b))
    lines = [
        f"{me} <{RDF.type}> <{KB.MergeDecision}> .",
        f"{me} <{KB.verdict}> {Literal(_VERDICTS[verb])} .",
        f"{me} <{KB.merges}> {NamedNode(a)} .",
        f"{me} <{KB.merges}> {NamedNode(b)} .",
        f"{me} <{KB.into}> {NamedNode(a)} .",
        f"{me} <{SCHEMA.author}> {Literal(by)} .",
        f"{me} <{PROV.generatedAtTime}> {Literal(at, datatype=NamedNode(XSD.dateTime))} .",
    ]
    return ("\n".join(lines) + "\n").encode()
