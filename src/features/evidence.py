"""The events behind an indicator at a point: the same rules as the kernel, one child at a time, for people to read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .catalogue import Catalogue, window_days
from .matching import match_matrix
from .visibility import VIEW_DATES, View, days, sightings


@dataclass(frozen=True)
class Evidence:
    """A chronology prepared for looking up what was visible: sightings by child, and which indicator matches which event."""

    events: pd.DataFrame
    seen: pd.DataFrame
    rows_of: dict[str, tuple[int, int]]
    matrix: np.ndarray
    indicators: list[str]
    index: str | None


def gather(
    chronology: dict[str, pd.DataFrame], catalogue: Catalogue, vocabulary: Vocabulary, view: View = "partnership"
) -> Evidence:
    """Prepare `chronology` (canonical tables) for `visible_at` and `behind`."""
    seen = sightings(chronology["events"], chronology["households"], view, vocabulary.withdrawal)
    first = np.flatnonzero(~seen["child_id"].duplicated()).tolist()
    rows_of = {str(seen["child_id"].iloc[a]): (a, b) for a, b in zip(first, [*first[1:], len(seen)], strict=False)}
    matrix = match_matrix(catalogue, chronology["events"], chronology["event_codes"], vocabulary)
    return Evidence(chronology["events"], seen, rows_of, matrix, list(catalogue.indicators), vocabulary.index)


def visible_at(evidence: Evidence, child_id: str, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return what was visible about a child at `as_of`, in time order.

    Returns
    -------
    pandas.DataFrame : the columns of `events`, with row (its place in `events`), own (False where it came through the
        household), today (True for the day's own contact rows) and in_hub (True where it had reached the hub before).
    """
    a, b = evidence.rows_of.get(child_id, (0, 0))
    seen = evidence.seen.iloc[a:b]
    t = int(days(pd.Series([as_of]))[0])
    rows = seen["event"].to_numpy()
    contact = (evidence.events["event_type"].iloc[rows] == evidence.index).to_numpy() & seen["own"].to_numpy()
    today = (seen["event_day"] == t).to_numpy() & contact
    before = ((seen["visible_from"] < t) & (seen["event_day"] < t)).to_numpy()
    keep = (before | today) & (seen["visible_to"] >= t).to_numpy()
    found: pd.DataFrame = evidence.events.iloc[rows[keep]].copy()
    found["row"], found["own"], found["today"] = rows[keep], seen["own"].to_numpy()[keep], today[keep]
    found["in_hub"] = (found[VIEW_DATES["hub"]] < as_of) | found["today"]
    return found


def behind(evidence: Evidence, visible: pd.DataFrame, as_of: pd.Timestamp, indicator: str, window: str) -> pd.DataFrame:
    """Return the rows of `visible` that `indicator` counts in `window` (snapshots left out)."""
    counted = evidence.matrix[visible["row"], evidence.indicators.index(indicator)] & ~visible["is_snapshot"].to_numpy(bool)
    if window_days(window) == 0:
        return visible.iloc[np.flatnonzero(counted & visible["today"].to_numpy())]
    start = as_of - pd.Timedelta(days=window_days(window))
    inside = counted & ((visible["event_date"] >= start) & (visible["event_date"] < as_of)).to_numpy()
    return visible.iloc[np.flatnonzero(inside)]
