"""The short ways: queries by GET without the framework, and kept results without even that.

Whoever asks a small query waits more for a framework than for the engine. What comes by these ways
passed `server.gate` all the same, or is an answer that passed it, to the same request of a client
of whom nothing else is known.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from starlette.responses import Response

from server.gate import SECURITY, Asgi, Message, Receive, Send
from server.negotiate import find_accept
from server.problems import describe_error, wants_plain
from server.sparql import query_by_get

MOST = 4096
LARGEST = 64 * 1024  # bytes of an answer that is kept here
# a request with another header than these is looked at closely
PLAIN = frozenset(
    (b"host", b"accept", b"user-agent", b"accept-encoding", b"accept-language", b"connection",
     b"cache-control", b"pragma")
)  # fmt: skip
Key = tuple[bytes, bytes, bytes]


def make_key(url: bytes, headers: list[tuple[bytes, bytes]]) -> Key | None:
    """What a plain request asks; ``None`` for one that is not plain."""
    host = accept = b""
    for name, value in headers:
        if name == b"accept":
            if accept:
                return None
            accept = value
        elif name == b"host":
            host = value
        elif name not in PLAIN or (name == b"connection" and value.lower() != b"keep-alive"):
            return None
    return url, host, accept


@dataclass
class Shelf:
    """Answers to plain requests, as they go over the wire behind the first line and the date.

    They hold for one `generation` of the store. `usable` says whether a client may have them;
    `noted` is told of each that was given.
    """

    usable: Callable[[str], bool]
    generation: Callable[[], int]
    noted: Callable[[str, int, float, bool], None]
    _held: OrderedDict[Key, bytes] = field(default_factory=OrderedDict)
    _of: int = -1

    def find(self, key: Key, client: str) -> bytes | None:
        """The answer, if it is there and the client may have it."""
        if self._of != self.generation():
            self._held.clear()
            self._of = self.generation()
            return None
        found = self._held.get(key)
        if found is None or not self.usable(client):
            return None
        self.noted(client, len(found), 0.0, True)  # noqa: FBT003
        return found

    def draw(self, response: Response) -> bytes:
        """An answer as it goes over the wire behind the first line and the date."""
        lines = [name + b": " + value for name, value in (*response.raw_headers, *SECURITY)]
        return b"\r\n".join(lines) + b"\r\n\r\n" + bytes(response.body)

    def keep(self, key: Key, drawn: bytes, generation: int) -> None:
        """Keeps an answer that was made of that generation."""
        if generation != self.generation() or len(drawn) > LARGEST:
            return
        if self._of != generation:
            self._held.clear()
            self._of = generation
        self._held[key] = drawn
        if len(self._held) > MOST:
            self._held.popitem(last=False)


class QuickQueries:
    """Answers GET /sparql by the route's own function, past routing and its like."""

    def __init__(self, app: Asgi, owner: FastAPI) -> None:
        self._app = app
        self._state = owner.state

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if (
            scope["type"] != "http"
            or scope["path"] != "/sparql"
            or scope["method"] != "GET"
            or not scope["query_string"]
        ):
            await self._app(scope, receive, send)
            return
        scope["kb.route"] = "/sparql"
        request = Request(scope, receive)
        generation: int = self._state.generation
        try:
            response = await query_by_get(request)
        except Exception as error:  # noqa: BLE001 - as the framework does
            response = describe_error(error, plain=wants_plain(find_accept(request)))
        shelf: Shelf | None = getattr(self._state, "shelf", None)
        if shelf is not None and response.status_code == 200 and "etag" in response.headers:
            url = scope["raw_path"] + b"?" + scope["query_string"]
            key = make_key(url, scope["headers"])
            if key is not None and type(response) is Response:
                shelf.keep(key, shelf.draw(response), generation)
        await response(scope, receive, send)
