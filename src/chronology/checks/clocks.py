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
    """A table of a source whose recorded known dates are the event dates: its rows, and the share of them that agree."""

    source: str
    table: str
    rows: int
    share: float


def one_clock(events: pd.DataFrame, vocabulary: Vocabulary) -> list[OneClock]:
    """Return the tables of each source in which at least 95 in 100 known dates are said to be recorded and equal the event date.

    Known dates that a rule or an extract gives are told apart by their basis and not counted. Fewer than 30 rows show nothing.

    Parameters
    ----------
    events : the canonical table, at least `COLUMNS`.
    """
    rows = events[events["known_basis"] == RECORDED]
    same = (rows["known_date"] == rows["event_date"]).rename("same")
    table = vocabulary.coverage_tables(rows["event_type"]).rename("table")
    found = same.groupby([rows["source"], table], sort=True, observed=True).agg(["size", "mean"]).reset_index()
    found = found[(found["size"] >= LEAST_ROWS) & (found["mean"] >= NEARLY_ALL)]
    columns = (found[name].tolist() for name in ("source", "table", "size", "mean"))
    return [OneClock(*row) for row in zip(*columns, strict=True)]


def clock_warnings(events: pd.DataFrame, vocabulary: Vocabulary) -> list[str]:
    """Return a line for each such table: what it may cost, and what to do."""
    return [
        f"WARNING: {one.source}, {one.table}: known date equals event date in {_per_cent(one.share)} of {one.rows:,} rows. "
        f"{_COSTS} Map the day of entry as known_date; or set known_basis to rule (in a matching report, ignore that column)."
        for one in one_clock(events, vocabulary)
    ]


def clock_evidence(events: pd.DataFrame, vocabulary: Vocabulary) -> str:
    """Return a sentence for the checks of the design, in words of the vocabulary alone because it may leave; or ""."""
    names = vocabulary.words["coverage_table"]
    found = dict.fromkeys(f"{names[one.table]} ({_per_cent(one.share)})" for one in one_clock(events, vocabulary))
    if not found:
        return ""
    return f"In nearly every record of some sources the recorded day is the day of the event: {', '.join(found)}. {_COSTS}"


def _per_cent(share: float) -> str:
    return "100%" if share == 1 else f"{min(share, 0.999):.1%}"
