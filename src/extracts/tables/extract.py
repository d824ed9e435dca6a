"""One extract: which files belong to it, its day, and the first day that it covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from ..formats.specification import Format
from ..recognising.files import RecognisedFile
from ..recognising.found import FoundTable
from ..recognising.matching import Matching
from .links import link_children
from .typed import TypedTable, join_columns, type_tables

_GAP = pd.Timedelta(days=92)  # a few days beyond such a gap are typing errors and not the end of an extract
_FEW = 0.01


@dataclass(frozen=True)
class Extract:
    """The tables of one source that belong together: a workbook, a census file, or the loose files of one folder.

    Attributes
    ----------
    form : the format.
    name : the file or folder, as reports name it.
    date : the day of the extract; nothing in it can have become known later.
    date_from : where that day was taken from, in words.
    start : the first day that it covers; None: see `facts.coverage`.
    files : its files.
    tables : its tables with typed cells; tables that the format does not use are left out.
    """

    form: Format
    name: str
    date: pd.Timestamp
    date_from: str
    start: pd.Timestamp | None
    files: list[RecognisedFile]
    tables: list[TypedTable]

    @property
    def found(self) -> list[FoundTable]:
        """Its tables as they were recognised."""
        return [found for file in self.files for found in file.tables]


def make_extracts(files: Iterable[RecognisedFile], matching: Matching, crosswalk: Path | None) -> list[Extract]:
    """Return the extracts in some files, with typed tables and with children linked by a crosswalk (a file, or None)."""
    groups = _group_files(files)
    typed = {name: type_tables(members, matching) for name, (_, members) in groups.items()}
    linked = link_children(typed, {name: form.name for name, (form, _) in groups.items()}, crosswalk)
    return [_extract(name, form, members, join_columns(linked[name]), matching) for name, (form, members) in groups.items()]


def _group_files(files: Iterable[RecognisedFile]) -> dict[str, tuple[Format, list[RecognisedFile]]]:
    """Return the files of each extract: a workbook or census file alone, a folder's loose tables of one format together."""
    groups: dict[str, tuple[Format, list[RecognisedFile]]] = {}
    for file in files:
        if file.form is None:
            continue
        alone = len(file.sheets) != 1 or file.sheets[0].name != ""
        folder = PurePosixPath(file.name).parent.as_posix()
        name = file.name if alone else f"{file.form.name} in {'the folder' if folder == '.' else folder}"
        groups.setdefault(name, (file.form, []))[1].append(file)
    return groups


def _extract(name: str, form: Format, files: list[RecognisedFile], tables: list[TypedTable], matching: Matching) -> Extract:
    """Return an extract with its day: the user's, the one that its files state, or that of its latest record."""
    corrections = [matching.of(file.name) for file in files]
    corrected = next((item.extract_date for item in corrections if item.extract_date), None)
    stated = [file.stated_date for file in files if file.stated_date is not None]
    if corrected is not None:
        date, source = pd.Timestamp(corrected).as_unit("s"), "the matching report"
    elif stated:
        date, source = max(stated), "the file"
    else:
        date, source = _latest_day(tables), "its latest record"
    start = next((pd.Timestamp(item.start) for item in corrections if item.start), None)
    return Extract(form, name, date, source, start or _first_day(form, date, tables), files, tables)


def _first_day(form: Format, date: pd.Timestamp, tables: list[TypedTable]) -> pd.Timestamp | None:
    """Return the first day that an extract covers by its format; in a window of over a year, not before its first record."""
    if form.window.year:
        return date - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    if form.window.months is None:
        return None
    start = date - pd.DateOffset(months=form.window.months) + pd.Timedelta(days=1)
    return max(start, _fact_days(tables).min()) if form.window.months > 12 else start


def _fact_days(tables: list[TypedTable]) -> pd.Series:
    """Return the days of all facts in some tables, sorted."""
    parts = [table.cells[fact.date].dropna() for table in tables for fact in table.spec.facts if fact.date in table.cells]
    days = pd.concat(parts) if parts else pd.Series(dtype="datetime64[s]")
    return days.sort_values(ignore_index=True)


def _latest_day(tables: list[TypedTable]) -> pd.Timestamp:
    """Return the day of the latest record, ignoring a few that are long after all others."""
    recorded = [table.cells["recorded"].dropna() for table in tables if "recorded" in table.cells]
    days = pd.concat([_fact_days(tables), *recorded]).sort_values(ignore_index=True)
    if days.empty:
        return pd.Timestamp("1900-01-01").as_unit("s")
    gaps = days.diff() > _GAP
    far = gaps[gaps].index
    cut = next((place for place in far if len(days) - place <= max(1, _FEW * len(days))), len(days))
    latest: pd.Timestamp = days.iloc[cut - 1]
    return latest
