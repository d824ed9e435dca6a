"""The as-of engine: every indicator as it was knowable at each point (design sections 1 and 4).

Definitions, for an indicator's events about the child that are visible at t (`visibility.py`) and in the window
[t - w, t) by event date; ties go by event date, known date, event id:

- count: how many. distinct_agencies: how many different agencies. sum: of their values.
- share_of X: count divided by the count of X in the same window; unknown where X has none.
- last, mean, min, max: of the values that are recorded; unknown where there is none.
- days_since (in the longest window): whole days from the latest event to t; where there is none, days since coverage
  began, at most the window: a lower bound, marked by a count of 0.

Snapshot rows tell days_since only. The window `contact` holds the day's own contact rows and nothing else. A window is
unknown (NaN) if no day of it is covered by a table of any of the indicator's event types. `age` is in years of 365.25
days from the birth month; negative before an expected birth.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from . import kernel
from .catalogue import MEASURES, Catalogue, event_types_of, window_days
from .matching import match_matrix
from .visibility import View, days, sightings


def compute_features(
    points: pd.DataFrame,
    chronology: dict[str, pd.DataFrame],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    view: View = "partnership",
) -> pd.DataFrame:
    """Return the feature matrix at `points`.

    Parameters
    ----------
    points : point_id, child_id, as_of (datetime64).
    chronology : canonical tables events, event_codes, children, households, coverage.
    catalogue, vocabulary : what to compute, and the words of the chronology.
    view : whose knowledge: `partnership` or `hub`.

    Returns
    -------
    pandas.DataFrame : point_id and one float32 column a feature, rows as in `points`. NaN is unknown.
    """
    seen = sightings(chronology["events"], chronology["households"], view, vocabulary.withdrawal)
    names = pd.Index(seen["child_id"].unique())
    order = np.argsort(names.get_indexer(points["child_id"]), kind="stable")
    found = _empty(len(points), catalogue)
    children = _child_numbers(points["child_id"], names)
    known = children >= 0
    arguments = _event_arrays(seen, names, chronology, catalogue, vocabulary) | _slot_arrays(chronology, catalogue, vocabulary)
    for rows in np.array_split(order, max(1, len(order) // 50_000)):
        part = np.empty((len(rows), found.shape[1]), np.float32)
        kernel.fill_features(np.where(known, children, len(names))[rows], days(points["as_of"])[rows], **arguments, features=part)
        found[rows] = part
    frame = pd.DataFrame(found, columns=_kernel_names(catalogue))
    ages = _ages(points, chronology["children"])
    columns = {f.name: ages if f.measure == "years" else frame[f.name].to_numpy() for f in catalogue.features}
    return pd.DataFrame({"point_id": points["point_id"].to_numpy(), **columns})


def _kernel_names(catalogue: Catalogue) -> list[str]:
    return [feature.name for feature in catalogue.features if feature.measure != "years"]


def _empty(points: int, catalogue: Catalogue) -> np.ndarray:
    return np.full((points, len(_kernel_names(catalogue))), np.nan, np.float32)


def _child_numbers(child_ids: pd.Series, names: pd.Index) -> np.ndarray:
    return names.get_indexer(pd.Index(child_ids)).astype(np.int64)


def _event_arrays(
    seen: pd.DataFrame, names: pd.Index, chronology: dict[str, pd.DataFrame], catalogue: Catalogue, vocabulary: Vocabulary
) -> dict[str, np.ndarray]:
    """Return the sightings as arrays, and which indicators each one counts for. A last, empty child holds the unknown ones."""
    events = chronology["events"]
    event = seen["event"].to_numpy()
    matrix = match_matrix(catalogue, events, chronology["event_codes"], vocabulary)[event]
    starts = np.searchsorted(_child_numbers(seen["child_id"], names), np.arange(len(names) + 2))
    agencies = pd.Index(vocabulary.allowed("agency"))
    return {
        "child_start": starts.astype(np.int64),
        "event_day": seen["event_day"].to_numpy(np.int32),
        "visible_from": seen["visible_from"].to_numpy(np.int32),
        "visible_to": seen["visible_to"].to_numpy(np.int32),
        "is_index": (events["event_type"] == vocabulary.index).to_numpy()[event] & seen["own"].to_numpy(),
        "is_snapshot": events["is_snapshot"].to_numpy(bool)[event],
        "agency": agencies.get_indexer(pd.Index(events["agency"])).astype(np.int8)[event],
        "value": events["value"].to_numpy(np.float64)[event],
        "match_start": np.concatenate([[0], np.cumsum(matrix.sum(axis=1))]).astype(np.int64),
        "match_indicator": np.nonzero(matrix)[1].astype(np.int32),
    }


def _slot_arrays(chronology: dict[str, pd.DataFrame], catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, np.ndarray]:
    """Return the windows of each indicator, the days that its tables cover, and which slot and measure each feature is."""
    slots = [(name, window) for name, entry in catalogue.indicators.items() for window in entry.windows]
    number = {slot: place for place, slot in enumerate(slots)}
    indicators = list(catalogue.indicators)
    kinds = [event_types_of(entry.events, vocabulary) for entry in catalogue.indicators.values()]
    covered = [_covered(kind, chronology["coverage"], vocabulary) for kind in kinds]
    features = [feature for feature in catalogue.features if feature.measure != "years"]
    return {
        "slot_start": _offsets([len(entry.windows) for entry in catalogue.indicators.values()]),
        "slot_days": np.array([window_days(window) for _, window in slots], np.int64),
        "covered_start": _offsets([len(found) for found in covered]),
        "covered_from": np.concatenate([days(found["start"]) for found in covered]).astype(np.int64),
        "covered_to": np.concatenate([days(found["end"]) for found in covered]).astype(np.int64),
        "feature_slot": np.array([number[f.indicator, f.window] for f in features], np.int64),
        "feature_measure": np.array([MEASURES.index(f.measure) for f in features], np.int64),
        "feature_other": np.array([number.get((f.of or "", f.window), -1) for f in features], np.int64),
        "slot_indicator": np.array([indicators.index(name) for name, _ in slots], np.int64),
    }


def _covered(kinds: list[str], coverage: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    tables = {vocabulary.event_types[kind].table for kind in kinds}
    return coverage[coverage["table"].isin(tables)]


def _offsets(lengths: list[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _ages(points: pd.DataFrame, children: pd.DataFrame) -> np.ndarray:
    """Return the age in years at each point from the birth month (float32; NaN where it is not recorded)."""
    born = points["child_id"].map(children.set_index("child_id")["birth_month"])
    return ((points["as_of"] - born).dt.days / 365.25).to_numpy(np.float32)
