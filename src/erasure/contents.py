"""What is in a file: its bytes, and the tables and files inside it. Nothing here knows what is looked for."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from ..chronology.reading.file_names import TEXT_KINDS
from ..errors import BadInput
from ..extracts.files.workbooks import read_workbook
from .columns import Table, leaves, texts_of
from .patterns import Ids

PARQUET, SQLITE = b"PAR1", b"SQLite format 3\0"
CELLS, WORKBOOKS = (*TEXT_KINDS, ".txt"), (".xlsx", ".xlsm", ".xls")
SEPARATORS = ",;\t|"
DAMAGED = (
    OSError, ValueError, RuntimeError, EOFError, KeyError, TypeError, IndexError, csv.Error, zlib.error, lzma.LZMAError,
    zipfile.BadZipFile, tarfile.TarError, sqlite3.Error, pa.ArrowException, BadInput,
)  # fmt: skip
"""What reading a damaged file can raise."""
_ZIP, _ARROW, _PNG, _OLD_OFFICE = b"PK\x03\x04", b"ARROW1", b"\x89PNG", b"\xd0\xcf\x11\xe0"
_SHUT = (
    b"7z\xbc\xaf", b"Rar!", b"%PDF", b"\x89HDF", b"ORC", b"PARE", b"Obj\x01", b"$FL2", b"$FL3", b"!BDN", b"MSCF", b"LZIP",
    b"\x1f\x9d", b"\x5d\x00\x00", b"\xff\x06\x00\x00sNaPpY", b"age-encryption.o", b"-----BEGIN PGP M", b"Salted__",
)  # fmt: skip
"""How files begin that are packed or encrypted in ways that nothing here opens: archives, Avro, SPSS, Outlook, PGP and others."""
_SHUT_AT = {8: b"DUCK", 12: b"\0\0\0\xc2\xea\x81\x60"}
"""What DuckDB and SAS write further in: both may pack their columns."""
_PACKED: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": gzip.decompress,
    b"BZh": bz2.decompress,
    b"\xfd7zXZ\0": lzma.decompress,
    b"\x28\xb5\x2f\xfd": lambda data: pa.CompressedInputStream(pa.BufferReader(data), "zstd").read(),
    b"\x04\x22\x4d\x18": lambda data: pa.CompressedInputStream(pa.BufferReader(data), "lz4").read(),
    **dict.fromkeys((b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x78\x5e"), zlib.decompress),
}
_TAR = (257, b"ustar")
_BYTE_ORDERS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DEEPEST = 4  # archives in archives
_ROWS = 10_000  # of SQLite at once


class Unopened(Exception):
    """A file is packed in a way that nothing here opens."""


@dataclass(frozen=True)
class Raw:
    """Bytes to be searched.

    Attributes
    ----------
    whole : nothing else says what they hold, so that they are searched by every means.
    values : a whole value in them could be an identifier; not where tables follow.
    """

    data: bytes | memoryview
    whole: bool = True
    values: bool = True


Part = Raw | Table


def is_packed(path: Path) -> bool:
    """Return whether a file is an archive or a packed file, and no workbook, by its first bytes."""
    with path.open("rb") as file:
        start = file.read(_TAR[0] + len(_TAR[1]))
    packed = start.startswith((_ZIP, *_SHUT[:2], *_PACKED)) or start[_TAR[0] :] == _TAR[1]
    return packed and path.suffix.lower() not in WORKBOOKS


def parts(path: Path, data: memoryview, ids: Ids) -> Generator[Part]:
    """Yield what is in a file: bytes and tables.

    Raises
    ------
    Unopened, or one of `DAMAGED` : it cannot be opened as what it is; its bytes came first.
    """
    start = bytes(data[:16])
    if start.startswith(SQLITE):
        yield Raw(data, whole=False)
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            yield from _of_sqlite(connection, ids)
    elif start.startswith(PARQUET):
        yield Raw(data, whole=False)
        yield from _of_parquet(path, ids)
    elif path.suffix.lower() in WORKBOOKS and ids.weak and start.startswith((_ZIP, _OLD_OFFICE)):
        yield from of_bytes(path.name, data, ids)
        for sheet in read_workbook(path, path.name):
            yield table_of([[text_of(value) for value in row] for row in sheet.cells.itertuples(index=False)])
    else:
        yield from of_bytes(path.name, data, ids)


def of_bytes(name: str, data: bytes | memoryview, ids: Ids, deepest: int = _DEEPEST) -> Generator[Part]:
    """Yield what is in the bytes of a file; see `parts`."""
    start, suffix = bytes(data[:16]), Path(name).suffix.lower()
    packed = [unpack for magic, unpack in _PACKED.items() if start.startswith(magic)]
    is_tar = bytes(data[_TAR[0] : _TAR[0] + 5]) == _TAR[1]
    yield Raw(data, whole=not start.startswith((PARQUET, SQLITE, _ZIP)), values=suffix not in (*CELLS, ".json"))
    if start.startswith(_SHUT) or any(bytes(data[at : at + len(mark)]) == mark for at, mark in _SHUT_AT.items()):
        raise Unopened
    if start.startswith(PARQUET):
        yield from _of_parquet(pa.BufferReader(bytes(data)), ids)
    elif start.startswith(SQLITE):
        with closing(_in_memory(bytes(data))) as connection:
            yield from _of_sqlite(connection, ids)
    elif start.startswith(_ARROW):
        table = pa.ipc.open_file(pa.BufferReader(bytes(data))).read_all()
        yield Raw(table.schema.to_string(truncate_metadata=False).encode(), whole=False)
        yield _of_arrow(table, ids)
    elif start[:2] in _BYTE_ORDERS:
        yield from of_bytes(name, bytes(data).decode(_BYTE_ORDERS[start[:2]]).encode(), ids, 0)
    elif suffix in CELLS and ids.weak:
        yield table_of(cells_of_text(bytes(data).decode("utf-8-sig", "replace")))
    elif suffix == ".json" and ids.weak:
        yield _of_json(json.loads(bytes(data)))
    elif deepest:
        for inner, content in _inside(start, data, packed, is_tar):
            yield from of_bytes(inner, content, ids, deepest - 1)


def _inside(
    start: bytes, data: bytes | memoryview, packed: list[Callable[[bytes], bytes]], is_tar: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file that is packed inside bytes."""
    if start.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield "", "\n".join(archive.namelist()).encode()
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif is_tar:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            yield from ((each.name, held.read()) for each in tar if (held := tar.extractfile(each)))
    elif start.startswith(_PNG):
        yield from (("", text) for text in _texts_of_png(bytes(data)))
    elif packed:
        yield "", packed[0](bytes(data))


def _of_parquet(source: Path | pa.BufferReader, ids: Ids) -> Iterator[Part]:
    """Yield the columns of each group of rows, all values of dictionaries, and what the file says about itself."""
    with pq.ParquetFile(source) as plain:
        schema, about_schema = plain.schema_arrow, plain.schema
    texts = [each.path for each in about_schema if each.physical_type == "BYTE_ARRAY" and each.max_repetition_level == 0]
    yield Raw(schema.to_string(truncate_metadata=False).encode(), whole=False)
    yield {"\0names": schema.names}
    if isinstance(source, pa.BufferReader):
        source.seek(0)
    with pq.ParquetFile(source, read_dictionary=texts) as file:
        yield from _groups_of(file, ids)


def _groups_of(file: pq.ParquetFile, ids: Ids) -> Iterator[Table]:
    for group in range(file.num_row_groups):
        columns = _of_arrow(file.read_row_group(group), ids)
        about = file.metadata.row_group(group)
        for column in (about.column(place) for place in range(about.num_columns)):
            least = column.statistics
            if least and least.has_min_max and least.physical_type in ("BYTE_ARRAY", "INT32", "INT64"):
                columns.setdefault(column.path_in_schema, []).extend([str(least.min), str(least.max)])
        yield columns


def _of_arrow(table: pa.Table, ids: Ids) -> dict[str, list[str]]:
    columns = dict[str, list[str]]()
    for name, column in zip(table.column_names, table.itercolumns(), strict=True):
        for inner, values in leaves(name, column):
            columns.setdefault(inner, []).extend(texts_of(values, ids).values())
    return columns


def _of_sqlite(connection: sqlite3.Connection, ids: Ids) -> Iterator[Part]:
    connection.text_factory = lambda text: text.decode("utf-8", errors="replace")
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = connection.execute(f'SELECT * FROM "{table}"')
        names = [each[0] for each in rows.description]
        while some := rows.fetchmany(_ROWS):
            yield {name: _distinct(row[place] for row in some) for place, name in enumerate(names)}
            for blob in (cell for row in some for cell in row if isinstance(cell, bytes)):
                yield from of_bytes("", blob, ids)


def _in_memory(data: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data[:18] + b"\1\1" + data[20:])  # as if it had no log of changes beside it
    return connection


def records(text: str) -> Iterator[str]:
    """Yield the records of a text: a line break inside quotation marks ends none."""
    record, quotes = "", 0
    for line in io.StringIO(text, newline=""):
        record, quotes = record + line, quotes + line.count('"')
        if quotes % 2 == 0:
            yield record
            record = ""
    if record:
        yield record


def cells_of_text(text: str) -> list[list[str]]:
    """Return the cells of each record; the separator is the one that stands most often in the first."""
    lines = list(records(text))
    separator = max(SEPARATORS, key=lines[0].count) if lines else ","
    return [next(csv.reader([line.strip("\r\n\ufeff")], delimiter=separator), []) for line in lines]


def table_of(rows: list[list[str]]) -> Table:
    """Return the distinct cells of each column of rows, the first of which names them; columns of one name are kept apart."""
    names = rows[0] if rows else []
    width = max(map(len, rows), default=0)
    named = [column_name(names, place) for place in range(width)]
    columns = {name: _distinct(row[place] for row in rows[1:] if place < len(row)) for place, name in enumerate(named)}
    return columns | {"\0names": names}


def column_name(names: Sequence[str], place: int) -> str:
    """Return the name of a column, with its place, so that it is the only one of that name."""
    return f"{names[place] if place < len(names) else ''}\0{place}"


def _of_json(content: Any) -> Table:
    """Return the values of a JSON by the key under which they stand, at whatever depth below it."""
    found, waiting = dict[str, list[str]](), [("", content)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            found.setdefault(f"{key}\0keys", []).extend(value)
            waiting += [(key if name.isdigit() else name, each) for name, each in value.items()]
        elif isinstance(value, list):
            waiting += [(key, each) for each in value]
        else:
            found.setdefault(key, []).append(text_of(value))
    return found


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(text_of(value) for value in values if value is not None and not isinstance(value, bytes)))


def text_of(value: Any) -> str:
    """Return a cell as text: a whole number without its decimal point, and nothing as no text."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else "" if value is None else str(value)


def _texts_of_png(data: bytes) -> Iterator[bytes]:
    """Yield the packed texts of a picture; texts that are not packed stand in its bytes."""
    place = 8
    while place + 8 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        content = data[place + 8 : place + 8 + length].partition(b"\0")[2]
        if kind == b"zTXt":
            yield zlib.decompress(content[1:])
        elif kind == b"iTXt" and content[:1] == b"\1":
            yield zlib.decompress(content[2:].split(b"\0", 2)[2])
        place += length + 12
