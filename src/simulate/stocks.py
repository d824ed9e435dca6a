"""Counts on each 31 March, as in the national returns: children of the place, children in need, children on a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .parameters import ADULT

OPEN_WORK = (("assessment_start", "assessment_end"), ("cin_plan_start", "cin_plan_end"), ("cp_plan_start", "cp_plan_end"))
ON_A_PLAN = (OPEN_WORK[2],)
IN_CARE = (("cla_start", "cla_end"),)
POSSIBLE_SESSIONS = 380  # an assumption: 38 weeks of ten; whoever misses a tenth or more is persistently absent
SCHOOL_AGE = (5, 16)  # years; a pupil is within them for the whole school year


@dataclass(frozen=True)
class Stock:
    """Counts on one 31 March, as sets of child_id.

    Residents are under 18, alive, and have a home in the place; `known` is the number of them with a record of any agency.
    Children in need have open work or are in care.
    """

    day: pd.Timestamp
    residents: set[str]
    known: int
    in_need: set[str]
    on_a_plan: set[str]


def stocks(tables: Mapping[str, pd.DataFrame], of: Mapping[str, pd.DataFrame]) -> list[Stock]:
    """Count each 31 March from the second year of the records on.

    Parameters
    ----------
    tables : events, children, households and coverage.
    of : the events by type.
    """
    children, homes = tables["children"].set_index("child_id"), tables["households"]
    home_of = children.index.get_indexer(pd.Index(homes["child_id"]))
    first_known = tables["events"].groupby("child_id")["known_date"].min().reindex(children.index)
    adult = children["birth_month"] + pd.DateOffset(years=ADULT)
    start, end = tables["coverage"]["start"].min(), tables["coverage"]["end"].max()
    found = []
    for day in pd.date_range(start + pd.DateOffset(years=1), end, freq="YE-MAR", inclusive="left"):
        here = np.zeros(len(children), dtype=bool)
        here[home_of[(homes["start"] <= day) & ~(homes["end"] <= day)]] = True
        residents = here & (children["birth_month"] <= day) & (adult > day) & ~(children["death_month"] <= day)
        known = residents & (first_known <= day)
        in_need, on_a_plan = open_on(of, (*OPEN_WORK, *IN_CARE), day), open_on(of, ON_A_PLAN, day)
        found.append(Stock(day, set(children.index[residents]), int(known.sum()), in_need, on_a_plan))
    return found


def open_on(of: Mapping[str, pd.DataFrame], kinds: tuple[tuple[str, str], ...], day: pd.Timestamp) -> set[str]:
    """Return the children with something of these kinds that had started and not ended by `day`."""
    found: set[str] = set()
    for start, end in kinds:
        begun, ended = (of[kind].loc[of[kind]["event_date"] <= day, "child_id"].value_counts() for kind in (start, end))
        found |= set(begun.index[begun > ended.reindex(begun.index, fill_value=0)])
    return found


def persistently_absent(tables: Mapping[str, pd.DataFrame], of: Mapping[str, pd.DataFrame], counted: list[Stock]) -> pd.DataFrame:
    """Return for each pupil (child_id) whether they were `in_need`, and `absent` for a tenth of a year's sessions or more.

    The year is the last school year (September to August) that the records cover and in which there is a 31 March count;
    the table is empty if there is none.
    """
    start, end = tables["coverage"]["start"].min(), tables["coverage"]["end"].max()
    years = [(pd.Timestamp(one.day.year - 1, 9, 1), pd.Timestamp(one.day.year, 9, 1), one) for one in counted]
    covered = [year for year in years if start <= year[0] and year[1] <= end]
    if not covered:
        return pd.DataFrame({"in_need": [], "absent": []}, dtype=bool)
    first, after, stock = covered[-1]
    born = tables["children"].set_index("child_id")["birth_month"]
    youngest, oldest = (pd.DateOffset(years=age) for age in SCHOOL_AGE)
    pupils = sorted(stock.residents & set(born.index[(born + youngest <= first) & (born + oldest > after)]))
    weeks = of["attendance_week"]
    weeks = weeks[(weeks["event_date"] >= first) & (weeks["event_date"] < after)]
    mended = tables["events"]["replaces"].dropna()
    weeks = weeks[~weeks["event_id"].isin(mended)].drop_duplicates(["child_id", "event_date"])
    missed = weeks.groupby("child_id")["value"].sum().reindex(pupils, fill_value=0)
    in_need = missed.index.isin(list(stock.in_need))
    return pd.DataFrame({"in_need": in_need, "absent": missed >= POSSIBLE_SESSIONS / 10}, index=missed.index)
