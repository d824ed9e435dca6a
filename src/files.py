"""Atomic writes: a file is written under a temporary name and then renamed, so that a killed run leaves no partial file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openpyxl import Workbook

from .errors import BadInput
from .read_files import files_read

AnyPath = TypeVar("AnyPath", bound=PurePath)
KEYS = ("point_id", "view", "model")
"""What names a row in a table that a run wrote; where a table has none of them, a row may come once."""
_AGAIN = "run: dvc repro; or bring the file back from a copy"


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; rename it to `path` on success, and remove it on failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def atomic_folders(scratch: Path, folders: list[Path]) -> Iterator[Path]:
    """Yield an empty folder at `scratch`; on success replace each of `folders` with its subfolder of the same name.

    A killed run leaves files only in `scratch`, and the next run removes them.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    for folder in folders:
        (scratch / folder.name).mkdir(parents=True)
    try:
        yield scratch
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            os.replace(scratch / folder.name, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def check_other_file(out: Path, inputs: Iterable[Path]) -> None:
    """Stop where a command would write over a file that it reads.

    Raises
    ------
    BadInput : `out` is one of `inputs`.
    """
    if os.path.realpath(out) in map(os.path.realpath, inputs):  # `resolve` fails at a link to itself
        raise BadInput("The file to write is one that is read.", where=f"--out {out}", expected="a file that is not read")


def write_text(path: Path, text: str) -> None:
    """Write `text` (UTF-8, line feeds) to `path` atomically."""
    with atomic(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: Mapping[str, Any] | list[Any]) -> None:
    """Write `content` as JSON with sorted keys; refuse NaN, which JSON cannot hold."""
    write_text(path, json.dumps(content, indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    BadInput : it is absent, cut off or damaged.
    """
    files_read.append(path)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _missing(path) from None
    except ValueError:
        raise _damaged(path, "whole JSON in UTF-8") from None


def read_run_table(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a Parquet table that a run wrote, or some of its columns.

    Raises
    ------
    BadInput : it is absent, cut off or damaged, lacks one of the columns, or holds a row twice.
    """
    files_read.append(path)
    try:
        names = pq.read_schema(path).names
        if lacking := [column for column in columns or () if column not in names]:
            raise _damaged(path, f"a table with the column {lacking[0]}")
        keys = [key for key in KEYS if key in names]
        read = pd.read_parquet(path, columns=None if columns is None else list(dict.fromkeys([*columns, *keys])))
    except FileNotFoundError:
        raise _missing(path) from None
    except (pa.ArrowException, ValueError):
        raise _damaged(path, "a whole Parquet file") from None
    if read.duplicated(keys or None).any():
        raise _damaged(path, "each row once")
    return read if columns is None else read[list(columns)]


def _missing(path: Path) -> BadInput:
    return BadInput("A file is missing.", where=str(path), do=_AGAIN)


def _damaged(path: Path, expected: str) -> BadInput:
    return BadInput("A file is damaged.", where=str(path), expected=expected, do=f"remove it, then {_AGAIN}")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal; raise BadInput if it is absent."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise _missing(path) from None


def sha256_of_folder(folder: Path) -> str:
    """Return the SHA-256 of the names and bytes of all files under a folder, except what Python compiles there."""
    return _sha256_of_lines((path.relative_to(folder).as_posix(), sha256(path)) for path in _files_under(folder))


def bytes_of_folder(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files under a folder, by path inside it, so that what is checked is what is used."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files_under(folder)}


def sha256_of_files(files: Mapping[str, bytes]) -> str:
    """Return what `sha256_of_folder` returns, of the bytes of its files by path."""
    return _sha256_of_lines((name, hashlib.sha256(content).hexdigest()) for name, content in files.items())


def _files_under(folder: Path) -> list[Path]:
    return in_order(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def in_order(paths: Iterable[AnyPath]) -> list[AnyPath]:
    """Return paths in the same order on every system; Windows' own takes no notice of capitals."""
    return sorted(paths, key=lambda path: path.parts)


def _sha256_of_lines(hashes: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in hashes).encode()).hexdigest()


_FORMULA_MARKS = r"=+\-@\t\r\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"  # also full width, small, and the minus sign
_UNSEEN = r"\s\x00-\x1f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BECOMES_FORMULA = re.compile(rf"(^|[;|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])(?=[{_UNSEEN}]*[{_FORMULA_MARKS}])")


def inert(value: Any) -> Any:
    """Return text that no spreadsheet program takes for a formula; other values as they are.

    An apostrophe goes before =, +, -, @, a tab or a carriage return (also in full width, or after what nobody sees) at the start
    of the text, and of what a program may split off as a cell of its own. It stays when a workbook is saved as CSV, which a
    cell's format does not.
    """
    return _BECOMES_FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


_COMMA, _MARK, _NOTHING = (pa.scalar(text, pa.large_string()) for text in (",", '"', ""))


def csv_for_people(frame: pd.DataFrame) -> str:
    """Return a frame as CSV without its index, in which no cell or heading is a formula."""
    head = _quoted(pd.Series(list(frame), dtype="str")).to_pylist()
    columns = (_quoted(frame[name]) for name in frame)
    rows = pc.binary_join_element_wise(*columns, _COMMA, null_handling="replace", null_replacement="")
    return "\n".join([",".join(head), *rows.to_pylist(), ""])


def _quoted(cells: pd.Series) -> pa.Array:
    """Return cells as they stand in CSV: none is a formula, and what a reader would split is in quotation marks."""
    text = pa.array(_inert_cells(cells).astype("str"), pa.large_string())
    marked = pc.match_substring_regex(text, '[,"\r\n]')
    return pc.if_else(marked, pc.binary_join_element_wise(_MARK, pc.replace_substring(text, '"', '""'), _MARK, _NOTHING), text)


def _inert_cells(cells: pd.Series) -> pd.Series:
    if cells.dtype != "str":
        return cells.map(inert)
    holds = cells.str.contains(f"[{_FORMULA_MARKS}]", na=False)
    return cells.mask(holds, cells[holds].map(inert)) if holds.any() else cells


_TIME_OF_DAY = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def save_workbook(book: Workbook, path: Path) -> None:
    """Write a workbook atomically; the same workbook gives the same bytes."""
    content = bytes_of_workbook(book)
    with atomic(path) as partial:
        partial.write_bytes(content)


def bytes_of_workbook(book: Workbook) -> bytes:
    """Return a workbook as a file, without the time that openpyxl adds."""
    saved = io.BytesIO()
    book.save(saved)
    return without_times(saved)


def without_times(document: IO[bytes]) -> bytes:
    """Return a workbook or a Word document without the times at which its parts were written."""
    saved = io.BytesIO()
    with zipfile.ZipFile(document) as parts, zipfile.ZipFile(saved, "w") as out:
        for name in parts.namelist():
            part = parts.read(name)
            timeless = _TIME_OF_DAY.sub(b"1980-01-01T00:00:00Z", part) if name == "docProps/core.xml" else part
            out.writestr(zipfile.ZipInfo(name), timeless, zipfile.ZIP_DEFLATED)
    return saved.getvalue()


def write_new(contents: Mapping[Path, bytes], what: str, option: str) -> None:
    """Write files; none if another stands in the place of one of them, which somebody may have worked on.

    The same content is no other file, so that a command that was stopped can be run again.

    Parameters
    ----------
    what : what such a file is. option : the option of the command that says where they go.

    Raises
    ------
    BadInput : another file stands where one of them should go.
    """
    if standing := [path for path, content in contents.items() if path.exists() and path.read_bytes() != content]:
        raise BadInput(
            f"Another {what} stands where a new one should go, and somebody may have filled it in. Nothing was written.",
            where=", ".join(map(str, standing)),
            do=f"move it elsewhere, or name another place with {option}",
        )
    for path, content in contents.items():
        with atomic(path) as partial:
            partial.write_bytes(content)


def read_arrow(source: Path | pq.ParquetFile, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet file, or some of its columns, and check every value, because text may hold bytes that are not UTF-8.

    Raises
    ------
    pyarrow.ArrowException, OSError, ValueError : the file cannot be read; the caller says which file that is.
    """
    wanted = None if columns is None else list(columns)
    table = source.read(columns=wanted) if isinstance(source, pq.ParquetFile) else pq.read_table(source, columns=wanted)
    table.validate(full=True)
    return table


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as Parquet atomically, without its index; the same frame gives the same bytes."""
    with atomic(path) as partial:
        frame.to_parquet(partial, index=False, compression="zstd")
