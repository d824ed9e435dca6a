"""Taking rows out of tables: Parquet, text with separators, workbooks and SQLite. Each returns how many went."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..chronology.reading.ids import clean_ids
from ..files import atomic, save_workbook
from .patterns import SHORT, Finder, Ids

SEPARATORS = ",;\t|"
NUMBER = "No."  # the first column of sheets of a review sample: records stand under the number of their contact


def out_of_parquet(path: Path, ids: Ids) -> int:
    """Take the rows with one of the identifiers in a cell out of a Parquet file; what the file says of itself stays."""
    file, wanted = pq.ParquetFile(path), pa.array(sorted(ids.every), pa.string())
    gone = 0
    with atomic(path) as partial:
        with pq.ParquetWriter(partial, file.schema_arrow, compression="zstd") as written:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                about = np.zeros(len(table), dtype=bool)
                for column in table.itercolumns():
                    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                        about |= pc.is_in(column.cast(pa.string()), wanted).to_numpy()
                gone += int(about.sum())
                written.write_table(table.filter(pa.array(~about)))
        file.close()
    return gone


def out_of_text(path: Path, ids: Ids, known: frozenset[str]) -> int:
    """Take the records with one of the identifiers in a cell out of a file with separators, and leave every other byte.

    Parameters
    ----------
    known : the children of the project. A short identifier, or one of digits, counts only in a column that is mostly theirs.
    """
    text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    records = list(_records(text))
    if not records:
        return 0
    separator = max(SEPARATORS, key=records[0].count)
    plain = text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    cells = [next(csv.reader([record.strip("\r\n\ufeff")], delimiter=separator), []) for record in _records(plain)]
    about = _rows_about(cells, ids, known)
    if about:
        kept = "".join(record for number, record in enumerate(records) if number not in about)
        with atomic(path) as partial:
            partial.write_bytes(kept.encode("utf-8", errors="surrogateescape"))
    return len(about)


def out_of_workbook(path: Path, ids: Ids, known: frozenset[str]) -> int:
    """Take the rows with one of the identifiers out of every sheet of a workbook, and the records under their numbers."""
    book = load_workbook(path)
    sheets = [sheet for sheet in book.worksheets if sheet.max_row]
    numbers, about = set[str](), dict[str, set[int]]()
    for sheet in sheets:
        cells = _cells(sheet)
        about[sheet.title] = _rows_about(cells, ids, known)
        if cells[0][:1] == [NUMBER]:
            numbers |= {cells[row][0] for row in about[sheet.title]}
    for sheet in sheets:
        cells = _cells(sheet)
        if cells[0][:1] == [NUMBER]:
            about[sheet.title] |= {number for number, row in enumerate(cells) if row[0] in numbers}
        for number in sorted(about[sheet.title], reverse=True):
            sheet.delete_rows(number + 1)
    if gone := sum(map(len, about.values())):
        save_workbook(book, path)
    return gone


def out_of_sqlite(path: Path, finder: Finder) -> int:
    """Put `erased` for every identifier in a SQLite file, and rewrite the file so that no free page keeps one.

    A row whose key would then be another's is deleted.
    """
    changed = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.create_function("holds", 1, lambda cell: isinstance(cell, str) and finder.in_text(cell), deterministic=True)
        connection.create_function("erased", 1, finder.replaced, deterministic=True)
        for table, column in _text_columns(connection):
            where = f'"{table}" SET "{column}" = erased("{column}") WHERE holds("{column}")'
            try:
                changed += connection.execute(f"UPDATE {where}").rowcount
            except sqlite3.IntegrityError:
                changed += connection.execute(f'DELETE FROM "{table}" WHERE holds("{column}")').rowcount
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed


def _text_columns(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(table, column[1]) for table in tables for column in connection.execute(f'PRAGMA table_info("{table}")')]


def _records(text: str) -> Iterator[str]:
    """Yield the records of a text: a line break inside quotation marks ends none."""
    record, quotes = "", 0
    for line in io.StringIO(text, newline=""):
        record, quotes = record + line, quotes + line.count('"')
        if quotes % 2 == 0:
            yield record
            record = ""
    if record:
        yield record


def _cells(sheet: Worksheet) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _rows_about(rows: list[list[str]], ids: Ids, known: frozenset[str]) -> set[int]:
    """Return the numbers of the rows with an identifier in a cell; the first row holds names of columns and stays."""
    frame = pd.DataFrame(rows[1:], dtype="str")
    about = pd.Series(False, index=frame.index)
    plain = {one for one in ids.every if len(one) < SHORT or one.isdigit()}
    for column in frame:
        cells = clean_ids(frame[column])
        wanted: Iterable[str] = ids.every if cells.isin(known).mean() >= 0.5 else ids.every - plain
        about |= cells.isin(list(wanted))
    return {int(number) + 1 for number in about.index[about]}
