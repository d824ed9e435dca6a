"""Reading a CSV file with nothing unusual in it at once, by Arrow; any other is left to the strict reader (`delimited`)."""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from ...chronology.reading.packed import open_bytes

_UTF8 = "utf-8-sig"
_LONGEST = 100_000  # bytes of a line that the strict reader surely takes
_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'


def read_at_once(path: Path, separator: str, encoding: str = _UTF8) -> tuple[pd.DataFrame, np.ndarray] | None:
    """Return the cells and widths of `sheets.Sheet` as the strict reader would; None where it could differ.

    That is where a file is not in its encoding, has rows of unequal length, a quotation mark out of place, a line break in a
    cell, an end of line of an old kind, a zero byte, or a very long line.
    """
    with open_bytes(path) as handle:
        content = handle.read()
    if encoding != _UTF8:
        try:
            content = content.decode(encoding).encode()
        except UnicodeError:
            return None
    content = content.removeprefix(codecs.BOM_UTF8)
    if not _is_usual(content, separator):
        return None
    width = content.partition(b"\n")[0].count(separator.encode()) + 1
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, autogenerate_column_names=True),
            csv.ParseOptions(delimiter=separator, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types={f"f{place}": pa.large_string() for place in range(width)},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if any(kind != pa.large_string() for kind in table.schema.types):
        return None
    columns = [_stripped(column.combine_chunks()) for column in table.itercolumns()]
    index = pd.Index(np.arange(1, len(table) + 1), dtype="int64")
    cells = pd.DataFrame({place: pd.array(column, dtype="str") for place, column in enumerate(columns)}, index=index)
    filled = np.logical_or.reduce([column.is_valid().to_numpy(zero_copy_only=False) for column in columns])
    if not filled.any():
        return None
    cells = cells if filled.all() else cells[filled]
    return cells, np.full(len(cells), len(columns), dtype=np.int64)


def _is_usual(content: bytes, separator: str) -> bool:
    if not content or b"\0" in content or content.startswith(codecs.BOM_UTF8):
        return False
    if content.count(b"\r") != content.count(b"\r\n"):
        return False
    letters = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(letters == _LINE_FEED)
    if np.diff(ends, prepend=-1, append=len(letters)).max() > _LONGEST:
        return False
    return b'"' not in content or _quotes_are_in_place(letters, ends, ord(separator))


def _quotes_are_in_place(letters: np.ndarray, ends: np.ndarray, separator: int) -> bool:
    """Return whether each quotation mark opens or closes a whole cell, or is doubled, and no quoted cell has a line break."""
    quotes = np.flatnonzero(letters == _QUOTE)
    if len(quotes) % 2 or (np.searchsorted(quotes, ends) % 2).any():
        return False
    padded = np.pad(letters, 1, constant_values=_LINE_FEED)
    before, after = padded[quotes[::2]], padded[quotes[1::2] + 2]
    return bool(
        np.isin(before, [separator, _LINE_FEED, _QUOTE]).all() and np.isin(after, [separator, _LINE_FEED, _RETURN, _QUOTE]).all()
    )


def _stripped(column: pa.Array) -> pa.Array:
    """Return text without white space around it; nothing is left empty but null."""
    stripped = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(stripped, ""), None, stripped)
