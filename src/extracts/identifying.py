"""Refusing extracts that could name somebody, before any of their content is kept (design rule 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from ..chronology.identifier_patterns import IN_NAMES
from ..chronology.identifiers import PSEUDONYMISED, REMEDY, refuse, refuse_days, refuse_header, refuse_values
from ..chronology.identifying_columns import is_identifying
from ..chronology.names import shown_header
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
    """One column of a user's sheet: the table recognised in the sheet, the column's header and role if it has one, its cells.

    `number` is its place from 1; `shown` is the header as messages may show it.
    """

    place: str
    number: int
    table: FoundTable | None
    header: str
    spec: ColumnSpec | None
    role: str | None
    cells: pd.Series

    @property
    def shown(self) -> str:
        return shown_header(self.header, self.number)


def unused_headers(file: RecognisedFile) -> Iterator[tuple[int, str]]:
    """Yield each header of a file's sheets that has no role, after the number of its column, from 1."""
    for item in file.unrecognised:
        yield from enumerate(item.headers, start=1)
    for table in file.tables:
        sheet = next((each for each in file.sheets if each.place == table.place), None)
        numbers = {header: number + 1 for number, header in _headers(sheet, table).items()} if sheet else {}
        yield from ((numbers.get(header, number), header) for number, header in enumerate(table.unmatched, start=1))


def sheet_columns(file: RecognisedFile) -> Iterator[SheetColumn]:
    """Yield every column of a file's sheets that is not empty, recognised or not, without the rows above its header."""
    by_place = {table.place: table for table in file.tables}
    for sheet in file.sheets:
        table = by_place.get(sheet.place)
        headers = _headers(sheet, table)
        rows = sheet.below((table and table.header_row) or 0)
        roles = {header: role for role, header in table.matched.items()} if table else {}
        specs = file.form.tables[table.table].columns if table and file.form else {}
        for number in range(rows.shape[1]):
            header, cells = headers.get(number, f"column {number + 1}"), rows[number]
            role = roles.get(header)
            cells = cells.dropna() if cells.hasnans else cells
            if len(cells):
                yield SheetColumn(sheet.place, number + 1, table, header, specs.get(role) if role else None, role, cells)


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
        refuse(column.place, column.shown, rows, f"a person's particulars: {column.spec.because}", REMEDY)
    if column.spec is None:
        refuse_header(column.place, column.header, column.number, IN_NAMES)
        if is_identifying(column.header):
            refuse(column.place, column.shown, rows, "what its name says, a person's particulars", REMEDY)
    if column.role in MONTHS:
        refuse_days(column.place, column.shown, read_dates(column.cells).days)
    elif column.spec is not None and column.spec.type == "codes":
        commented = column.cells[column.cells.astype("str").str.contains(_COMMENT, regex=True)]
        if len(commented):
            refuse(column.place, column.shown, commented.index, "free text (comments)", REMEDY)
    elif column.spec is not None and column.spec.codes:
        words = read_codes(column.cells, column.spec.codes, column.spec.type)
        refuse_values(column.place, column.shown, column.cells[words.codes.isna()])
    else:
        refuse_values(column.place, column.shown, column.cells)


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
