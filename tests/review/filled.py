"""Workbooks as people fill them in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook


def fill(path: Path, sheet: str, cells: dict[tuple[int, str], Any]) -> None:
    """Write answers into a workbook: by row and heading."""
    book = load_workbook(path)
    own = book[sheet]
    headings = [cell.value for cell in own[1]]
    for (row, heading), value in cells.items():
        own.cell(row, headings.index(heading) + 1).value = value
    book.save(path)
