"""The command ``kb``: a verb for each thing the library does.

Exit status: 0 done; 1 it failed, or an article was rejected, or a check found something; 2 what
was asked cannot be asked so (an unknown flag, name, question, or a query that is not SPARQL).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from kb import __version__
from kb.commands import asking, deciding, gazetteers, keeping, reading, serving, writing
from kb.commands.common import UsageProblem, err, out
from kb.errors import DateError, KbError, QueryError

INTERRUPTED = 130

app = typer.Typer(
    name="kb",
    help="What happened, when, where, who was there, and who says so: a timeline of news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def begin(
    wanted: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="The version."),
    ] = False,
) -> None:
    """What happened, when, where, who was there, and who says so: a timeline of news."""


def version() -> None:
    """Print the version."""
    out().print(__version__)


for verb in (
    writing.init,
    writing.ingest,
    writing.remove,
    writing.rebuild,
    asking.timeline,
    asking.search,
    reading.show,
    reading.query,
    reading.ask,
    deciding.why,
    deciding.same,
    deciding.differ,
    writing.dump,
    writing.load,
    reading.check,
    serving.serve,
    serving.demo,
    keeping.backup,
    keeping.restore,
    version,
):
    app.command()(verb)
app.add_typer(keeping.token, name="token")
app.add_typer(gazetteers.gazetteer)


def run(arguments: Sequence[str]) -> int:
    """The exit status of the command line `arguments`; errors are a line on standard error."""
    try:
        app(list(arguments), prog_name="kb")
    except SystemExit as done:
        status = done.code if isinstance(done.code, int) else 0
        if status == INTERRUPTED:  # typer makes this of a Ctrl-C, without a word
            err().print("kb: interrupted; what was stored before is kept")
        return status
    except KbError as error:
        err().print(f"kb: {error}", markup=False)
        return 2 if isinstance(error, (QueryError, DateError, UsageProblem)) else 1
    except BrokenPipeError:
        # the reader of a pipe has seen enough; keep Python from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # a file that cannot be written, a full disk: the system's words say what
        err().print(f"kb: {error.strerror or error}{_name_file(error)}", markup=False)
        return 1
    return 0


def _name_file(error: OSError) -> str:
    return f" ({error.filename})" if error.filename else ""


def main() -> None:
    """Runs the command line of this process."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
