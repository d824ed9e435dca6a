"""Words of the board's page: what the model is compared with, and what was decided about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .sentences import british_date

COMPARED = "At {name} ({means}): {looked_at} of {of}{followed}"
FOLLOWED = "; {followed} of all were followed"
COLUMNS = ("Way of choosing", "Of 100 looked at, followed", "Of 100 followed, looked at")
NO_ORDER = "no order: any {per_week} of the week"
DECIDED = {
    "approved": "Approved without conditions",
    "approved-with-conditions": "Approved with conditions",
    "refused": "Refused",
    "withdrawn": "The approval was withdrawn",
    "voided": "The approval ended, because records that the model rests on were erased",
}
DECISION, CONDITION, REASON = "{what} on {date} ({role}).", "Condition: {says}", "Reason: {says}"
POLICY = {
    "fail": "How it does under another policy than it learnt from. {evidence}",
    "unknown": "Whether policy was the same in training and in the test. {evidence}",
}
UNDECIDED = "No decision about this model is recorded, and so no condition."
WITHHELD = "What was decided, and on what conditions, stays inside the secure area."


def decision_sentences(decision: str, role: str, at: str, conditions: Sequence[str]) -> list[str]:
    """Return what was decided, when and by which office, and each condition or reason that was set.

    Parameters
    ----------
    decision : as the log of approvals calls it. at : the time as the log holds it (ISO).
    """
    about = DECISION.format(what=DECIDED[decision], date=british_date(dt.date.fromisoformat(at[:10])), role=role)
    each = CONDITION if decision == "approved-with-conditions" else REASON
    return [about, *(each.format(says=says) for says in conditions)]
