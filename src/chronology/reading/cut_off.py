"""Signs that an export was cut off: it ends in mid-row, or where a program or a sheet can hold no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LAST_ROWS = (65_536, 1_048_576)  # of a sheet of an old workbook, and of a new one
_LIMIT = 10_000  # programs stop their exports at a multiple of it


def noting_the_end(lines: Iterable[str], ended: list[bool]) -> Iterator[str]:
    """Yield the lines of a file; `ended` then holds whether the last one has a line end (nothing for a file without lines)."""
    for line in lines:
        ended[:] = [line.endswith(("\n", "\r"))]
        yield line


def cut_off_warnings(place: str, last_row: int, rows: int, in_mid_row: bool) -> list[str]:
    """Return a warning for each sign that a table was cut off.

    Parameters
    ----------
    place : the file or sheet.
    last_row : the number of its last row, as a spreadsheet shows it.
    rows : how many rows of data it has.
    in_mid_row : whether it ends without a line end in a row that is too short.
    """
    signs = []
    if in_mid_row:
        signs.append("it ends in the middle of a row, so that what followed is missing")
    if last_row in _LAST_ROWS:
        signs.append(f"its last row is number {last_row:,}, the last that a sheet can hold, so that more may be missing")
    elif rows and rows % _LIMIT == 0:
        signs.append(f"it has exactly {rows:,} rows, as exports have that stop at a limit, so that more may be missing")
    return [
        f"WARNING: {place}: {sign}. Compare it with the number of rows in the system; export it again, in parts if need be."
        for sign in signs
    ]
