"""The server as a process: it stops when told, and when killed leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.errors import StoreError, StoreLocked
from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from server.settings import Settings
from server.supervise import WriterHost
from tests.server.live import get


@contextmanager
def start(path: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = path.parent / "serve.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "kb.cli", "serve", "--store", str(path), "--port", str(port),
             "--readers", "1", *flags], stdout=stream, stderr=stream,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end and process.poll() is None:
            try:
                get(f"{address}/health/ready")
                break
            except OSError:
                time.sleep(0.1)
        yield process, address, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_stops_when_told_and_leaves_nothing(tmp_path: Path, workers: str) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    with start(path, "--workers", workers) as (process, address, log):
        assert json.loads(get(f"{address}/health"))["status"] == "ok"
        get(f"{address}/sparql?query=ASK%20%7B%7D%20%23%20secret-words")
        assert (path / "server.json").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) in (0, -signal.SIGTERM)
        lines = log.read_text().splitlines()
        requests = [json.loads(line) for line in lines if line.startswith("{")]
        assert {"/health", "/sparql"} <= {line["path"] for line in requests}
        assert {line["status"] for line in requests if line["path"] == "/health"} == {200}
        assert "secret-words" not in log.read_text()
    assert not (path / "server.json").exists()
    assert not (path / "snapshots").exists()
    KnowledgeBase.open(path).close()


def test_a_second_server_leaves_the_first_its_note(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    first = WriterHost(path, Settings())
    first.start()
    try:
        first.tell("http://127.0.0.1:1/")
        with pytest.raises(StoreLocked, match=r"served by 'kb serve' at http://127\.0\.0\.1:1/"):
            WriterHost(path, Settings()).start()
        assert (path / "server.json").exists()
    finally:
        first.stop()
    assert not (path / "server.json").exists()


def test_a_server_that_is_killed_takes_its_processes_along(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    with start(path) as (process, address, _):
        get(f"{address}/health")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                KnowledgeBase.open(path).close()
                break
            except StoreError:
                time.sleep(0.1)
        KnowledgeBase.open(path).close()
