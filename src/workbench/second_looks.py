"""What a lead writes down of a meeting that looks at contacts again: those of the agenda, what was found, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from starlette.responses import Response

from ..errors import BadInput
from ..explain.decisions.agenda import agenda
from ..explain.decisions.definitions import load_decisions
from ..explain.decisions.second_look import agenda_rows
from ..files import read_json
from ..review.steps import SECOND_LOOK, record_second_look
from ..review.with_own import of_form, unanswered
from ..sealed_log import Entry
from .asked import Asked, Visitor
from .desk import Desk
from .pages import message, workbench_page
from .replies import sent_to
from .views import LISTED, record_view

COLUMNS = ("child", "point_id", "date", "decided", "why", "hub", "partnership", "asked")
MOST_MEETINGS = 100


def listed(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show the contacts of one meeting by child, each with what was found or with the form to write it down."""
    return _listed(desk, visitor, _meeting(asked.query.get("meeting", "")))


def write_down(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Write down what a meeting found of one contact, and what follows."""
    meeting = _meeting(asked.form.get("meeting", ""))
    tokens = {desk.token_of(visitor.name, row["point_id"]): row["point_id"] for row in _rows(desk, meeting)}
    point_id = tokens.get(asked.form.get("contact", ""))
    if point_id is None:
        return message(desk, visitor, 404, "no_such_page")
    answers = of_form(asked.several, desk.asked.second_look)
    if lacking := unanswered(answers, desk.asked.second_look):
        return _listed(desk, visitor, meeting, {point_id: lacking})
    record_second_look(desk.logs.decision_log, point_id, visitor.name, answers, desk.clock)
    return sent_to(f"/lead/second-look?meeting={meeting}")


def _listed(desk: Desk, visitor: Visitor, meeting: int, missing: dict[str, list[str]] | None = None) -> Response:
    found, rows = _found(desk.entries()), _rows(desk, meeting)
    for row in rows:
        record_view(desk.logs.views, LISTED, row["point_id"], visitor.name, desk.clock)
        row["token"], row["found"] = desk.token_of(visitor.name, row["point_id"]), found.get(row["point_id"])
    return workbench_page(
        desk, visitor, "workbench_second_looks.html", 400 if missing else 200,
        children=[(child, list(about)) for child, about in groupby(rows, key=lambda row: row["child"])],
        meeting=meeting, questions=desk.asked.second_look, missing=missing or {}, counts=_counts(desk, list(found.values())),
        looked=len(found),
    )  # fmt: skip


def _rows(desk: Desk, meeting: int) -> list[dict[str, Any]]:
    """Return the contacts of a meeting, as the workbook of the agenda has them.

    Raises
    ------
    BadInput : no agreement is named under which records that partners never shared may be read: most lists rest on them.
    """
    if not desk.agreement:
        raise BadInput(
            "The lists for a second look rest on records that partners never shared, and no agreement to read them is named.",
            where="governance.yaml, unshared_records_agreement and unshared_records_agreement_date",
            do="have both filled in by whoever answers for them, and come back",
        )
    definitions = load_decisions(desk.vocabulary)
    if definitions is None:
        return []
    entries = agenda(read_json(desk.data.second_look), desk.params.explain.seed, meeting=meeting)
    return [dict(zip(COLUMNS, row, strict=True)) for row in agenda_rows(entries, definitions, desk.vocabulary)]


def _found(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return the latest entry of a second look at each contact."""
    return {entry["contact"]: entry for entry in entries if entry["step"] == SECOND_LOOK}


def _counts(desk: Desk, found: Sequence[Entry]) -> dict[str, dict[str, int]]:
    return {
        question.ask: {answer: sum(entry["answers"].get(name) == answer for entry in found) for answer in question.answers}
        for name, question in desk.asked.second_look.items()
    }


def _meeting(text: str) -> int:
    return min(max(int(text), 1), MOST_MEETINGS) if text.isascii() and text.isdigit() else 1
