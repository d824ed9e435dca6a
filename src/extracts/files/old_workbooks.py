"""The extents of the sheets of an old workbook (xls), read from the records of its workbook stream (BIFF5 and BIFF8)."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .archives import LARGEST, damaged, protected, too_large
from .compound_files import read_stream
from .extents import Extent, other_first_day

_STREAMS = ("Workbook", "Book")
_FORMULA, _END, _FROM_1904, _PASSWORD, _SHEET = 0x0006, 0x000A, 0x0022, 0x002F, 0x0085
_DIMENSIONS, _BOOLEAN_OR_ERROR, _STRING, _START = 0x0200, 0x0205, 0x0207, 0x0809
_CELLS = (0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD)  # each begins with row and column
_SEVERAL_NUMBERS = 0x00BD  # row, first column, ... , last column
_BETWEEN = (0x0221, 0x0236, 0x04BC, 0x003C)  # may stand between a formula and the text that it gave
_TEXT, _ERROR, _EMPTY_TEXT = 0, 2, 3  # kinds of a result that is no number
_NOT_AVAILABLE = 0x2A
_TO_BE_CALCULATED = 0x0003
_TWO = struct.Struct("<2H")


@dataclass
class _Results:
    """What the formulas of one sheet have left: whether any has a result, and those (by column) that may have none."""

    any_result: bool = False
    lacking: Counter[int] = field(default_factory=Counter)
    empty: Counter[int] = field(default_factory=Counter)


def old_workbook_extents(path: Path, where: str) -> list[Extent]:
    """Return the extents of the sheets in their order, sheets of every kind.

    Programs that do not calculate store zero or an empty text for each formula. So a sheet where no formula has another
    result has formulas without values.

    Raises
    ------
    BadInput : it is damaged, has a password, or counts its days from 1904; the used range of a sheet is too large.
    """
    if path.stat().st_size > LARGEST:
        raise too_large(where)
    try:
        stream = read_stream(path.read_bytes(), _STREAMS)
        starts = []
        for kind, data in _records(stream, 0):
            if kind == _PASSWORD:
                raise protected(where)
            if kind == _FROM_1904 and data[:2] == b"\1\0":
                raise other_first_day("1904", where)
            if kind == _SHEET:
                starts.append(struct.unpack_from("<I", data)[0])
        return [_of_sheet(stream, start, where) for start in starts]
    except (ValueError, struct.error, IndexError):
        raise damaged(where) from None


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and content of each record of the part that begins at `place`, with its end."""
    inside = 0
    while True:
        kind, length = _TWO.unpack_from(stream, place)
        if inside == 0 and kind != _START:
            raise ValueError("a part without a beginning")
        inside += (kind == _START) - (kind == _END)
        yield kind, stream[place + 4 : place + 4 + length]
        if inside == 0:
            return
        place += 4 + length


def _of_sheet(stream: bytes, start: int, where: str) -> Extent:
    extent, results = Extent(), _Results()
    awaited: int | None = None  # the column of a formula whose text comes in a record of its own
    for kind, data in _records(stream, start):
        if awaited is not None and kind not in _BETWEEN:
            results.any_result |= kind == _STRING
            results.lacking[awaited] += kind != _STRING
            awaited = None
        if kind in _CELLS:
            row, column = _TWO.unpack_from(data)
            extent.reach(row + 1, column + 1, where)
            if kind == _BOOLEAN_OR_ERROR and data[7] and data[6] != _NOT_AVAILABLE:
                extent.broken[column] += 1
            elif kind == _FORMULA:
                awaited = _take_formula(data, column, extent, results)
        elif kind == _SEVERAL_NUMBERS:
            extent.reach(struct.unpack_from("<H", data)[0] + 1, struct.unpack_from("<H", data, len(data) - 2)[0] + 1, where)
        elif kind == _DIMENSIONS:
            _, rows, _, columns = struct.unpack_from("<2I2H" if len(data) >= 14 else "<4H", data)
            Extent().reach(rows, columns, where)  # the parser makes room for as many
    extent.unvalued = results.lacking + (Counter() if results.any_result else results.empty)
    return extent


def _take_formula(data: bytes, column: int, extent: Extent, results: _Results) -> int | None:
    """Take in the result of a formula; return its column if the result is a text, which follows."""
    result, options = data[6:14], struct.unpack_from("<H", data, 14)[0]
    kind = result[0] if result[6:] == b"\xff\xff" else None
    if kind == _TEXT:
        return column
    if kind == _EMPTY_TEXT or (result == bytes(8) and options & _TO_BE_CALCULATED):
        results.empty[column] += 1
        return None
    results.any_result = True
    if kind == _ERROR and result[2] != _NOT_AVAILABLE:
        extent.broken[column] += 1
    return None
