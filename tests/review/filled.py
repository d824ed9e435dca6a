"""Workbooks as people fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from neglect_triage.review.workbook import Sheet, write_workbooks


def fill(path: Path, sheet: str, cells: dict[tuple[int, str], Any]) -> None:
    """Write answers into a workbook: by row and heading."""
    book = load_workbook(path)
    own = book[sheet]
    headings = [cell.value for cell in own[1]]
    for (row, heading), value in cells.items():
        own.cell(row, headings.index(heading) + 1).value = value
    book.save(path)


def write_workbook(path: Path, readme: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """Write a workbook in place of what is there."""
    path.unlink(missing_ok=True)
    write_workbooks({path: (readme, sheets)}, "--out")
