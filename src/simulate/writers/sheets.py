"""One table as a sheet of a workbook or a CSV file: headers, rows, and the quirks of real files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from ...extracts.formats.specification import ColumnSpec, TableSpec
from ...files import atomic, save_workbook
from .quirks import Quirks
from .spelling import cells

_LACKED = ("source", "elsewhere")  # columns that another case management system lacks
_BLANK_AFTER = 7  # rows
_REPEATED = 0.1  # of rows
_CSV = {
    "csv_bom": ("utf-8-sig", ","), "csv_cp1252": ("cp1252", ","), "csv_utf16": ("utf-16", ","), "csv_semicolons": ("utf-8", ";"),
    "csv_tabs": ("utf-8", "\t"),
}  # fmt: skip
_ACCENTED = "R\u00e9f."  # the header of a column that no format has, and that ASCII cannot hold


@dataclass(frozen=True)
class Sheet:
    """Rows of cells, including the headers and what is above them."""

    name: str
    rows: list[list[Any]]


def sheet(
    name: str, spec: TableSpec, frame: pd.DataFrame, quirks: Quirks, place: str, title: str | None, in_workbook: bool
) -> Sheet:
    """Return one table as a sheet.

    Parameters
    ----------
    name : the sheet's name.
    spec : the table in its format, which gives the order of columns; those that identify are written only if `frame` has them.
    frame : columns by role, with codes and dates.
    place : the key for choosing quirks.
    title : the text above the headers; None for no title.
    in_workbook : whether cells can be dates and numbers.
    """
    roles = [role for role, column in spec.columns.items() if _written(role, column, frame, quirks, place)]
    empty = pd.Series(None, index=frame.index, dtype="str")
    columns = [cells(frame.get(role, empty), spec.columns[role], quirks, f"{place} {role}", in_workbook) for role in roles]
    rows = _with_extra_rows(list(map(list, zip(*columns, strict=True))), quirks, place, len(roles))
    headers = [_header(spec.columns[role], quirks, f"{place} headers", role) for role in roles]
    if quirks.has("csv_cp1252", place) and not in_workbook:
        headers, rows = [*headers, _ACCENTED], [[*row, None] for row in rows]
    return Sheet(name, [*_above(title, quirks, place), headers, *rows])


def _written(role: str, column: ColumnSpec, frame: pd.DataFrame, quirks: Quirks, place: str) -> bool:
    if not column.names or (role not in frame and (column.identifies or column.type == "id")):
        return False
    if quirks.has("mosaic") and role in _LACKED and len(column.names) == 1:
        return False
    if role in frame:
        return True
    return not quirks.has("dropped_columns", place)


def _above(title: str | None, quirks: Quirks, place: str) -> list[list[Any]]:
    if title is None or quirks.has("no_title_row", place):
        return []
    blank: list[list[Any]] = [[], []]
    return [*blank, [title], []] if quirks.has("title_after_blank_rows", place) else [[title]]


def _header(column: ColumnSpec, quirks: Quirks, place: str, role: str) -> str:
    name = column.names[0]
    draws = quirks.draws("headers", f"{place} {role}")
    if quirks.has("camel_case_headers", place):
        own = (other for other in column.names if " " not in other and other != other.lower())
        return next(own, name.title().replace(" ", ""))
    if quirks.has("other_headers", place):
        return str(draws.choice(column.names))
    if quirks.has("odd_headers", place):
        return [name.replace("'", "\u2019"), name.replace(" ", "\u00a0"), f"{name}  ", name.upper()][draws.integers(4)]
    if quirks.has("mosaic"):
        return column.names[-1]
    return name


def _with_extra_rows(rows: list[list[Any]], quirks: Quirks, place: str, width: int) -> list[list[Any]]:
    """Repeat some rows, insert blank rows, and add a row of totals, as the quirks require."""
    count = len(rows)
    if quirks.has("repeated_rows", place):
        again = quirks.draws("repeated_rows", place).random(count) < _REPEATED
        again[:1] = True
        rows = [copy for row, twice in zip(rows, again, strict=True) for copy in [row] * (2 if twice else 1)]
    if quirks.has("blank_rows", place):
        rows = [part for at, row in enumerate(rows) for part in ([row, [None] * width] if at % _BLANK_AFTER == 0 else [row])]
    if quirks.has("totals_row", place) and rows:
        rows = [*rows, ["Total", count, *[None] * (width - 2)][:width]]
    return rows


def write_csv(content: Sheet, path: Path, quirks: Quirks, place: str) -> None:
    """Write a sheet as CSV."""
    encoding, between = next((dialect for name, dialect in _CSV.items() if quirks.has(name, place)), ("utf-8", ","))
    text = io.StringIO()
    csv.writer(text, delimiter=between, lineterminator="\r\n").writerows(content.rows)
    with atomic(path) as partial:
        partial.write_bytes(text.getvalue().encode(encoding))


def write_workbook(sheets: Sequence[Sheet], path: Path, title: str) -> None:
    """Write sheets as one workbook with a front sheet holding `title`; the same sheets give the same bytes."""
    book = Workbook(write_only=True)
    book.create_sheet("Front_Sheet").append([title])
    for content in sheets:
        own = book.create_sheet(content.name)
        for row in content.rows:
            own.append(row)
    save_workbook(book, path)
