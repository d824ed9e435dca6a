"""The events that an indicator counts at a point, one child at a time: the rules of the engine, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..params import View
from .catalogue import Catalogue, window_days
from .engine.columns import codes
from .matching import kinds_of
from .seen import Seen, columns_of, day_of
from .visibility import OWN, SIBLING, VIEW_DATES, Sightings, sightings


@dataclass(frozen=True)
class Evidence:
    """A chronology prepared for looking up what was visible.

    sightings, and where those of each child begin and end; matrix (events x indicators, bool): which indicator selects which
    event.
    """

    events: pd.DataFrame
    coverage: pd.DataFrame
    sightings: Sightings
    rows_of: dict[str, tuple[int, int]]
    matrix: np.ndarray
    catalogue: Catalogue
    vocabulary: Vocabulary

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """The columns of the events as arrays."""
        return columns_of(self.events)

    @cached_property
    def codes(self) -> dict[str, np.ndarray]:
        """Each column of words that a measure reads, as a code for each event (int32; -1 where it is empty)."""
        return {name: codes(self.events, name)[0] for name in ("agency", "source", "spell_id")}

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The position of each indicator in the catalogue."""
        return {name: position for position, name in enumerate(self.catalogue.indicators)}

    @cached_property
    def about(self) -> tuple[np.ndarray, np.ndarray]:
        """Which indicators are about siblings, and which keep an event only until it is shared."""
        selections = [entry.events for entry in self.catalogue.indicators.values()]
        siblings = [events is not None and events.about == "siblings" for events in selections]
        return np.array(siblings), np.array([events is not None and events.unshared for events in selections])


def gather(
    chronology: dict[str, pd.DataFrame], catalogue: Catalogue, vocabulary: Vocabulary, view: View = "partnership"
) -> Evidence:
    """Prepare `chronology` (canonical tables) for `visible_at` and `records_behind`."""
    events = chronology["events"]
    kinds = kinds_of(catalogue, events, chronology["event_codes"], vocabulary)
    marks = kinds.taken_back[kinds.kind], kinds.siblings[kinds.kind]
    every = sightings(events, chronology["households"], view, *marks)
    rows_of = dict(zip(every.children.to_pylist(), pairwise(every.start.tolist()), strict=True))
    return Evidence(events, chronology["coverage"], every, rows_of, kinds.matrix[kinds.kind], catalogue, vocabulary)


def visible_at(evidence: Evidence, child_id: str, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return what was visible about a child at `as_of`, in time order: the records of `seen_at` that are not about siblings.

    Returns
    -------
    pandas.DataFrame : the columns of `events`, with row (position in `events`), today, own and in_hub as in `Seen`.
    """
    seen = seen_at(evidence, child_id, as_of)
    seen = seen.take(~seen.sibling)
    return evidence.events.iloc[seen.row].assign(row=seen.row, today=seen.today, own=seen.own, in_hub=seen.in_hub)


def seen_at(evidence: Evidence, child_id: str, as_of: pd.Timestamp) -> Seen:
    """Return everything that an indicator of a child could count at `as_of`, in time order."""
    a, b = evidence.rows_of.get(child_id, (0, 0))
    every, t, columns = evidence.sightings, day_of(as_of), evidence.columns
    rows, through, day = every.event[a:b], every.through[a:b], every.day[a:b]
    contact = (columns["event_type"][rows] == evidence.vocabulary.index) & (through == OWN)
    today = (day == t) & contact
    before = (every.seen_from[a:b] < t) & (day < t)
    keep = (before | today) & (every.seen_to[a:b] >= t)
    rows, through, today = rows[keep], through[keep], today[keep]
    in_hub = (columns[VIEW_DATES["hub"]][rows] < t) | today
    return Seen(columns, rows, today, through == OWN, through == SIBLING, in_hub)


def indicators_counting(evidence: Evidence, seen: Seen) -> np.ndarray:
    """Return records x indicators (bool): which indicators count each record, whatever the window."""
    siblings, unshared = evidence.about
    selected = evidence.matrix[seen.row] & (seen.sibling[:, None] == siblings)
    counting: np.ndarray = selected & ~(seen.in_hub[:, None] & unshared)
    return counting


def records_behind(
    evidence: Evidence,
    seen: Seen,
    as_of: pd.Timestamp,
    indicator: str,
    window: str,
    snapshots: bool = False,
    counts: np.ndarray | None = None,
) -> Seen:
    """Return the records that `indicator` counts in `window`, with or without snapshots.

    `counts` is what `indicators_counting` returns for `seen`, if the caller has it.
    """
    counts = indicators_counting(evidence, seen) if counts is None else counts
    counted = counts[:, evidence.place_of[indicator]]
    if not snapshots:
        counted = counted & ~seen["is_snapshot"]
    if window_days(window) == 0:
        return seen.take(counted & seen.today)
    t, day = day_of(as_of), seen["event_date"]
    return seen.take(counted & (day >= t - window_days(window)) & (day < t))
