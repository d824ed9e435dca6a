"""Refusing extracts that could name somebody, before any of their content is kept (design rule 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from ..chronology.identifiers import PSEUDONYMISED, REMEDY, refuse, refuse_days, refuse_values
from ..chronology.identifying_columns import is_identifying
from ..errors import BadInput
from .cells.codes import read_codes
from .cells.dates import read_dates
from .files.sheets import Sheet
from .formats.specification import MONTHS, ColumnSpec
from .recognising.files import RecognisedFile
from .recognising.found import FoundTable

_COMMENT = r'"COMMENTS"\s*:\s*"[^"]'


@dataclass(frozen=True)
class SheetColumn:
    """One column of a user's sheet: the table recognised in the sheet, the column's header and role if it has one, its cells."""

    place: str
    table: FoundTable | None
    header: str
    spec: ColumnSpec | None
    role: str | None
    cells: pd.Series


def sheet_columns(file: RecognisedFile) -> Iterator[SheetColumn]:
    """Yield every column of a file's sheets that is not empty, recognised or not, without the rows above its header."""
    by_place = {table.place: table for table in file.tables}
    for sheet in file.sheets:
        table = by_place.get(sheet.place)
        headers = _headers(sheet, table)
        rows = sheet.cells[sheet.cells.index > (table.header_row or 0)] if table else sheet.cells
        roles = {header: role for role, header in table.matched.items()} if table else {}
        specs = file.form.tables[table.table].columns if table and file.form else {}
        for number in range(rows.shape[1]):
            header, cells = headers.get(number, f"column {number + 1}"), rows[number].dropna()
            role = roles.get(header)
            if len(cells):
                yield SheetColumn(sheet.place, table, header, specs.get(role) if role else None, role, cells)


def _headers(sheet: Sheet, table: FoundTable | None) -> dict[int, str]:
    if sheet.header is not None:
        return dict(enumerate(sheet.header))
    if table is None or table.header_row is None:
        return {}
    return {number: value for number, value in enumerate(sheet.cells.loc[table.header_row]) if isinstance(value, str)}


def refuse_identifying(files: Iterable[RecognisedFile]) -> None:
    """Stop if the name or content of any column could name a person; empty columns are ignored.

    Raises
    ------
    BadInput : with file, sheet, column, number of rows and first row, never a value; it names the command that takes it out.
    """
    for file in files:
        for column in sheet_columns(file):
            _refuse_column(column)
        for table in file.tables if not file.sheets else []:
            _refuse_elements(file, table)


def _refuse_column(column: SheetColumn) -> None:
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


def _refuse_elements(file: RecognisedFile, table: FoundTable) -> None:
    """Refuse a census file that holds numbers of persons or days of birth (its cells are not kept as sheets)."""
    specs = file.form.tables[table.table].columns if file.form else {}
    for role, header in table.matched.items():
        if specs[role].identifies:
            raise BadInput(
                "An element can identify a person. Nothing was written.",
                where=f"{file.name}, element {header}",
                expected=PSEUDONYMISED,
                do=REMEDY,
            )
    for role in MONTHS:
        if role in table.cells:
            refuse_days(file.name, table.matched[role], read_dates(table.cells[role]).days)
