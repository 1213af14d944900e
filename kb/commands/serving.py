"""Verbs that serve: serve and demo."""

from __future__ import annotations

import errno
import socket
import tempfile
from enum import StrEnum
from importlib.resources import as_file
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from kb.addresses import is_loopback
from kb.commands.common import (
    DEFAULT_STORE,
    QueriesOption,
    StoreOption,
    UsageProblem,
    err,
    open_base,
    out,
)
from kb.commands.tables import draw_timeline
from kb.commands.writing import print_summary
from kb.errors import ServerError
from kb.resources import data_folder
from kb.store import open_folder
from kb.tokens import read_tokens

RATE = "100/second"  # of one client, on an address that others reach
HOST = "127.0.0.1"
PORT = 8000
HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 picks a free one.")]


class DefaultGraph(StrEnum):
    """What queries see that name no graph."""

    union = "union"
    own = "own"


def serve(
    store: StoreOption = DEFAULT_STORE,
    host: HostOption = HOST,
    port: PortOption = PORT,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds after which a query is ended.")
    ] = 10.0,
    queries: QueriesOption = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 1,
    readers: Annotated[
        int, typer.Option(min=0, help="Query processes for each web process; 0: one a core.")
    ] = 0,
    open_writes: Annotated[
        bool, typer.Option("--open-writes", help="Let everybody write who can reach the server.")
    ] = False,
    open_reads: Annotated[
        bool, typer.Option("--open-reads", help="Let everybody read, also from other machines.")
    ] = False,
    cors: Annotated[
        list[str] | None,
        typer.Option(help="A site whose pages may read, as https://example.org; * is every site."),
    ] = None,
    rate: Annotated[
        str | None,
        typer.Option(help="Requests of one client, as 50/second; 'none' for no bound."),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A further name that the server answers to.")
    ] = None,
    allow_service: Annotated[
        list[str] | None, typer.Option(help="An endpoint that queries may ask by SERVICE.")
    ] = None,
    max_rows: Annotated[int | None, typer.Option(min=1, help="Most rows of a result.")] = None,
    max_body: Annotated[int, typer.Option(min=1, help="Most megabytes that are taken.")] = 32,
    slow: Annotated[float, typer.Option(min=0, help="Seconds that make a query slow.")] = 1.0,
    default_graph: Annotated[
        DefaultGraph, typer.Option(help="What queries see that name no graph.")
    ] = DefaultGraph.union,
    log: Annotated[
        bool, typer.Option("--log/--no-log", help="A line of JSON for each request.")
    ] = True,
) -> None:
    """Serve the page, the JSON timeline and SPARQL, until Ctrl-C.

    Reading is open on this machine itself; for anything else 'kb token add' makes tokens.
    """
    from server.run import run_server
    from server.settings import Settings

    folder = open_folder(store, create=False)
    local = is_loopback(host)
    if not local and not read_tokens(store):
        raise UsageProblem(
            f"{host} can be reached from other machines, and there is no token: nobody could be "
            "told from anybody. Make one with 'kb token add NAME --can read' (write, admin) "
            f"--store {store}, and add --open-reads where everybody may read"
        )
    settings = Settings(
        readers=readers,
        query_timeout=timeout,
        open_reads=local or open_reads,
        open_writes=open_writes,
        origins=tuple(cors or ()),
        hosts=_name_hosts(folder.base, allow_host or [], local=local),
        rate=_read_rate(rate, local=local),
        services=tuple(allow_service or ()),
        most_rows=max_rows,
        largest_body=max_body << 20,
        slow_query=slow,
        union=default_graph is DefaultGraph.union,
    )
    port = port or _find_port(host, port)
    _check_port(host, port)
    run_server(
        store,
        settings,
        host=host,
        port=port,
        workers=workers,
        queries=queries,
        log=log,
        announce=lambda url: err().print(
            f"Serving {store} at {url} (Ctrl-C ends it)", markup=False
        ),
    )


def _name_hosts(base: str, more: list[str], *, local: bool) -> tuple[str, ...]:
    """The names that the server answers to; none for all.

    On this machine only, a name of somebody else's that leads here is a page that wants to read
    what no page may.
    """
    named = {name.lower() for name in more}
    if local:
        named |= {"localhost", "127.0.0.1", "::1"}
    if named and (own := urlsplit(base).hostname):
        named.add(own)
    return tuple(sorted(named))


def _read_rate(rate: str | None, *, local: bool) -> str | None:
    from limits import parse

    if rate is None:
        return None if local else RATE
    if rate == "none":
        return None
    try:
        parse(rate)
    except ValueError as error:
        raise UsageProblem(f"the rate {rate!r} cannot be read; 50/second is one") from error
    return rate


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the table.")] = False,
    host: HostOption = HOST,
    port: PortOption = PORT,
) -> None:
    """Read the sample articles into a fresh store, print their timeline, and serve it."""
    from kb.read import read_articles

    with tempfile.TemporaryDirectory(prefix="kb-demo-", ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "store"
        port = _find_port(host, port)
        with (
            as_file(data_folder("samples")) as samples,
            open_base(store, create=True, base=f"http://{host}:{port}/") as known,
        ):
            err().print("Reading the sample articles …")
            summary = known.add(read_articles([samples]))
            found = known.timeline()
        out().print(draw_timeline(found))
        out().print()
        print_summary(summary)
        if no_serve:
            return
        out().print(f"\nLook at http://{host}:{port}/ (Ctrl-C ends it)", markup=False)
        from server.run import run_server
        from server.settings import Settings

        run_server(store, Settings(), host=host, port=port, log=False)


def _check_port(host: str, port: int) -> None:
    """Raises `ServerError` where another program listens there already, or nobody may."""
    try:
        _try_port(host, port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            reason = (error.strerror or str(error)).lower()
            raise ServerError(
                f"cannot listen on port {port} of {host}: {reason}; name another with --port, "
                "or --port 0 for a free one"
            ) from error


def _find_port(host: str, wanted: int) -> int:
    """`wanted` if it is free, else some port that is."""
    for port in (wanted, 0):
        try:
            return _try_port(host, port)
        except OSError:
            continue
    return wanted


def _try_port(host: str, port: int) -> int:
    """The port that was got there, and let go of again. Raises ``OSError``."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])
