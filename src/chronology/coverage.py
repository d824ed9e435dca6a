"""The period in which each source's tables hold records: outside it, absence is unknown, and never zero."""

from __future__ import annotations

import pandas as pd

from .checks.quarantine import Batch
from .reading.mapping import Input, Mapping, Period
from .tables import conform
from .vocabulary import Vocabulary

_COUNTS = ["rows_read", "rows_kept", "rows_quarantined"]


def coverage_table(content: Mapping, batches: dict[str, Batch], vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[str]]:
    """Return the coverage table, and notes for the reader.

    A row counts the events whose type belongs to its coverage table. Events of unknown type belong to none: the notes
    count them, so that the sums agree with the rows read.
    """
    events = batches["events"]
    rows = _countable(events.rows, vocabulary).assign(file=events.file_number, good=events.good)
    notes: list[str] = []
    if "coverage" in batches:
        stated = _counted(batches["coverage"].kept, rows)
    else:
        stated, notes = _by_file(content, rows)
    unplaced = len(rows) - int(stated["rows_read"].sum())
    if unplaced:
        notes.append(
            f"{unplaced:,} rows of events belong to no row of coverage (kind of event, source or table not known there)."
        )
    return conform(stated, "coverage"), notes


def count_rows(stated: pd.DataFrame, events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the `stated` coverage with the number of rows of `events`, all of which are kept."""
    return _counted(stated, _countable(events, vocabulary).assign(good=True))


def _countable(events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    table = vocabulary.coverage_tables(events["event_type"])
    return events[["source", "event_date", "known_date"]].assign(table=table)


def _by_file(content: Mapping, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    parts, notes = [], []
    for number, item in enumerate(content.tables["events"]):
        of_file = rows[rows["file"] == number]
        for source, of_source in of_file[of_file["good"]].groupby("source", sort=True):
            period, tables = _period(item, of_source)
            stated = pd.DataFrame({"source": source, "table": tables}).assign(**period)
            parts.append(_counted(stated, of_file))
        if not isinstance(item.coverage, Period):
            notes.append(f"{item.file}: coverage is taken from the data, from the first event to the day after the last.")
    return pd.concat(parts, ignore_index=True), notes


def _period(item: Input, kept: pd.DataFrame) -> tuple[dict[str, pd.Timestamp], list[str]]:
    occurring = sorted(kept["table"].unique())
    if isinstance(item.coverage, Period):
        start, end = pd.Timestamp(item.coverage.start), pd.Timestamp(item.coverage.end)
        extract = pd.Timestamp(item.coverage.extract_date) if item.coverage.extract_date else end
        return {"start": start, "end": end, "extract_date": extract}, item.coverage.tables or occurring
    end = kept["event_date"].max() + pd.Timedelta(days=1)
    return {"start": kept["event_date"].min(), "end": end, "extract_date": max(end, kept["known_date"].max())}, occurring


def _counted(stated: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return `stated` with the rows of each source and table, counted in its first period."""
    counts = rows.groupby(["source", "table"])["good"].agg(rows_read="size", rows_kept="sum").reset_index()
    counts["rows_quarantined"] = counts["rows_read"] - counts["rows_kept"]
    ordered = stated.drop(columns=_COUNTS, errors="ignore").sort_values(["source", "table", "start"], ignore_index=True)
    joined = ordered.merge(counts, on=["source", "table"], how="left")
    later = joined.duplicated(["source", "table"])
    return joined.assign(**{name: joined[name].fillna(0).where(~later, 0) for name in _COUNTS})
