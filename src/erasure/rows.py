"""Taking rows out of tables: Parquet, text with separators, workbooks and SQLite. Each returns how many went."""

from __future__ import annotations

import codecs
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..files import atomic, save_workbook
from .columns import cells_of, texts_of
from .contents import cells_of_text, column_name, records, table_of, text_of
from .patterns import ERASED, Ids

NUMBER = "No."  # the first column of sheets of a review sample: records stand under the number of their contact


def out_of_parquet(path: Path, ids: Ids) -> int:
    """Take the rows with one of the identifiers in a cell out of a Parquet file; what the file says of itself stays."""
    gone = 0
    with (
        atomic(path) as partial,
        pq.ParquetFile(path) as file,
        pq.ParquetWriter(partial, file.schema_arrow, compression="zstd") as written,
    ):
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            about = _rows_of_table(table, ids)
            gone += int(about.sum())
            kept = table.filter(pa.array(~about))
            written.write_table(pa.table([_used(column) for column in kept.itercolumns()], schema=kept.schema))
    return gone


def _rows_of_table(table: pa.Table, ids: Ids) -> np.ndarray:
    """Return for each row whether one of its cells is an identifier."""
    columns = {
        str(place): column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for place, column in enumerate(table.itercolumns())
        if not pa.types.is_nested(column.type)
    }
    texts = {place: texts_of(column, ids) for place, column in columns.items()}
    named = {place: column_name(table.column_names, int(place)) for place in columns}
    cells, _ = cells_of({named[place]: list(of_column.values()) for place, of_column in texts.items()}, ids)
    about = np.zeros(len(table), dtype=bool)
    for place, column in columns.items():
        values = [value for value, text in texts[place].items() if text in cells[named[place]]]
        if values:
            about |= pc.is_in(column, pa.array(values, column.type)).to_numpy()
    return about


def _used(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column whose dictionary holds no value that no row uses."""
    kind = column.type
    if not pa.types.is_dictionary(kind):
        return column
    values = column.unify_dictionaries().chunk(0).dictionary if column.num_chunks else pa.array([], kind.value_type)
    plain = column.cast(kind.value_type)
    left = values.filter(pc.is_in(values, pc.unique(plain)))
    parts = [
        pa.DictionaryArray.from_arrays(pc.index_in(chunk, left).cast(kind.index_type), left, ordered=kind.ordered)
        for chunk in plain.chunks
    ]
    return pa.chunked_array(parts, kind)


def out_of_text(path: Path, ids: Ids) -> int:
    """Take the records with one of the identifiers in a cell out of a file with separators, and leave every other byte."""
    data = path.read_bytes()
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    lines = list(records(data.decode(encoding, errors="surrogateescape")))
    plain = "".join(lines).encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    about = _rows_about(cells_of_text(plain), ids)
    if about:
        kept = "".join(line for number, line in enumerate(lines) if number not in about)
        with atomic(path) as partial:
            partial.write_bytes(kept.encode(encoding, errors="surrogateescape"))
    return len(about)


def out_of_workbook(path: Path, ids: Ids) -> int:
    """Take the rows with one of the identifiers out of every sheet of a workbook, and the records under their numbers.

    The workbook is written in any case, so that no list of texts keeps what no cell holds.
    """
    book = load_workbook(path)
    sheets = [sheet for sheet in book.worksheets if _cells(sheet)]
    numbers, about = set[str](), dict[str, set[int]]()
    for sheet in sheets:
        cells = _cells(sheet)
        about[sheet.title] = _rows_about(cells, ids)
        if cells[0][:1] == [NUMBER]:
            numbers |= {cells[row][0] for row in about[sheet.title]}
    for sheet in sheets:
        cells = _cells(sheet)
        if cells[0][:1] == [NUMBER]:
            about[sheet.title] |= {number for number, row in enumerate(cells) if row[0] in numbers}
        for number in sorted(about[sheet.title], reverse=True):
            sheet.delete_rows(number + 1)
    save_workbook(book, path)
    return sum(map(len, about.values()))


def records_under(book: Workbook, contacts: Collection[str]) -> dict[str, list[int]]:
    """Return, by sheet of a review sample, the rows of the records that stand under the numbers of these contacts."""
    cells = {sheet.title: _cells(sheet) for sheet in book.worksheets}
    numbered = {title: rows for title, rows in cells.items() if rows and rows[0][:1] == [NUMBER]}
    named = {title: {row[0] for row in rows[1:] if not {*row[1:]}.isdisjoint(contacts)} for title, rows in numbered.items()}
    numbers = set[str]().union(*named.values())
    of_records = {title: rows for title, rows in numbered.items() if not named[title]}
    return {
        title: [number for number, row in enumerate(rows, start=1) if row[0] in numbers] for title, rows in of_records.items()
    }


def records_out_of_workbook(path: Path, contacts: Collection[str]) -> int:
    """Take the records under these contacts out of a review sample; the contacts stay, with what was answered."""
    book = load_workbook(path)
    about = records_under(book, contacts)
    for title, rows in about.items():
        for number in reversed(rows):
            book[title].delete_rows(number)
    save_workbook(book, path)
    return sum(map(len, about.values()))


def out_of_sqlite(path: Path, ids: Ids) -> int:
    """Put `erased` for every identifier in a SQLite file, and rewrite the file so that no free page keeps one.

    A row whose key would then be another's is deleted. A number or a short word counts in a column of identifiers alone; bytes
    that hold an identifier are emptied.
    """
    changed = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        for table, columns in _columns(connection).items():
            weak = _weak_cells(connection, table, columns, ids)
            for name in columns:
                changed += _overwrite(connection, table, name, ids, weak.get(name, set()))
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed


def _overwrite(connection: sqlite3.Connection, table: str, name: str, ids: Ids, weak: set[str]) -> int:
    finder = ids.in_every

    def holds(cell: object) -> bool:
        if isinstance(cell, bytes):
            return finder.anywhere_in(cell)
        return text_of(cell) in weak or (isinstance(cell, str) and finder.in_text(cell))

    def erased(cell: object) -> str | bytes:
        return b"" if isinstance(cell, bytes) else ERASED if text_of(cell) in weak else finder.replaced(str(cell))

    connection.create_function("holds", 1, holds, deterministic=True)
    connection.create_function("erased", 1, erased, deterministic=True)
    try:
        return connection.execute(f'UPDATE "{table}" SET "{name}" = erased("{name}") WHERE holds("{name}")').rowcount
    except sqlite3.Error:  # a key that would be another's, or a column that takes no text
        return connection.execute(f'DELETE FROM "{table}" WHERE holds("{name}")').rowcount


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: [column[1] for column in connection.execute(f'PRAGMA table_info("{table}")')] for table in tables}


def _weak_cells(connection: sqlite3.Connection, table: str, columns: list[str], ids: Ids) -> dict[str, set[str]]:
    """Return the cells of each column that are identifiers although they could be any number or word."""
    if not ids.weak:
        return {}
    distinct = {
        name: [text_of(cell) for (cell,) in connection.execute(f'SELECT DISTINCT "{name}" FROM "{table}"')] for name in columns
    }
    return {name: cells & ids.weak for name, cells in cells_of(distinct, ids)[0].items()}


def _cells(sheet: Worksheet) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _rows_about(rows: list[list[str]], ids: Ids) -> set[int]:
    """Return the numbers of the rows with an identifier in a cell; the first row holds names of columns and stays."""
    cells, _ = cells_of(table_of(rows), ids)
    names = [column_name(rows[0], place) for place in range(max(map(len, rows)))] if rows else []
    return {
        number
        for number, row in enumerate(rows[1:], start=1)
        if any(cell in cells[name] for name, cell in zip(names, row, strict=False))
    }
