"""Looking things up in a store: what a name means, and an article as it was given."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pyoxigraph as ox

from kb.article import Article
from kb.errors import QueryError, UnknownName
from kb.names import Named, Names
from kb.store.interface import Store, read, select, text_of
from kb.vocab import DCTERMS, KB, KBT, SCHEMA

_NAMES = {
    "entity": """
        SELECT DISTINCT ?node ?name ?main {
          ?node a sem:Actor
          { ?node rdfs:label ?name BIND(true AS ?main) }
          UNION { ?node skos:altLabel ?name BIND(false AS ?main) }
        }""",
    "place": """
        SELECT DISTINCT ?node ?name ?main {
          ?node a sem:Place
          { ?node rdfs:label ?name BIND(true AS ?main) }
          UNION { ?node skos:altLabel ?name BIND(false AS ?main) }
        }""",
    "type": """
        SELECT DISTINCT ?node ?name ?main {
          { ?node a kb:EventType } UNION { ?node a kb:EventFamily }
          { ?node skos:prefLabel ?name BIND(true AS ?main) }
          UNION { ?node skos:altLabel ?name BIND(false AS ?main) }
        }""",
}

_LABELS_LOOKED_AT = 200  # comparing is slow: a suggestion is worth no more


def retired_graph(base: str) -> str:
    """The name of the graph that says which event took the place of which.

    It tells what has been, so it is no part of what a rebuild makes again.
    """
    return f"{base}graph/retired"


def log_graph(base: str) -> str:
    """The name of the graph that says which articles were corrected or taken out, and when."""
    return f"{base}graph/log"


def find_successor(store: Store, base: str, event: str) -> str | None:
    """The IRI of the event that took the place of the one called `event`, if one has."""
    try:
        quads = store.quads(retired_graph(base), DCTERMS.isReplacedBy, subject=event)
        return min((text_of(quad.object) for quad in quads), default=None)
    except ValueError:  # no IRI
        return None


def article_graphs(store: Store, base: str) -> Iterator[str]:
    """The IRIs of the articles, which are the names of their graphs."""
    prefix = f"{base}articles/"
    return (graph for graph in store.graphs() if graph.startswith(prefix))


def read_stored_article(store: Store, base: str, iri: str) -> Article:
    """The article of the graph `iri` as it was given, so that it can be read again."""
    facts: dict[str, str] = {}
    publisher: str | None = None
    for quad in store.quads(iri):
        subject = text_of(quad.subject)
        if subject == iri:
            facts[quad.predicate.value] = text_of(quad.object)
        elif subject == f"{iri}#publisher" and quad.predicate.value == SCHEMA.name:
            publisher = text_of(quad.object)
    published = None
    if facts.get(KB.documentTimeFrom) == "metadata":
        for triple in describe(store, facts.get(DCTERMS.created, "")):
            if triple.predicate.value == KB.edtf:
                published = text_of(triple.object)
    return Article(
        text=facts.get(SCHEMA.articleBody, ""),
        title=facts.get(SCHEMA.headline),
        publisher=publisher,
        author=facts.get(SCHEMA.author),
        published=published,
        url=facts.get(SCHEMA.url),
        language=facts.get(SCHEMA.inLanguage),
        source=facts.get(DCTERMS.source),
    )


def describe(store: Store, iri: str) -> list[ox.Triple]:
    """The triples that the thing called `iri` is the subject of; none for what is no IRI."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return []
    rows = select(store, "SELECT DISTINCT ?node ?p ?o { ?node ?p ?o }", {"node": node})
    found = []
    for row in rows:
        predicate, value = row["p"], row["o"]
        if isinstance(predicate, ox.NamedNode) and value is not None:
            found.append(ox.Triple(node, predicate, value))
    return sorted(found, key=str)


def describe_with_parts(store: Store, iri: str) -> list[ox.Triple]:
    """The triples that the thing called `iri`, or a part of it (``iri#…``), is the subject of."""
    found: dict[str, list[ox.Triple]] = {}
    waiting = [iri]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = describe(store, name)
            values = sorted({text_of(triple.object) for triple in found[name]})
            waiting += [value for value in values if value.startswith(f"{iri}#")]
    return [triple for triples in found.values() for triple in triples]


class Lookup:
    """What names mean in a store. Names are collected once for each state of the store."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self._names: dict[str, tuple[int, Names]] = {}

    def resolve(self, name: str, kind: str) -> ox.NamedNode:
        """The IRI that `name` means among the things of a `kind`."""
        if kind == "article":
            return ox.NamedNode(self._find_article(name))
        if kind == "event":
            return ox.NamedNode(self._find_event(name))
        return ox.NamedNode(self.names(kind).resolve(name))

    def names(self, kind: str) -> Names:
        """The names of every ``entity``, ``place`` or ``type`` in the store."""
        now = self._store.generation
        kept = self._names.get(kind)
        if kept is None or kept[0] != now:
            kept = self._names[kind] = (now, self._collect(kind))
        return kept[1]

    def _collect(self, kind: str) -> Names:
        rows = select(self._store, _NAMES[kind])
        found = (
            Named(iri, name, read(row, "main") == "true")
            for row in rows
            if (iri := read(row, "node")) and (name := read(row, "name"))
        )
        return Names.collect(kind, found, (KBT.NS,) if kind == "type" else (self._base,))

    def _find_event(self, name: str) -> str:
        local = name.strip().removeprefix(f"{self._base}events/").removeprefix("events/")
        if not local.isalnum():
            return self._find_label(name)
        iri = f"{self._base}events/{local}"
        rows = select(
            self._store,
            "SELECT DISTINCT ?event ?start "
            "{ ?event a sem:Event FILTER(STRSTARTS(STR(?event), ?start)) } LIMIT 4",
            {"start": ox.Literal(iri)},
        )
        found = sorted(event for row in rows if (event := read(row, "event")))
        if len(found) == 1 or iri in found:
            return iri if iri in found else found[0]
        if not found and (successor := find_successor(self._store, self._base, iri)) is not None:
            return successor
        raise UnknownName(name, tuple(found[:3]), kind="event")

    def _find_label(self, name: str) -> str:
        """The only event with that label, as it is written but for case."""
        rows = select(
            self._store,
            "SELECT DISTINCT ?event ?label ?name "
            "{ ?event a sem:Event ; rdfs:label ?label FILTER(LCASE(?label) = ?name) } LIMIT 9",
            {"name": ox.Literal(" ".join(name.split()).lower())},
        )
        found = sorted({event for row in rows if (event := read(row, "event"))})
        if len(found) > 1:
            raise QueryError(
                f"{name!r} could be any of {', '.join(found)}; give one of these instead"
            )
        if not found:
            raise UnknownName(name, self._suggest_labels(name), kind="event")
        return found[0]

    def _suggest_labels(self, name: str) -> tuple[str, ...]:
        """Up to three labels of events most like `name`, of those that have its longest word."""
        wanted = " ".join(name.split()).lower()
        longest = max(wanted.split(), key=len, default="")
        if not longest:
            return ()
        rows = select(
            self._store,
            "SELECT DISTINCT ?label ?word { ?event a sem:Event ; rdfs:label ?label "
            f"FILTER(CONTAINS(LCASE(?label), ?word)) }} ORDER BY ?label LIMIT {_LABELS_LOOKED_AT}",
            {"word": ox.Literal(longest)},
        )
        spelled = {label.lower(): label for row in rows if (label := read(row, "label"))}
        whole = [n for n in sorted(spelled, key=len) if all(word in n for word in wanted.split())]
        near = difflib.get_close_matches(wanted, spelled, n=3, cutoff=0.6)
        return tuple(spelled[label] for label in dict.fromkeys(whole + near))[:3]

    def _find_article(self, name: str) -> str:
        prefix = f"{self._base}articles/"
        iri = prefix + name.strip().removeprefix(prefix).removeprefix("articles/")
        graphs = set(article_graphs(self._store, self._base))
        if iri in graphs:
            return iri
        rows = select(
            self._store,
            "SELECT DISTINCT ?article ?url { ?article a schema:NewsArticle ; schema:url ?url }",
            {"url": ox.Literal(name.strip())},
        )
        for row in rows:
            found = read(row, "article")
            if found in graphs:
                return str(found)
        near = tuple(sorted(g for g in graphs if g.startswith(iri))[:3])
        raise UnknownName(name, near, kind="article")
