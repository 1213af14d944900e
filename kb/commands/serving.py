"""Verbs that serve: serve and demo."""

from __future__ import annotations

import socket
import tempfile
from importlib.resources import as_file
from pathlib import Path
from typing import Annotated

import typer

from kb.commands.common import DEFAULT_STORE, QueriesOption, StoreOption, err, open_base, out
from kb.commands.tables import draw_timeline
from kb.commands.writing import print_summary
from kb.resources import data_folder

HOST = "127.0.0.1"
PORT = 8000
HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 picks a free one.")]


def serve(
    store: StoreOption = DEFAULT_STORE,
    host: HostOption = HOST,
    port: PortOption = PORT,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds after which a query is ended.")
    ] = 10.0,
    queries: QueriesOption = None,
) -> None:
    """Serve the page, the JSON timeline and SPARQL, until Ctrl-C."""
    open_base(store).close()  # a store that cannot be opened is said before anything starts
    _run(store, host, port, timeout, queries)


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
        _run(store, host, port, 10.0)


def _run(store: Path, host: str, port: int, timeout: float, queries: Path | None = None) -> None:
    import uvicorn

    from server import create_app

    app = create_app(store, query_timeout=timeout, queries=queries)
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _find_port(host: str, wanted: int) -> int:
    """`wanted` if it is free, else some port that is."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted
