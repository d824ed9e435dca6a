"""Reading workbooks (xlsx, xlsm, xls, ods) with one parser, which returns stored values and never runs a formula."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import infer_dtype
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from ...chronology.reading.file_names import kind_of
from .archives import damaged, open_archive, protected
from .extents import Extent
from .office_open import office_open_extents
from .old_workbooks import old_workbook_extents
from .open_document import open_document_extents
from .sheets import Sheet

_ERROR_STREAM = 2
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")


def read_workbook(path: Path, name: str) -> list[Sheet]:
    """Read all sheets of a workbook, hidden ones included.

    Raises
    ------
    BadInput : it is damaged, protected by a password, or too large when unpacked.
    """
    reach = sheet_extents(path, name)
    with _parser_errors(name), _silenced(), CalamineWorkbook.from_path(path) as book:
        every = [sheet.name for sheet in book.sheets_metadata]
        by_name = dict(zip(every, reach, strict=True)) if isinstance(reach, list) else reach
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(name, own, book, by_name.get(own, Extent())) for own in names]


def merged_areas(path: Path, name: str, sheet: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the first and last cell (row and column, from 0) of each area of a sheet whose cells are merged.

    Raises
    ------
    BadInput : the workbook is damaged.
    """
    with _parser_errors(name), _silenced(), CalamineWorkbook.from_path(path) as book:
        return list(book.get_sheet_by_name(sheet).merged_cell_ranges or [])


def sheet_extents(path: Path, name: str) -> dict[str, Extent] | list[Extent]:
    """Return the extent of each sheet of a workbook, by name (xls: in their order), after the checks of its container.

    Raises
    ------
    BadInput : it is damaged, protected by a password or too large when unpacked, or counts its days from another year.
    """
    kind = kind_of(path)
    if kind == ".xls":
        return old_workbook_extents(path, name)
    with open_archive(path, name) as archive:
        return open_document_extents(archive, name) if kind == ".ods" else office_open_extents(archive, name)


def _sheet(file: str, own: str, book: CalamineWorkbook, extent: Extent) -> Sheet:
    cells = _cells(book.get_sheet_by_name(own))
    unvalued, broken = dict(extent.unvalued), dict(extent.broken)
    return Sheet(file, own, cells, unvalued=unvalued, broken=broken, first_lacking=extent.first_lacking)


@contextmanager
def _parser_errors(where: str) -> Iterator[None]:
    """Replace the errors and panics of the parser, which can contain a cell's value, by BadInput."""
    try:
        yield
    except PasswordError:
        raise protected(where) from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise damaged(where) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # from Rust, and not a subclass of Exception
            raise damaged(where) from None
        raise


@contextmanager
def _silenced() -> Iterator[None]:
    """Discard what the parser writes about its panics directly to the error stream of the process."""
    sys.stderr.flush()
    kept = os.dup(_ERROR_STREAM)
    discarded = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(discarded, _ERROR_STREAM)
        yield
    finally:
        os.dup2(kept, _ERROR_STREAM)
        os.close(kept)
        os.close(discarded)


def _cells(sheet: CalamineSheet) -> pd.DataFrame:
    """Return the used range with columns from 0; the index is the number, from 1, of each row that is not blank."""
    if sheet.start is None:
        return pd.DataFrame(index=pd.Index([], dtype="int64"))
    first = sheet.start[1]
    numbers: list[int] = []
    rows: list[list[Any]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        own = [value.strip() or None if type(value) is str else value for value in row]
        if own.count(None) < len(own):
            numbers.append(number)
            rows.append(own)
    empty = {place: [None] * len(rows) for place in range(first)}
    columns = empty | dict(enumerate(zip(*rows, strict=True), start=first))
    kinds = {place: "str" if infer_dtype(column) == "string" else "object" for place, column in columns.items()}
    index = pd.Index(numbers, dtype="int64")
    return pd.DataFrame({place: pd.Series(column, index, kinds[place]) for place, column in columns.items()}, index)
