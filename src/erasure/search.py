"""Searching every file of a project for identifiers, also inside Parquet, workbooks, archives and SQLite."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mmap
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .patterns import Finder

PARQUET, SQLITE = b"PAR1", b"SQLite format 3\0"
CELLS = (".csv", ".tsv", ".txt")
_GZIP, _ZIP, _BZIP2, _XZ = b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\0"
_DAMAGED = (
    OSError, ValueError, RuntimeError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, sqlite3.Error, pa.ArrowException,
)  # fmt: skip
_NO_FILES_OF_THE_PROJECT = (".git",)  # what git holds cannot be taken out by editing files: `consequences` looks there
_DEEPEST = 4  # archives in archives
_ROWS = 10_000  # of SQLite at once


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes
    ----------
    files : how many files were looked into.
    found : those that hold an identifier, or are named by one.
    closed : those that could not be opened as what they are, so that only their bytes were searched.
    """

    files: int
    found: list[Path]
    closed: list[Path]


def files_of(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, in order; git's own folder and virtual environments are left out."""
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if not _left_out(Path(folder, name)))
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file())


def search(root: Path, finder: Finder) -> Searched:
    """Return which files below `root` hold one of the identifiers.

    Parameters
    ----------
    root : the folder of the project.
    finder : the identifiers, as `patterns.Finder` compiles them.
    """
    files, found, closed = 0, list[Path](), list[Path]()
    for path in files_of(root):
        files += 1
        held, opened = holds(path, finder)
        if held or finder.in_bytes(path.relative_to(root).as_posix().encode()):
            found.append(path)
        elif not opened:
            closed.append(path)
    return Searched(files, found, closed)


def holds(path: Path, finder: Finder) -> tuple[bool, bool]:
    """Return whether a file holds one of the identifiers, and whether it could be opened as what it is."""
    if not path.stat().st_size:
        return False, True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data, memoryview(data) as view:
        held = finder.in_bytes(view, path.suffix.lower() in CELLS)
        start = bytes(view[:16])
    if held:
        return True, True
    try:
        if start.startswith(PARQUET):
            return any(finder.in_bytes(part) for part in _of_parquet(pq.ParquetFile(path))), True
        if start.startswith(SQLITE):
            return any(finder.in_bytes(part) for part in _of_sqlite(path)), True
        if start.startswith((_GZIP, _ZIP, _BZIP2, _XZ)):
            return any(finder.in_bytes(part, cells=True) for part in _unpacked(path.read_bytes(), _DEEPEST)), True
    except _DAMAGED:
        return False, False
    return False, True


def _left_out(folder: Path) -> bool:
    return folder.name in _NO_FILES_OF_THE_PROJECT or (folder / "pyvenv.cfg").is_file()


def _of_parquet(file: pq.ParquetFile) -> Iterator[bytes]:
    """Yield the distinct texts of each column, and what the file says about itself."""
    yield b"\n".join(part for pair in (file.schema_arrow.metadata or {}).items() for part in pair)
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        for column in table.itercolumns():
            yield _texts(column)


def _texts(column: pa.ChunkedArray) -> bytes:
    while pa.types.is_nested(column.type):
        if not isinstance(column.type, pa.ListType | pa.LargeListType):
            return str(column.to_pylist()).encode()
        column = pc.list_flatten(column)
    if isinstance(column.type, pa.DictionaryType):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return b""
    return _quoted(pc.unique(column).to_pylist())


def _quoted(values: list[str | None]) -> bytes:
    return "".join(f'"{value}"\n' for value in values if value is not None).encode()


def _of_sqlite(path: Path) -> Iterator[bytes]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = lambda text: text.decode("utf-8", errors="replace")
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"')
            while some := rows.fetchmany(_ROWS):
                yield _quoted([cell for row in some for cell in row if isinstance(cell, str)])
                yield b"\n".join(cell for row in some for cell in row if isinstance(cell, bytes))


def _unpacked(data: bytes, deepest: int) -> Iterator[bytes]:
    """Yield what is inside packed bytes, and inside that."""
    inside: Iterator[bytes] = iter(())
    if data.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield "\n".join(archive.namelist()).encode()
            inside = iter([archive.read(name) for name in archive.namelist()])
    elif data.startswith(PARQUET):
        yield from _of_parquet(pq.ParquetFile(pa.BufferReader(data)))
    else:
        unpack = {_GZIP: gzip.decompress, _BZIP2: bz2.decompress, _XZ: lzma.decompress}
        inside = iter([open_it(data) for magic, open_it in unpack.items() if data.startswith(magic)])
    for part in inside:
        yield part
        if deepest:
            yield from _unpacked(part, deepest - 1)
