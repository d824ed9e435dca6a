"""Refusing extracts that could name somebody, before anything of them is kept (design rule 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from ..chronology.identifiers import REMEDY, is_identifying, refuse, refuse_days, refuse_values
from ..errors import BadInput
from .cells.codes import read_codes
from .cells.dates import read_dates
from .files.folder import FoundFile
from .formats.specification import MONTHS, ColumnSpec
from .recognising.found import Found, Sheet
from .recognising.matching import place

_COMMENT = r'"COMMENTS"\s*:\s*"[^"]'


@dataclass(frozen=True)
class OwnColumn:
    """One column of a user's sheet: the sheet's place, its header, what it was taken for (None: nothing), and its cells."""

    place: str
    header: str
    spec: ColumnSpec | None
    role: str | None
    cells: pd.Series


def own_columns(file: FoundFile) -> Iterator[OwnColumn]:
    """Give every column of a file's sheets that is not empty, recognised or not, without the rows above its header."""
    by_place = {place(found.file, found.sheet): found for found in file.found}
    for sheet in file.sheets:
        found = by_place.get(sheet.place)
        headers = _headers(sheet, found)
        rows = sheet.cells[sheet.cells.index > (found.header_row or 0)] if found else sheet.cells
        roles = {own: role for role, own in found.matched.items()} if found else {}
        specs = file.form.tables[found.table].columns if found and file.form else {}
        for number in range(rows.shape[1]):
            header, cells = headers.get(number, f"column {number + 1}"), rows[number].dropna()
            role = roles.get(header)
            if len(cells):
                yield OwnColumn(sheet.place, header, specs.get(role) if role else None, role, cells)


def _headers(sheet: Sheet, found: Found | None) -> dict[int, str]:
    if sheet.header is not None:
        return dict(enumerate(sheet.header))
    if found is None or found.header_row is None:
        return {}
    return {number: value for number, value in enumerate(sheet.cells.loc[found.header_row]) if isinstance(value, str)}


def refuse_identifying(files: Iterable[FoundFile]) -> None:
    """Stop if a column of any file is named as, or holds, what could name a person; columns without a cell are no matter.

    Raises
    ------
    BadInput : with file, sheet, column, number of rows and first row, never a value; it names the command that takes it out.
    """
    for file in files:
        for column in own_columns(file):
            _refuse_column(column)
        for found in file.found if not file.sheets else []:
            _refuse_elements(file, found)


def _refuse_column(column: OwnColumn) -> None:
    rows = column.cells.index
    if column.spec is not None and column.spec.identifies:
        refuse(column.place, column.header, rows, f"a person's particulars: {column.spec.because}", REMEDY)
    if column.spec is None and is_identifying(column.header):
        refuse(column.place, column.header, rows, "what its name says, a person's particulars", REMEDY)
    if column.role in MONTHS:
        refuse_days(column.place, column.header, read_dates(column.cells).days)
    elif column.spec is not None and column.spec.type == "codes":
        commented = column.cells[column.cells.astype("str").str.contains(_COMMENT, regex=True)]
        if len(commented):
            refuse(column.place, column.header, commented.index, "free text (comments)", REMEDY)
    elif column.spec is not None and column.spec.codes:
        words = read_codes(column.cells, column.spec.codes, column.spec.type)
        refuse_values(column.place, column.header, column.cells[words.codes.isna()])
    else:
        refuse_values(column.place, column.header, column.cells)


def _refuse_elements(file: FoundFile, found: Found) -> None:
    """Refuse a census file that holds numbers of persons or days of birth (its cells are not kept as sheets)."""
    specs = file.form.tables[found.table].columns if file.form else {}
    for role, own in found.matched.items():
        if specs[role].identifies:
            raise BadInput(
                "An element can identify a person. Nothing was written.",
                where=f"{file.name}, element {own}",
                expected="pseudonymised data: no names, addresses, dates of birth, numbers of persons, or free text",
                do=REMEDY,
            )
    for role in MONTHS:
        if role in found.cells:
            refuse_days(file.name, found.matched[role], read_dates(found.cells[role]).days)
