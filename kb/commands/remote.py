"""Going through a server that holds the knowledge base."""

from __future__ import annotations

import json
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import typer

from kb.adding import Summary
from kb.addresses import make_opener
from kb.errors import ArticleRejected, ServerError, StoreError, StoreLocked
from kb.knowledge import Progress as Tell
from kb.read.walk import find_files
from kb.store.embedded import SERVER_NOTE

BATCH_FILES = 50
BATCH_BYTES = 4 << 20
WAIT = 700.0  # seconds; a server gives an ingest ten minutes

ServerOption = Annotated[
    str | None, typer.Option(help="The address of a server, to go through it.", metavar="URL")
]
TokenOption = Annotated[str | None, typer.Option(envvar="KB_TOKEN", help="A token of that server.")]


def ask_server(
    server: str,
    token: str | None,
    method: str,
    path: str,
    body: bytes | None = None,
    media: str = "",
) -> dict[str, Any]:
    """The answer of a server, as JSON. Raises `ServerError`, `StoreError` where there is none."""
    address = f"{server.rstrip('/')}/{path}"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StoreError(f"{server!r} is no address of a server; http://127.0.0.1:8000 is one")
    headers = {"Accept": "application/json"}
    if media:
        headers["Content-Type"] = media
    if token:
        headers["Authorization"] = f"Bearer {token}"
    asked = urllib.request.Request(address, body, headers, method=method)  # noqa: S310 - see above
    try:
        with make_opener(parts.hostname).open(asked, timeout=WAIT) as answer:
            found = answer.read()
    except urllib.error.HTTPError as error:
        raise _read_problem(server, error) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise StoreError(f"{server}: the server does not answer ({reason})") from error
    try:
        told: dict[str, Any] = json.loads(found) if found else {}
    except ValueError as error:
        raise StoreError(f"{server}: what answers there is no server of ours") from error
    return told


def _read_problem(server: str, error: urllib.error.HTTPError) -> ServerError:
    try:
        told = json.loads(error.read())
        return ServerError(f"{server}: {told['detail']}", tuple(told.get("rejected", ())))
    except (ValueError, KeyError, TypeError, OSError):
        return ServerError(f"{server}: {error.code} {error.reason}")


def ask_writer(store: Path, do: str, **asked: Any) -> dict[str, Any]:
    """The answer of the writer of a server on this machine that holds `store`.

    Whoever may write to the folder of the store may ask. Raises `StoreError`, `StoreLocked`.
    """
    from server.frames import ANSWER, DATA, ERROR, REQUEST, pack_frame, pack_json, receive_frame

    try:
        address = json.loads((store / SERVER_NOTE).read_text("utf-8"))["writer"]
        channel = socket.socket(socket.AF_UNIX)
        channel.connect(address)
    except (OSError, ValueError, KeyError) as error:
        raise StoreLocked(
            f"{store}: the store is open in another process, which cannot be asked; wait until "
            "it is done"
        ) from error
    with channel:
        request = {"do": do, "deadline": WAIT, **asked}
        channel.sendall(pack_json(REQUEST, request) + pack_frame(DATA))
        while (frame := receive_frame(channel, 1 << 30)) is not None:
            told: dict[str, Any] = json.loads(frame[1])
            if frame[0] == ANSWER:
                return told
            if frame[0] == ERROR:
                raise StoreError(told["message"])
    raise StoreError(f"{store}: the writer of the server ended under it")


def ingest_remote(
    paths: Iterable[str],
    server: str,
    token: str | None,
    given: dict[str, str | None],
    tell: Tell,
) -> Summary:
    """What came of sending files to a server, in batches of which each is stored when it is told.

    Raises `ServerError` and `StoreError`; what was told before is then stored.
    """
    rejected: list[ArticleRejected] = []
    read = new = joined = events = 0
    seconds = 0.0
    query = urlencode({name: value for name, value in given.items() if value})
    for batch in _make_batches(paths):
        refused = [item for item in batch if isinstance(item, ArticleRejected)]
        files = [item for item in batch if not isinstance(item, ArticleRejected)]
        if files:
            body, media = _pack_files(files)
            try:
                told = ask_server(server, token, "POST", f"articles?{query}", body, media)
            except ServerError as error:
                # nothing of the batch could be read
                if not error.rejected:
                    raise
                told = {"rejected": error.rejected}
            refused += [ArticleRejected(r["source"], r["reason"], r["detail"])
                        for r in told["rejected"]]  # fmt: skip
            read += told.get("read", 0)
            new += told.get("new", 0)
            joined += told.get("joined", 0)
            events = told.get("events", events)
            seconds += told.get("seconds", 0.0)
        rejected += refused
        tell(read + len(rejected), tuple(refused))
    return Summary(read, tuple(rejected), new, joined, events, seconds)


_Item = tuple[str, bytes] | ArticleRejected


def _make_batches(paths: Iterable[str]) -> Iterator[list[_Item]]:
    batch: list[_Item] = []
    size = 0
    for item in _read_files(paths):
        if batch and (len(batch) >= BATCH_FILES or size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += 0 if isinstance(item, ArticleRejected) else len(item[1])
    if batch:
        yield batch


def _read_files(paths: Iterable[str]) -> Iterator[_Item]:
    for path in paths:
        if path == "-":
            yield "-", typer.get_binary_stream("stdin").read()
            continue
        for file in find_files([path]):
            if isinstance(file, ArticleRejected):
                yield file
                continue
            try:
                yield str(file), file.read_bytes()
            except OSError as error:
                yield ArticleRejected(str(file), "unreadable",
                                      f"cannot be read: {error.strerror or error}")  # fmt: skip


def _pack_files(files: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    """A multipart body (RFC 7578), and its media type."""
    boundary = secrets.token_hex(16)
    body = bytearray()
    for name, content in files:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        quoted = quoted.replace("\r", "%0D").replace("\n", "%0A")
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"'
            "\r\nContent-Type: application/octet-stream\r\n\r\n"
        ).encode("utf-8", "surrogateescape")
        body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return bytes(body), f"multipart/form-data; boundary={boundary}"
