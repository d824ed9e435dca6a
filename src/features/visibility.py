"""From when to when each event could be read, about whom (design rules 1 and 8, section 3).

Every event becomes one or more *sightings*: about one child, readable at every t with visible_from < t <= visible_to.
A correction ends the visibility of the row that it replaces; a carer- or household-scope event reaches every child who
lived in that household on the day, from when the membership was known. For indicators about siblings, child-scope events
reach the other children who lived in the same private household on the day, likewise.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

View = Literal["partnership", "hub"]
VIEW_DATES: dict[View, str] = {"partnership": "known_date", "hub": "shared_date"}
FOREVER = np.iinfo(np.int32).max
OWN, HOUSEHOLD, SIBLING = range(3)  # how an event comes to a child
PRIVATE = "private"  # the kind of household whose children are each other's siblings here


def days(dates: pd.Series) -> np.ndarray:
    """Return dates as days since 1970 (int32); an empty date is the largest int32."""
    found = dates.to_numpy("datetime64[D]")
    return np.where(np.isnat(found), FOREVER, found.astype(np.int64)).astype(np.int32)


def sightings(
    events: pd.DataFrame, households: pd.DataFrame, view: View, withdrawal: str | None, about_siblings: np.ndarray
) -> pd.DataFrame:
    """Return who could be seen in which event, and when.

    Parameters
    ----------
    events, households : canonical tables.
    view : `partnership` reads known_date, `hub` reads shared_date.
    withdrawal : the event type that takes an earlier event away and is none itself.
    about_siblings : for each event whether an indicator about siblings is about it (bool).

    Returns
    -------
    pandas.DataFrame : event (row number in `events`, int64), child_id, event_day, visible_from, visible_to (int32, days
        since 1970), through (OWN, HOUSEHOLD or SIBLING), ordered by child, event date, known date and event id.
    """
    when = days(events[VIEW_DATES[view]])
    own = pd.DataFrame(
        {
            "event": np.arange(len(events)),
            "child_id": events["child_id"],
            "event_day": days(events["event_date"]),
            "visible_from": when,
            "visible_to": _superseded(events, when),
            "through": OWN,
        }
    )
    own = own[(when < FOREVER) & (events["event_type"] != withdrawal).to_numpy()]
    scope = events["scope"].to_numpy()[own["event"]]
    shared = own[np.isin(scope, ["carer", "household"])]
    childs = own[about_siblings[own["event"]] & (scope == "child")]
    private = households[(households["kind"] == PRIVATE).to_numpy()]
    reached = [_reached(shared, households, HOUSEHOLD), _reached(childs, private, SIBLING)]
    found = pd.concat([own, *reached], ignore_index=True)
    order = {"known": days(events["known_date"])[found["event"]], "id": events["event_id"].to_numpy()[found["event"]]}
    found = found.assign(**order).sort_values(["child_id", "event_day", "known", "id", "visible_from"], ignore_index=True)
    return found.drop(columns=["known", "id"])


def _superseded(events: pd.DataFrame, when: np.ndarray) -> np.ndarray:
    """Return the day until which each event stands: that on which the first row that replaces it could be read."""
    corrections = pd.Series(when, index=events["replaces"])[events["replaces"].notna().to_numpy()]
    first = corrections.groupby(level=0).min()
    return events["event_id"].map(first).fillna(FOREVER).to_numpy(np.int32)


def _reached(shared: pd.DataFrame, households: pd.DataFrame, through: int) -> pd.DataFrame:
    """Return the sightings that members of a household have of these events of each other."""
    stays = households.dropna(subset=["start"])
    stays = pd.DataFrame(
        {
            "child_id": stays["child_id"],
            "household_id": stays["household_id"],
            "start": days(stays["start"]),
            "known": np.maximum(days(stays["known_date"].fillna(stays["start"])), days(stays["start"])),
            "end": days(stays["end"]),
            "end_known": days(stays["end_known_date"].fillna(stays["end"])),
        }
    )
    theirs = shared.merge(stays, on="child_id").query("start <= event_day")
    ours = stays.rename(columns=lambda name: name if name == "household_id" else f"member_{name}")
    both = theirs.merge(ours, on="household_id").query("member_start <= event_day and member_child_id != child_id")
    reached = pd.DataFrame(
        {
            "event": both["event"],
            "child_id": both["member_child_id"],
            "event_day": both["event_day"],
            "visible_from": both[["visible_from", "known", "member_known"]].max(axis=1),
            "visible_to": np.minimum(both["visible_to"], np.minimum(_believed_until(both, ""), _believed_until(both, "member_"))),
            "through": through,
        }
    )
    return _united(reached[reached["visible_from"] < reached["visible_to"]])


def _believed_until(both: pd.DataFrame, who: str) -> np.ndarray:
    """A stay that had ended by the day of the event still counts until its end is known (design section 3)."""
    return np.where(both[f"{who}end"] < both["event_day"], both[f"{who}end_known"], FOREVER).astype(np.int32)


def _united(reached: pd.DataFrame) -> pd.DataFrame:
    """Join overlapping intervals, so that an event that reaches a child by two ways counts once."""
    reached = reached.sort_values(["child_id", "event", "visible_from"], ignore_index=True)
    keys = [reached["child_id"], reached["event"]]
    before = reached.groupby(keys, sort=False)["visible_to"].cummax().groupby(keys, sort=False).shift(fill_value=-1)
    group = (reached["visible_from"] > before).cumsum()
    first = reached[~group.duplicated()].reset_index(drop=True)
    return first.assign(visible_to=reached.groupby(group, sort=False)["visible_to"].max().to_numpy(np.int32))
