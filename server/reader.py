"""A reader process: answers one query at a time on a snapshot, and may be killed at any moment.

It has no network, bounded memory, and dies with the server. A query that fells it fells nothing
else. Started as ``python -m server.reader FD SNAPSHOT BYTES`` by `server.pool`.
"""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import asdict
from typing import IO, Any, cast

import pyoxigraph as ox

from kb.results import ROW_FORMATS, TRIPLE_FORMATS
from kb.store.guard import find_syntax_error, names_dataset
from kb.vocab import PREFIXES
from server.confine import confine_process
from server.cut import CHUNK, CutError, Send, Sender
from server.frames import (
    END,
    ERROR,
    HEAD,
    HEADER,
    LARGEST_REQUEST,
    READY,
    REQUEST,
    SWITCH,
    pack_json,
)
from server.frames import pack_frame as pack


def dump(store: ox.Store, request: dict[str, Any], send: Send) -> None:
    """Sends all triples of a graph; an error of the kind ``missing`` where it is not there."""
    name = ox.NamedNode(request["graph"]) if request["graph"] else ox.DefaultGraph()
    if isinstance(name, ox.NamedNode) and not store.contains_named_graph(name):
        send(pack_json(ERROR, {"kind": "missing", "message": f"no graph {request['graph']}"}))
        return
    send(pack_json(HEAD, {"kind": "triples"}))
    form = TRIPLE_FORMATS[request["triples"]]
    out = Sender(send, request["triples"])
    try:
        store.dump(cast(IO[bytes], out), form, from_graph=name, prefixes=dict(PREFIXES))
        out.send_rest()
        send(pack(END))
    except (OSError, RuntimeError, ValueError) as error:
        send(pack_json(ERROR, {"kind": "query", "message": str(error)}))


def answer(store: ox.Store, request: dict[str, Any], send: Send) -> None:
    """Sends the reply to `request`: head, data and end, or an error."""
    # A dataset that the request names takes the place of the one in the query, and that of the
    # union of all graphs. What it does not name is then empty, which `None` would not say.
    named = bool(request["default"] or request["named"])
    out: Sender | None = None
    try:
        results = store.query(
            request["query"],
            base_iri=request.get("base"),
            prefixes=dict(PREFIXES),
            use_default_graph_as_union=request.get("union", True)
            and not named
            and not names_dataset(request["query"]),
            default_graph=[ox.NamedNode(iri) for iri in request["default"]] if named else None,
            named_graphs=[ox.NamedNode(iri) for iri in request["named"]] if named else None,
            substitutions={
                ox.Variable(name): _read_term(term) for name, term in request["bindings"].items()
            }
            or None,
        )
        kind, form = "rows", request["rows"]
        if isinstance(results, ox.QueryTriples):
            kind, form = "triples", request["triples"]
        elif isinstance(results, ox.QueryBoolean):
            kind = "boolean"
        send(pack_json(HEAD, {"kind": kind}))
        out = Sender(send, form, request.get("most_rows"), request.get("most_bytes"))
        if isinstance(results, ox.QueryTriples):
            results.serialize(cast(IO[bytes], out), format=TRIPLE_FORMATS[form])
        else:
            results.serialize(cast(IO[bytes], out), format=ROW_FORMATS[form])
        out.send_rest()
        send(pack(END))
    except SyntaxError as error:
        found = find_syntax_error(request["query"], str(error), PREFIXES)
        send(pack_json(ERROR, {"kind": "syntax", "message": found.detail, **asdict(found)}))
    except MemoryError:
        send(pack_json(ERROR, {"kind": "memory", "message": "the query needs too much memory"}))
    except (CutError, OSError, RuntimeError, ValueError) as error:
        if out is not None and out.cut is not None:  # the engine makes another error of it
            _end_cut(out.cut, send)
        else:
            send(pack_json(ERROR, {"kind": "query", "message": str(error)}))


def _end_cut(cut: CutError, send: Send) -> None:
    # whole as far as it goes, or to be broken off where the format cannot say so
    send(pack(END) if cut.marked else pack_json(ERROR, {"kind": "cut", "message": str(cut)}))


def _read_term(term: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if "iri" in term:
        return ox.NamedNode(term["iri"])
    return ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"]))


class _Gathered:
    """Frames that go out together while they are few: each send wakes the other side."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held = bytearray()

    def take(self, frame: bytes) -> None:
        """Takes a frame; sends what is there once it is much."""
        self._held += frame
        if len(self._held) > CHUNK:
            self.send_all()

    def send_all(self) -> None:
        """Sends what is there."""
        if self._held:
            self._send(bytes(self._held))
            self._held.clear()


def main() -> None:
    """Answers requests on the socket that the server gave, until it is closed."""
    number, snapshot, memory = sys.argv[1:4]
    channel = socket.socket(fileno=int(number))
    store = ox.Store.read_only(snapshot)
    walled = confine_process(int(memory), wall=sys.argv[4:] != ["open"])
    channel.sendall(pack_json(READY, {"walled": walled}))
    incoming = channel.makefile("rb")
    while len(header := incoming.read(HEADER.size)) == HEADER.size:
        length, kind = HEADER.unpack(header)
        if length > LARGEST_REQUEST:
            return
        content = incoming.read(length)
        if kind == SWITCH:
            store = ox.Store.read_only(content.decode())
            channel.sendall(pack(READY))
        elif kind == REQUEST:
            request = json.loads(content)
            out = _Gathered(channel.sendall)
            (dump if "graph" in request else answer)(store, request, out.take)
            out.send_all()
        else:
            return


if __name__ == "__main__":
    main()
