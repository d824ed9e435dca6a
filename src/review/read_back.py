"""Read workbooks that people filled in: a wrong cell is named by file, sheet, row and column, and never by its content."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from ..errors import BadInput
from ..extracts.files.sheets import Sheet
from ..extracts.files.workbooks import merged_areas, read_workbook
from ..extracts.recognising.headers import letters
from ..wording.sentences import british_date

MOST_NAMED = 20
_EXACT = 2**53  # beyond which a spreadsheet rounds whole numbers, so that one id could become another

log = logging.getLogger(__name__)


def read_answers(
    path: Path, sheet: str, headings: Sequence[str], answers: Mapping[str, Sequence[str]], older: Sequence[Sequence[str]] = ()
) -> pd.DataFrame:
    """Return the rows of a sheet as text, with None for what is blank; the index is the row number that the sheet shows.

    What stands beside these columns is left out, and a warning says where it stands.

    Parameters
    ----------
    headings : the first row as it must be. answers : the allowed answers of each column that is answered; an empty list
        means a number that is not negative. older : the headings of older workbooks, which are read as well.

    Raises
    ------
    BadInput : the file is not a workbook, is damaged, lacks the sheet or a heading, or has an answer that is not on its list;
        or a cell of these columns holds a formula or an error in place of a value, or is merged with another.
    """
    read = _sheet(path, sheet)
    first_row = read.cells.reindex(index=[1]).to_numpy()[0].tolist()
    headings = next((each for each in (headings, *older) if first_row[: len(each)] == list(each)), headings)
    _refuse_without_values(read, headings)
    _refuse_merged(path, sheet, headings)
    rows = _headed(read, headings)
    table = rows.drop(index=1).map(_cell).set_axis(list(headings), axis=1).astype(object)
    table = table.where(table.notna(), None).dropna(how="all")
    _refuse_other_answers(table, answers, f"{path}, sheet {sheet}")
    return table


def _headed(read: Sheet, headings: Sequence[str]) -> pd.DataFrame:
    """Return the cells of the columns with these headings; a warning says what stands beside them."""
    cells = read.cells.reindex(columns=range(len(headings)))
    rows = cells.astype(object).where(cells.notna(), None)
    first_row = [str(cell or "") for cell in rows.loc[1]] if 1 in rows.index else []
    if first_row != list(headings):
        wrong = [str(number) for number, heading in enumerate(headings, 1) if first_row[number - 1 : number] != [heading]]
        raise BadInput(
            "The headings of a sheet are not those that were written.",
            where=f"{read.file}, sheet {read.name}, row 1, column {', '.join(wrong)}",
            expected=", ".join(headings),
            do="put the headings back, or fill in a fresh copy",
        )
    beside = {place: int(read.cells[place].notna().sum()) for place in range(len(headings), read.cells.shape[1])}
    if any(beside.values()):
        places = ", ".join(letters(place) for place, cells in beside.items() if cells)
        log.warning(
            f"{read.file}, sheet {read.name}, column {places}: {sum(beside.values()):,} cells stand beside the table, and are "
            "left out. Answers belong in its own columns."
        )
    return rows


def _refuse_other_answers(table: pd.DataFrame, answers: Mapping[str, Sequence[str]], where: str) -> None:
    problems = [
        f"{where}, row {row}, column {heading}"
        for heading, allowed in answers.items()
        for row, answer in table.get(heading, pd.Series(dtype=object)).items()
        if not _is_allowed(answer, allowed)
    ]
    if problems:
        raise BadInput(
            f"{len(problems)} answer{'s are' if len(problems) > 1 else ' is'} not on the list.",
            where="\n            ".join(problems[:MOST_NAMED]),
            expected="an answer from the list of that column, or nothing",
            do="choose from the list, or leave the cell blank",
        )


def _refuse_merged(path: Path, sheet: str, headings: Sequence[str]) -> None:
    """Stop where cells were merged: the value of the first would count, and the others would be read as blank."""
    merged = [area for area in merged_areas(path, str(path), sheet) if area[0][1] < len(headings)]
    if merged:
        (row, column), _ = min(merged)
        raise BadInput(
            "Cells of a sheet were merged, so that only the first of them has a value.",
            where=f"{path}, sheet {sheet}, cell {letters(column)}{row + 1} (column {headings[column]})",
            expected="a cell of its own for each answer, as it was written",
            do="unmerge the cells (Merge & Centre), and fill in each of them",
        )


def text_after(label: str, path: Path, sheet: str) -> str:
    """Return the text after a label in the first column of a sheet; "" if no cell starts with the label."""
    lines = _sheet(path, sheet).cells.reindex(columns=[0])[0].dropna().map(str)
    return next((line.removeprefix(label).strip() for line in lines if line.startswith(label)), "")


def _sheet(path: Path, sheet: str) -> Sheet:
    if not path.is_file():
        raise BadInput("There is no workbook to read.", where=str(path), expected="an .xlsx file, closed in Excel")
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise BadInput(
            "This is no workbook as it was written: other kinds of file do not keep all of its sheets, texts and days.",
            where=str(path),
            expected="the .xlsx file that was filled in",
            do="open the workbook that was filled in, and save it as Excel workbook (.xlsx)",
        )
    found = next((each for each in read_workbook(path, str(path)) if each.name == sheet), None)
    if found is None:
        raise BadInput(
            "A workbook lacks a sheet.",
            where=str(path),
            expected=f"a sheet of cells named {sheet}",
            do="put the sheet back, or fill in a fresh copy",
        )
    return found


def _refuse_without_values(read: Sheet, headings: Sequence[str]) -> None:
    """Stop where a cell would be read as blank although something was meant."""
    lacking = {place: row for place, row in read.first_lacking.items() if place < len(headings)}
    if lacking:
        cells = (f"cell {letters(place)}{row} (column {headings[place]})" for place, row in sorted(lacking.items()))
        raise BadInput(
            "A cell holds a formula without a value, or an error.",
            where=f"{read.file}, sheet {read.name}, {', '.join(cells)}",
            expected="an answer from the list, typed or chosen",
            do="replace the formula by its value",
        )


def same_text(cell: object) -> object:
    """Return a cell as the text that was written: a spreadsheet can make a number of an id, and a date of a day."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell == int(cell) and abs(cell) < _EXACT:
        return str(int(cell))
    return cell


def disagreement(given: pd.DataFrame, wanted: pd.DataFrame) -> tuple[int, str] | None:
    """Return the row (index of `given`) and column of the first cell that was not given back as it was written; None if all were.

    Parameters
    ----------
    given : the rows that came back. wanted : what was written; columns and rows in the same order, any index.
    """
    differs = given[list(wanted)].astype(object).map(same_text).to_numpy() != wanted.map(same_text).astype(object).to_numpy()
    row, column = divmod(int(differs.argmax()), max(differs.shape[1], 1)) if differs.any() else (-1, -1)
    return (int(given.index[row]), str(wanted.columns[column])) if row >= 0 else None


def _cell(value: object) -> object:
    if isinstance(value, date):  # also one with a time
        return british_date(pd.Timestamp(value))
    text = str(value).strip() if value is not None else ""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else (text or None)


def _is_allowed(answer: object, allowed: Sequence[str]) -> bool:
    if answer is None:
        return True
    return answer in allowed if allowed else isinstance(answer, (int, float)) and answer >= 0
