"""Groups of points by age, area, year and source, for figures that are given by group; and where each point is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.one_run import rows_of

AGES = {"not yet born": -np.inf, "under 1": 0, "1 to 4": 1, "5 to 9": 5, "10 to 15": 10, "16 and over": 16}
NOT_KNOWN = "not known"

Groups = dict[str, dict[str, np.ndarray]]
"""By kind, by name: which points belong to the group (a mask)."""


def every_group(points: pd.DataFrame, children: pd.DataFrame) -> Groups:
    """Return the groups of the points by age, area, year and source; a point with several sources belongs to each of them.

    Parameters
    ----------
    points : child_id, as_of, agencies. children : child_id, birth_month, area.

    Raises
    ------
    BadInput : a child of the points is not among the children: the tables are not of one run.
    """
    about = rows_of(points["child_id"], children, "children")
    years = ((points["as_of"] - about["birth_month"].to_numpy()).dt.days / 365.25).to_numpy()
    age = pd.cut(years, [*AGES.values(), np.inf], right=False, labels=list(AGES)).astype(object)
    sources = points["agencies"].where(points["agencies"] != "", NOT_KNOWN).str.split(";")
    names = sorted({name for of_point in sources for name in of_point})
    return {
        "age": _masks(pd.Series(age).where(~np.isnan(years), NOT_KNOWN), list(AGES)),
        "area": _masks(about["area"].fillna(NOT_KNOWN).astype(str)),
        "year": _masks(points["as_of"].dt.year.astype(str)),
        "source": {name: np.array([name in of_point for of_point in sources]) for name in names},
    }


def groups_of(points: pd.DataFrame, children: pd.DataFrame) -> Groups:
    """Return the groups of the points (see `every_group`), without kinds that have only one group."""
    return {kind: groups for kind, groups in every_group(points, children).items() if len(groups) > 1}


def account_of(groups: Groups, number: int) -> dict[str, dict[str, Any]]:
    """Return by characteristic where each of `number` points is: the points of every group, and how many are in none (JSON).

    Returns
    -------
    dict : points; groups (points by group, 0 among them); several, how many points count in more than one group, and again,
        how often they count beyond the first; none. So points = the sum of the groups - again + none.
    """
    return {kind: one_account(by_name, number) for kind, by_name in groups.items()}


def one_account(by_name: Mapping[str, np.ndarray], number: int) -> dict[str, Any]:
    """Return where each of `number` points is by one kind of groups (see `account_of`)."""
    times = np.sum([rows.astype(int) for rows in by_name.values()], axis=0) if by_name else np.zeros(number, int)
    return {
        "points": number,
        "groups": {name: int(rows.sum()) for name, rows in by_name.items()},
        "several": int((times > 1).sum()),
        "again": int(np.maximum(times - 1, 0).sum()),
        "none": int((times == 0).sum()),
    }


def _masks(values: pd.Series, order: list[str] | None = None) -> dict[str, np.ndarray]:
    """Return the mask of each value: in the order given, otherwise alphabetical, with unknown last."""
    ranks = {name: rank for rank, name in enumerate(order or [])}
    names = sorted(set(values), key=lambda name: (name == NOT_KNOWN, ranks.get(name, len(ranks)), name))
    return {str(name): (values == name).to_numpy() for name in names}
