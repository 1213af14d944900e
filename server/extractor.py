"""The extractor: reads articles for the writer, which meanwhile writes for others.

It has no network and bounded memory, and what fells it fells nothing else: whoever asked goes on
behind the article at fault. Started by `server.ingesting` as
``python -m server.extractor FD BASE REFERENCES BYTES``.
"""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from kb.article import Article
from kb.errors import ArticleRejected, KbError
from kb.extract import Extracted, Result, refer_to
from kb.read import read_bytes
from server.confine import confine_process
from server.frames import DATA, END, ERROR, READY, REQUEST, pack_frame, pack_json, receive_frame

LARGEST = 1 << 30


def read_parts(asked: dict[str, Any], body: bytes) -> Iterator[Article | ArticleRejected]:
    """The articles of the files in a body, from the one numbered `skip` on.

    Raises ``ValueError`` for metadata that cannot be, as a wrong date, before anything is read.
    """
    found, at = [], 0
    for name, form, size in asked["parts"]:
        found.append(read_bytes(body[at : at + size], name, format=form, **asked["metadata"]))
        at += size
    return islice(chain.from_iterable(found), asked["skip"], None)


def extract_batch(
    batch: Sequence[Article | ArticleRejected], base: str, references: Path
) -> list[Result]:
    """What came of each of a batch, in order."""
    articles = [one for one in batch if isinstance(one, Article)]
    results = iter(refer_to(references)(articles, base) if articles else [])
    return [next(results) if isinstance(one, Article) else one for one in batch]


def pack_result(result: Result) -> dict[str, Any]:
    """A result as JSON."""
    if isinstance(result, Extracted):
        return {"article": result.article, "source": result.source,
                "triples": result.triples.decode(), "times": result.times.decode()}  # fmt: skip
    return {"source": result.source, "reason": result.reason, "detail": result.detail}


def unpack_result(told: dict[str, Any]) -> Result:
    """The result that `pack_result` made JSON of."""
    if "article" in told:
        return Extracted(told["article"], told["source"], told["triples"].encode(),
                         told["times"].encode())  # fmt: skip
    return ArticleRejected(told["source"], told["reason"], told["detail"])


def _answer(channel: socket.socket, asked: dict[str, Any], body: bytes, base: str,
            references: Path) -> None:  # fmt: skip
    try:
        articles = read_parts(asked, body)
    except ValueError as error:  # a date among them
        channel.sendall(pack_json(ERROR, {"kind": "query", "message": str(error)}))
        return
    try:
        while batch := list(islice(articles, asked["batch"])):
            results = [pack_result(result) for result in extract_batch(batch, base, references)]
            channel.sendall(pack_json(DATA, {"results": results}))
    except KbError as error:
        channel.sendall(pack_json(ERROR, {"kind": "store", "message": str(error)}))
    else:
        channel.sendall(pack_frame(END))


def main() -> None:
    """Reads what comes on the socket, until it is closed."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the server decides
    channel = socket.socket(fileno=int(sys.argv[1]))
    base, references = sys.argv[2], Path(sys.argv[3])
    confine_process(int(sys.argv[4]))
    channel.sendall(pack_frame(READY))
    while (frame := receive_frame(channel, LARGEST)) is not None and frame[0] == REQUEST:
        body = receive_frame(channel, LARGEST)
        if body is None:
            return
        _answer(channel, json.loads(frame[1]), body[1], base, references)


if __name__ == "__main__":
    main()
