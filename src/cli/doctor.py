"""The command `neglect-triage doctor`: whether this machine and folder have what a run needs, and what to do where not."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..errors import EXIT_BAD_INPUT
from ..workspace.machine import look


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON, for a program to read.")] = False,
) -> None:
    """Say of this machine and folder what is ok, what to look at, and what stops a run, each with what to do.

    Exit code 2 if something stops a run.
    """
    findings = list(look(Path()))
    if as_json:
        print(json.dumps([asdict(each) for each in findings], indent=1))
    for each in [] if as_json else findings:
        print(f"{each.state:<9}{each.what:<12}{each.found}")
        if each.do:
            print(f"{'':<21}do: {each.do}")
    if any(each.state == "stops" for each in findings):
        raise typer.Exit(EXIT_BAD_INPUT)
