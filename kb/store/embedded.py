"""The embedded store: pyoxigraph in a folder. The only module that opens one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

import pyoxigraph as ox

from kb.errors import QueryError, StoreError, StoreLocked
from kb.store.guard import check_query, names_dataset, say_syntax_error
from kb.store.interface import Results, Term
from kb.store.updates import DEFAULT, ends_open, find_targets
from kb.vocab import KB, PREFIXES

SERVER_NOTE = "server.json"  # what a server leaves beside the store: who and where it is
# The bookkeeping stands in a graph of its own, so that it commits with what it speaks of.
BOOKS = ox.NamedNode("urn:timeline-kb:store")
DERIVED = ox.NamedNode("urn:timeline-kb:derived")
# written last by what the derived graphs do not rest on
SETTLED = ox.NamedNode("urn:timeline-kb:settled")
GENERATION = ox.NamedNode(KB.generation)


class EmbeddedStore:
    """A `Store` in a folder of this machine; one process at a time may have it open to write."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the store in the folder `path`, which is made if it is not there.

        Raises `StoreLocked` where another process has it open, `StoreError` where what is there
        is no store or is damaged.
        """
        try:
            # read_only takes a still snapshot only: beside a live writer it is undefined.
            opened = ox.Store.read_only(str(path)) if read_only else ox.Store(str(path))
        except (OSError, RuntimeError, ValueError) as error:
            if "lock" in str(error).lower():
                raise StoreLocked(f"{path.parent}: {_say_holder(path.parent)}") from error
            raise StoreError(f"{path}: no readable store, or a damaged one ({error})") from error
        self.path = path
        self._read_only = read_only
        self._open: ox.Store | None = opened
        # When each graph was last written, as far as this process knows: from `_watched_from` on;
        # the latest last, so that whoever asks for those need not pass all the others.
        self._written: dict[str, int] = {}
        self._watched_from = self.generation

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise StoreError(f"{self.path}: the store is closed")
        return self._open

    def replace_graphs(
        self,
        graphs: Mapping[str, bytes],
        *,
        added: Mapping[str, bytes] | None = None,
        removed: Mapping[str, bytes] | None = None,
        derived: bool = False,
        apart: bool = False,
    ) -> int:
        """The generation after each graph named was replaced, all of them or none.

        The empty name is the default graph. `apart` says that no derived graph rests on those
        that are written: the store is then stale where it was so before.
        """
        now = self.generation + 1
        marked = self._choose_marks(derived=derived, apart=apart)
        old = "".join(f"DROP SILENT {_name_graph(name)} ;\n" for name in graphs)
        old += "".join(
            f"DELETE WHERE {{ GRAPH {BOOKS} {{ {node} {GENERATION} ?n }} }} ;\n" for node in marked
        )
        gone = _write_graphs(removed or {})
        if gone:
            old += f"DELETE DATA {{\n{gone}}} ;\n"
        new = _write_graphs(graphs) + _write_graphs(added or {})
        marks = "".join(f"{node} {GENERATION} {now} .\n" for node in marked)
        # Before the write: whether one that failed has written is not known for sure.
        self._note_written((*graphs, *(added or {}), *(removed or {})), now)
        try:
            self._store.update(f"{old}INSERT DATA {{\n{new}GRAPH {BOOKS} {{\n{marks}}}\n}}")
            # The write-ahead log alone survives a kill, but not a power cut.
            self._store.flush()
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            raise StoreError(f"{self.path}: the write failed, nothing is stored ({error})") from (
                error
            )
        return now

    def graphs(self) -> Iterator[str]:
        """The names of the graphs, the store's own bookkeeping left out."""
        for name in self._store.named_graphs():
            if isinstance(name, ox.NamedNode) and name != BOOKS:
                yield name.value

    def quads(
        self,
        graph: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        *,
        subject: str | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of one graph, or of all but the bookkeeping, that fit the pattern."""
        for quad in self._store.quads_for_pattern(
            None if subject is None else ox.NamedNode(subject),
            None if predicate is None else ox.NamedNode(predicate),
            None if value is None else ox.NamedNode(value),
            None if graph is None else ox.NamedNode(graph),
        ):
            if graph is not None or quad.graph_name != BOOKS:
                yield quad

    def query(self, sparql: str, bindings: Mapping[str, Term] | None = None) -> Results:
        """The results of a query over the union of all graphs, or those that it names."""
        check_query(sparql, allow_service=True)
        try:
            return self._store.query(
                sparql,
                prefixes=dict(PREFIXES),
                use_default_graph_as_union=not names_dataset(sparql),
                substitutions={ox.Variable(k): v for k, v in (bindings or {}).items()} or None,
            )
        except SyntaxError as error:
            raise QueryError(say_syntax_error(sparql, str(error))) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be run: {error}") from error

    def update(self, sparql: str, *, base: str | None = None, apart: bool = False) -> int:
        """The generation after a SPARQL update, which happens wholly or not at all.

        Its `WHERE` sees the default graph, not the union of all. `apart` as in `replace_graphs`.
        """
        check_query(sparql, allow_service=True)
        targets = find_targets(sparql, PREFIXES)
        if targets is not None and BOOKS.value in targets:
            raise QueryError(f"{BOOKS} is the store's own bookkeeping")
        now = self.generation + 1
        bump = " ;\n".join(
            f"DELETE WHERE {{ GRAPH {BOOKS} {{ {node} {GENERATION} ?n }} }} ;\n"
            f"INSERT DATA {{ GRAPH {BOOKS} {{ {node} {GENERATION} {now} }} }}"
            for node in self._choose_marks(derived=False, apart=apart)
        )
        if targets is None:
            self._watched_from = now
            self._written.clear()
        else:
            self._note_written(targets, now)
        then = "\n" if ends_open(sparql) else "\n;\n"
        try:
            self._store.update(f"{sparql}{then}{bump}", base_iri=base, prefixes=dict(PREFIXES))
            self._store.flush()
        except SyntaxError as error:
            raise QueryError(say_syntax_error(sparql, str(error))) from error
        except (OSError, RuntimeError, ValueError) as error:
            if "does not exist" in str(error) or "already exists" in str(error):
                raise QueryError(f"the update cannot be done: {error}") from error
            raise StoreError(f"{self.path}: the update failed ({error})") from error
        return now

    def _choose_marks(self, *, derived: bool, apart: bool) -> tuple[ox.NamedNode, ...]:
        """What takes the number of the write that is to come."""
        if derived:
            return BOOKS, DERIVED
        return (BOOKS, SETTLED) if apart and not self.stale else (BOOKS,)

    def holds_graph(self, name: str) -> bool:
        """Whether there is a graph of that name, even an empty one.

        The default graph is there where it holds a triple.
        """
        if name == DEFAULT:
            pattern = self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
            return next(pattern, None) is not None
        return self._store.contains_named_graph(ox.NamedNode(name))

    @property
    def generation(self) -> int:
        """A number that grows with every write; 0 where nothing was ever written."""
        return self._mark(BOOKS)

    def find_written(self, since: int) -> frozenset[str] | None:
        """The graphs that may have been written after the generation `since`, where known."""
        if since < self._watched_from:
            return None
        return frozenset(takewhile(lambda g: self._written[g] > since, reversed(self._written)))

    def _note_written(self, graphs: Iterable[str], now: int) -> None:
        for graph in graphs:
            self._written.pop(graph, None)
            self._written[graph] = now

    @property
    def stale(self) -> bool:
        """Whether something was written since the derived graphs were made."""
        return self._mark(BOOKS) not in (self._mark(DERIVED), self._mark(SETTLED))

    @property
    def derived(self) -> int:
        """The generation at which the derived graphs were made; 0 where they never were."""
        return self._mark(DERIVED)

    def _mark(self, node: ox.NamedNode) -> int:
        for quad in self._store.quads_for_pattern(node, GENERATION, None, BOOKS):
            if isinstance(quad.object, ox.Literal):
                return int(quad.object.value)
        return 0

    def copy_to(self, folder: Path) -> None:
        """Makes a snapshot in `folder`, which must not exist, by hard links where possible."""
        try:
            self._store.backup(str(folder))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"{folder}: the snapshot failed ({error})") from error

    def close(self) -> None:
        """Lets go of the store. Closing twice is harmless."""
        if self._open is not None and not self._read_only:
            self._open.flush()
        self._open = None


def _say_holder(folder: Path) -> str:
    """Who holds the store, as far as the note of a server says, and what to do."""
    try:
        note = json.loads((folder / SERVER_NOTE).read_text("utf-8"))
        pid, url = int(note["pid"]), note["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return (
            "the store is open in another process (a running 'kb serve' or 'kb ingest'); "
            "stop it, or ask the server instead"
        )
    where = f" at {url}" if url else ""
    return (
        f"the store is served by 'kb serve'{where} (process {pid}); stop it, or go through it: "
        f"'kb ingest --server {url or 'URL'} --token …', 'kb backup', or the page"
    )


def _name_graph(name: str) -> str:
    return "DEFAULT" if name == DEFAULT else f"GRAPH {ox.NamedNode(name)}"


def _write_graphs(graphs: Mapping[str, bytes]) -> str:
    return "".join(
        triples.decode() if name == DEFAULT else f"{_name_graph(name)} {{\n{triples.decode()}}}\n"
        for name, triples in graphs.items()
        if triples
    )
