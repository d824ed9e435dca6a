"""Workbooks as people fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from neglect_triage.review.by_sheet import OWN_COLUMN
from neglect_triage.review.questions import Questions
from neglect_triage.review.workbook import Sheet, write_workbooks


def fill(path: Path, sheet: str, cells: dict[tuple[int, str], Any]) -> None:
    """Write answers into a workbook: by row and heading."""
    book = load_workbook(path)
    own = book[sheet]
    headings = [cell.value for cell in own[1]]
    for (row, heading), value in cells.items():
        own.cell(row, headings.index(heading) + 1).value = value
    book.save(path)


def judged(asked: Questions, row: int, judgement: str) -> dict[tuple[int, str], str]:
    """Return the cells of an own judgement, with the first answer to each question beside it that takes one."""
    beside = {(row, question.ask): question.answers[0] for question in asked.reviewers.with_own.values() if not question.several}
    return {(row, OWN_COLUMN): judgement, **beside}


def write_workbook(path: Path, readme: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """Write a workbook in place of what is there."""
    path.unlink(missing_ok=True)
    write_workbooks({path: (readme, sheets)}, "--out")
