"""The period in which each source's tables hold records: outside it, absence is unknown, and never zero."""

from __future__ import annotations

import pandas as pd

from .checks.quarantine import Batch
from .reading.mapping import Mapping, Period
from .recorded_days import recorded_days, remarks
from .tables import conform
from .vocabulary import Vocabulary

_DAY = pd.Timedelta(days=1)
_TO_CONFIRM = "state the coverage, in a table of coverage or in the mapping (coverage: {start, end}); it then has no gap"
_COUNTS = ["rows_read", "rows_kept", "rows_quarantined"]


def coverage_table(content: Mapping, batches: dict[str, Batch], vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[str]]:
    """Return the coverage table, and notes for the reader.

    A row counts the events whose type belongs to its coverage table. Events of unknown type belong to none: the notes
    count them, so that the sums agree with the rows read.
    """
    events = batches["events"]
    rows = _countable(events.rows, vocabulary).assign(place=events.faults["place"], file=events.file_number, good=events.good)
    notes: list[str] = []
    if "coverage" in batches:
        stated = batches["coverage"].kept
    else:
        inputs = content.tables["events"]
        by_file = [_stated(item.coverage, rows[rows["file"] == number]) for number, item in enumerate(inputs)
                   if isinstance(item.coverage, Period)]  # fmt: skip
        open_files = [number for number, item in enumerate(inputs) if not isinstance(item.coverage, Period)]
        taken, notes = _from_the_data(rows[rows["file"].isin(open_files) & rows["good"]])
        stated = pd.concat([*by_file, taken], ignore_index=True)
        names = dict.fromkeys(inputs[number].file for number in open_files)
        notes = [f"{name}: coverage is taken from the data, from the first event of a table to the day after its last."
                 for name in names] + notes  # fmt: skip
    counted = _counted(stated, rows)
    unplaced = len(rows) - int(counted["rows_read"].sum())
    if unplaced:
        notes.append(
            f"{unplaced:,} rows of events belong to no row of coverage (kind of event, source or table not known there)."
        )
    return conform(counted, "coverage"), notes


def count_rows(stated: pd.DataFrame, events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the `stated` coverage with the number of rows of `events`, all of which are kept."""
    return _counted(stated, _countable(events, vocabulary).assign(good=True))


def without_rows(counted: pd.DataFrame, gone: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return a coverage table that no longer counts the events `gone`, which were kept; its periods stay as they are."""
    fewer = _counted(counted, _countable(gone, vocabulary).assign(good=True))
    ordered = counted.sort_values(["source", "table", "start"], ignore_index=True)
    left = {name: ordered[name].to_numpy() - fewer[name].to_numpy() for name in ("rows_read", "rows_kept")}
    return conform(ordered.assign(**left), "coverage")


def _countable(events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    table = vocabulary.coverage_tables(events["event_type"])
    return events[["source", "event_date", "known_date"]].assign(table=table)


def _stated(period: Period, of_file: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage that a mapping states for a file, for each source in it."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    extract = pd.Timestamp(period.extract_date) if period.extract_date else end
    good = of_file[of_file["good"]]
    parts = [
        pd.DataFrame({"source": source, "table": period.tables or sorted(rows["table"].unique())})
        for source, rows in good.groupby("source", sort=True)
    ]
    named = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"source": [], "table": []}, dtype="str")
    return named.assign(start=start, end=end, extract_date=extract)


def _from_the_data(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the coverage of each source and table from the days of its rows, and what the reader should confirm."""
    found, notes = [], []
    for source, of_source in rows.groupby("source", sort=True):
        extract = recorded_days(pd.concat([of_source["event_date"] + _DAY, of_source["known_date"]])).runs[-1][1] - _DAY
        for table, of_table in of_source.groupby("table", sort=True):
            days = recorded_days(of_table["event_date"])
            found += [(source, table, start, end, extract) for start, end in days.runs]
            notes += remarks(str(source), str(table), days, of_table["place"], _TO_CONFIRM)
    return pd.DataFrame(found, columns=["source", "table", "start", "end", "extract_date"]), notes


def _counted(stated: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return `stated` with the rows of each source and table, counted in its first period."""
    counts = rows.groupby(["source", "table"])["good"].agg(rows_read="size", rows_kept="sum").reset_index()
    counts["rows_quarantined"] = counts["rows_read"] - counts["rows_kept"]
    ordered = stated.drop(columns=_COUNTS, errors="ignore").sort_values(["source", "table", "start"], ignore_index=True)
    joined = ordered.merge(counts, on=["source", "table"], how="left")
    later = joined.duplicated(["source", "table"])
    return joined.assign(**{name: joined[name].fillna(0).where(~later, 0) for name in _COUNTS})
