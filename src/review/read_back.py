"""Read workbooks that people filled in: a wrong cell is named by file, sheet, row and column, and never by its content."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ..errors import BadInput

MOST_NAMED = 20


def read_answers(path: Path, sheet: str, headings: Sequence[str], answers: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the rows of a sheet as text, with None for what is blank.

    Parameters
    ----------
    headings : the first row as it must be. answers : the allowed answers of each column that is answered; an empty list
        means a number that is not negative.

    Raises
    ------
    BadInput : the file is not a workbook, lacks the sheet or a heading, or has an answer that is not on its list.
    """
    rows = _rows(path, sheet)
    first_row = [str(cell or "") for cell in (rows[0] if rows else [])][: len(headings)]
    if first_row != list(headings):
        wrong = [str(number) for number, heading in enumerate(headings, 1) if first_row[number - 1 : number] != [heading]]
        raise BadInput(
            "The headings of a sheet are not those that were written.",
            where=f"{path}, sheet {sheet}, row 1, column {', '.join(wrong)}",
            expected=", ".join(headings),
            do="put the headings back, or fill in a fresh copy",
        )
    cells = [[_cell(cell) for cell in row[: len(headings)]] for row in rows[1:]]
    table = pd.DataFrame(cells, columns=list(headings), dtype=object).dropna(how="all")
    problems = [
        f"{path}, sheet {sheet}, row {int(str(row)) + 2}, column {heading}"
        for heading, allowed in answers.items()
        for row, answer in table[heading].items()
        if not _is_allowed(answer, allowed)
    ]
    if problems:
        raise BadInput(
            f"{len(problems)} answer{'s are' if len(problems) > 1 else ' is'} not on the list.",
            where="\n            ".join(problems[:MOST_NAMED]),
            expected="an answer from the list of that column, or nothing",
            do="choose from the list, or leave the cell blank",
        )
    return table


def text_after(label: str, path: Path, sheet: str) -> str:
    """Return the text after a label in the first column of a sheet; "" if no cell starts with the label."""
    lines = [str(row[0]) for row in _rows(path, sheet) if row and row[0]]
    return next((line.removeprefix(label).strip() for line in lines if line.startswith(label)), "")


def _rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise BadInput("There is no workbook to read.", where=str(path), expected="an .xlsx file, closed in Excel") from None
    try:
        if sheet not in book.sheetnames:
            raise BadInput("A workbook lacks a sheet.", where=str(path), expected=f"a sheet named {sheet}")
        return list(book[sheet].iter_rows(values_only=True))
    finally:
        book.close()


def _cell(value: object) -> object:
    text = str(value).strip() if value is not None else ""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else (text or None)


def _is_allowed(answer: object, allowed: Sequence[str]) -> bool:
    if answer is None:
        return True
    return answer in allowed if allowed else isinstance(answer, (int, float)) and answer >= 0
