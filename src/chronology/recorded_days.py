"""From when to when a table holds records, taken from its own rows: runs of days, gaps to confirm, and days far from all others.

The same rule holds at both ends and in between (docs/decisions/0017-coverage-from-rows.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from .checks.quarantine import first_places

LEAST_GAP = 90
TIMES = 5  # a gap is so many times longer than the table's usual longest gap
DAYS_OF_A_RHYTHM = 12  # fewer days with records show no rhythm
GAP_WITHOUT_RHYTHM = 1826  # the longest window of a feature
_FEW_DAYS, _FEW = 2, 0.01
_YEAR, _YEARS = 365, 3

Run = tuple[pd.Timestamp, pd.Timestamp]
"""The first day, and the day after the last."""


@dataclass(frozen=True)
class RecordedDays:
    """The days on which a table holds records.

    Attributes
    ----------
    runs : in order, each without a gap.
    gaps : between runs, and between them and the days to which the table is known to reach: each from its first day to the day
        after its last.
    far : for each record, in the order given, whether it lies far from all runs (bool; a record without a day does not).
    usual : days of the table's usual longest gap; 0 if its days show no rhythm.
    """

    runs: list[Run]
    gaps: list[Run]
    far: pd.Series
    usual: int


def recorded_days(days: pd.Series, silent: Iterable[pd.Timestamp] = ()) -> RecordedDays:
    """Return the days on which a table holds records.

    Parameters
    ----------
    days : the day of each record (datetime64[s]).
    silent : days to which the table is known to reach, such as the day of its extract; they count as days with a record, and
        are no run of their own.

    Notes
    -----
    A gap is a time without a record that is longer than 90 days and than five times the table's usual longest gap: the gap that
    1 in 20 gaps exceeds or, if longer, the gap that comes back in three of four years. With fewer than 12 days with records it
    is 1,826 days. A run of at most two days with records, or 1 in 100 of all, does not count as a time of records.
    """
    with_records = np.unique(days.dropna().to_numpy("datetime64[D]"))
    if not with_records.size:
        return RecordedDays([], [], pd.Series(False, index=days.index), 0)
    usual = _usual_longest_gap(with_records)
    limit = max(LEAST_GAP, TIMES * usual) if usual else GAP_WITHOUT_RHYTHM
    ends = np.array(list(silent), dtype="datetime64[D]")
    reached = np.union1d(with_records, ends)
    runs = np.split(reached, np.flatnonzero(_gaps(reached) > limit) + 1)
    sizes = np.array([np.isin(run, with_records).sum() for run in runs])
    few = max(_FEW_DAYS, int(_FEW * with_records.size))
    kept = [run for run, size in zip(runs, sizes, strict=True) if size > few]
    kept = kept or [runs[len(runs) - 1 - int(sizes[::-1].argmax())]]
    far = ~np.isin(days.to_numpy("datetime64[D]"), np.concatenate(kept)) & days.notna().to_numpy()
    covered = [_run(run) for run in kept]
    return RecordedDays(
        covered, _gaps_between(covered, [_run(day) for day in ends[:, None]]), pd.Series(far, index=days.index), usual
    )


def covered_periods(coverage: pd.DataFrame) -> list[Run]:
    """Return the periods that rows of the table coverage cover together, in order; those that meet are one.

    Parameters
    ----------
    coverage : start, end (the day after the last covered one).
    """
    found: list[Run] = []
    for start, end in sorted(zip(coverage["start"], coverage["end"], strict=True)):
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(end, found.pop()[1])
        found.append((start, end))
    return found


def _gaps_between(runs: list[Run], ends: list[Run]) -> list[Run]:
    known = sorted([*runs, *(end for end in ends if not any(start <= end[0] < stop for start, stop in runs))])
    first = [(known[0][0], known[1][0])] if known[0] not in runs else []
    last = [(known[-2][1], known[-1][1])] if known[-1] not in runs else []
    return [*first, *((before[1], after[0]) for before, after in pairwise(runs)), *last]


def _run(days: np.ndarray) -> Run:
    return pd.Timestamp(days[0]).as_unit("s"), pd.Timestamp(days[-1] + np.timedelta64(1, "D")).as_unit("s")


def _gaps(days: np.ndarray) -> np.ndarray:
    """Return the days from each of these days to the next (int64)."""
    gaps: np.ndarray = np.diff(days).astype("int64")
    return gaps


def _usual_longest_gap(days: np.ndarray) -> int:
    if days.size < DAYS_OF_A_RHYTHM:
        return 0
    gaps = _gaps(days)
    years = (days[1:] - days[0]).astype("int64") // _YEAR
    yearly = pd.Series(gaps).groupby(years).max()
    repeated = np.quantile(yearly, 0.25, method="lower") if len(yearly) >= _YEARS else 0
    return int(max(np.quantile(gaps, 0.95, method="lower"), repeated))


def remarks(source: str, table: str, found: RecordedDays, places: pd.Series, do: str) -> list[str]:
    """Return what a reader should know: gaps to confirm, and records far from all others, with their places.

    Parameters
    ----------
    source, table : whose days they are. places : "file:row" of each record. do : how to say that a gap is covered.
    """
    lines = [
        f"{source}, {table}: to confirm: no record from {_british(first)} to {_british(after - pd.Timedelta(days=1))}, where the "
        f"longest gap is usually {found.usual or 'less than 1,826'} days. These days count as not covered, so what happened then "
        f"is unknown, not zero. If records are complete there, {do}."
        for first, after in found.gaps
    ]
    if number := int(found.far.sum()):
        records = "1 record is" if number == 1 else f"{number:,} records are"
        lines.append(
            f"{source}, {table}: {records} dated far from all others, outside the coverage: {first_places(places[found.far])}. "
            "If a date is wrong, correct it in the file."
        )
    return lines


def _british(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"
