"""How far recorded neglect follows true neglect in a simulated world: year by year, and by how much a child is watched.

Every child who lives in the world for a whole year counts for that year, and is neglected in it if so in at least half of its
months. Routine records are those that come whatever the care: health appointments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

ROUTINE = "appointment"
WATCHED = ("fewest", "some", "most")
LEAST_MONTHS, LEAST_SHARE = 12, 0.5


def recorded_and_true(truth: pd.DataFrame, recorded: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """Return true and recorded neglect by year and by how many routine records a child has in a year.

    Parameters
    ----------
    truth : child_id, month, in_neglect. recorded : child_id, day (datetime64): records that name neglect.
    events : child_id, event_type, event_date.

    Returns
    -------
    dict : by_year (year) and by_watch (routine records: fewest, some, most), whole years alone; each with children (child-years),
        neglected (of them, in truth), recorded (with a record that names neglect), found (of the neglected, recorded) and
        named_otherwise (recorded, of those who were not neglected).
    """
    years = _child_years(truth)
    keys = ["child_id", "year"]
    named = pd.DataFrame({"child_id": recorded["child_id"], "year": recorded["day"].dt.year}).drop_duplicates().assign(named=True)
    routine = events.loc[events["event_type"] == ROUTINE, ["child_id", "event_date"]]
    counts = routine.groupby(["child_id", routine["event_date"].dt.year.rename("year")]).size().rename("routine").reset_index()
    years = years.merge(named, on=keys, how="left").merge(counts, on=keys, how="left")
    years = years.assign(named=years["named"].notna(), routine=years["routine"].fillna(0))
    third = pd.cut(years["routine"].rank(method="first"), 3, labels=list(WATCHED)).astype(str)
    return {
        "by_year": [{"year": int(str(year)), **_counts(rows)} for year, rows in years.groupby("year")],
        "by_watch": [{"watched": name, **_counts(years[third == name])} for name in WATCHED],
    }


def _child_years(truth: pd.DataFrame) -> pd.DataFrame:
    """Return the whole years of each child in the world: child_id, year, neglected."""
    year = truth["month"].dt.year.rename("year")
    each = truth.groupby(["child_id", year], observed=True)["in_neglect"].agg(["size", "mean"]).reset_index()
    whole = each[each["size"] >= LEAST_MONTHS]
    return whole.assign(neglected=whole["mean"] >= LEAST_SHARE)[["child_id", "year", "neglected"]]


def _counts(rows: pd.DataFrame) -> Mapping[str, int]:
    neglected, named = rows["neglected"], rows["named"]
    return {
        "children": len(rows),
        "neglected": int(neglected.sum()),
        "recorded": int(named.sum()),
        "found": int((neglected & named).sum()),
        "named_otherwise": int((~neglected & named).sum()),
    }
