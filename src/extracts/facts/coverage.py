"""The period in which an extract holds records of each kind: outside it, absence is unknown (formats.md section 0, point 2)."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...chronology.recorded_days import RecordedDays, recorded_days, remarks
from ...chronology.vocabulary import Vocabulary
from ..tables.extract import Extract

_DAY = pd.Timedelta(days=1)
_TO_CONFIRM = "write the first day of the records as start of the file in the matching report; from then on it has no gap"


def extract_coverage(extract: Extract, facts: pd.DataFrame, vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[str]]:
    """Return the coverage of one extract, and what the reader should confirm.

    Its columns: source, table, start, end (first day no longer covered), extract_date. A coverage table is covered if the
    extract has a table of the format that covers it, with or without rows. It starts with the window that the format or the
    user states, or with the first record of its kind, and reaches the day of the extract; days of a gap in its records
    (`chronology.recorded_days`) are not covered, unless the user states the start. A format that states a window of years
    states that rare kinds of record are in it from the extract's first record on, unless a gap comes first.

    Parameters
    ----------
    facts : `TableFacts.facts` of the extract.
    """
    names = sorted({name for found in extract.found for name in extract.form.tables[found.table].covers})
    kinds = vocabulary.coverage_tables(facts["event_type"]) if len(facts) else pd.Series(dtype="str")
    rows, lines = [], []
    for name in names:
        records = facts.loc[kinds.index[kinds == name], ["event_date", "place"]] if len(facts) else facts
        days = records["event_date"] if len(records) else pd.Series(dtype="datetime64[s]")
        found = recorded_days(days, [day for day in (extract.start, extract.not_before, extract.date) if day is not None])
        whole = [(extract.start, extract.date + _DAY)] if extract.start is not None and extract.start <= extract.date else []
        if days.empty or extract.start_stated:
            rows += [(name, *run) for run in whole]
            continue
        found = _within(extract, found)
        rows += [(name, *run) for run in found.runs]
        lines += remarks(extract.name, name, found, records["place"], _TO_CONFIRM)
    coverage = pd.DataFrame(rows, columns=["table", "start", "end"])
    return coverage.assign(source=extract.form.name, extract_date=extract.made), lines


def _within(extract: Extract, found: RecordedDays) -> RecordedDays:
    """Return the part of the recorded days that an extract can cover by its format and its day."""
    first = max((day for day in (extract.start, extract.not_before) if day is not None), default=found.runs[0][0])
    parts = [(max(start, first), min(end, extract.date + _DAY)) for start, end in found.runs]
    return replace(found, runs=[part for part in parts if part[0] < part[1]], gaps=[gap for gap in found.gaps if gap[0] >= first])


def covered_until(facts: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return for each fact the day of its source's latest earlier extract that covers the fact's day; empty if there is none.

    An extract that covered the day and did not hold the fact shows that it was not known by then.
    """
    kinds = vocabulary.coverage_tables(facts["event_type"])
    days = pd.Series(pd.NaT, index=facts.index, dtype="datetime64[s]")
    for row in coverage.sort_values("extract_date", kind="stable").to_dict("records"):
        covers = (facts["source"] == row["source"]) & (kinds == row["table"]) & (facts["event_date"] >= row["start"])
        earlier = (facts["event_date"] < row["end"]) & (facts["made"] > row["extract_date"])
        days = days.mask(covers & earlier, row["extract_date"])
    return days
