"""Workbooks for people to fill in: everything except the answers is locked, and each answer comes from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..files import bytes_of_workbook, inert, write_new
from ..pages.render import printable

README, LISTS = "Read me", "Answers"
NUMBER: Final = "a number"
WORDS: Final = "words"
DAY: Final = "a day"
Answers = Sequence[str] | Literal["words", "a day"]
_RULES: dict[str, tuple[dict[str, Any], str]] = {
    NUMBER: ({"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"}, "Write a number."),
    WORDS: ({"type": "textLength", "operator": "lessThanOrEqual", "formula1": "1000"}, "Write at most 1,000 characters."),
    DAY: ({"type": "date", "operator": "greaterThanOrEqual", "formula1": "36526"}, "Write a day, such as 31/01/2027."),
}
_WIDEST = 60
_ANSWER = PatternFill("solid", fgColor="FFF7BF")


@dataclass(frozen=True)
class Sheet:
    """A sheet: headings, rows of text or numbers, and the answers that each column to fill in allows.

    An empty list of answers means a number; WORDS and DAY mean what they say.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    answers: Mapping[str, Answers] = field(default_factory=dict)


def workbook_bytes(readme: Sequence[str], sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of lines to read and sheets as a file."""
    return bytes_of_workbook(_workbook(readme, sheets))


def write_workbooks(workbooks: Mapping[Path, tuple[Sequence[str], Sequence[Sheet]]], option: str) -> None:
    """Write workbooks, each of lines to read and sheets; none if another stands in the place of one of them.

    The same content gives the same bytes, so that a command that was stopped can be run again.

    Parameters
    ----------
    option : the option of the command that says where they go.

    Raises
    ------
    BadInput : another workbook stands where one of them should go.
    """
    write_new({path: workbook_bytes(*content) for path, content in workbooks.items()}, "workbook", option)


def _workbook(readme: Sequence[str], sheets: Sequence[Sheet]) -> Workbook:
    """Return a workbook: first the lines to read, then the sheets."""
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
    return book


def _fill(worksheet: Worksheet, sheet: Sheet, lists: Worksheet) -> None:
    for column, heading in enumerate(sheet.headings, start=1):
        cell = _put(worksheet.cell(1, column), heading)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        longest = max([len(str(row[column - 1] or "")) for row in sheet.rows] + [len(heading) // 2, 10])
        worksheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
    for number, row in enumerate(sheet.rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(worksheet.cell(number, column), value)
    for heading, answers in sheet.answers.items():
        _unlock_answers(worksheet, list(sheet.headings).index(heading) + 1, len(sheet.rows) + 1, answers, lists)
    worksheet.freeze_panes = "A2"
    worksheet.protection.sheet = True
    worksheet.protection.formatColumns = False
    worksheet.page_setup.orientation, worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = "landscape", 1, 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True


def _unlock_answers(worksheet: Worksheet, column: int, last: int, answers: Answers, lists: Worksheet) -> None:
    """Unlock a column and accept only its answers, which are listed on the hidden sheet, or what is to be written there."""
    if last < 2:
        return
    letter = get_column_letter(column)
    if isinstance(answers, str) or not answers:
        accepted, wrong = _RULES[str(answers or NUMBER)]
    else:
        list_column = lists.max_column + 1
        for number, answer in enumerate(answers, start=1):
            lists.cell(number, list_column, answer)
        source = f"{LISTS}!${get_column_letter(list_column)}$1:${get_column_letter(list_column)}${len(answers)}"
        accepted, wrong = {"type": "list", "formula1": source}, "Take an answer from the list."
    rule = DataValidation(**accepted, allow_blank=True, showErrorMessage=True)
    rule.error = wrong
    worksheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{last}")
    for number in range(2, last + 1):
        cell = worksheet.cell(number, column)
        cell.protection, cell.fill = Protection(locked=False), _ANSWER
        if answers in (WORDS, DAY):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if answers == DAY:
            cell.number_format = "dd/mm/yyyy"


def _put(cell: Cell, value: object) -> Cell:
    """Write text as text: never as a formula, also after "save as CSV", and without control characters."""
    if isinstance(value, str):
        cell.value = inert(str(printable(value.replace("\n", " ").replace("\t", " "))))
        cell.data_type = "s"
    else:
        cell.value = value
    return cell
