"""The shipped ontology, for all tests of it."""

from __future__ import annotations

import pytest

from kb.ontology import Ontology, load_ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology()
