"""The frames that the server and its reader processes talk in: length, kind, content.

A request is JSON. A reply is a head (JSON: what kind of result), data, and an end; or an error.
"""

from __future__ import annotations

import json
import struct
from typing import Any

HEADER = struct.Struct(">IB")
READY, REQUEST, HEAD, DATA, END, ERROR = range(1, 7)
LARGEST_REQUEST = 8_000_000


def pack_frame(kind: int, content: bytes = b"") -> bytes:
    """A frame as bytes."""
    return HEADER.pack(len(content), kind) + content


def pack_json(kind: int, content: dict[str, Any]) -> bytes:
    """A frame whose content is JSON."""
    return pack_frame(kind, json.dumps(content).encode())
