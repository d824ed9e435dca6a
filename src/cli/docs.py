"""The command `neglect-triage docs`: where the pages about this program are, which need no network."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput

SITE = Path(__file__).parents[1] / "site"


def docs(show: Annotated[bool, typer.Option("--open", help="Open them in a browser too.")] = False) -> None:
    """Print where the pages about this program are: tutorial, how-to, reference and explanation. They need no network."""
    first = SITE / "index.html"
    if not first.is_file():
        raise BadInput(
            "The pages have not been built in this copy of the program.",
            where=str(first),
            expected="the pages that a release brings",
            do="run `make docs` in a clone of the repository, or install a release",
        )
    print(first)
    if show:
        webbrowser.open(first.as_uri())
