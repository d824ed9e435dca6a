"""Recognised sheets that may have been cut off."""

from __future__ import annotations

from collections.abc import Iterable

from ...chronology.reading.cut_off import cut_off_warnings
from .files import RecognisedFile


def warnings_of_cut_off(files: Iterable[RecognisedFile]) -> list[str]:
    """Return a warning for each sign that a recognised sheet was cut off; Parquet files end where they say."""
    return [
        line
        for file in files
        for sheet in file.sheets
        for found in file.tables
        if found.place == sheet.place and sheet.header is None
        for line in cut_off_warnings(
            sheet.place, int(max([*sheet.cells.index[-1:], *sheet.torn[-1:]])), found.rows_read, sheet.in_mid_row
        )
    ]
