"""Small groups of children in the pseudonymised tables: k-anonymity over month of birth, sex, ethnicity and area."""

from __future__ import annotations

from typing import Any

import pandas as pd

OVER = ("birth_month", "sex", "ethnicity", "area")
_NOT_RECORDED = "not recorded"


def small_cells(children: pd.DataFrame, protected: pd.DataFrame, k: int) -> dict[str, Any]:
    """Return how many children are in classes of fewer than k children with one month of birth, sex, ethnicity and area.

    "Not recorded" counts as a value. The result holds counts and identifies no class: `children_in_small_classes` for the
    tables as they are, and what it would be without each characteristic, or with the year of birth only.
    """
    both = children[["child_id", "birth_month", "area"]].merge(
        protected[["child_id", "sex", "ethnicity"]], on="child_id", how="left"
    )
    values = both[list(OVER)].astype("str").replace("unknown", _NOT_RECORDED).fillna(_NOT_RECORDED)
    years = values.assign(birth_month=values["birth_month"].str[:4])
    sizes = _sizes(values, list(OVER))
    classes = values.drop_duplicates()
    return {
        "k": k,
        "over": list(OVER),
        "children": len(values),
        "classes": len(classes),
        "small_classes": int((sizes[classes.index] < k).sum()),
        "children_in_small_classes": int((sizes < k).sum()),
        "children_alone_in_their_class": int((sizes == 1).sum()),
        "children_in_small_classes_with_year_of_birth": int((_sizes(years, list(OVER)) < k).sum()),
        "children_in_small_classes_without": {
            name: int((_sizes(values, [other for other in OVER if other != name]) < k).sum()) for name in OVER
        },
    }


def _sizes(values: pd.DataFrame, over: list[str]) -> pd.Series:
    """Return the number of children in the class of each child."""
    sizes: pd.Series = values.groupby(over)["birth_month"].transform("size")
    return sizes
