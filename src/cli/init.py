"""The command `neglect-triage init`: a project in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput
from ..workspace.create import MAPPING, Catalogue, Example, Kind, create_project

OWN = {
    "extracts": "put your pseudonymised extracts into data/raw",
    "canonical": "put your canonical tables into data/raw",
    "mapped": f"put your tables into data/raw, and say in {MAPPING} what they hold",
}
FETCH = "put the example's data into data/raw: its README.md there says which, and where they come from"
PERIODS = "set the periods of your records in params.yaml (split.cut_1, split.cut_2)"


def init(
    folder: Annotated[Path, typer.Argument(help="Folder for the project: not there yet, or empty.")],
    source: Annotated[Kind, typer.Option(help="Where its records come from.")] = "simulate",
    catalogue: Annotated[
        Catalogue, typer.Option(help="All indicators of neglect, or the core for a place with few children.")
    ] = "neglect",
    example: Annotated[
        Example | None,
        typer.Option(help="A project of another field, with its own source and catalogue: students."),
    ] = None,
) -> None:
    """Make a project: its choices, stages and notebooks, in a folder of its own. Nothing is ever written over.

    Example: neglect-triage init wells --source extracts
    """
    if example and (source, catalogue) != ("simulate", "neglect"):
        raise BadInput(
            "An example brings its own source and catalogue.",
            where=f"--example {example}",
            do="leave out --source and --catalogue",
        )
    in_git = create_project(folder, source, catalogue, example)
    own = [FETCH] if example else [] if source == "simulate" else [OWN[source], PERIODS]
    print(f"written: a project in {folder}" + ("" if in_git else " (git does not keep this folder; its README says how it can)"))
    print("\n".join(["Next:", f"   cd {folder}", *(f"   {step}" for step in own), "   neglect-triage run"]))
