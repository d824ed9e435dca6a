"""How many children stand out by what remains of them: k-anonymity over month of birth, sex, ethnicity and area."""

from __future__ import annotations

from typing import Any

import pandas as pd

OVER = ("birth_month", "sex", "ethnicity", "area")
_NOT_RECORDED = "not recorded"


def small_cells(children: pd.DataFrame, protected: pd.DataFrame, k: int) -> dict[str, Any]:
    """Return how many children share their month of birth, sex, ethnicity and area with fewer than k children, they counted too.

    What is not recorded counts as a value of its own. The answer holds counts, and names no class: `children_in_small_classes`
    as things are, and for each characteristic if it were left out, or the month of birth were a year.
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
    """Return for each child how many children are in its class."""
    sizes: pd.Series = values.groupby(over)["birth_month"].transform("size")
    return sizes
