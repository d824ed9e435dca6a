"""Warnings about people in a file of children who were grown up, or not yet expected, at each of their records."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

_GROWN_UP = 26  # years; councils support care leavers until they are 25


def warnings_of_ages(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a warning that counts the children (tables children, events) whose first record lies 26 years or more after birth.

    They may be parents or workers, or their years of birth may be misread. They stay: only their source knows.
    """
    births = tables["children"].set_index("child_id")["birth_month"].dropna()
    first = tables["events"].groupby("child_id")["event_date"].min().reindex(births.index).dropna()
    grown_up = int((first >= births[first.index] + pd.DateOffset(years=_GROWN_UP)).sum())
    if not grown_up:
        return []
    return [
        f"WARNING: {grown_up:,} of {len(first):,} children with a month of birth were {_GROWN_UP} years or older at their first "
        "record. If they are parents or workers, take them out; if their births are mistyped, mend them where they come from."
    ]
