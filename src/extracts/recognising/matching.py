"""The matching report, a file that the user can correct and supply again: files, sheets, columns, dates, words."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from ...errors import BadInput, did_you_mean
from ...files import write_text
from ...yamls import read_model
from ..formats.specification import FORMATS, load_format
from .found import IGNORE

_HEAD = """\
# What the readers took each sheet and column for. Mend what is wrong, set source.matching in params.yaml to this file, run again.
#   table:    a table of the format, or "ignore"            columns:  the file's own header: a role of that table, or "ignore"
#   words:    for a role, the file's own word: a code       extract_date, start:  day of the extract, first day covered
#   format:   one of docs/reference/formats.md, or "ignore" order:    of extracts of one day, 1 is earliest; parts share one
# Headers with null were not recognised. Roles, codes and formats are listed in docs/reference/formats.md.
"""
_WRITTEN = "# As it was written: "


class Unclear(BadInput):
    """What the files leave open and only the user can say, in the matching report.

    Parameters
    ----------
    what, where, expected : see `BadInput`.
    mend : what to write in the report.
    blank : file: the keys of its entry that the report leaves blank for the user to fill in.
    """

    def __init__(
        self, what: str, *, where: str, mend: str, expected: str = "", blank: Mapping[str, list[str]] | None = None
    ) -> None:
        super().__init__(what, where=where, expected=expected, do=mend)
        self.blank = blank or {}


class Unread(BadInput):
    """Files that cannot be read, each with the error that says why: the first is told in full."""

    def __init__(self, failures: Mapping[str, BadInput]) -> None:
        (_, first), *others = failures.items()
        where = "\n            ".join([first.where, *(f"and {name}: {failure.what}" for name, failure in others)])
        super().__init__(first.what, where=where, expected=first.expected, do=first.do)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SheetMatching(_Strict):
    """One sheet: its table (null: none, and `why`), its rows, the role of each header, the user's spellings of codes by role."""

    table: str | None = None
    why: str | None = None
    header_row: int | None = None
    rows: int = 0
    columns: dict[str, str | None] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)


class FileMatching(_Strict):
    """One file: its format, its extract date, its place among extracts of that day, the first day that it covers, its sheets.

    The only sheet of a CSV or Parquet file has the name "".
    """

    format: str | None = None
    extract_date: dt.date | None = None
    extract_date_from: str | None = None
    order: int | None = None
    start: dt.date | None = None
    sheets: dict[str, SheetMatching] = Field(default_factory=dict)

    def sheet(self, name: str) -> SheetMatching:
        """Return the entry for a sheet, or an empty one."""
        return self.sheets.get(name, SheetMatching())

    @model_validator(mode="after")
    def _names_are_known(self) -> FileMatching:
        if self.format is None or self.format == IGNORE:
            return self
        if self.format not in FORMATS:
            raise ValueError(f'format: "{self.format}" is not known, {did_you_mean(self.format, FORMATS)}')
        tables = load_format(self.format).tables
        problems = []
        for name, sheet in self.sheets.items():
            if sheet.table is not None and sheet.table not in (*tables, IGNORE):
                problems.append(
                    f'sheets.{name}.table: "{sheet.table}" is no table of {self.format}, {did_you_mean(sheet.table, tables)}'
                )
            elif sheet.table in tables:
                roles = tables[sheet.table].columns
                wrong = [role for role in sheet.columns.values() if role is not None and role not in (*roles, IGNORE)]
                problems += [
                    f'sheets.{name}.columns: "{role}" is no role of {sheet.table}, {did_you_mean(role, roles)}' for role in wrong
                ]
        if problems:
            raise ValueError("; ".join(problems))
        return self


class Matching(_Strict):
    """A whole matching report."""

    files: dict[str, FileMatching] = Field(default_factory=dict)

    def of(self, file: str) -> FileMatching:
        """Return the entry for a file, in whatever Unicode form its name is (macOS has its own), or an empty one."""
        alike = (name for name in self.files if _one_form(name) == _one_form(file))
        return self.files[file] if file in self.files else self.files.get(next(alike, ""), FileMatching())


def _one_form(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def read_matching(path: Path | None) -> Matching:
    """Read a corrected matching report; no file is an empty one."""
    return Matching() if path is None else read_model(path, Matching)


def refuse_unknown_files(matching: Matching, names: list[str], path: Path | None) -> None:
    """Stop if the report names a file that is absent: its corrections would silently have no effect."""
    held = {_one_form(name) for name in names}
    lacking = [name for name in matching.files if _one_form(name) not in held]
    if lacking:
        raise BadInput(
            "The matching report names a file that the folder does not hold.",
            where=f"{path}: files, entry {list(matching.files).index(lacking[0]) + 1}",
            do="mend its name, or take it out",
        )


def write_matching(matching: Matching, path: Path, blank: Mapping[str, list[str]] | None = None) -> None:
    """Write the report as YAML, with a header that says how to use it; `blank` gives keys to leave blank, by file."""
    yaml = YAML()
    yaml.width = 160
    text = io.StringIO()
    content = matching.model_dump(exclude_defaults=True)
    for name, keys in (blank or {}).items():
        content["files"][name] = dict.fromkeys(keys) | {
            key: value for key, value in content["files"][name].items() if key not in keys
        }
    yaml.dump(content, text)
    write_text(path, f"{_HEAD}{_WRITTEN}{_hash(text.getvalue())}\n{text.getvalue()}")


def keep_what_was_mended(path: Path, supplied: Path | None) -> None:
    """Stop if a report stands at `path` that somebody changed, and that is not the one supplied: it would be lost."""
    if not path.is_file() or (supplied is not None and supplied.exists() and supplied.samefile(path)):
        return
    _, _, written = path.read_text(encoding="utf-8", errors="replace").partition(_WRITTEN)
    digest, _, content = written.partition("\n")
    if digest.strip() != _hash(content):
        raise BadInput(
            "The matching report was changed since it was written, and this run would write over it without reading it.",
            where=str(path),
            expected="to be named, where it holds what you mended: source.matching in params.yaml, or --matching",
            do="name it there, or move it elsewhere",
        )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
