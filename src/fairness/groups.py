"""Groups of points: by each characteristic, and by pairs of characteristics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..models.groups import AGES, NOT_KNOWN, Groups, every_group
from .characteristics import UNKNOWN, Characteristic, characteristics, groups_of_vocabulary

Chronology = dict[str, pd.DataFrame]


def groups_of_points(points: pd.DataFrame, protected: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary) -> Groups:
    """Return the groups of some points by every characteristic.

    Parameters
    ----------
    points : point_id, child_id, as_of, agencies.
    protected : as returned by `read_characteristics`; people without a row are people of whom nothing is recorded.
    chronology : the canonical tables children, events and event_codes.

    Returns
    -------
    dict : by characteristic, by group in the order of the page: which rows belong to it (a mask), which may be none of them. A
        point with several sources belongs to each of them.
    """
    groups_of_points = every_group(points, chronology["children"])
    known = groups_of_vocabulary(vocabulary)
    return {
        name: _groups(name, one, points, protected, chronology, groups_of_points, list(known[name]))
        for name, one in characteristics().items()
        if name in known
    }


def _groups(
    name: str,
    one: Characteristic,
    points: pd.DataFrame,
    protected: pd.DataFrame,
    chronology: Chronology,
    groups_of_points: Groups,
    known: list[str],
) -> dict[str, np.ndarray]:
    if one.taken_from in ("age", "area", "source"):
        return {UNKNOWN if group == NOT_KNOWN else group: rows for group, rows in groups_of_points[one.taken_from].items()}
    if one.taken_from == "record":
        values = recorded_before(points, chronology["events"], chronology["event_codes"], one.record)
    elif one.taken_from == "unborn":
        values = _unborn(groups_of_points["age"], len(points))
    else:
        values = protected[name].reindex(points["child_id"]).fillna(UNKNOWN).to_numpy(object)
    return {group: values == group for group in known}


def _unborn(by_age: Mapping[str, np.ndarray], number: int) -> np.ndarray:
    none = np.zeros(number, bool)
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


def rows_of(groups: Groups, chosen: np.ndarray) -> Groups:
    """Return every group among some of the rows (a mask)."""
    return {kind: {name: rows[chosen] for name, rows in by_name.items()} for kind, by_name in groups.items()}


def comparable(groups: Groups) -> Groups:
    """Return the groups that have a row, of the characteristics by which two of them or more can be compared."""
    kept = {kind: {name: rows for name, rows in by_name.items() if rows.any()} for kind, by_name in groups.items()}
    return {kind: by_name for kind, by_name in kept.items() if len(by_name) > 1}


def part_of(groups: Groups, chosen: np.ndarray) -> Groups:
    """Return the groups of some of the rows (a mask), without groups that have no row left, or no other group to compare with."""
    return comparable(rows_of(groups, chosen))


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
