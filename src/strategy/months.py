"""Months as numbers, which of them the records cover, and which have matured."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..chronology.recorded_days import covered_periods
from ..chronology.vocabulary import Vocabulary
from .definitions import Measure

QUARTER = 3


def month_numbers(days: np.ndarray) -> np.ndarray:
    """Return the month of each day, as months since 1970. `days` : days since 1970."""
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))


def first_days(months: np.ndarray) -> np.ndarray:
    """Return the first day of each month, as days since 1970. `months` : months since 1970."""
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def name_of(month: int) -> str:
    """Return a month as its year and month, such as 2021-04."""
    return str(np.datetime64(int(month), "M"))


def span_of(coverage: pd.DataFrame) -> tuple[int, int]:
    """Return the first whole month that the chronology covers, and the month after the last that it covers in part."""
    first, end = coverage["start"].min(), coverage["end"].max() - pd.Timedelta(days=1)
    start = int(_month(first))
    return start + (first.day > 1), int(_month(end)) + 1


def last_known_day(coverage: pd.DataFrame, tables: Iterable[str]) -> int:
    """Return the last day (days since 1970) up to which all of these tables were extracted."""
    of_tables = coverage[coverage["table"].isin(set(tables))]
    latest = of_tables[["extract_date", "end"]].max(axis=1).groupby(of_tables["table"]).max()
    return int(latest.min().to_numpy().astype("datetime64[D]").astype(np.int64)) if len(latest) else 0


def months_of(
    measure: Measure, coverage: pd.DataFrame, vocabulary: Vocabulary, months: np.ndarray, delay_days: int, last_day: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which months are covered by the records that a measure counts, and which of them have matured (both bool).

    A month has matured if all that it counts, and all that may follow, is covered, and so many days more have passed.
    """
    start, end = first_days(months), first_days(months + 1)
    own = measure.tables(measure.anchors, vocabulary)
    covered = _inside(coverage, own, start - measure.new_after_days - (measure.repeated.in_days if measure.repeated else 0), end)
    matured = covered & (end + measure.within_days + delay_days <= last_day)
    if measure.kind == "followed":
        matured &= _inside(
            coverage, measure.tables(measure.events, vocabulary), start + measure.from_days, end + measure.within_days
        )
    return covered, matured


def covered_months(coverage: pd.DataFrame, tables: set[str], months: np.ndarray) -> np.ndarray:
    """Return which months (since 1970) all of some tables cover (bool)."""
    return _inside(coverage, tables, first_days(months), first_days(months + 1))


def _inside(coverage: pd.DataFrame, tables: set[str], first: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return whether each of some periods (days since 1970) lies in what every table covers without a gap."""
    inside = np.ones(len(first), bool)
    for table in sorted(tables):
        periods = covered_periods(coverage[coverage["table"] == table])
        days = [tuple(int(day.to_datetime64().astype("datetime64[D]").astype(np.int64)) for day in period) for period in periods]
        inside &= np.logical_or.reduce([(first >= start) & (end <= stop) for start, stop in days] or [np.zeros(len(first), bool)])
    return inside


def _month(day: pd.Timestamp) -> np.int64:
    return np.datetime64(day.date(), "M").astype(np.int64)
