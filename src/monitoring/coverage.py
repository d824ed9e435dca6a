"""Sources that began or stopped between two periods: records that were never sent are no change in children's lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..params import PolicyBreak


@dataclass(frozen=True)
class Periods:
    """Two periods: the first day of each, and the first day after it."""

    before_from: pd.Timestamp
    before_to: pd.Timestamp
    after_from: pd.Timestamp
    after_to: pd.Timestamp

    @property
    def days(self) -> dict[str, str]:
        """The days as text."""
        return {name: f"{day:%Y-%m-%d}" for name, day in vars(self).items()}


def source_changes(coverage: pd.DataFrame, periods: Periods) -> list[dict[str, Any]]:
    """Return the tables whose coverage begins after the first day of the earlier period, or ends before the later one does.

    Parameters
    ----------
    coverage : the canonical table: table, start, end (first day no longer covered).
    """
    spans = coverage.groupby("table", sort=True).agg(start=("start", "min"), end=("end", "max"))
    began = spans[(spans["start"] > periods.before_from) & (spans["start"] < periods.after_to)]
    stopped = spans[(spans["end"] > periods.before_from) & (spans["end"] < periods.after_to)]
    rows = [{"source": str(name), "what": "began", "day": f"{row.start:%Y-%m-%d}"} for name, row in began.iterrows()]
    return rows + [{"source": str(name), "what": "stopped", "day": f"{row.end:%Y-%m-%d}"} for name, row in stopped.iterrows()]


def breaks_between(breaks: list[PolicyBreak], periods: Periods) -> list[dict[str, str]]:
    """Return the dated breaks of policy in either period or between them."""
    first, last = periods.before_from.date(), periods.after_to.date()
    touching = [one for one in breaks if one.start < last and (one.end or one.start) >= first]
    return [{"name": one.name, "start": f"{one.start}", "end": f"{one.end or ''}"} for one in touching]
