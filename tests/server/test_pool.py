"""The readers: hostile queries kill a reader and nothing else."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kb.store import EmbeddedStore
from server import reading
from server.pool import ReaderPool
from server.running import ReaderError

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LINUX = sys.platform.startswith("linux")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pool")
    store = EmbeddedStore(folder / "quads")
    triples = "".join(f'<http://x/{n}> <http://x/p{n % 5}> "{n}" .\n' for n in range(2000))
    store.replace_graphs({"http://x/g": triples.encode()})
    store.copy_to(folder / "snapshot")
    store.close()
    return folder / "snapshot"


def with_pool(
    snapshot: Path, work: Callable[[ReaderPool], Awaitable[None]], size: int = 1, **more: Any
) -> None:
    async def live() -> None:
        pool = ReaderPool(snapshot, size, **more)
        await pool.start()
        try:
            await work(pool)
        finally:
            await pool.stop()

    asyncio.run(live())


async def ask(pool: ReaderPool, query: str, deadline: float = 10.0) -> bytes:
    request = {"query": query, "bindings": {}, "default": [], "named": [], "rows": "csv",
               "triples": "nt"}  # fmt: skip
    body = b""
    async for piece in pool.run(request, deadline):
        if isinstance(piece, bytes):
            body += piece
    return body


async def check_alive(pool: ReaderPool) -> None:
    assert await ask(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == b"n\r\n2001\r\n"


def test_queries_are_answered_in_pieces(snapshot: Path) -> None:
    async def work(pool: ReaderPool) -> None:
        await check_alive(pool)
        body = await ask(pool, "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 20000")
        assert body.count(b"\r\n") == 20001
        assert len(body) > 1_000_000

    with_pool(snapshot, work)


@pytest.mark.parametrize(
    "query",
    [
        BOMB,
        BOMB.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a ?d ?g",
        "SELECT * { ?s " + "/".join(["<http://x/p1>"] * 1000) + " ?o }",
    ],
)
def test_the_deadline_holds(snapshot: Path, query: str) -> None:
    async def work(pool: ReaderPool) -> None:
        async with asyncio.timeout(120):
            with pytest.raises(ReaderError) as caught:
                await ask(pool, query, 1.0)
            assert caught.value.kind in ("timeout", "memory")
            await check_alive(pool)

    with_pool(snapshot, work)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "{" * 3000 + "}" * 3001,
        "SELECT (" + "STR(" * 3000 + "1" + ")" * 3000 + " AS ?x) {}",
    ],
)
def test_a_query_that_fells_its_reader_fells_nothing_else(snapshot: Path, query: str) -> None:
    async def work(pool: ReaderPool) -> None:
        for _ in range(3):
            with pytest.raises(ReaderError) as caught:
                await ask(pool, query, 5.0)
            assert caught.value.kind in ("crash", "memory", "timeout")
            await check_alive(pool)

    with_pool(snapshot, work)


def test_a_wrong_query_costs_no_reader(snapshot: Path) -> None:
    async def work(pool: ReaderPool) -> None:
        before = {reader.process.pid for reader in pool._all}
        for query, kind in (("SELECT * {", "syntax"), ("SELECT (<x:y>(1) AS ?z) {}", "query")):
            with pytest.raises(ReaderError) as caught:
                await ask(pool, query)
            assert caught.value.kind == kind
        assert {reader.process.pid for reader in pool._all} == before

    with_pool(snapshot, work)


@pytest.mark.skipif(not LINUX, reason="the wall against the network is Linux's seccomp")
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_readers_have_no_network(snapshot: Path, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        query = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"

        async def work(pool: ReaderPool) -> None:
            assert pool.walled
            try:
                await ask(pool, query, 60.0)
                assert silent
            except ReaderError as error:
                assert error.kind == "query"
            await check_alive(pool)

        with_pool(snapshot, work)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.skipif(not LINUX, reason="memory is bounded by RLIMIT_AS")
def test_memory_is_bounded(snapshot: Path) -> None:
    async def work(pool: ReaderPool) -> None:
        with pytest.raises(ReaderError) as caught:
            await ask(pool, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", 300.0)
        assert caught.value.kind == "memory"
        await check_alive(pool)

    with_pool(snapshot, work, memory=1 << 30)


def test_giving_up_kills_the_reader_and_the_next_is_served(snapshot: Path) -> None:
    async def work(pool: ReaderPool) -> None:
        replies = pool.run(
            {"query": "SELECT * { ?s ?p ?o . ?t ?q ?r }", "bindings": {}, "default": [],
             "named": [], "rows": "csv", "triples": "nt"}, 30.0
        )  # fmt: skip
        await anext(replies)
        await anext(replies)
        await replies.aclose()
        await check_alive(pool)

    with_pool(snapshot, work)


def test_too_many_are_told_to_come_back(snapshot: Path) -> None:
    async def work(pool: ReaderPool) -> None:
        slow = [asyncio.create_task(ask(pool, BOMB, 300.0)) for _ in range(3)]
        while pool.busy < 3:
            await asyncio.sleep(0.01)
        with pytest.raises(ReaderError) as caught:
            await ask(pool, "ASK {}")
        assert caught.value.kind == "busy"
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert pool.busy == 0
        await check_alive(pool)

    with_pool(snapshot, work, queue=2)


def test_readers_that_die_idle_are_replaced_before_anybody_asks(snapshot: Path) -> None:
    async def work(pool: ReaderPool) -> None:
        dead = {reader.process.pid for reader in pool._all}
        for pid in dead:
            os.kill(pid, 9)
        async with asyncio.timeout(60):
            while any(reader.process.pid in dead for reader in pool._all):
                await asyncio.sleep(0.01)
            await check_alive(pool)
        assert pool.kills == {"killed": len(dead)}

    with_pool(snapshot, work)


def test_no_reader_outlives_the_pool(snapshot: Path) -> None:
    pids: list[int] = []

    async def work(pool: ReaderPool) -> None:
        pids.extend(reader.process.pid for reader in pool._all)

    with_pool(snapshot, work, size=2)
    assert len(pids) == 3
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_pool_that_stops_while_a_reader_starts_leaves_none_behind(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    connecting = asyncio.Event()
    connect = reading.connect_reader

    class Kept(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            started.append(self)

    async def dawdle(*given: Any) -> Any:
        connecting.set()
        await asyncio.sleep(60)
        return await connect(*given)

    async def work(pool: ReaderPool) -> None:
        monkeypatch.setattr(subprocess, "Popen", Kept)
        monkeypatch.setattr(reading, "connect_reader", dawdle)
        pool._replace(next(iter(pool._all)))
        await asyncio.wait_for(connecting.wait(), 120)
        # with_pool stops the pool now, between the process and its connection

    with_pool(snapshot, work)
    assert [process.returncode for process in started] == [-9]


def test_a_reader_ends_when_its_server_is_gone(snapshot: Path) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "server.reader", f"{number}", f"{snapshot}", "4000000000"],
            pass_fds=[number],
        )
    ours.recv(5)
    ours.close()
    assert process.wait(timeout=120) is not None
