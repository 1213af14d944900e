"""The frames that the server and its processes talk in: length, kind, content.

To a reader goes a request (JSON), and back come a head (JSON: what kind of result), data, and an
end; or an error. To the writer go a request and data, and back come STARTED as soon as its turn
comes, then an answer (JSON) or an error. Whoever FOLLOWS the writer is told of each snapshot, and
tells which ones it HOLDS.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

HEADER = struct.Struct(">IB")
(READY, REQUEST, HEAD, DATA, END, ERROR, SWITCH, STARTED, ANSWER, FOLLOW, SNAPSHOT, HOLD) = range(
    1, 13
)
LARGEST_REQUEST = 8_000_000


def pack_frame(kind: int, content: bytes = b"") -> bytes:
    """A frame as bytes."""
    return HEADER.pack(len(content), kind) + content


def pack_json(kind: int, content: dict[str, Any]) -> bytes:
    """A frame whose content is JSON."""
    return pack_frame(kind, json.dumps(content).encode())


def receive_frame(channel: socket.socket, largest: int) -> tuple[int, bytes] | None:
    """The next frame from a blocking socket; ``None`` where it ends or is larger than `largest`."""
    head = _receive(channel, HEADER.size)
    if head is None:
        return None
    length, kind = HEADER.unpack(head)
    if length > largest:
        return None
    content = _receive(channel, length)
    return None if content is None else (kind, content)


def _receive(channel: socket.socket, length: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < length:
        piece = channel.recv(min(length - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)
