"""Reading workbooks (xlsx, xlsm, xls, ods) with one parser, which returns stored values and never runs a formula."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from .archives import damaged, open_archive, protected
from .extents import Extent, extents
from .sheets import Sheet

_ERROR_STREAM = 2
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")


def read_workbook(path: Path, name: str) -> list[Sheet]:
    """Read all sheets of a workbook, hidden ones included.

    Raises
    ------
    BadInput : it is damaged, protected by a password, or too large when unpacked.
    """
    suffix = path.suffix.lower()
    reach: dict[str, Extent] = {}
    if suffix != ".xls":
        with open_archive(path, name) as archive:
            reach = extents(archive, suffix, name)
    with _parser_errors(name), _silenced(), CalamineWorkbook.from_path(path) as book:
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [
            Sheet(name, own, _cells(book.get_sheet_by_name(own)), unvalued=dict(reach.get(own, Extent()).unvalued))
            for own in names
        ]


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
        own = [_cell(value) for value in row]
        if any(value is not None for value in own):
            numbers.append(number)
            rows.append(own)
    columns = dict(enumerate(zip(*rows, strict=True), start=first))
    empty = {place: [None] * len(rows) for place in range(first)}
    return pd.DataFrame(empty | columns, index=pd.Index(numbers, dtype="int64"), dtype="object")


def _cell(value: Any) -> Any:
    return value.strip() or None if type(value) is str else value
