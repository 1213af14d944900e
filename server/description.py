"""What the endpoint says of itself: SPARQL 1.1 Service Description, with VoID counts."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import Request
from fastapi.responses import Response

from kb.derive import events_graph, ontology_graph, times_graph
from kb.results import write_graph
from kb.vocab import DCTERMS, RDF, RDFS, XSD
from server.counting import Counts
from server.negotiate import ROWS, TRIPLES, choose, find_accept
from server.problems import Problem
from server.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
_LANGUAGES = ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")
_FORMAT_NAMES = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV",
                 "SPARQL_Results_TSV", "Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML",
                 "JSON-LD")  # fmt: skip

_Term = ox.NamedNode | ox.BlankNode | ox.Literal


async def describe_service(request: Request) -> Response:
    """The description, in an RDF format by negotiation.

    Raises `Problem` where only formats of results are accepted: who asks for those has
    forgotten the query.
    """
    accept = find_accept(request)
    media = choose(accept, TRIPLES)
    if media is None and choose(accept, ROWS) is not None:
        raise Problem(400, "one 'query' was expected, 0 came")
    if media is None:
        raise Problem(406, f"there are {', '.join(TRIPLES)}")
    endpoint = str(request.url.replace(query="", fragment=""))
    state = request.app.state
    counts = await state.counting.count(state.generation)
    content = write_graph(
        _draw_service(endpoint, state.base, counts, state.settings), TRIPLES[media]
    )
    return Response(content, media_type=media, headers={"Vary": "Accept"})


def _draw_service(endpoint: str, base: str, counts: Counts, settings: Settings) -> list[ox.Triple]:
    triples: list[ox.Triple] = []

    def say(subject: ox.NamedNode | ox.BlankNode, predicate: str, object_: _Term) -> None:
        triples.append(ox.Triple(subject, ox.NamedNode(predicate), object_))

    service, dataset, graph = (ox.BlankNode(name) for name in ("service", "dataset", "graph"))
    say(service, RDF.type, ox.NamedNode(SD + "Service"))
    say(service, SD + "endpoint", ox.NamedNode(endpoint))
    for name in _LANGUAGES:
        say(service, SD + "supportedLanguage", ox.NamedNode(SD + name))
    features = ["EmptyGraphs"]
    if settings.union:
        features.append("UnionDefaultGraph")
    if settings.services:
        features.append("BasicFederatedQuery")
    for name in features:
        say(service, SD + "feature", ox.NamedNode(SD + name))
    for name in _FORMAT_NAMES:
        say(service, SD + "resultFormat", ox.NamedNode(FORMATS + name))
    say(service, SD + "defaultEntailmentRegime",
        ox.NamedNode("http://www.w3.org/ns/entailment/Simple"))  # fmt: skip
    say(service, SD + "defaultDataset", dataset)
    say(dataset, RDF.type, ox.NamedNode(SD + "Dataset"))
    say(dataset, SD + "defaultGraph", graph)
    say(graph, RDF.type, ox.NamedNode(SD + "Graph"))
    say(graph, RDF.type, ox.NamedNode(VOID + "Dataset"))
    say(graph, RDFS.comment, ox.Literal(
        "The union of all graphs: one for each article, named by its IRI, and those derived "
        "from them.", language="en",
    ))  # fmt: skip
    say(graph, VOID + "uriSpace", ox.Literal(base))
    say(graph, VOID + "sparqlEndpoint", ox.NamedNode(endpoint))
    if counts.triples is not None:
        say(graph, VOID + "triples", ox.Literal(counts.triples))
        counted = counts.at.isoformat(timespec="seconds")
        say(
            graph, DCTERMS.NS + "modified", ox.Literal(counted, datatype=ox.NamedNode(XSD.dateTime))
        )
    for number, (iri, held) in enumerate(sorted(counts.classes.items())):
        partition = ox.BlankNode(f"class{number}")
        say(graph, VOID + "classPartition", partition)
        say(partition, VOID + "class", ox.NamedNode(iri))
        say(partition, VOID + "entities", ox.Literal(held))
    for number, name in enumerate((events_graph(base), times_graph(base), ontology_graph(base))):
        part, content = ox.BlankNode(f"named{number}"), ox.BlankNode(f"content{number}")
        say(dataset, SD + "namedGraph", part)
        say(part, RDF.type, ox.NamedNode(SD + "NamedGraph"))
        say(part, SD + "name", ox.NamedNode(name))
        say(part, SD + "graph", content)
        say(content, RDF.type, ox.NamedNode(SD + "Graph"))
    return triples
