"""The command `neglect-triage`: what all its commands have in common."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import run
from .help_words import Commands

EXIT_CODES = (
    "Exit codes: 0 done; 1 a bug in the program, to be reported; 2 something that you can put right, and the message says how; "
    "130 stopped by Ctrl-C."
)

app = typer.Typer(
    cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="markdown", epilog=EXIT_CODES
)  # fmt: skip


def _print_version(asked: bool) -> None:
    """Print the version that is installed, and end."""
    if asked:
        from importlib.metadata import version

        print(f"neglect-triage {version('neglect-triage')}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print which version is installed.")
    ] = False,
) -> None:
    """Show from the records of several agencies what was known about {people} on the day of each {point}, fit a model that can be
    read, and explain it in the records' own events. For research and audit: it never decides.

    In a new place: neglect-triage doctor, then neglect-triage init FOLDER, and in that folder neglect-triage run.
    """


def main() -> None:
    """Run the command; exit code 2 for bad input, 1 for a bug."""
    run(app)
