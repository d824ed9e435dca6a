"""A measure by age group and area: twelve months beside the baseline, with intervals whose unit is the family."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..models.ratios import ratio

AGES = ("unborn", "under 1 year", "1 to 4", "5 to 12", "13 to 17")
_FROM_MONTHS = (0, 12, 60, 156)
NOT_RECORDED = "not recorded"
Json = dict[str, Any]


def ages_of(births: pd.Series, child: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Return the age group of each child in each month, from the month of birth or when it is expected (text).

    Parameters
    ----------
    births : of every child (datetime64). child : places in `births`. month : months since 1970.
    """
    born = births.to_numpy("datetime64[M]").astype(np.int64)[child]
    group = np.array(AGES, object)[np.searchsorted(_FROM_MONTHS, month - born, side="right")]
    return np.where(births.isna().to_numpy()[child], NOT_RECORDED, group)


def by_group(parts: pd.DataFrame, families: np.ndarray, share: bool) -> dict[str, list[Json]]:
    """Return the figures of every group of every characteristic, in order: ages, other groups by name, not recorded.

    Parameters
    ----------
    parts : child (place), counted, of, and a column for each characteristic. families : of every child.
    """
    found = {}
    for name in parts.columns.drop(["child", "counted", "of"]):
        rows = []
        for group, those in groups_in_order(parts, str(name)):
            figures = ratio(those["counted"].to_numpy(), those["of"].to_numpy(), families[those["child"]], share)
            rows.append({"group": group} | figures)
        found[str(name)] = rows
    return found


def groups_in_order(parts: pd.DataFrame, name: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each group of a characteristic with its rows: ages by age, others by name, not recorded last."""
    groups = {str(group): rows for group, rows in parts.groupby(name)}
    order = [*(age for age in AGES if age in groups), *sorted(set(groups) - {*AGES, NOT_RECORDED}), NOT_RECORDED]
    return ((group, groups[group]) for group in order if group in groups)
