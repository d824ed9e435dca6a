"""What was knowable about a child before a contact, in each view: on how many days, and by how many agencies, a worry."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...features.engine.columns import days
from ...features.matching import matches
from ...features.visibility import VIEW_DATES, sightings
from ...models.labels import Chronology
from ...params import View
from .definitions import Definitions, Pattern

HUB, PARTNERS, NEITHER = KNOWLEDGE = ("hub", "partners", "neither")


def knowable(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return for each point (child_id, as_of; any index) what could be read before its day.

    A worry counts by the day on which it happened, within the window of the pattern. Worries about a carer or the household
    count for every child who lived there on the day; those about brothers and sisters do not.

    Returns
    -------
    pandas.DataFrame : on the index of `points`: hub_days, hub_agencies, partnership_days, partnership_agencies (int64);
        knowledge: `hub` where the hub's own records held a repeated pattern, `partners` where only all records together
        did, else `neither`.
    """
    events = chronology["events"]
    worry = np.zeros(len(events), bool)
    for chosen in definitions.worries.events:
        worry |= matches(chosen, events, chronology["event_codes"], vocabulary)
    kept = worry | events["replaces"].isin(events.loc[worry, "event_id"]).to_numpy()
    part, is_worry = events[kept].reset_index(drop=True), worry[kept]
    window = definitions.pattern.window_days
    counts = [_counts(points, part, is_worry, chronology["households"], view, window, vocabulary) for view in VIEW_DATES]
    found = pd.concat(counts, axis=1)
    hub, together = (_holds(found, view, definitions.pattern) for view in ("hub", "partnership"))
    return found.assign(knowledge=np.select([hub, together], [HUB, PARTNERS], NEITHER))


def _holds(counts: pd.DataFrame, view: str, pattern: Pattern) -> pd.Series:
    return (counts[f"{view}_days"] >= pattern.days) & (counts[f"{view}_agencies"] >= pattern.agencies)


def _counts(
    points: pd.DataFrame,
    events: pd.DataFrame,
    is_worry: np.ndarray,
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
    )[is_worry[seen.event]]
    places = pd.Index(seen.children.to_pylist()).get_indexer(points["child_id"])
    ours = pd.DataFrame({"point": np.arange(len(points)), "child": places, "t": days(points["as_of"])})
    both = ours.merge(rows, on="child")
    readable = (both["seen_from"] < both["t"]) & (both["seen_to"] >= both["t"])
    both = both[readable & (both["day"] < both["t"]) & (both["day"] >= both["t"] - window)]
    counted = both.groupby("point").agg(days=("day", "nunique"), agencies=("agency", "nunique"))
    counted = counted.reindex(range(len(points)), fill_value=0).add_prefix(f"{view}_")
    return counted.set_axis(points.index)
