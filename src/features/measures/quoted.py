"""The numbers of a sentence: the measures of the very events that stand behind it, by the engine's own functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..catalogue import Indicator, window_days
from ..engine.observed import covered_runs, tables_of
from ..evidence import Evidence, behind
from ..seen import Seen, date_of, day_of
from . import scans

Figure = float | dt.date


@dataclass(frozen=True)
class Quoted:
    """An indicator in the window that its sentence quotes (or in another), for a child at a point.

    `seen` is what `seen_at` gave; `born` the first day of the month of birth, or None if it is not recorded; `counts` what
    `counts_for` gives for `seen`, where it is at hand.
    """

    evidence: Evidence
    seen: Seen
    as_of: pd.Timestamp
    indicator: str
    born: pd.Timestamp | None
    counts: np.ndarray | None = None
    other_window: str | None = None

    @cached_property
    def entry(self) -> Indicator:
        """The entry of the catalogue."""
        return self.evidence.catalogue.indicators[self.indicator]

    @cached_property
    def window(self) -> str:
        """The window that the sentence is about."""
        return self.other_window or self.entry.quoted_window

    @cached_property
    def rows(self) -> Seen:
        """The events that are counted."""
        return self._behind(self.indicator, self.window)

    @cached_property
    def dates(self) -> np.ndarray:
        """Their dates (days since 1970)."""
        return self.rows["event_date"]

    @cached_property
    def values(self) -> np.ndarray:
        """What they measured."""
        return self.rows["value"]

    @cached_property
    def t(self) -> int:
        """The day of the point (days since 1970)."""
        return day_of(self.as_of)

    @cached_property
    def half(self) -> int:
        """Half of the window in days."""
        return window_days(self.window) // 2

    @cached_property
    def observed(self) -> tuple[np.ndarray, np.ndarray, int, int]:
        """The runs of covered days, the first day of the window or of life, and the day of the point."""
        begin, end = covered_runs(self.evidence.coverage, tables_of(self.entry.events, self.evidence.vocabulary))
        start = self.t - window_days(self.window)
        if self.born is not None and self.born < self.as_of:
            start = max(start, day_of(self.born))
        return begin, end, start, self.t

    def beside(self, measure: str, window: str, snapshots: bool = False) -> tuple[Seen, Seen]:
        """Return this indicator's events in a window and those of the X of `measure`, which is one of its measures."""
        other = next(name.split(" ")[1] for name in self.entry.measures if name.startswith(f"{measure} "))
        return self._behind(self.indicator, window), self._behind(other, window, snapshots)

    def _behind(self, indicator: str, window: str, snapshots: bool = False) -> Seen:
        return behind(self.evidence, self.seen, self.as_of, indicator, window, snapshots, self.counts)


def figures_of(quoted: Quoted, fields: Iterable[str]) -> dict[str, Figure]:
    """Return the figures that a sentence names (`sentences.FIELDS`), without those that there are none for.

    At least one event has to be counted. `since`, `since_date`, `open` and `open_date` are of the longest window, as the
    measures are.
    """
    found = {field: _FIGURES[field](quoted) for field in fields if field in _FIGURES}
    return {field: figure for field, figure in found.items() if figure is not None and not pd.isna(figure)}


def _distinct(words: np.ndarray) -> int:
    return len(set(words) - {None})


def _level(measure: Callable[[np.ndarray], float]) -> Callable[[Quoted], Figure | None]:
    """Return the figure that is a measure of the recorded values, the latest first."""

    def figure(quoted: Quoted) -> Figure | None:
        recorded = quoted.values[~np.isnan(quoted.values)][::-1]
        return float(measure(recorded)) if len(recorded) else None

    return figure


def _days(quoted: Quoted) -> int:
    """Return the days since the latest event; a snapshot counts, as it does in the measure."""
    latest = behind(quoted.evidence, quoted.seen, quoted.as_of, quoted.indicator, quoted.window, True, quoted.counts)
    return quoted.t - int(latest["event_date"][-1])


def _since(quoted: Quoted) -> Figure | None:
    mine, theirs = quoted.beside("count_since", quoted.entry.longest_window, snapshots=True)
    return scans.count_since(mine["event_date"], theirs["event_date"])


def _since_date(quoted: Quoted) -> Figure | None:
    _, theirs = quoted.beside("count_since", quoted.entry.longest_window, snapshots=True)
    return date_of(theirs["event_date"][-1]) if len(theirs) else None


def _open_date(quoted: Quoted) -> dt.date | None:
    mine, theirs = quoted.beside("open_days", quoted.entry.longest_window, snapshots=True)
    spells = pd.factorize(np.concatenate([mine["spell_id"], theirs["spell_id"]]))[0].astype(np.int32)
    dates = mine["event_date"], theirs["event_date"]
    rows = np.arange(len(spells), dtype=np.int32)
    place = scans.latest_open(dates[0], rows[: len(mine)], dates[1], rows[len(mine) :], spells)
    return date_of(mine["event_date"][place]) if place >= 0 else None


def _open(quoted: Quoted) -> Figure | None:
    begun = _open_date(quoted)
    return None if begun is None else quoted.t - day_of(begun)


def _alternations(quoted: Quoted) -> Figure | None:
    both = quoted.beside("alternations", quoted.window)
    arrays = [array for rows in both for array in (rows["event_date"], rows.row.astype(np.int32))]
    return scans.alternations(*arrays)


_FIGURES: dict[str, Callable[[Quoted], Figure | None]] = {
    "count": lambda quoted: len(quoted.rows),
    "total": lambda quoted: len(quoted.beside("share_of", quoted.window)[1]),
    "agencies": lambda quoted: _distinct(quoted.rows["agency"]),
    "sources": lambda quoted: _distinct(quoted.rows["source"]),
    "dates": lambda quoted: scans.periods(quoted.dates, quoted.t, 1),
    "months": lambda quoted: scans.periods(quoted.dates, quoted.t, scans.MONTH),
    "days": _days,
    "first_date": lambda quoted: date_of(quoted.dates[0]),
    "last_date": lambda quoted: date_of(quoted.dates[-1]),
    "sum": _level(np.sum),
    "mean": _level(np.mean),
    "lowest": _level(np.min),
    "highest": _level(np.max),
    "last": _level(lambda recorded: recorded[0]),
    "slope": lambda quoted: scans.slope(quoted.dates, quoted.values),
    "swings": lambda quoted: scans.swings(quoted.dates, quoted.values),
    "recent": lambda quoted: int((quoted.dates >= quoted.t - quoted.half).sum()),
    "earlier": lambda quoted: int(((quoted.dates >= quoted.t - 2 * quoted.half) & (quoted.dates < quoted.t - quoted.half)).sum()),
    "most": lambda quoted: scans.most_in_28_days(quoted.dates),
    "episodes": lambda quoted: scans.episodes(quoted.dates),
    "rate": lambda quoted: scans.rate(quoted.dates, *quoted.observed),
    "gap": lambda quoted: scans.longest_gap(quoted.dates, *quoted.observed),
    "since": _since,
    "since_date": _since_date,
    "open": _open,
    "open_date": _open_date,
    "alternations": _alternations,
}
