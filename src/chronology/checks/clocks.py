"""Sources in which the day a record could be read is hardly ever later than the day it is about: two clocks taken for one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..vocabulary import Vocabulary

NEARLY_ALL, LEAST_ROWS = 0.95, 30
COLUMNS = ["source", "event_type", "event_date", "known_date", "known_basis"]
RECORDED = "recorded"
_COSTS = "If it is a copy, records that were entered late count as known at once, and features see what nobody could know yet."


@dataclass(frozen=True)
class OneClock:
    """Tables of a source whose recorded known dates are the event dates: their rows, and the share of them that agree."""

    source: str
    tables: tuple[str, ...]
    rows: int
    share: float


def one_clock(events: pd.DataFrame, vocabulary: Vocabulary) -> list[OneClock]:
    """Return the tables of each source in which at least 95 in 100 known dates are said to be recorded and equal the event date.

    Known dates that a rule or an extract gives are told apart by their basis and not counted. Tables with fewer than 30 such
    rows are judged together; fewer than 30 rows in all show nothing (see `clock_warnings`).

    Parameters
    ----------
    events : the canonical table, at least `COLUMNS`.
    """
    return [one for one in _copies(events, vocabulary) if one.rows >= LEAST_ROWS]


def _copies(events: pd.DataFrame, vocabulary: Vocabulary) -> list[OneClock]:
    """Return each table of a source, or its small ones together, in which nearly all recorded days are the event days."""
    rows = events.loc[events["known_basis"] == RECORDED, COLUMNS]
    same = (rows["known_date"] == rows["event_date"]).rename("same")
    table = vocabulary.coverage_tables(rows["event_type"]).rename("table")
    found = same.groupby([rows["source"], table], sort=True, observed=True).agg(["size", "sum"]).reset_index()
    found["alone"] = found["table"].astype("str").where(found["size"] >= LEAST_ROWS, "")
    return [
        OneClock(
            str(source), tuple(group["table"].astype("str")), int(group["size"].sum()), group["sum"].sum() / group["size"].sum()
        )
        for (source, _), group in found.groupby(["source", "alone"], sort=True)
        if group["sum"].sum() >= NEARLY_ALL * group["size"].sum()
    ]


def clock_warnings(events: pd.DataFrame, vocabulary: Vocabulary) -> list[str]:
    """Return a line for each such table: what it may cost, and what to do; and one where there are too few rows to judge."""
    copies = _copies(events, vocabulary)
    return [
        f"WARNING: {one.source}, {', '.join(one.tables)}: known date equals event date in {_per_cent(one.share)} of "
        f"{one.rows:,} rows. "
        f"{_COSTS} Map the day of entry as known_date; or set known_basis to rule (in a matching report, ignore that column)."
        for one in copies
        if one.rows >= LEAST_ROWS
    ] + [
        f"{one.source}, {', '.join(one.tables)}: known date equals event date in {_per_cent(one.share)} of {one.rows:,} rows, "
        f"too few to judge whether one is a copy of the other ({LEAST_ROWS} rows would show it). Check where it comes from."
        for one in copies
        if one.rows < LEAST_ROWS
    ]


def clock_evidence(events: pd.DataFrame, vocabulary: Vocabulary) -> str:
    """Return a sentence for the checks of the design, in words of the vocabulary alone because it may leave; or ""."""
    names = vocabulary.words["coverage_table"]
    found = dict.fromkeys(
        f"{', '.join(names[table] for table in one.tables)} ({_per_cent(one.share)})" for one in one_clock(events, vocabulary)
    )
    if not found:
        return ""
    return f"In nearly every record of some sources the recorded day is the day of the event: {', '.join(found)}. {_COSTS}"


def _per_cent(share: float) -> str:
    return "100%" if share == 1 else f"{min(share, 0.999):.1%}"
