"""What was recorded after a contact: who was asked, whether the child was seen or assessed, whether contact was made again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...features.matching import matches
from ...features.visibility import PRIVATE
from ...models.labels import Chronology, final, followed, known_states
from .definitions import Definitions, tables_of


def afterwards(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return what the records say of each point (child_id, as_of) from its day on, as they stood at the end.

    Returns
    -------
    pandas.DataFrame : on the index of `points`: one column for each entry of `after` (boolean; missing where the records do
        not cover the whole of that time), and assessment_open (bool): whether an assessment or enquiry was known to be open.
    """
    events, codes = final(chronology["events"], vocabulary.withdrawal), chronology["event_codes"]
    found: dict[str, pd.Series] = {}
    for name, looked_for in definitions.after.items():
        chosen = np.zeros(len(events), bool)
        for each in looked_for.events:
            chosen |= matches(each, events, codes, vocabulary)
        dated = events.loc[chosen, ["child_id", "event_date"]]
        there = _between(points, dated, -looked_for.from_days_before, looked_for.within_days)
        tables = tables_of(looked_for.events, vocabulary)
        covered = followed(points, chronology["coverage"], tables, looked_for.within_days)
        found[name] = there.astype("boolean").where(covered | there)
    found["assessment_open"] = known_states(points, chronology, definitions.open_assessment, vocabulary)
    return pd.DataFrame(found)


def _between(points: pd.DataFrame, events: pd.DataFrame, first: int, last: int) -> pd.Series:
    """Return whether a child has one of these events in some days, counted from the day of the point."""
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(events, on="child_id")
    gap = (both["event_date"] - both["as_of"]).dt.days
    return pd.Series(points.index.isin(both.loc[(gap >= first) & (gap <= last), "index"]), points.index)


def returned(
    points: pd.DataFrame, chronology: Chronology, within: list[int], vocabulary: Vocabulary
) -> tuple[pd.Series, pd.DataFrame]:
    """Return after how many days contact was next made about each child, and whether that was within some numbers of days.

    Returns
    -------
    Series : float, on the index of `points`; missing where no later contact is recorded.
    DataFrame : one boolean column for each number of days; missing where contacts are not covered for so long.
    """
    contacts = final(chronology["events"], vocabulary.withdrawal).query("event_type == @vocabulary.index")
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(contacts[["child_id", "event_date"]], on="child_id")
    gap = (both["event_date"] - both["as_of"]).dt.days
    soonest = gap[gap > 0].groupby(both["index"]).min().reindex(points.index).astype(float)
    table = vocabulary.event_types[str(vocabulary.index)].table
    covered = {days: followed(points, chronology["coverage"], {table}, days) for days in within}
    return soonest, pd.DataFrame({days: (soonest <= days).astype("boolean").where(covered[days]) for days in within})


def siblings_differ(points: pd.DataFrame, households: pd.DataFrame, closed: str) -> pd.Series:
    """Return whether, of children of one private household with a contact on one day, some were closed and others not.

    Parameters
    ----------
    points : child_id, as_of, decided (missing where no decision is recorded).

    Returns
    -------
    pandas.Series : boolean, on the index of `points`; missing where no other child of the household, as far as was known,
        had a contact with a decision on that day.
    """
    stays = households[households["kind"] == PRIVATE]
    decided = points.dropna(subset="decided").reset_index()[["index", "child_id", "as_of", "decided"]]
    both = decided.merge(stays, on="child_id")
    known = both["known_date"].fillna(both["start"]) < both["as_of"]
    ended = (both["end"] < both["as_of"]) & (both["end_known_date"].fillna(both["end"]) < both["as_of"])
    there = both[(both["start"] <= both["as_of"]) & known & ~ended].assign(closed=both["decided"] == closed)
    groups = there.groupby(["household_id", "as_of"])
    several = groups["child_id"].transform("nunique") > 1
    differ = groups["closed"].transform("nunique") > 1
    by_point = differ[several].groupby(there.loc[several, "index"]).any()
    return by_point.reindex(points.index).astype("boolean")
