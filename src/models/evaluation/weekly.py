"""What a hub finds that can look again at so many review units a week, and whom: each outcome counts once.

Which units are looked at is taken as given by the scores; an interval tells how what they hold would vary with the families.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..resampling import FamilyDraws
from .estimates import rounded, share_of, stated
from .scores import MODEL, review_units, ways_of_scoring


def by_week(test: pd.DataFrame, drawn: FamilyDraws, per_week: int) -> dict[str, Any]:
    """Return what each way of scoring finds when the `per_week` highest units of every week are looked at (JSON).

    A week with fewer units is looked at whole. Of units with the same score at the edge, each is looked at with the same
    chance (the mean over random orders); the best and the worst order are given too.
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
        "ways": {way: _found(units, weeks, labels, way, per_week, draws) for way in ways_of_scoring(test)},
        "outcomes": per_outcome(test, units.assign(chosen=chances(units[MODEL], weeks, per_week)), drawn),
    }


def chances(scores: pd.Series, weeks: pd.Series, per_week: int) -> np.ndarray:
    """Return the chance of each unit to be among the `per_week` highest of its week, equal scores in random order."""
    by = pd.DataFrame({"week": weeks, "score": scores})
    higher = by.groupby("week")["score"].rank(method="min", ascending=False) - 1
    tied = by.groupby(["week", "score"])["score"].transform("size")
    return np.asarray(((per_week - higher) / tied).clip(0, 1))


def _found(units: pd.DataFrame, weeks: pd.Series, labels: np.ndarray, way: str, per_week: int, draws: Any) -> dict[str, Any]:
    chosen = chances(units[way], weeks, per_week)
    looked, found, every, followed = draws.sums(np.column_stack([chosen, chosen * labels, np.ones(len(labels)), labels])).T
    precision = share_of(found, looked)
    told = {
        "precision": stated(precision),
        "recall": stated(share_of(found, followed)),
        "lift": stated(share_of(precision, share_of(followed, every))) | {"of": round(float(found[0]))},
        "number to review": stated(share_of(looked, found), 1) | {"of": round(float(found[0]))},
    }
    for which, sign in (("best", 0.5), ("worst", -0.5)):
        order = units[way].rank(method="dense") + sign * labels
        told["recall"][f"{which} order"] = rounded(float(chances(order, weeks, per_week) @ labels / max(labels.sum(), 1)))
    return told


def per_outcome(test: pd.DataFrame, units: pd.DataFrame, drawn: FamilyDraws) -> dict[str, Any] | None:
    """Return how many outcomes there were, each once, and the share that some looked-at point came before (JSON).

    Parameters
    ----------
    units : review_unit and `chosen`, the chance to be looked at. None where the days of outcomes are not known.
    """
    if "outcome_date" not in test:
        return None
    chosen = test["review_unit"].map(units.set_index("review_unit")["chosen"])
    followed = test.assign(chosen=chosen)[test["outcome_date"].notna()]
    outcomes = followed.groupby(["child_id", "outcome_date"]).agg(family=("family", "first"), chosen=("chosen", "max"))
    draws = drawn.of(outcomes["family"].to_numpy())
    found, every = draws.sums(np.column_stack([outcomes["chosen"], np.ones(len(outcomes))])).T
    return {"outcomes": len(outcomes), "recall": stated(share_of(found, every))}
