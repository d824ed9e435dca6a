"""Which files make one extract, of which day it is, and what it covers."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath

import pandas as pd

from ..cells.extract import Extract, Typed
from ..files.folder import FoundFile
from ..formats.specification import Format
from .matching import Matching, day

_GAP = pd.Timedelta(days=92)  # days beyond such a gap, and few of them, are slips of the pen and not the end of an extract
_FEW = 0.01


def groups_of(files: list[FoundFile]) -> dict[str, list[FoundFile]]:
    """Return which files make one extract: a workbook or census file alone, a folder's loose tables of one format together."""
    groups: dict[str, list[FoundFile]] = defaultdict(list)
    for file in files:
        if file.form is None:
            continue
        alone = len(file.sheets) != 1 or file.sheets[0].name != ""
        where = PurePosixPath(file.name).parent.as_posix()
        groups[file.name if alone else f"{file.form.name} in {'the folder' if where == '.' else where}"].append(file)
    return dict(groups)


def extract_of(key: str, members: list[FoundFile], typed: list[Typed], said: Matching) -> Extract:
    """Return an extract with its day: the user's, the file's own, else that of its latest record."""
    form = members[0].form
    assert form is not None
    stated = next((said.of(file.name).extract_date for file in members if said.of(file.name).extract_date), None)
    start = next((said.of(file.name).start for file in members if said.of(file.name).start), None)
    own = [file.stated for file in members if file.stated is not None]
    if stated is not None:
        date, source = pd.Timestamp(stated).as_unit("s"), "the matching report"
    elif own:
        date, source = max(own), "the file"
    else:
        date, source = _latest(typed), "its latest record"
    first = day(start)
    if first is None:
        first = _first_day(form, date, typed)
    return Extract(form, key, date, source, first, [found for file in members for found in file.found])


def _first_day(form: Format, date: pd.Timestamp, typed: list[Typed]) -> pd.Timestamp | None:
    """Return the first day that an extract covers, as its format has it; not before its first record, if the window is long."""
    if form.window.year:
        return date - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    if form.window.months is None:
        return None
    start = date - pd.DateOffset(months=form.window.months) + pd.Timedelta(days=1)
    return max(start, _days(typed).min()) if form.window.months > 12 else start


def _days(typed: list[Typed]) -> pd.Series:
    """Return all days on which the facts of some tables happened, in order."""
    parts = [table.cells[fact.date].dropna() for table in typed for fact in table.spec.facts if fact.date in table.cells]
    days = pd.concat(parts) if parts else pd.Series(dtype="datetime64[s]")
    return days.sort_values(ignore_index=True)


def _latest(typed: list[Typed]) -> pd.Timestamp:
    """Return the day of the latest record, a few that lie far after all others left out."""
    recorded = [table.cells["recorded"].dropna() for table in typed if "recorded" in table.cells]
    days = pd.concat([_days(typed), *recorded]).sort_values(ignore_index=True)
    if days.empty:
        return pd.Timestamp("1900-01-01").as_unit("s")
    gaps = days.diff() > _GAP
    far = gaps[gaps].index
    cut = next((place for place in far if len(days) - place <= max(1, _FEW * len(days))), len(days))
    latest: pd.Timestamp = days.iloc[cut - 1]
    return latest
