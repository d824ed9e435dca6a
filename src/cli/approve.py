"""The commands `neglect-triage approve` and `approvals`: what a board decided about a model, and exactly what it saw."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from ..governance.approvals import FIELDS, STANDING, Decision, record_decision
from ..governance.limits import LIMITS, limits_in, limits_of
from ..paths import DATA
from ..sealed_log import Entry, read_whole_log
from ..wording.logs import counted, log_lines
from .on_a_run import on_a_run

LogFile = Annotated[Path, typer.Option(help="The log of approvals: lines are added to it, and never changed.")]
SYNTHETIC = "SYNTHETIC DATA. Fitted on simulated records: this approves a trial of the machinery, and nothing about real people."


@on_a_run
def approve(
    decision: Annotated[Decision, typer.Option(help="What was decided.")],
    role: Annotated[str, typer.Option(help="The office held, such as: chair of the governance board")],
    by: Annotated[str, typer.Option(help="Initials or a pseudonym of whoever decided.")],
    condition: Annotated[list[str] | None, typer.Option(help="A condition, or a reason; may be given several times.")] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            help="A condition that the program checks before it scores new {points}, as contacts_until=2027-03-31; may be given "
            "several times. One of: " + ", ".join(LIMITS)
        ),
    ] = None,
    model: Annotated[Path, typer.Option(help="The model folder.")] = DATA.registered,
    calibration: Annotated[
        Path | None,
        typer.Option(help="A calibration that monitor learnt from later {points}: the model scores with it."),
    ] = None,
    project: Annotated[Path, typer.Option(help="The project whose run it is.")] = Path(),
    log: LogFile = DATA.approvals,
) -> None:
    """Record that a model is approved, approved with conditions, refused, or that its approval is withdrawn.

    What is recorded are the SHA-256 of the model's files, of its model card, fairness report and evaluation, and of its data. One
    run must have made the model and these documents. The model scores while all of these stand as they were. Only the commands
    `score` and `apply` ask: the pipeline's own research goes on.
    """
    now, limits = dt.datetime.now(dt.UTC), limits_of(limit or [])
    entry = record_decision(log, model, project, decision, role, by, condition or [], now, calibration, limits)
    seen = entry["seen"]
    print(_decision_text(entry))
    for name, digest in (seen["model"] | seen["documents"] | seen["made_from"]).items():
        print(f"  {digest[:16]}  {name}")
    print(f"written: {log}, line {entry['number']}. Commit it, and keep this seal elsewhere: {entry['seal']}")
    print("To show it on the board's page: dvc repro --single-item --force documents")


@on_a_run
def approvals(
    seal: Annotated[str, typer.Option(help="A seal stored elsewhere: the log must hold it.")] = "",
    log: LogFile = DATA.approvals,
    as_json: Annotated[bool, typer.Option("--json", help="Print the decisions as JSON, for a program to read.")] = False,
) -> None:
    """Print every decision about models, after checking that no line of the log was changed."""
    whole = read_whole_log(log, seal, FIELDS)
    if as_json:
        print(json.dumps(whole.entries, indent=1))
        return
    for entry in whole.entries:
        print(f"{entry['number']}. {_decision_text(entry)}")
        print(f"   model {entry['seen']['model']['manifest'][:16]}, seal {entry['seal'][:16]}")
    print(
        "\n".join(
            [f"{counted(len(whole.entries), 'decision')}." if whole.entries else "No decision is recorded.", *log_lines(whole)]
        )
    )


def _decision_text(entry: Entry) -> str:
    text = f"{entry['at'][:10]}: {entry['decision'].replace('-', ' ')}, {entry['role']} ({entry['by']})"
    conditions = "".join(f"\n   - {each}" for each in entry["conditions"])
    conditions += "".join(
        f"\n   - {name}: {value} (checked before new ones are scored)" for name, value in limits_in(entry).items()
    )
    conditions += f"\n   - scores with {entry['seen']['calibration']}" if "calibration" in entry["seen"] else ""
    simulated = f"\n   {SYNTHETIC}" if entry["seen"]["synthetic"] and entry["decision"] in STANDING else ""
    return text + conditions + simulated
