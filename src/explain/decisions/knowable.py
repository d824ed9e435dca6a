"""What was knowable about a child before a contact, in each view: days and agencies with records of possible neglect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...chronology.one_run import are_among
from ...chronology.vocabulary import Vocabulary
from ...features.engine.columns import days
from ...features.matching import matches
from ...features.selection import Selection
from ...features.visibility import VIEW_DATES, sightings
from ...models.labels import Chronology
from ...params import View
from .definitions import Definitions, Pattern

HUB, PARTNERS, NEITHER = KNOWLEDGE = ("hub", "partners", "neither")


def knowable(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return for each point (child_id, as_of; any index) what could be read before its day.

    A record counts by the day on which it happened, within the window of the pattern. Those about a carer or the household
    count for every child who lived there on the day; those about brothers and sisters do not.

    Returns
    -------
    pandas.DataFrame : on the index of `points`: hub_days, hub_agencies, partnership_days, partnership_agencies (int64);
        knowledge: `hub` where the hub's own records held a repeated pattern, `partners` where only all records together
        did, else `neither`.
    """
    events = chronology["events"]
    counted = matches_any(definitions.possible_neglect.events, events, chronology["event_codes"], vocabulary)
    kept = counted | are_among(events["replaces"], events.loc[counted, "event_id"]).to_numpy()
    relevant, is_counted = events[kept].reset_index(drop=True), counted[kept]
    window = definitions.pattern.window_days
    by_view = [
        _day_counts(points, relevant, is_counted, chronology["households"], view, window, vocabulary) for view in VIEW_DATES
    ]
    found = pd.concat(by_view, axis=1)
    hub, together = (_has_pattern(found, view, definitions.pattern) for view in ("hub", "partnership"))
    return found.assign(knowledge=np.select([hub, together], [HUB, PARTNERS], NEITHER))


def matches_any(
    selections: Sequence[Selection], events: pd.DataFrame, event_codes: pd.DataFrame, vocabulary: Vocabulary
) -> np.ndarray:
    """Return which events at least one of the selections matches (bool, one an event)."""
    matched = np.zeros(len(events), bool)
    for selection in selections:
        matched |= matches(selection, events, event_codes, vocabulary)
    return matched


def _has_pattern(found: pd.DataFrame, view: View, pattern: Pattern) -> pd.Series:
    return (found[f"{view}_days"] >= pattern.days) & (found[f"{view}_agencies"] >= pattern.agencies)


def _day_counts(
    points: pd.DataFrame,
    events: pd.DataFrame,
    is_counted: np.ndarray,
    households: pd.DataFrame,
    view: View,
    window: int,
    vocabulary: Vocabulary,
) -> pd.DataFrame:
    """Return <view>_days and <view>_agencies of each point."""
    seen = sightings(events, households, view, (events["event_type"] == vocabulary.withdrawal).to_numpy(bool))
    rows = pd.DataFrame(
        {
            "child": np.repeat(np.arange(len(seen.children)), np.diff(seen.start)),
            "day": seen.day,
            "seen_from": seen.seen_from,
            "seen_to": seen.seen_to,
            "agency": events["agency"].to_numpy()[seen.event],
        }
    )[is_counted[seen.event]]
    children = pd.Index(seen.children.to_pylist()).get_indexer(points["child_id"])
    positions = pd.DataFrame({"point": np.arange(len(points)), "child": children, "t": days(points["as_of"])})
    pairs = positions.merge(rows, on="child")
    readable = (pairs["seen_from"] < pairs["t"]) & (pairs["seen_to"] >= pairs["t"])
    pairs = pairs[readable & (pairs["day"] < pairs["t"]) & (pairs["day"] >= pairs["t"] - window)]
    counts = pairs.groupby("point").agg(days=("day", "nunique"), agencies=("agency", "nunique"))
    return counts.reindex(range(len(points)), fill_value=0).add_prefix(f"{view}_").set_axis(points.index)
