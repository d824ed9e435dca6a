"""Sources that began or stopped between two periods: records that were never sent are no change in children's lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..chronology.recorded_days import covered_periods
from ..params import PolicyChange


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
    """Return where the coverage of a source's table begins or ends within the two periods or between them, gaps included.

    Parameters
    ----------
    coverage : the canonical table: source, table, start, end (first day no longer covered).

    Returns
    -------
    list : source, table, what (began or stopped) and day; first all that began.
    """
    found = []
    for (source, table), rows in coverage.groupby(["source", "table"], sort=True):
        for period in covered_periods(rows):
            for what, day in zip(("began", "stopped"), period, strict=True):
                if periods.before_from < day < periods.after_to:
                    found.append({"source": str(source), "table": str(table), "what": what, "day": f"{day:%Y-%m-%d}"})
    return sorted(found, key=lambda change: change["what"])


def changes_between(changes: Sequence[PolicyChange], periods: Periods) -> list[dict[str, str]]:
    """Return the dated changes of policy in either period or between them."""
    first, last = periods.before_from.date(), periods.after_to.date()
    touching = [one for one in changes if one.start < last and (one.end or one.start) >= first]
    return [{"name": one.name, "start": f"{one.start}", "end": f"{one.end or ''}"} for one in touching]
