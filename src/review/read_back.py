"""Read workbooks that people filled in: a wrong cell is named by file, sheet, row and column, and never by its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ..errors import BadInput
from ..extracts.files.sheets import Sheet
from ..extracts.files.workbooks import read_workbook
from ..extracts.recognising.headers import letters

MOST_NAMED = 20


def read_answers(path: Path, sheet: str, headings: Sequence[str], answers: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the rows of a sheet as text, with None for what is blank; the index is the row number that the sheet shows.

    Parameters
    ----------
    headings : the first row as it must be. answers : the allowed answers of each column that is answered; an empty list
        means a number that is not negative.

    Raises
    ------
    BadInput : the file is not a workbook, is damaged, lacks the sheet or a heading, or has an answer that is not on its list;
        or a cell of these columns holds a formula or an error in place of a value.
    """
    read = _sheet(path, sheet)
    _refuse_without_values(read, headings)
    cells = read.cells.reindex(columns=range(len(headings)))
    rows = cells.astype(object).where(cells.notna(), None)
    first_row = [str(cell or "") for cell in rows.loc[1]] if 1 in rows.index else []
    if first_row != list(headings):
        wrong = [str(number) for number, heading in enumerate(headings, 1) if first_row[number - 1 : number] != [heading]]
        raise BadInput(
            "The headings of a sheet are not those that were written.",
            where=f"{path}, sheet {sheet}, row 1, column {', '.join(wrong)}",
            expected=", ".join(headings),
            do="put the headings back, or fill in a fresh copy",
        )
    table = rows.drop(index=1).map(_cell).set_axis(list(headings), axis=1).astype(object)
    table = table.where(table.notna(), None).dropna(how="all")
    problems = [
        f"{path}, sheet {sheet}, row {row}, column {heading}"
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
    lines = _sheet(path, sheet).cells.reindex(columns=[0])[0].dropna().map(str)
    return next((line.removeprefix(label).strip() for line in lines if line.startswith(label)), "")


def _sheet(path: Path, sheet: str) -> Sheet:
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not path.is_file():
        raise BadInput("There is no workbook to read.", where=str(path), expected="an .xlsx file, closed in Excel")
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


def disagreement(given: pd.DataFrame, wanted: pd.DataFrame) -> tuple[int, str] | None:
    """Return the row (index of `given`) and column of the first cell that was not given back as it was written; None if all were.

    Parameters
    ----------
    given : the rows that came back. wanted : what was written; columns and rows in the same order, any index.
    """
    differs = given[list(wanted)].astype(object).to_numpy() != wanted.astype(object).to_numpy()
    row, column = divmod(int(differs.argmax()), max(differs.shape[1], 1)) if differs.any() else (-1, -1)
    return (int(given.index[row]), str(wanted.columns[column])) if row >= 0 else None


def _cell(value: object) -> object:
    text = str(value).strip() if value is not None else ""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else (text or None)


def _is_allowed(answer: object, allowed: Sequence[str]) -> bool:
    if answer is None:
        return True
    return answer in allowed if allowed else isinstance(answer, (int, float)) and answer >= 0
