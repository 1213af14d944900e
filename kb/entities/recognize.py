"""Names in a document: who is a person, an organisation or a place, the same all through.

The model judges every occurrence by itself and contradicts itself from one sentence to the next.
So its spans are only votes. Titles ("Prime Minister …"), honorifics, given names, gazetteers, the
words that end the names of organisations and places, and short forms of longer names vote too; a
string of words gets one kind for the whole document, and every occurrence of it is then found,
in headlines, possessives and compounds as well. Three passes, each linear in the text.
"""

from __future__ import annotations

from kb.annotate import Document
from kb.entities.acronyms import find_acronyms
from kb.entities.gazetteer import Gazetteer
from kb.entities.names import Names
from kb.entities.runs import RunReader
from kb.entities.scan import scan_names
from kb.entities.spans import SpanReader
from kb.entities.votes import Votes


def recognize_names(document: Document, reference: Gazetteer | None = None) -> Names:
    """Every occurrence of every name, each string of words with one kind.

    The kinds that a user's files give to names beat the votes.
    """
    votes = Votes(document, reference)
    for (first, last), short in find_acronyms(votes.texts, votes.caps):
        if votes.read_acronym(first, last, short):
            votes.in_span[first:last] = b"\x01" * (last - first)
    SpanReader(votes).read_spans()
    runs = RunReader(votes)
    for sentence in document.sentences:
        runs.read_runs(sentence)
    kinds = votes.decide()
    names = tuple(scan_names(votes, kinds))
    return Names(names, votes.usual_forms(), frozenset(votes.titled), votes.acronyms)
