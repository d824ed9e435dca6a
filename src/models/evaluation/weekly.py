"""What a hub finds if it can review a fixed number of units a week; each outcome counts once.

The scores decide which units are reviewed: an interval shows how the findings would vary with the families.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..capacity import chances
from ..resampling import Draws, FamilyDraws
from .estimates import rounded, share_of, stated
from .scores import MODEL, review_units, scoring_methods


def by_week(test: pd.DataFrame, drawn: FamilyDraws, per_week: int) -> dict[str, Any]:
    """Return what each scoring method finds when the `per_week` highest units of every week are reviewed (JSON).

    A week with fewer units is reviewed in full. Units that tie at the limit are all reviewed with the same chance (the mean
    over random orders); the best and the worst order are given too.
    """
    units = review_units(test)
    weeks = units["as_of"].dt.to_period("W")
    size = weeks.value_counts()
    draws = drawn.of(units["family"].to_numpy())
    labels = units["label"].to_numpy()
    return {
        "per_week": per_week,
        "weeks": len(size),
        "weeks_looked_at_whole": int((size <= per_week).sum()),
        "units": len(units),
        "units_looked_at": int(size.clip(upper=per_week).sum()),
        "units_followed": int(labels.sum()),
        "ways": {name: _found(units, weeks, labels, name, per_week, draws) for name in scoring_methods(test)},
        "outcomes": per_outcome(test, units.assign(chosen=chances(units[MODEL], per_week, weeks)), drawn),
    }


def _found(units: pd.DataFrame, weeks: pd.Series, labels: np.ndarray, method: str, per_week: int, draws: Draws) -> dict[str, Any]:
    chosen = chances(units[method], per_week, weeks)
    reviewed, found, number, positives = draws.sums(np.column_stack([chosen, chosen * labels, np.ones(len(labels)), labels])).T
    precision = share_of(found, reviewed)
    figures = {
        "precision": stated(precision),
        "recall": stated(share_of(found, positives)),
        "lift": stated(share_of(precision, share_of(positives, number))) | {"of": round(float(found[0]))},
        "number to review": stated(share_of(reviewed, found), 1) | {"of": round(float(found[0]))},
    }
    for which, sign in (("best", 0.5), ("worst", -0.5)):
        order = units[method].rank(method="dense") + sign * labels
        in_order = float((chances(order, per_week, weeks) * labels).sum())
        figures["recall"][f"{which} order"] = rounded(in_order / max(labels.sum(), 1))
    return figures


def per_outcome(test: pd.DataFrame, units: pd.DataFrame, drawn: FamilyDraws) -> dict[str, Any] | None:
    """Return the number of outcomes, each once, and the share that a reviewed point came before (JSON).

    Parameters
    ----------
    units : review_unit and `chosen`, the chance that it is reviewed. None where the dates of outcomes are not known.
    """
    if "outcome_date" not in test:
        return None
    chosen = test["review_unit"].map(units.set_index("review_unit")["chosen"])
    followed = test.assign(chosen=chosen)[test["outcome_date"].notna()]
    outcomes = followed.groupby(["child_id", "outcome_date"]).agg(family=("family", "first"), chosen=("chosen", "max"))
    draws = drawn.of(outcomes["family"].to_numpy())
    found, number = draws.sums(np.column_stack([outcomes["chosen"], np.ones(len(outcomes))])).T
    return {"outcomes": len(outcomes), "recall": stated(share_of(found, number))}
