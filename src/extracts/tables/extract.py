"""One extract: which files belong to it, its day, and the first day that it covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...chronology.recorded_days import recorded_days
from ..formats.specification import Format
from ..recognising.files import RecognisedFile
from ..recognising.found import FoundTable
from ..recognising.matching import FileMatching, Matching
from .groups import group_files
from .links import link_children
from .typed import TypedTable, join_columns, type_tables

LATEST_RECORD = "its latest record"


@dataclass(frozen=True)
class Extract:
    """The tables of one source that belong together: a workbook, a census file, or a folder's loose files of one day.

    Attributes
    ----------
    form : the format.
    name : the file or folder, as reports name it.
    date : the day of the extract: the last that it tells of.
    date_from : where that day was taken from, in words.
    made : the day on which its files say that they were made, if that is later than `date`; else `date`.
        Nothing in it can have become known later.
    sequence : what orders it among the extracts of its source and day, the strongest first: the user's word, the day on which
        it was made, the time of that day, its serial number (None where it states none).
    start : the first day that it covers; None: see `facts.coverage`.
    start_stated : whether the user states that day in the matching report, and that no day after it is missing.
    not_before : where the format states a window of years, its first day or that of the first record; None: no limit.
    files : its files.
    tables : its tables with typed cells; tables that the format does not use are left out.
    """

    form: Format
    name: str
    date: pd.Timestamp
    date_from: str
    made: pd.Timestamp
    sequence: tuple[float | None, ...]
    start: pd.Timestamp | None
    start_stated: bool
    not_before: pd.Timestamp | None
    files: list[RecognisedFile]
    tables: list[TypedTable]

    @property
    def found(self) -> list[FoundTable]:
        """Its tables as they were recognised."""
        return [found for file in self.files for found in file.tables]


def make_extracts(files: Iterable[RecognisedFile], matching: Matching, crosswalk: Path | None) -> list[Extract]:
    """Return the extracts in some files, with typed tables and with children linked by a crosswalk (a file, or None).

    Raises
    ------
    Unclear : nothing says which files belong together (see `group_files`).
    """
    groups = group_files(files, matching)
    typed = {name: type_tables(members, matching) for name, (_, members) in groups.items()}
    linked = link_children(typed, {name: form.name for name, (form, _) in groups.items()}, crosswalk)
    return [_extract(name, form, members, join_columns(linked[name]), matching) for name, (form, members) in groups.items()]


def _extract(name: str, form: Format, files: list[RecognisedFile], tables: list[TypedTable], matching: Matching) -> Extract:
    """Return an extract with its day: the user's, the one that its files state, or that of its latest record."""
    corrections = [matching.of(file.name) for file in files]
    corrected = next((item.extract_date for item in corrections if item.extract_date), None)
    stated = [file.stated.day for file in files if file.stated.day is not None]
    if corrected is not None:
        date, source = pd.Timestamp(corrected).as_unit("s"), "the matching report"
    elif stated:
        date, source = max(stated), "the file"
    else:
        date, source = _latest_day(tables), LATEST_RECORD
    start = next((pd.Timestamp(item.start) for item in corrections if item.start), None)
    first, not_before = _window(form, date, tables)
    made = [file.stated.made for file in files if file.stated.made is not None]
    return Extract(
        form=form,
        name=name,
        date=date,
        date_from=source,
        made=max([date, *(moment.floor("D") for moment in made)]),
        sequence=_sequence(files, corrections),
        start=start or first,
        start_stated=start is not None,
        not_before=not_before,
        files=files,
        tables=tables,
    )


def _sequence(files: list[RecognisedFile], corrections: list[FileMatching]) -> tuple[float | None, ...]:
    made = max((file.stated.made for file in files if file.stated.made is not None), default=None)
    day = None if made is None else made.floor("D").timestamp()
    return (
        next((item.order for item in corrections if item.order is not None), None),
        day,
        None if made is None or day is None else (made.timestamp() - day or None),  # a day without a time became midnight
        max((file.stated.serial for file in files if file.stated.serial is not None), default=None),
    )


def _window(form: Format, date: pd.Timestamp, tables: list[TypedTable]) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Return the first day that an extract covers by its format, or (in a window of over a year) the first that it may cover."""
    if form.window.year:
        return date - pd.DateOffset(years=1) + pd.Timedelta(days=1), None
    if form.window.months is None:
        return None, None
    start = date - pd.DateOffset(months=form.window.months) + pd.Timedelta(days=1)
    if form.window.months <= 12:
        return start, None
    runs = recorded_days(_fact_days(tables)).runs
    return None, max(start, runs[0][0]) if runs else start


def _fact_days(tables: list[TypedTable]) -> pd.Series:
    days = [table.cells[fact.date] for table in tables for fact in table.spec.facts if fact.date in table.cells]
    return pd.concat(days, ignore_index=True) if days else pd.Series(dtype="datetime64[s]")


def _latest_day(tables: list[TypedTable]) -> pd.Timestamp:
    """Return the day of the latest record, ignoring a few that are long after all others."""
    recorded = [table.cells["recorded"] for table in tables if "recorded" in table.cells]
    runs = recorded_days(pd.concat([_fact_days(tables), *recorded], ignore_index=True)).runs
    return runs[-1][1] - pd.Timedelta(days=1) if runs else pd.Timestamp("1900-01-01").as_unit("s")
