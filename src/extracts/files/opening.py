"""Listing the files of a folder, and opening each: its kind by name, whether the content agrees, and its sheets."""

from __future__ import annotations

from pathlib import Path

from ...chronology.reading.file_names import DATABASE, PACKED_CSV, TABLE_KINDS, TEXT_KINDS, kind_of
from ...chronology.reading.other_kinds import what_to_do
from ...chronology.reading.passed_over import notes_of_passed_over
from ...chronology.reading.table_folders import join_parts
from ...errors import BadInput
from .archives import protected
from .databases import read_database
from .delimited import read_delimited
from .parquet import read_parquet
from .parts import read_parts
from .sheets import Sheet
from .workbooks import SUFFIXES, read_workbook

_PACKED = (".zip", ".gz", ".bz2", ".zst", ".7z", ".rar", ".tar", ".tgz")
_STARTS = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole", b"PAR1": "parquet", b"\x1f\x8b": "gzip"}
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<message", b"<head", b"<body")
_KINDS = dict.fromkeys((*TEXT_KINDS, DATABASE), "text") | {PACKED_CSV: "gzip", ".parquet": "parquet"}
_KINDS |= {".xlsx": "zip", ".xlsm": "zip", ".ods": "zip", ".xls": "ole"}
_EXTRACT_SUFFIXES = (*SUFFIXES, *TABLE_KINDS, DATABASE, ".xml")
_SAYS = {
    "zip": "an xlsx or ods workbook, or a zip archive",
    "ole": "an old workbook (xls), or one with a password",
    "parquet": "a Parquet file",
    "gzip": "a packed file (gzip)",
    "markup": "a web page or XML file",
    "text": "a text file",
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def list_files(folder: Path, leave_out: list[Path]) -> tuple[list[str], dict[str, str]]:
    """Return the files (and folders of parts) in a folder that may be extracts, and the reason for each that is passed over.

    Raises
    ------
    BadInput : there is none, the folder is absent or itself one table in parts, or the log of a table cannot be followed.
    """
    if not folder.is_dir():
        raise BadInput("The folder of the extracts is missing.", where=str(folder), do="set source.folder in params.yaml")
    excluded = {path.resolve() for path in leave_out}
    names, passed = join_parts(folder)
    candidates = [name for name in names if (folder / name).resolve() not in excluded]
    if not candidates:
        raise BadInput(
            "The folder holds no file that could be an extract.",
            where=f"{folder}" + "".join(f"\n            {note}" for note in notes_of_passed_over(passed)),
            expected=f"files that end in {', '.join(_EXTRACT_SUFFIXES)}",
            do="save the exported tables in it",
        )
    return candidates, {name: why for name, why in passed.items() if (folder / name).resolve() not in excluded}


def open_sheets(folder: Path, name: str) -> list[Sheet]:
    """Read the file `name` in `folder`: a workbook, CSV (packed or not), Parquet, a database, or a table in parts.

    Raises
    ------
    BadInput : it is absent, empty, of another kind, not what its name says, damaged, or too large to unpack.
    """
    path = folder / name
    if path.is_dir():
        return [read_parts(path, name)]
    _check(path, name)
    kind = kind_of(path)
    if kind in SUFFIXES:
        return read_workbook(path, name)
    if kind == DATABASE:
        return read_database(path, name)
    return [read_parquet(path, name) if kind == ".parquet" else read_delimited(path, name)]


def _check(path: Path, name: str) -> None:
    if not path.is_file():
        raise BadInput("A file is missing.", where=name, do="check its name and folder")
    expected = _KINDS.get(kind_of(path))
    if kind_of(path) in _PACKED:
        raise BadInput(
            "A packed file is not read as it is.", where=name, do="unpack it into the folder, and move the packed file out of it"
        )
    if expected is None:
        raise BadInput(
            "A file is of a kind that cannot be read.",
            where=name,
            expected=f"a name in {', '.join(_KINDS)}: {what_to_do(name)}",
            do="save it as xlsx or CSV, or move it out of the folder",
        )
    if path.stat().st_size == 0:
        raise BadInput("A file is empty.", where=name, do="export it again")
    kind = _kind(path)
    if kind == expected:
        return
    if kind == "ole" and expected == "zip" and _contains(path, _ENCRYPTED):
        raise protected(name)
    raise BadInput(
        "A file is not what its name says.",
        where=name,
        expected=f"{_SAYS[expected]}; its content is that of {_SAYS[kind]}",
        do="open it in a spreadsheet program and save it as xlsx or CSV",
    )


def _kind(path: Path) -> str:
    with path.open("rb") as handle:
        start = handle.read(512)
    for mark, kind in _STARTS.items():
        if start.startswith(mark):
            return kind
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "markup" if plain.startswith(_MARKUP) else "text"


def _contains(path: Path, mark: bytes) -> bool:
    """Return whether `mark` is in the file, whose directory of streams may be anywhere in it."""
    last = b""
    with path.open("rb") as handle:
        while chunk := handle.read(2**20):
            if mark in last + chunk:
                return True
            last = chunk[-len(mark) :]
    return False
