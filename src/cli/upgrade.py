"""The command `neglect-triage upgrade`: what a newer program changes in a project's files, shown before it is written."""

from __future__ import annotations

import difflib
from typing import Annotated

import typer

from ..files import write_text
from ..workspace.upgrade import new_words, upgraded


def upgrade(write: Annotated[bool, typer.Option("--write", help="Write what is shown.")] = False) -> None:
    """Show what this version changes in params.yaml and dvc.yaml of the project here, line by line; with --write, write it.

    New keys come with their comments and defaults, so that the project does what it did before. Words and indicators that are new
    in the program's vocabulary and catalogue are named; these two files are the project's own, and stay as they are.
    """
    changes = upgraded()
    for path, (before, after) in changes.items():
        names = (f"{path} (now)", f"{path} (this version)")
        print("\n".join(difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="", n=1)))
        if write:
            write_text(path, after)
    for name, entries in new_words().items():
        print(f"{name} lacks what the program's own holds: {', '.join(entries)}")
    if not changes:
        print("params.yaml and dvc.yaml are as this version has them.")
    else:
        print(
            f"written: {', '.join(map(str, changes))}"
            if write
            else "Nothing is written yet. To write it: neglect-triage upgrade --write"
        )
