"""The numbers of a sentence: the measures of the events that it rests on, by the engine's own kernels."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from inspect import signature

import numpy as np
import pandas as pd

from ..wording.sentences import Figure
from .catalogue import Indicator, window_days
from .engine.columns import FOREVER
from .engine.observed import covered_runs, tables_of
from .evidence import Evidence, records_behind
from .measures import MEASURES
from .measures.measure import Measure
from .seen import Seen, day_of


@dataclass(frozen=True)
class Quoted:
    """An indicator in the window that its sentence quotes (or in another), for a child at a point.

    `seen` is what `seen_at` returned; `born` the first day of the month of birth, or None if it is not recorded; `counts`
    what `indicators_counting` returns for `seen`, if the caller has it.
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
    def events(self) -> Seen:
        """The events that are counted."""
        return self.behind(self.indicator, self.window)

    def behind(self, indicator: str, window: str, snapshots: bool = False) -> Seen:
        """Return the events that an indicator counts in a window, with or without snapshots."""
        return records_behind(self.evidence, self.seen, self.as_of, indicator, window, snapshots, self.counts)

    def measured_by(self, measure: str) -> QuotedWindow:
        """Return what a measure reads."""
        return QuotedWindow(self, MEASURES[measure])


@dataclass(frozen=True)
class QuotedWindow:
    """What a measure reads of a quoted indicator: all of `READ`, each computed when it is first read.

    A measure of an indicator and of another that is taken in the longest window only is quoted in that window.
    """

    quoted: Quoted
    measure: Measure

    @cached_property
    def window(self) -> str:
        """The window in which the measure is taken."""
        return (
            self.quoted.entry.longest_window
            if "pairs" in self.measure.traits and "longest" in self.measure.traits
            else self.quoted.window
        )

    @property
    def width(self) -> int:
        """Days of the window."""
        return window_days(self.window)

    @cached_property
    def events(self) -> Seen:
        """The events that are measured."""
        same = self.window == self.quoted.window
        return self.quoted.events if same else self.quoted.behind(self.quoted.indicator, self.window)

    @cached_property
    def other_events(self) -> Seen:
        """The events of X, which the entry names after the measure."""
        prefix = f"{self.measure.name} "
        other = next(name.removeprefix(prefix) for name in self.quoted.entry.measures if name.startswith(prefix))
        return self.quoted.behind(other, self.window, "other_snapshots" in self.measure.traits)

    @property
    def latest_day(self) -> int:
        """The day of the latest event, snapshots included."""
        latest = self.quoted.behind(self.quoted.indicator, self.window, snapshots=True)
        return int(latest["event_date"][-1])

    @property
    def t(self) -> int:
        return day_of(self.quoted.as_of)

    @property
    def start(self) -> int:
        return self.t - self.width

    @property
    def born(self) -> int:
        return FOREVER if self.quoted.born is None else day_of(self.quoted.born)

    @cached_property
    def days(self) -> np.ndarray:
        return self.events["event_date"]

    @property
    def rows(self) -> np.ndarray:
        return self.events.row.astype(np.int32)

    @property
    def values(self) -> np.ndarray:
        return self.events["value"]

    @cached_property
    def other_days(self) -> np.ndarray:
        return self.other_events["event_date"]

    @property
    def other_rows(self) -> np.ndarray:
        return self.other_events.row.astype(np.int32)

    @property
    def agency(self) -> np.ndarray:
        return self.quoted.evidence.codes["agency"]

    @property
    def source(self) -> np.ndarray:
        return self.quoted.evidence.codes["source"]

    @property
    def spell(self) -> np.ndarray:
        return self.quoted.evidence.codes["spell_id"]

    @property
    def covered_from(self) -> np.ndarray:
        return self._covered_runs[0]

    @property
    def covered_to(self) -> np.ndarray:
        return self._covered_runs[1]

    @cached_property
    def _covered_runs(self) -> tuple[np.ndarray, np.ndarray]:
        evidence = self.quoted.evidence
        return covered_runs(evidence.coverage, tables_of(self.quoted.entry.events, evidence.vocabulary))


_FIELDS = {field.name: (measure, field) for measure in MEASURES.values() for field in measure.fields}


def figures_of(quoted: Quoted, fields: Iterable[str]) -> dict[str, Figure]:
    """Return the figures that a sentence names (`measures.FIELDS`): counts as int, numbers as float, dates, courses as tuples.

    At least one event has to be counted. A figure that cannot be given is left out.
    """
    found: dict[str, Figure] = {}
    for name in fields:
        if name in _FIELDS:
            measure, field = _FIELDS[name]
            window = QuotedWindow(quoted, measure)
            figure = field.figure(window) if field.figure else _measured(window)
            if isinstance(figure, dt.date | tuple):
                found[name] = figure
            elif figure is not None and not math.isnan(figure):
                found[name] = int(figure) if field.kind == "count" else float(figure)
    return found


def _measured(window: QuotedWindow) -> float | None:
    """Return the measure of a quoted window by its kernel."""
    kernel = window.measure.kernel
    return kernel(*(getattr(window, name) for name in signature(kernel).parameters)) if kernel else None
