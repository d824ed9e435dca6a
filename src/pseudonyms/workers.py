"""Workers in a chronology: the days on which the worker of a child changed, and never who it was."""

from __future__ import annotations

import pandas as pd

from ..chronology.tables import conform

EVENT = "worker_change"
SEEN = ("child_id", "day", "worker", "source", "source_ref", "known_basis")


def worker_changes(seen: pd.DataFrame) -> pd.DataFrame:
    """Return an event for each day on which no worker of a child is the same as on the previous day with a named worker.

    Parameters
    ----------
    seen : a row each time a source names the worker of a child (columns `SEEN`); known_basis is "extract" if the day is
        that of the extract, else "rule".
    """
    named = seen.dropna(subset=["child_id", "day", "worker"]).astype({"child_id": "str", "day": "datetime64[s]"})
    rows = named.sort_values(list(SEEN[:5]), kind="stable", ignore_index=True)
    day = rows.groupby(["child_id", "day"], sort=False).ngroup()
    before = rows.assign(place=day + 1)[["child_id", "place", "worker"]].drop_duplicates()
    again = rows.assign(place=day).merge(before, on=["child_id", "place", "worker"], how="left", indicator=True)
    stays = (again["_merge"] == "both").groupby(day).transform("any")
    first = day.groupby(rows["child_id"]).transform("min") == day
    changed = rows[~stays & ~first].drop_duplicates(["child_id", "day"])
    dates = dict.fromkeys(("event_date", "known_date", "shared_date"), changed["day"])
    keys = changed["child_id"] + "|" + changed["day"].dt.strftime("%Y-%m-%d")
    made = changed.assign(
        **dates, event_id=f"{EVENT}|" + keys, event_type=EVENT, held_by="csc", agency="csc", scope="child", is_snapshot=False
    )
    return conform(made.drop(columns=["day", "worker"]), "events")
