"""What the graphs of articles say, as merging reads them: from the store, or as just written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress

import pyoxigraph as ox

from kb.derive import times_graph
from kb.merge.known import Held
from kb.merge.reports import PREDICATES, Reports, TimeWords, read_graph, read_times
from kb.store.interface import Store

HELD = 2000  # articles whose reports are kept in memory
_READ = frozenset(f"<{predicate}>".encode() for predicate in PREDICATES)
_NOTHING = Reports({}, {}, {}, ())


class Told:
    """What articles say, of which the latest that were asked for are kept in memory."""

    def __init__(self, store: Store, base: str) -> None:
        """Nothing is kept yet."""
        self._store = store
        self._base = base
        self._held: OrderedDict[str, Held | None] = OrderedDict()
        self._heard: dict[str, tuple[int, Held]] = {}  # articles written since, and as of when
        self._times: dict[str, TimeWords | None] = {}

    def read(self, article: str) -> Held | None:
        """What the graph of an article says; ``None`` where there is none."""
        if article in self._held:
            self._held.move_to_end(article)
            return self._held[article]
        quads = list(self._store.quads(article))
        found = self._read_quads(article, quads) if quads else None
        self._held[article] = found
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return found

    def hear(self, written: Mapping[str, bytes], generation: int) -> None:
        """Takes note of articles, as N-Triples, that the store holds from `generation` on."""
        time = f"<{self._base}time/".encode()
        for article, triples in written.items():
            self._heard.pop(article, None)
            if len(self._heard) < HELD:
                # each once, as the store holds them
                lines = dict.fromkeys(n for n in triples.split(b"\n") if time in n or _is_read(n))
                with suppress(SyntaxError):  # the store reads more than this format
                    quads = list(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES))
                    self._heard[article] = generation, self._read_quads(article, quads)

    def follow(self, changed: Iterable[str]) -> None:
        """Reads the changed articles anew when they are asked for, or takes them as heard of."""
        for article in changed:
            self._held.pop(article, None)
        self._held.update(self._take_heard())

    def forget(self) -> None:
        """Lets go of what was read."""
        self._held.clear()

    def clear(self) -> None:
        """Lets go of everything, what was heard of and the times among it."""
        self._held.clear()
        self._heard.clear()
        self._times.clear()

    def _take_heard(self) -> dict[str, Held]:
        """What articles say that were heard of and not written again since."""
        later: dict[int, frozenset[str] | None] = {
            generation: self._store.find_written(generation)
            for generation in {at for at, _ in self._heard.values()}
        }
        found = {
            article: held
            for article, (at, held) in self._heard.items()
            if (since := later[at]) is not None and article not in since
        }
        self._heard.clear()
        return found

    def _read_quads(self, article: str, quads: list[ox.Quad]) -> Held:
        prefix = f"{self._base}time/"
        spoken = {
            quad.object.value
            for quad in quads
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(prefix)
        }
        times: dict[str, TimeWords] = {}
        for name in sorted(spoken):
            if (words := self._time_words(name)) is not None:
                times[name] = words
        reports = read_graph(article, quads, times)
        return Held(reports if article in reports.sources else _NOTHING, frozenset(spoken))

    def _time_words(self, name: str) -> TimeWords | None:
        # A time is named after what it says, so what was once read of it stays true.
        if self._times.get(name) is None:
            described = self._store.quads(times_graph(self._base), subject=name)
            self._times[name] = read_times(described).get(name)
        return self._times[name]


def _is_read(line: bytes) -> bool:
    """Whether a line of N-Triples is of a predicate that merging looks at."""
    return b" " in line and line.split(b" ", 2)[1] in _READ
