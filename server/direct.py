"""Plain queries, from the connection straight to a reader and back.

Most queries are small, and what they cost is not the engine but tasks, messages and layers between
it and the socket. A plain GET of a query, from a client of whom nothing is to be checked but what
is checked here too, does without them. Whatever turns out not to be that simple (an error, many
results, a query that takes a while) goes on in the ordinary way, from where it is.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Collection
from typing import Any

from starlette.responses import Response

from kb.errors import QueryError
from kb.store.guard import check_query
from server.asking import BEGUN, PATIENCE, Begun, Query, understand_query
from server.body import split_fields
from server.frames import DATA, ERROR, HEAD
from server.gate import STARTED, Asgi, Message, Receive, Send, check_host
from server.pool import ReaderPool
from server.problems import Problem
from server.quick import Key, Shelf, make_key
from server.reading import Frame
from server.running import ReaderError, Running
from server.settings import Settings

MANY = 3  # frames of one reply, of about 64 KB each, beyond which it is streamed
TURN_TIME = 1.0  # seconds that a query waits for a reader before its client is looked after
Respond = Callable[[bytes], None]
Start = Callable[[Callable[[Asgi], Asgi]], None]


class Direct:
    """Takes the plain queries of one application.

    `note` is told of each answer: the client, its bytes, the seconds, and whether it was kept from
    before.
    """

    def __init__(
        self,
        state: Any,
        shelf: Shelf,
        note: Callable[[str, int, float, bool], None],
    ) -> None:
        self._state = state
        self._shelf = shelf
        self._note = note
        settings: Settings = state.settings
        self._hosts = settings.hosts
        # what counts as slow is logged with its query, which the ordinary way does
        self._off = settings.slow_query <= PATIENCE

    def begin(self, scope: Message, respond: Respond, start: Start) -> Callable[[], None] | None:
        """What to call when the client has gone; ``None`` where the request is not taken.

        Else either `respond` is called with the answer as it goes over the wire behind the first
        line and the date, or `start`, to have the request answered in the ordinary way by the
        application, with what it is given put around.
        """
        if (
            self._off
            or scope["path"] != "/sparql"
            or scope["method"] != "GET"
            or scope["http_version"] != "1.1"
            or scope["client"] is None
        ):
            return None
        key = make_key(scope["raw_path"] + b"?" + scope["query_string"], scope["headers"])
        client: str = scope["client"][0]
        if key is None or not self._shelf.usable(client):
            return None
        started = time.perf_counter()
        try:
            given = split_fields(scope["query_string"].decode("latin-1"), "address")
            if len(given) != 1 or given[0][0] != "query":
                return None
            check_query(given[0][1])
            query = understand_query(self._state, given[0][1], key[2].decode("latin-1") or None)
            if query.tag is None or check_host(self._hosts, key[1]) is not None:
                return None
            kept = self._state.cache.find(query.tag)
            if kept is not None:
                drawn = self._draw(query, kept.media, kept.body)
                self._shelf.keep(key, drawn, self._state.generation)
                respond(drawn)
                self._note(client, len(drawn), time.perf_counter() - started, True)  # noqa: FBT003
                return _do_nothing
            pool: ReaderPool = self._state.pool
            running = pool.begin(query.asked)
        except (Problem, QueryError, ReaderError):
            return None  # the ordinary way says it
        call = _Call(self, query, running, key, self._state.generation, client)
        call.go(scope, started, respond, start)
        return call.leave_queue

    def _draw(self, query: Query, media: str, body: bytes) -> bytes:
        return self._shelf.draw(Response(body, media_type=media, headers=query.headers))

    def finish(self, call: _Call, media: str, body: bytes, seconds: float) -> bytes:
        """The answer as it goes over the wire, which is kept for the next who asks the same."""
        drawn = self._draw(call.query, media, body)
        if call.query.tag is not None:
            self._state.cache.keep(call.query.tag, media, body)
            self._shelf.keep(call.key, drawn, call.generation)
        self._note(call.client, len(drawn), seconds, False)  # noqa: FBT003
        return drawn


def _do_nothing() -> None:
    """Nothing is left to be given up."""


def _goes_on(frames: Collection[Frame]) -> bool:
    """Whether a reply is an error, or long."""
    return len(frames) > MANY or any(kind == ERROR for kind, _ in frames)


class _Call:
    """One query on its way."""

    def __init__(
        self, direct: Direct, query: Query, running: Running, key: Key, generation: int, client: str
    ) -> None:
        self.query = query
        self.key = key
        self.generation = generation
        self.client = client
        self._direct = direct
        self._running = running
        self._handed_over = False

    def go(self, scope: Message, started: float, respond: Respond, start: Start) -> None:
        """Listens to the reader."""
        self._scope, self._started, self._respond, self._start = scope, started, respond, start
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(PATIENCE, self._check_time)
        self._running.heard = self._look

    def leave_queue(self) -> None:
        """Gives up what has not begun; what has is looked after when its time comes."""
        if self._running.reader is None and not self._handed_over:
            self._timer.cancel()
            self._running.end("client gone")

    def _check_time(self) -> None:
        # where many wait for their turn, to do more for each would not make it come sooner
        began = self._running.began if self._running.reader is not None else None
        if began is None and time.perf_counter() - self._started < TURN_TIME:
            self._timer = self._loop.call_later(PATIENCE, self._check_time)
        elif began is not None and self._loop.time() - began < PATIENCE:
            self._timer = self._loop.call_at(began + PATIENCE, self._check_time)
        else:
            self._hand_over()

    def _look(self) -> None:
        frames = self._running.find_whole()
        if frames is None:
            reader = self._running.reader
            if reader is None or reader.lost or _goes_on(reader.frames):
                self._hand_over()
            return
        kind, content = frames[0]
        try:
            media = self.query.choose_media(json.loads(content)["kind"] if kind == HEAD else "")
        except Problem:
            self._hand_over()
            return
        self._timer.cancel()
        self._running.take_whole()
        self._running.end(None)
        body = b"".join(content for kind, content in frames if kind == DATA)
        seconds = time.perf_counter() - self._started
        self._respond(self._direct.finish(self, media, body, seconds))

    def _hand_over(self) -> None:
        self._timer.cancel()
        self._handed_over = True
        running = self._running
        running.heard = None
        self._scope[BEGUN] = Begun(self.query, running)
        self._scope[STARTED] = self._started

        def put_around(app: Asgi) -> Asgi:
            async def answer(scope: Message, receive: Receive, send: Send) -> None:
                try:
                    await app(scope, receive, send)
                finally:
                    running.end("client gone")  # where nobody took it over

            return answer

        self._start(put_around)
