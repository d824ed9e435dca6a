"""The command `neglect-triage move-log`: a sealed log of the old form moves under a new seal that two people witness."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput
from ..governance.approvals import check_initials
from ..moved_log import move_log
from ..wording.logs import log_lines

Witnesses = Annotated[
    list[str] | None,
    typer.Option("--witness", help="Initials or a pseudonym of who watches the move; two people, so give it twice."),
]


def move_a_log(
    log: Annotated[Path, typer.Argument(help="The log of approvals or of reviews.")], witness: Witnesses = None
) -> None:
    """Move a log of the old form into the form from which one {person}'s words can be taken out.

    The old form is checked first. The new log begins with the last seal of the old one and with the two witnesses. Both should
    compare that seal with one that was kept elsewhere, and keep the new one. Then remove copies of the old file.

    Example: neglect-triage move-log data/review/decision_log.jsonl --witness JS --witness lead-2
    """
    named = sorted(set(witness or []))
    if len(named) != 2:
        raise BadInput(
            "Two different people witness the move.",
            where="--witness",
            expected="two people, each with --witness",
            do="name both: neglect-triage move-log LOG --witness INITIALS --witness INITIALS",
        )
    for one in named:
        check_initials(one, "--witness")
    moved = move_log(log, (named[0], named[1]), dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    print(f"written: {log}")
    print("\n".join(log_lines(moved)))
