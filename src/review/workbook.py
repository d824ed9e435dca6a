"""Workbooks in which people answer: everything but the answers is locked, and an answer comes from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..files import save_workbook
from ..pages.render import printable

README, LISTS = "Read me", "Answers"
_WIDEST = 60
_ANSWER = PatternFill("solid", fgColor="FFF7BF")


@dataclass(frozen=True)
class Sheet:
    """A sheet: headings, rows of text or numbers, and for each heading that is answered its list (empty: a number)."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def write_workbook(path: Path, readme: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """Write a workbook atomically: a sheet to read first, then the sheets. The same content gives the same bytes."""
    book = Workbook()
    first = book.active
    first.title = README
    for line in readme:
        first.append([None])
        _put(first.cell(first.max_row, 1), line).alignment = Alignment(wrap_text=True, vertical="top")
    first.column_dimensions["A"].width = 100
    first.protection.sheet = True
    lists = book.create_sheet(LISTS)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name, len(book.sheetnames) - 1), sheet, lists)
    lists.sheet_state = "hidden"
    lists.protection.sheet = True
    save_workbook(book, path)


def _fill(own: Worksheet, sheet: Sheet, lists: Worksheet) -> None:
    for column, heading in enumerate(sheet.headings, start=1):
        cell = _put(own.cell(1, column), heading)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        longest = max([len(str(row[column - 1] or "")) for row in sheet.rows] + [len(heading) // 2, 10])
        own.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
    for number, row in enumerate(sheet.rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(own.cell(number, column), value)
    for heading, answers in sheet.answers.items():
        _open_for_answers(own, list(sheet.headings).index(heading) + 1, len(sheet.rows) + 1, answers, lists)
    own.freeze_panes = "A2"
    own.protection.sheet = True
    own.protection.formatColumns = False
    own.page_setup.orientation, own.page_setup.fitToWidth, own.page_setup.fitToHeight = "landscape", 1, 0
    own.sheet_properties.pageSetUpPr.fitToPage = True


def _open_for_answers(own: Worksheet, column: int, last: int, answers: Sequence[str], lists: Worksheet) -> None:
    """Unlock a column and let it take nothing but its answers, which stand on the sheet of lists."""
    if last < 2:
        return
    letter = get_column_letter(column)
    if answers:
        place = lists.max_column + 1
        for number, answer in enumerate(answers, start=1):
            lists.cell(number, place, answer)
        source = f"{LISTS}!${get_column_letter(place)}$1:${get_column_letter(place)}${len(answers)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    else:
        rule = DataValidation(
            type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
        )
    rule.error = "Take an answer from the list." if answers else "Write a number."
    own.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{last}")
    for number in range(2, last + 1):
        cell = own.cell(number, column)
        cell.protection, cell.fill = Protection(locked=False), _ANSWER


def _put(cell: Cell, value: object) -> Cell:
    """Write text as text: it is never a formula, and no control character is left in it."""
    if isinstance(value, str):
        cell.value = str(printable(value.replace("\n", " ").replace("\t", " ")))
        cell.data_type = "s"
        if value[:1] in "=+-@":
            cell.quotePrefix = True
    else:
        cell.value = value
    return cell
