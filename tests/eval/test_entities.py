"""Floors of quality for entities, on the development corpora where they are present."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.annotate import Annotator
from tests.eval.entities import (
    find_devdata,
    read_corpus,
    read_ecb,
    read_meantime,
    score_clusters,
    score_kinds,
    score_mentions,
)

FOLDER = find_devdata()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the development corpora are not here")


@pytest.fixture(scope="module")
def folder() -> Path:
    """The corpora."""
    assert FOLDER is not None
    return FOLDER


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    """The language model."""
    return Annotator()


def test_meantime_mentions_and_coreference_lead_bare_spacy(
    folder: Path, annotator: Annotator
) -> None:
    read = read_corpus(list(read_meantime(folder)), annotator)
    ours, bare = read["ours"], read["bare spaCy"]
    assert score_mentions(ours, "name").f1 >= 0.82
    assert score_mentions(ours, "all").f1 >= 0.70
    for form in ("name", "all"):
        assert score_mentions(ours, form).f1 >= score_mentions(bare, form).f1 + 0.10
    assert score_clusters(ours, "all")["CoNLL"].f1 >= 0.63
    assert score_clusters(ours, "name")["B3"].f1 >= 0.81


def test_meantime_persons_and_organisations_lead_bare_spacy_by_ten_points(
    folder: Path, annotator: Annotator
) -> None:
    scores = score_kinds(read_corpus(list(read_meantime(folder)), annotator), "name")
    for kind in ("person", "organization"):
        bare, ours = scores[kind]
        assert ours.f1 >= bare.f1 + 0.10, kind
    # the corpus takes "Cupertino, California" for one place, and has 29 names of places in all
    bare, ours = scores["place"]
    assert ours.f1 >= bare.f1 + 0.02


def test_ecb_mentions_lead_bare_spacy(folder: Path, annotator: Annotator) -> None:
    golds = [gold for at, gold in enumerate(read_ecb(folder)) if at % 8 == 0]
    read = read_corpus(golds, annotator)
    ours, bare = read["ours"], read["bare spaCy"]
    assert score_mentions(ours, "all").f1 >= score_mentions(bare, "all").f1 + 0.05
