"""The events behind an indicator at a point: the same rules as the engine, one child at a time, for people to read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .catalogue import Catalogue, window_days
from .matching import about_siblings, match_matrix
from .visibility import OWN, SIBLING, VIEW_DATES, View, days, sightings


@dataclass(frozen=True)
class Evidence:
    """A chronology prepared for looking up what was visible: sightings by child, and which indicator matches which event."""

    events: pd.DataFrame
    coverage: pd.DataFrame
    seen: pd.DataFrame
    rows_of: dict[str, tuple[int, int]]
    matrix: np.ndarray
    catalogue: Catalogue
    vocabulary: Vocabulary


def gather(
    chronology: dict[str, pd.DataFrame], catalogue: Catalogue, vocabulary: Vocabulary, view: View = "partnership"
) -> Evidence:
    """Prepare `chronology` (canonical tables) for `visible_at` and `behind`."""
    events = chronology["events"]
    matrix = match_matrix(catalogue, events, chronology["event_codes"], vocabulary)
    siblings = about_siblings(catalogue, matrix)
    seen = sightings(events, chronology["households"], view, vocabulary.withdrawal, siblings)
    first = np.flatnonzero(~seen["child_id"].duplicated()).tolist()
    rows_of = {str(seen["child_id"].iloc[a]): (a, b) for a, b in zip(first, [*first[1:], len(seen)], strict=False)}
    return Evidence(events, chronology["coverage"], seen, rows_of, matrix, catalogue, vocabulary)


def visible_at(evidence: Evidence, child_id: str, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return what was visible about a child at `as_of`: the rows of `seen_at` that are not about siblings."""
    seen = seen_at(evidence, child_id, as_of)
    return seen[~seen["sibling"].to_numpy(bool)]


def seen_at(evidence: Evidence, child_id: str, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return everything that an indicator of a child could count at `as_of`, in time order.

    Returns
    -------
    pandas.DataFrame : the columns of `events`, with row (its place in `events`), own (False where it came through the
        household), sibling (True where it is about another child of the household, for an indicator about siblings), today
        (True for the day's own contact rows) and in_hub (True where it had reached the hub before).
    """
    a, b = evidence.rows_of.get(child_id, (0, 0))
    seen = evidence.seen.iloc[a:b]
    t = int(days(pd.Series([as_of]))[0])
    rows, through = seen["event"].to_numpy(), seen["through"].to_numpy()
    contact = (evidence.events["event_type"].iloc[rows] == evidence.vocabulary.index).to_numpy() & (through == OWN)
    today = (seen["event_day"] == t).to_numpy() & contact
    before = ((seen["visible_from"] < t) & (seen["event_day"] < t)).to_numpy()
    keep = (before | today) & (seen["visible_to"] >= t).to_numpy()
    found: pd.DataFrame = evidence.events.iloc[rows[keep]].copy()
    found["row"], found["today"] = rows[keep], today[keep]
    found["own"], found["sibling"] = through[keep] == OWN, through[keep] == SIBLING
    found["in_hub"] = (found[VIEW_DATES["hub"]] < as_of) | found["today"]
    return found


def counts_for(evidence: Evidence, seen: pd.DataFrame) -> np.ndarray:
    """Return rows of `seen_at` x indicators (bool): for which indicators each row counts, whatever the window."""
    chosen = [entry.events for entry in evidence.catalogue.indicators.values()]
    siblings = np.array([events is not None and events.about == "siblings" for events in chosen])
    unshared = np.array([events is not None and events.unshared for events in chosen])
    there = evidence.matrix[seen["row"].to_numpy()] & (seen["sibling"].to_numpy(bool)[:, None] == siblings)
    found: np.ndarray = there & ~(seen["in_hub"].to_numpy(bool)[:, None] & unshared)
    return found


def behind(
    evidence: Evidence, seen: pd.DataFrame, as_of: pd.Timestamp, indicator: str, window: str, snapshots: bool = False
) -> pd.DataFrame:
    """Return the rows of `seen_at` that `indicator` counts in `window`, with or without snapshots."""
    place = list(evidence.catalogue.indicators).index(indicator)
    counted = counts_for(evidence, seen)[:, place] & (snapshots | ~seen["is_snapshot"].to_numpy(bool))
    if window_days(window) == 0:
        return seen.iloc[np.flatnonzero(counted & seen["today"].to_numpy())]
    start = as_of - pd.Timedelta(days=window_days(window))
    inside = counted & ((seen["event_date"] >= start) & (seen["event_date"] < as_of)).to_numpy()
    return seen.iloc[np.flatnonzero(inside)]
