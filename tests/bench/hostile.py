"""The hostile list in its full size, and how long the next good query took.

    python -m tests.bench.hostile

Each line: what was sent, what the client got, after how long, and the milliseconds in which a good
query was answered right after it (and, for what goes on for long, while it went on).
"""

from __future__ import annotations

import contextlib
import http.client
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from kb.store import open_folder
from kb.tokens import add_token
from tests.bench.endpoint import find_port
from tests.bench.mixed import wait_until_ready
from tests.server.test_hostile import CROSS, HOSTILE

CONNECTIONS = 10_000
TIMEOUT = 5.0
GOOD = "/sparql?" + urlencode({"query": "SELECT ?o { <urn:s:1> <urn:p> ?o }"})


class Target:
    """The server under attack."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.head = {"Authorization": f"Bearer {token}"}

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> str:
        """The status and the size of an answer, in words."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            wire.request(method, path, body, headers or {})
            answer = wire.getresponse()
            return f"{answer.status}, {len(answer.read()):,} bytes"
        except (OSError, http.client.HTTPException) as error:
            return f"hung up on ({type(error).__name__})"
        finally:
            wire.close()

    def ask_well(self) -> float:
        """The milliseconds that a good query takes, on a new connection."""
        started = time.perf_counter()
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        wire.request("GET", f"{GOOD}%20%23{time.time_ns()}")
        answer = wire.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
        wire.close()
        return (time.perf_counter() - started) * 1000

    def query(self, text: str, accept: str = "text/csv") -> str:
        """What a query gets."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", "/sparql", text.encode(), headers)


def attack_connections(target: Target) -> str:
    """Ten thousand connections, first silent, then each with a request."""
    wires = []
    for _ in range(CONNECTIONS):
        with contextlib.suppress(OSError):
            wires.append(socket.create_connection(("127.0.0.1", target.port), timeout=30))
    while_open = [target.ask_well() for _ in range(5)]
    for wire in wires:
        with contextlib.suppress(OSError):
            wire.sendall(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answered = 0
    for wire in wires:
        with contextlib.suppress(OSError):
            answered += wire.recv(100).startswith(b"HTTP/1.1 200")
    for wire in wires:
        wire.close()
    return (f"{len(wires):,} open, {answered:,} answered; a good query meanwhile "
            f"{statistics.median(while_open):.0f} ms")  # fmt: skip


def attack_with_slow_reading(target: Target) -> str:
    """Ten million rows, read a little at a time."""
    wire = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    wire.request("POST", "/sparql", b"SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 10000000",
                 {"Content-Type": "application/sparql-query", "Accept": "text/csv"})  # fmt: skip
    answer = wire.getresponse()
    size, meanwhile = 0, []
    started = time.perf_counter()
    try:
        while piece := answer.read(1 << 16):
            size += len(piece)
            time.sleep(0.05)
            if len(meanwhile) < 10:
                meanwhile.append(target.ask_well())
    except (OSError, http.client.HTTPException) as error:
        took = time.perf_counter() - started
        return (f"broken off after {size / 1e6:.0f} MB and {took:.1f} s ({type(error).__name__}); "
                f"meanwhile {statistics.median(meanwhile):.0f} ms")  # fmt: skip
    return f"{size / 1e6:.0f} MB, whole"


def attack_with_rows(target: Target) -> str:
    """Ten million rows, read as fast as they come."""
    return target.query("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 10000000")


def attack_with_body(target: Target) -> str:
    """A body of 50 MB."""
    return target.send("PUT", "/store?graph=urn:big", b"#" * (50 << 20),
                       {**target.head, "Content-Type": "text/turtle"})  # fmt: skip


def attack_with_update(target: Target) -> str:
    """An update that would insert without end."""
    text = f"INSERT {{ GRAPH <urn:x> {{ ?a ?e ?i }} }} WHERE {{ GRAPH <urn:g> {{ {CROSS} }} }}"
    return target.send("POST", "/sparql?timeout=5", text.encode(),
                       {**target.head, "Content-Type": "application/sparql-update"})  # fmt: skip


def attack_with_departures(target: Target) -> str:
    """Fifty clients that ask for much and go."""
    asked = urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"})
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", target.port), timeout=10) as wire:
            wire.sendall(f"GET /sparql?{asked} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            time.sleep(0.02)
    return "50 gone"


def attack_with_forged_tokens(target: Target) -> str:
    """A thousand tokens that are none."""
    found = {target.send("GET", GOOD, headers={"Authorization": f"Bearer kb_{n}"})
             for n in range(1000)}  # fmt: skip
    return ", ".join(sorted(found))


def list_attacks() -> dict[str, Callable[[Target], str]]:
    """All of them by name."""
    found: dict[str, Callable[[Target], str]] = {}
    for name, (query, _) in HOSTILE.items():
        found[name] = lambda target, query=query: target.query(query)  # type: ignore[misc]
    found |= {
        "50 MB body": attack_with_body,
        "update without end": attack_with_update,
        "clients that go away": attack_with_departures,
        "forged tokens": attack_with_forged_tokens,
        "10 M rows, read": attack_with_rows,
        "10 M rows, read slowly": attack_with_slow_reading,
        "10,000 connections": attack_connections,
    }
    return found


def main() -> int:
    """Attacks, and tells."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    folder = Path(tempfile.mkdtemp(prefix="kb-hostile-"))
    store = ox.Store(str(open_folder(folder / "kb").quads))
    graph = ox.NamedNode("urn:g")
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:s:{n}"), ox.NamedNode("urn:p"), ox.Literal(n), graph)
        for n in range(5000)
    )
    store.flush()
    del store
    token = add_token(folder / "kb", "enemy", "write")
    port = find_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "kb.cli", "serve", "--store", str(folder / "kb"), "--port",
         str(port), "--no-log", "--timeout", str(TIMEOUT)], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    worst = 0.0
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        target = Target(port, token)
        target.ask_well()
        for name, attack in list_attacks().items():
            started = time.perf_counter()
            got = attack(target)
            took = time.perf_counter() - started
            after = target.ask_well()
            worst = max(worst, after)
            print(f"{name:24}{got[:90]:92}{took:6.1f} s   next {after:6.1f} ms", flush=True)
        print(f"the slowest good query after an attack: {worst:.0f} ms")
    finally:
        server.terminate()
        server.wait(40)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
