"""A reader process: answers one query at a time on a snapshot, and may be killed at any moment.

It has no network, bounded memory, and dies with the server. A query that fells it fells nothing
else. Started as ``python -m server.reader FD SNAPSHOT BYTES`` by `server.pool`.
"""

from __future__ import annotations

import io
import json
import socket
import sys
from collections.abc import Callable
from typing import IO, Any, cast

import pyoxigraph as ox

from kb.results import ROW_FORMATS, TRIPLE_FORMATS
from kb.store.guard import names_dataset, say_syntax_error
from kb.vocab import PREFIXES
from server.confine import confine_process
from server.frames import DATA, END, ERROR, HEAD, HEADER, LARGEST_REQUEST, READY, REQUEST, pack_json
from server.frames import pack_frame as pack

CHUNK = 65_536

Send = Callable[[bytes], None]


class _Sender(io.RawIOBase):
    """A file that sends what is written to it in frames."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._waiting += data
        if len(self._waiting) >= CHUNK:
            self.send_rest()
        return len(data)

    def send_rest(self) -> None:
        if self._waiting:
            self._send(pack(DATA, bytes(self._waiting)))
            self._waiting.clear()


def answer(store: ox.Store, request: dict[str, Any], send: Send) -> None:
    """Sends the reply to `request`: head, data and end, or an error."""
    # A dataset that the request names takes the place of the one in the query, and that of the
    # union of all graphs. What it does not name is then empty, which `None` would not say.
    named = bool(request["default"] or request["named"])
    try:
        results = store.query(
            request["query"],
            base_iri=request.get("base"),
            prefixes=dict(PREFIXES),
            use_default_graph_as_union=not named and not names_dataset(request["query"]),
            default_graph=[ox.NamedNode(iri) for iri in request["default"]] if named else None,
            named_graphs=[ox.NamedNode(iri) for iri in request["named"]] if named else None,
            substitutions={
                ox.Variable(name): _read_term(term) for name, term in request["bindings"].items()
            }
            or None,
        )
        out = _Sender(send)
        if isinstance(results, ox.QueryTriples):
            send(pack_json(HEAD, {"kind": "triples"}))
            form = request["triples"]
            results.serialize(cast(IO[bytes], out), format=TRIPLE_FORMATS[form])
        else:
            kind = "boolean" if isinstance(results, ox.QueryBoolean) else "rows"
            send(pack_json(HEAD, {"kind": kind}))
            results.serialize(cast(IO[bytes], out), format=ROW_FORMATS[request["rows"]])
        out.send_rest()
        send(pack(END))
    except SyntaxError as error:
        send(
            pack_json(
                ERROR, {"kind": "syntax", "message": say_syntax_error(request["query"], str(error))}
            )
        )
    except MemoryError:
        send(pack_json(ERROR, {"kind": "memory", "message": "the query needs too much memory"}))
    except (OSError, RuntimeError, ValueError) as error:
        send(pack_json(ERROR, {"kind": "query", "message": str(error)}))


def _read_term(term: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if "iri" in term:
        return ox.NamedNode(term["iri"])
    return ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"]))


def main() -> None:
    """Answers requests on the socket that the server gave, until it is closed."""
    number, snapshot, memory = sys.argv[1:4]
    channel = socket.socket(fileno=int(number))
    store = ox.Store.read_only(snapshot)
    walled = confine_process(int(memory))
    channel.sendall(pack_json(READY, {"walled": walled}))
    incoming = channel.makefile("rb")
    while len(header := incoming.read(HEADER.size)) == HEADER.size:
        length, kind = HEADER.unpack(header)
        if kind != REQUEST or length > LARGEST_REQUEST:
            return
        answer(store, json.loads(incoming.read(length)), channel.sendall)


if __name__ == "__main__":
    main()
