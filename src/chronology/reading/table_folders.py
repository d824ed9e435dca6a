"""Folders that hold one table in parts, as Spark, Databricks, Fabric, Synapse and others write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from ...errors import BadInput
from ...files import in_order, read_arrow
from .copies import same_bytes
from .delta_log import LOG, live_files
from .file_names import TABLE_KINDS, kind_of
from .packed import open_bytes
from .passed_over import REMOVED, files_in

_FOLDER_KINDS = (*TABLE_KINDS, ".delta")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xml")
_KEY = re.compile(r"([^=]+)=(.*)")
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}"
_NUMBERED = r"(?!.*(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d)(?:part|data)[-_. ]?\d{1,6}(?:[-_]\d{1,4}){0,3}|0{4}\w*"
_PART = re.compile(rf"(?i)(?:part-\d{{5}}-.*|(?:{_GUID}).*|{_NUMBERED})(?:\.\w+)*")


@dataclass(frozen=True)
class Part:
    """One file of a table in parts, and the values that the names of its folders give (`year=2024`), None where unknown."""

    path: Path
    name: str
    keys: dict[str, str | None]


def name_of_table(name: str) -> str:
    """Return the name of a file, or of a folder that holds one table, without its folders and its kind."""
    own, kind = PurePosixPath(name).name.strip(), kind_of(name)
    return own[: -len(kind)] if kind in (*_FOLDER_KINDS, *_WORKBOOKS) else own


def join_parts(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return the tables of a folder (files, and folders of parts as one), and the files passed over with the reason for each.

    Raises
    ------
    BadInput : the folder itself is one table in parts; the log of a table cannot be followed.
    """
    names, passed = files_in(folder)
    if (folder / LOG).is_dir() or any(_KEY.fullmatch(PurePosixPath(name).parts[0]) for name in names if "/" in name):
        raise BadInput(
            "The folder is itself one table in parts.",
            where=str(folder),
            do="name the folder around it, which holds the other tables as well",
        )
    tables = _table_folders(names, set(_folders_with_log(folder)))
    joined = {part: table for table, parts in tables.items() for part in parts}
    for table, parts in tables.items():
        live = live_files(folder / table, table)
        if live is not None:
            passed |= {part: REMOVED for part in parts if part.removeprefix(f"{table}/") not in live}
        passed |= copied_parts(folder / table, table)
    return sorted({joined.get(name, name) for name in names}), dict(sorted(passed.items()))


def parts_of(folder: Path, where: str) -> list[Part]:
    """Return the parts of the table that a folder holds, in the order of their names.

    Raises
    ------
    BadInput : there is none; they are of two kinds or of none that can be read; their log cannot be followed.
    """
    live = live_files(folder, where)
    names = [name for name in files_in(folder)[0] if live is None or name in live]
    copied = copied_parts(folder, where) if live is None else {}
    kinds = {kind_of(name) for name in names}
    if len(kinds) != 1 or not kinds <= set(TABLE_KINDS):
        raise BadInput(
            "A folder is not one table in parts.",
            where=where,
            expected=f"parts that all end in one of {', '.join(TABLE_KINDS)}",
            do="move the other files out of it, or name the files instead of the folder",
        )
    return [Part(folder / name, f"{where}/{name}", _keys(name)) for name in names if f"{where}/{name}" not in copied]


def copied_parts(folder: Path, where: str) -> dict[str, str]:
    """Return the reason to pass over each part of a table that has the rows of another one, byte for byte, and its keys.

    A table with a log has no copies: the log names its files.
    """
    copied: dict[str, str] = {}
    if live_files(folder, where) is not None:
        return copied
    for alike in same_bytes(folder, files_in(folder)[0]):
        firsts: dict[str, str] = {}
        for name in alike:
            first = firsts.setdefault(str(sorted(_keys(name).items())), name)
            if first != name and _has_rows(folder / name):
                copied[f"{where}/{name}"] = f"copies of {where}/{first}, byte for byte"
    return copied


def _has_rows(path: Path) -> bool:
    """Return whether a part has more than a header: parts without rows are alike, and no copies."""
    if kind_of(path) == ".parquet":
        try:
            return bool(pq.ParquetFile(path).metadata.num_rows)
        except (pa.ArrowException, OSError, ValueError):
            return False
    with open_bytes(path) as handle:
        return sum(1 for line in islice(handle, 2) if line.strip()) > 1


def read_parquet_parts(parts: Iterable[Part], where: str) -> pa.Table:
    """Return the rows of Parquet parts as one table, with a column for each key of their folders.

    Raises
    ------
    BadInput : a part cannot be read; parts have different columns, or types that do not fit together.
    """
    tables: list[pa.Table] = []
    for part in parts:
        try:
            table = read_arrow(pq.ParquetFile(part.path))  # its folders are no columns
        except (pa.ArrowException, OSError, ValueError):
            raise BadInput("A file cannot be read as Parquet.", where=part.name, do="export it again") from None
        for key, value in part.keys.items():
            if key not in table.column_names:
                table = table.append_column(key, pa.array([value] * len(table), pa.string()))
        if tables and sorted(table.column_names) != sorted(tables[0].column_names):
            raise other_headers(part.name)
        tables.append(table.select(tables[0].column_names) if tables and not _repeated(table) else table)
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException:
        raise BadInput(
            "The parts of a table have columns of different types.", where=where, do="export the table again as a whole"
        ) from None


def other_headers(where: str) -> BadInput:
    """Return the error for a part of a table that has other headers than the first."""
    return BadInput(
        "The parts of a table have different headers.",
        where=where,
        expected="in each part the headers of the first (Spark writes them into CSV with the option header)",
        do="export the table again as a whole, or give files of different tables names of their own",
    )


def _repeated(table: pa.Table) -> bool:
    return len(set(table.column_names)) < len(table.column_names)


def _keys(name: str) -> dict[str, str | None]:
    found = [match for part in PurePosixPath(name).parts[:-1] if (match := _KEY.fullmatch(part))]
    return {key: None if value in ("", _NO_VALUE) else value for key, value in (map(unquote, match.groups()) for match in found)}


def _folders_with_log(folder: Path) -> list[str]:
    """Return the folders that have a log, which makes them tables; stop at a kind of log that is not followed."""
    for log in (".hoodie", "metadata/*.metadata.json"):
        if found := next(iter(in_order(folder.rglob(log))), None):
            raise BadInput(
                "A table is in a form (Hudi or Iceberg) whose log is not followed.",
                where=found.relative_to(folder).as_posix(),
                do="export the table as Parquet or CSV",
            )
    return [path.parent.relative_to(folder).as_posix() for path in in_order(folder.rglob(LOG)) if path.is_dir()]


def _table_folders(names: Iterable[str], with_log: set[str]) -> dict[str, list[str]]:
    """Return the folders among the files that hold one table in parts, each with these parts."""
    by_folder: dict[str, list[str]] = {}
    for name in names:
        by_folder.setdefault(_folder_of(PurePosixPath(name), with_log), []).append(name)
    return {
        folder: files
        for folder, files in by_folder.items()
        if folder != "." and _is_table(PurePosixPath(folder), files, with_log)
    }


def _folder_of(path: PurePosixPath, with_log: set[str]) -> str:
    """Return the folder of whose table a file would be a part: the outermost that says so, else the one around its keys."""
    around = [folder for folder in reversed(path.parents) if folder.name]
    says_so = [folder for folder in around if kind_of(folder) in _FOLDER_KINDS or folder.as_posix() in with_log]
    if says_so:
        return says_so[0].as_posix()
    folder = path.parent
    while _KEY.fullmatch(folder.name):
        folder = folder.parent
    return folder.as_posix()


def _is_table(folder: PurePosixPath, files: list[str], with_log: set[str]) -> bool:
    kinds = {kind_of(name) for name in files}
    if len(kinds) != 1 or not kinds <= set(TABLE_KINDS):
        return False
    if kind_of(folder) in _FOLDER_KINDS or folder.as_posix() in with_log:
        return True
    return all(_PART.fullmatch(PurePosixPath(name).name) or _keys(name) for name in files)
