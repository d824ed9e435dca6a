"""Operating points: who is looked at again, under a name. Every page that quotes such a figure takes it from `operating_points`.

The hub's own weekly capacity leads. What is counted are review units: points of one family on one day count once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...wording.operating_points import BAND, NAMES, RULE_SHARE, SHARE, WEEKLY, OperatingPoint
from ..comparators.logistic import LOGISTIC
from ..resampling import FamilyDraws
from .estimates import Stated, share_of, stated
from .ranking import rank
from .scores import MODEL, RULE, review_units

COMPARED = (MODEL, RULE, LOGISTIC)


def further_points(test: pd.DataFrame, drawn: FamilyDraws, share: float) -> dict[str, Any]:
    """Return the operating points besides the weekly capacity (JSON): the attention band, a share, and the rule's own share.

    Parameters
    ----------
    test : what `scores.with_scores` returns. share : of the review units, at which the fairness audit compares groups.
    """
    units = review_units(test)
    in_band = test.groupby("review_unit", sort=True)["attention"].max().to_numpy(float)
    found = {
        BAND: _figures(units, in_band.mean(), {MODEL: _chosen(units, in_band, drawn)}),
        SHARE: _at_share(units, share, drawn),
    }
    named = float(units[RULE].mean()) if RULE in units else 0.0
    return found | ({RULE_SHARE: _at_share(units, named, drawn)} if 0 < named < 1 else {})


def operating_points(evaluation: Mapping[str, Any]) -> list[OperatingPoint]:
    """Return every operating point that a run's evaluation holds, the hub's weekly capacity first; none if too few tell.

    Parameters
    ----------
    evaluation : what evaluation.json holds.
    """
    details = evaluation["details"]
    if "weekly" not in details or not details["enough_families"]:
        return []
    found = {WEEKLY: details["weekly"], **details.get("operating_points", {})}
    return [
        OperatingPoint(
            name,
            one["units_looked_at"],
            one["units"],
            one.get("units_followed"),
            one["ways"],
            one.get("share"),
            one.get("per_week"),
        )
        for name, one in ((name, found[name]) for name in NAMES if name in found)
    ]


def _at_share(units: pd.DataFrame, share: float, drawn: FamilyDraws) -> dict[str, Any]:
    draws, labels = drawn.of(units["family"].to_numpy()), units["label"].to_numpy()
    ways: dict[str, dict[str, Stated]] = {}
    for method in (name for name in COMPARED if name in units):
        ranked = rank(units[method].to_numpy(), labels, draws, [share])
        ways[method] = {"precision": stated(ranked.precision()[:, 0]), "recall": stated(ranked.recall()[:, 0])}
    return _figures(units, share, ways)


def _chosen(units: pd.DataFrame, chosen: np.ndarray, drawn: FamilyDraws) -> dict[str, Stated]:
    labels = units["label"].to_numpy()
    looked_at, found, positives = drawn.of(units["family"].to_numpy()).sums(np.column_stack([chosen, chosen * labels, labels])).T
    return {"precision": stated(share_of(found, looked_at)), "recall": stated(share_of(found, positives))}


def _figures(units: pd.DataFrame, share: float, ways: dict[str, dict[str, Stated]]) -> dict[str, Any]:
    return {
        "share": {"value": round(float(share), 4), "low": None, "high": None},
        "units": len(units),
        "units_looked_at": round(float(share) * len(units)),
        "units_followed": int(units["label"].sum()),
        "ways": ways,
    }
