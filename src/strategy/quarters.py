"""Every measure quarter by quarter, by age group and area: for the table, because there are too many for charts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..models.ratios import is_few
from .by_group import NOT_RECORDED, ages_of
from .counts import Counts, Place
from .definitions import Measure
from .months import QUARTER, name_of

KEY = ["by", "group", "quarter"]


def known_by_quarter(place: Place, tables: frozenset[str]) -> pd.DataFrame:
    """Return for each group and quarter `of` (months of children known by these tables) and `families`, indexed by KEY."""
    child, month = np.nonzero(place.known(tables))
    return _summed(pd.DataFrame({"child": child, "month": place.months[month], "counted": 0}), place)[["of", "families"]]


def quarters_of(measure: Measure, counts: Counts, place: Place, known: pd.DataFrame | None) -> pd.DataFrame:
    """Return a row for each group and whole quarter that has matured.

    Parameters
    ----------
    known : of a rate, what `known_by_quarter` returned.

    Returns
    -------
    pandas.DataFrame : by, group, from (the first month), counted, of, families; few (whether it rests on too few).
    """
    share = measure.kind != "rate"
    found = _summed(counts.rows.assign(counted=counts.rows["yes"]), place)
    if known is not None:
        found = known.join(found["counted"]).fillna({"counted": 0})
    months = set(place.months[counts.run].tolist())
    whole = [all(first + each in months for each in range(QUARTER)) for first in found.index.get_level_values("quarter")]
    found = found[np.array(whole, bool)].reset_index()
    few = [is_few(*row, share) for row in zip(found["counted"], found["of"], found["families"], strict=True)]
    first = [name_of(month) for month in found["quarter"]]
    return found.assign(few=few, **{"from": first}).drop(columns="quarter")


def _summed(rows: pd.DataFrame, place: Place) -> pd.DataFrame:
    """Return counted, of and families of each group and quarter. `rows` : child (place), month, counted."""
    child, month = rows["child"].to_numpy(np.int64), rows["month"].to_numpy(np.int64)
    areas = place.children["area"].fillna(NOT_RECORDED).to_numpy()
    groups = {"age": ages_of(place.children["birth_month"], child, month), "area": areas[child]}
    each = pd.DataFrame(
        {"quarter": month // QUARTER * QUARTER, "counted": rows["counted"].to_numpy(int), "family": place.family[child]}
    )
    parts = []
    for by, group in groups.items():
        grouped = each.assign(by=by, group=pd.Categorical(group)).groupby(KEY, observed=True)
        sums = grouped.agg(counted=("counted", "sum"), of=("counted", "size"), families=("family", "nunique"))
        parts.append(sums.reset_index().astype({"group": "str"}))
    return pd.concat(parts).set_index(KEY)
