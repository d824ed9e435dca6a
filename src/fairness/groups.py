"""Groups of points: by each characteristic, and by pairs of characteristics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from ..models.groups import AGES, NOT_KNOWN, Groups, groups_of
from .characteristics import UNKNOWN, Characteristic, characteristics

Chronology = dict[str, pd.DataFrame]


def groups_of_points(points: pd.DataFrame, protected: pd.DataFrame, chronology: Chronology) -> Groups:
    """Return the groups of some points by every characteristic that these data record.

    Parameters
    ----------
    points : point_id, child_id, as_of, agencies.
    protected : as returned by `read_characteristics`.
    chronology : the canonical tables children, events and event_codes.

    Returns
    -------
    dict : by characteristic, by group in the order of the page: which rows belong to it (a mask). A point with several sources
        belongs to each of them. A characteristic with a single group, because nothing else is recorded, is left out.
    """
    found = {name: _groups(name, one, points, protected, chronology) for name, one in characteristics().items()}
    return {name: groups for name, groups in found.items() if len(groups) > 1}


def _groups(
    name: str, one: Characteristic, points: pd.DataFrame, protected: pd.DataFrame, chronology: Chronology
) -> dict[str, np.ndarray]:
    if one.taken_from in ("age", "area", "source"):
        known = groups_of(points, chronology["children"]).get(one.taken_from, {})
        return {UNKNOWN if group == NOT_KNOWN else group: rows for group, rows in known.items()}
    if one.taken_from == "record":
        values = recorded_before(points, chronology["events"], chronology["event_codes"], one.record)
    elif one.taken_from == "unborn":
        values = _unborn(points, chronology["children"])
    else:
        values = protected[name].reindex(points["child_id"]).fillna(UNKNOWN).to_numpy(object)
    return {group: values == group for group in one.groups if (values == group).any()}


def _unborn(points: pd.DataFrame, children: pd.DataFrame) -> np.ndarray:
    by_age = groups_of(points, children).get("age", {})
    none = np.zeros(len(points), bool)
    youngest = next(iter(AGES))
    return np.select([by_age.get(youngest, none), by_age.get(NOT_KNOWN, none)], ["yes", UNKNOWN], "no").astype(object)


def recorded_before(points: pd.DataFrame, events: pd.DataFrame, codes: pd.DataFrame, wanted: dict[str, list[str]]) -> np.ndarray:
    """Return "yes" for each point that has a record with one of these codes, readable before its day, else "no".

    Parameters
    ----------
    wanted : codes by code system. A record that was later corrected or withdrawn counts until then (design rule 1).
    """
    coded = pd.concat([codes[(codes["system"] == system) & codes["code"].isin(names)] for system, names in wanted.items()])
    until = events[events["replaces"].notna()].groupby("replaces")["known_date"].min()
    records = events.loc[events["event_id"].isin(coded["event_id"]), ["event_id", "child_id", "event_date", "known_date"]]
    records = records.assign(until=until.reindex(records["event_id"]).to_numpy())
    both = points[["point_id", "child_id", "as_of"]].merge(records, on="child_id")
    day = both["as_of"]
    readable = (both["event_date"] < day) & (both["known_date"] < day) & ~(both["until"] < day)
    return np.where(points["point_id"].isin(both.loc[readable, "point_id"]), "yes", "no").astype(object)


def part_of(groups: Groups, chosen: np.ndarray) -> Groups:
    """Return the groups of some of the rows (a mask), without groups that have no row left, or no other group to compare with."""
    kept = {
        kind: {name: rows[chosen] for name, rows in by_name.items() if rows[chosen].any()} for kind, by_name in groups.items()
    }
    return {kind: by_name for kind, by_name in kept.items() if len(by_name) > 1}


Pair = tuple[tuple[str, str], tuple[str, str]]
"""Two groups, each as characteristic and name."""


def pairs_of(groups: Groups) -> Iterator[tuple[Pair, np.ndarray]]:
    """Yield every pair of groups of two characteristics that has a row, and its rows; age and unborn are one characteristic."""
    for one, other in combinations(groups, 2):
        if {one, other} == {"age", "unborn"}:
            continue
        for first, in_first in groups[one].items():
            for second, in_second in groups[other].items():
                if (rows := in_first & in_second).any():
                    yield ((one, first), (other, second)), rows
