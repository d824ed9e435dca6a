"""Reading CSV files as programs write them: several encodings and separators, quoted line breaks, rows of unequal length."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from ...chronology.reading.cut_off import noting_the_end
from ...chronology.reading.encodings import first_lines, first_unlikely_line
from ...chronology.reading.packed import check_packed, open_bytes, open_text
from ...errors import BadInput
from .at_once import read_at_once
from .sheets import Sheet

LONGEST_LINE = 1_000_000
_CHUNK = 50_000
_SAMPLE = 40  # lines from which the separator is inferred
_SEPARATORS = ",;\t|"
_START = 4096
_USUAL = "utf-8-sig"


def read_delimited(path: Path, name: str) -> Sheet:
    """Read a CSV file, packed or not: UTF-8 (with or without a byte order mark), UTF-16, or else Windows-1252.

    The separator is the one of comma, semicolon, tab and bar that splits most rows into the same number of cells.

    Raises
    ------
    BadInput : it is not text, is in another encoding or in several, has a line longer than `LONGEST_LINE` characters, or a
        quotation mark is not closed.
    """
    check_packed(path, name)
    with open_bytes(path) as handle:
        start = handle.read(_START)
    encodings = _encodings(start)
    if not encodings:
        raise BadInput("A file is not text.", where=name, expected="a CSV file", do="export it again as CSV")
    for encoding in encodings:
        if encoding == "cp1252":
            _refuse_other_encodings(path, name)
        try:
            with open_text(path, encoding) as text:
                return _read(text, path, name)
        except UnicodeError:
            continue
    raise BadInput("A file is not in an encoding that can be read.", where=name, do='save it as "CSV UTF-8"')


def _refuse_other_encodings(path: Path, name: str) -> None:
    """Stop where letters would become other letters: some lines are in UTF-8 and some are not, or none is in Windows-1252."""
    if all(lines := first_lines(path)):
        raise BadInput(
            "A file is partly in UTF-8 and partly in another encoding.",
            where=f"{name}, from line {max(lines)}",
            expected="one encoding; exports that were put together may have several",
            do='export it again as a whole, or save each part as "CSV UTF-8" and put these together',
        )
    if line := first_unlikely_line(path):
        raise BadInput(
            "A file is in an encoding that cannot be told.",
            where=f"{name}, line {line}",
            expected="UTF-8, UTF-16 or Windows-1252; not a code page of DOS or the Macintosh",
            do='save it as "CSV UTF-8"',
        )


def _encodings(start: bytes) -> list[str]:
    """Return the encodings to try, the strictest first; none for a file that is not text."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\0" in start:
        # Text in UTF-16 without a mark: each second byte of letters, digits and separators is zero.
        even, odd = start[0::2].count(0), start[1::2].count(0)
        return ["utf-16-le"] if odd > 0.4 * len(start) > 8 * even else ["utf-16-be"] if even > 0.4 * len(start) > 8 * odd else []
    return [_USUAL, "cp1252"]


def _read(text: TextIO, path: Path, name: str) -> Sheet:
    sample = list(islice(_lines(text, name), _SAMPLE))
    separator = _separator(sample)
    if (read := read_at_once(path, separator, text.encoding)) is not None:
        return Sheet(name, "", read[0], widths=read[1])
    text.seek(0)
    rows: list[list[str]] = []
    numbers: list[int] = []
    torn: list[int] = []
    chunks: list[pd.DataFrame] = []
    widths: list[int] = []
    ended: list[bool] = []
    for number, row in _rows(noting_the_end(_lines(text, name), ended), separator, name, torn):
        if any(row) and any(cell.strip() for cell in row):
            rows.append(row)
            numbers.append(number)
            if len(rows) == _CHUNK:
                chunks.append(_frame(rows, numbers, widths))
                rows, numbers = [], []
    if rows or not chunks:
        chunks.append(_frame(rows, numbers, widths))
    cells = pd.concat(chunks) if len(chunks) > 1 else chunks[0]
    in_mid_row = ended == [False] and len(widths) > 1 and widths[-1] < Counter(widths).most_common(1)[0][0]
    if in_mid_row:
        torn.append(int(cells.index[-1]))
        cells, widths = cells.iloc[:-1], widths[:-1]
    return Sheet(name, "", cells.astype("str"), widths=np.array(widths, dtype=np.int64), torn=torn, in_mid_row=in_mid_row)


def _lines(text: TextIO, name: str) -> Iterator[str]:
    """Yield the lines; stop at one that is too long."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise BadInput(
                "A file has a line that is too long to be a row.",
                where=name,
                expected=f"lines of at most {LONGEST_LINE:,} characters",
                do="export it again as CSV, with one row on each line",
            )
        yield line.replace("\0", "")


def _separator(lines: list[str]) -> str:
    def score(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if any(row))
        width = max(widths, key=lambda width: (widths[width], width), default=1)
        return (widths[width] if width > 1 else 0, width)

    try:
        return max(_SEPARATORS, key=score)
    except csv.Error:
        return ","


def _rows(lines: Iterator[str], separator: str, name: str, torn: list[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number in a spreadsheet; record rows with broken quotation marks in `torn`."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        line = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise BadInput(
                    "A quotation mark is opened and not closed.",
                    where=f"{name}, line {line}",
                    do="mend the quotation marks there",
                ) from None
            torn.append(number)


def _frame(rows: list[list[str]], numbers: list[int], widths: list[int]) -> pd.DataFrame:
    """Return rows as columns 0 to n-1 of stripped text; append the number of cells of each row to `widths`."""
    own = [len(row) for row in rows]
    widths += own
    width = max(own, default=0)
    filled = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    columns = {place: [cell.strip() or None for cell in column] for place, column in enumerate(zip(*filled, strict=True))}
    index = pd.Index(numbers, dtype="int64")
    return pd.DataFrame({place: pd.array(column, dtype="str") for place, column in columns.items()}, index=index)
