"""What an event or an entity looks like in the graph, and what the graph gains and loses by it."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from kb.derive import events_graph
from kb.merge.changes import Lines, pack_lines, unpack_lines, write_line
from kb.merge.event import Event, entity_quads, event_quads, story_quads
from kb.merge.ledger import Ledger
from kb.merge.who import parse_canonical
from kb.vocab import GAF

State = tuple[str, int] | None  # of an entity: it as JSON, and whether it acts


class Writing:
    """What is still to be written of the graphs of events and times, since the last write."""

    def __init__(self, ledger: Ledger, base: str) -> None:
        """Nothing is to be written yet."""
        self._db = ledger
        self._base = base
        self._graph = NamedNode(events_graph(base))
        self.events = Lines()  # what the graph of events gains and loses
        self.descriptions: dict[Quad, None] = {}  # of times that events speak of
        self.times: set[str] = set()  # times that may not be spoken of any more

    def clear(self) -> None:
        """Forgets all, after it was written."""
        self.events.clear()
        self.descriptions.clear()
        self.times.clear()

    def write_event(self, event: Event, old: bytes | None) -> set[str]:
        """Makes what stands about an event what it is now; `old` is what stood.

        The keys that it uses now and did not, or did and does not.
        """
        quads = list(dict.fromkeys(event_quads(event, self._base, self._graph)))
        time = f"{self._base}time/"
        lines = [write_line(q) for q in quads if not str(q.subject).startswith(f"<{time}")]
        times = {name for q in quads if (name := _name_time(q, time)) is not None}
        shared = {write_line(q) for q in story_quads(event, self._graph)}
        keys = {key for key, _ in event.participants} | set(event.places)
        fresh = {t for t in times if not self._is_spoken(t)}
        changed = self._rewrite(event.id, old, lines, times, shared, keys)
        self.descriptions.update({q: None for q in quads if str(q.subject)[1:-1] in fresh})
        return changed

    def erase_event(self, event: str, old: bytes | None) -> set[str]:
        """Has nothing stand about an event that is no more; the keys that it used."""
        return self._rewrite(event, old, [], set(), set(), set())

    def _is_spoken(self, time: str) -> bool:
        return self._db.one("SELECT 1 FROM time WHERE iri = ?", time) is not None

    def _rewrite(
        self,
        event: str,
        old: bytes | None,
        lines: list[str],
        times: set[str],
        shared: set[str],
        keys: set[str],
    ) -> set[str]:
        db = self._db
        before = unpack_lines(old) if old is not None else []
        if before != lines:
            self._exchange(before, lines)
        db.run("UPDATE event SET triples = ? WHERE id = ?", pack_lines(lines), event)
        holder = f"event {event}"
        was = {t for (t,) in db.rows("SELECT iri FROM time WHERE holder = ?", holder)}
        self.times |= was - times
        db.run_many(
            "DELETE FROM time WHERE iri = ? AND holder = ?", [(t, holder) for t in was - times]
        )
        db.run_many("INSERT INTO time VALUES (?, ?)", [(t, holder) for t in times - was])
        stood = {t for (t,) in db.rows("SELECT triple FROM shared WHERE event = ?", event)}
        for line in stood - shared:
            db.run("DELETE FROM shared WHERE triple = ? AND event = ?", line, event)
            if db.one("SELECT 1 FROM shared WHERE triple = ?", line) is None:
                self.events.remove([line])
        for line in shared - stood:
            if db.one("SELECT 1 FROM shared WHERE triple = ?", line) is None:
                self.events.add([line])
            db.run("INSERT INTO shared VALUES (?, ?)", line, event)
        used = {k for (k,) in db.rows("SELECT key FROM uses WHERE event = ?", event)}
        db.run_many(
            "DELETE FROM uses WHERE key = ? AND event = ?", [(k, event) for k in used - keys]
        )
        db.run_many("INSERT INTO uses VALUES (?, ?)", [(k, event) for k in keys - used])
        return used ^ keys

    def write_entity(self, key: str, before: State, now: State) -> None:
        """Makes what stands about an entity what it is now."""
        if before != now:
            self._exchange(self._entity_lines(key, before), self._entity_lines(key, now))

    def move_local(self, local: str, before: str | None, now: str | None) -> None:
        """Has an entity of one article stand for the one of another key."""
        for name, change in ((before, self.events.remove), (now, self.events.add)):
            if name is not None:
                change([f"<{self._base}{name}> <{GAF.denotedBy}> <{local}> ."])

    def _exchange(self, before: Iterable[str], now: Iterable[str]) -> None:
        # in order, and each once
        was, will = dict.fromkeys(before), dict.fromkeys(now)
        self.events.remove(line for line in was if line not in will)
        self.events.add(line for line in will if line not in was)

    def _entity_lines(self, key: str, state: State) -> list[str]:
        if state is None:
            return []
        who = parse_canonical(key, state[0])
        return [
            write_line(q) for q in entity_quads(who, self._base, self._graph, acts=bool(state[1]))
        ]


def _name_time(quad: Quad, prefix: str) -> str | None:
    value = quad.object
    if isinstance(value, NamedNode) and value.value.startswith(prefix):
        return value.value
    return None
