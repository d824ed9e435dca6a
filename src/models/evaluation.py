"""What the scores are worth on the test points: metrics with family-bootstrap intervals, by stratum (design section 5)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..params import Evaluate
from .crossfit import in_period
from .metrics import auc, average_precision, found_at, prevalence, rank
from .resampling import family_weights, interval
from .ways import COMPARATORS

Stated = dict[str, float | None]
"""An estimate with its 95 % interval: value, low, high; None where it cannot be estimated."""

MODEL, RULE = "model", "local rule"
FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES = 30, 10


def with_scores(points: pd.DataFrame, scores: pd.DataFrame, comparators: pd.DataFrame, view: str) -> pd.DataFrame:
    """Return the test points with one column a way of scoring.

    The columns are `model` (the family folds, in `view`), `hub view` or `partnership view` (the other one), `time split`
    and every other comparator that `comparators` names, `contacts in the rule's window` and `local rule` (where contacts are
    counted).
    """
    test = points[in_period(points, "test")].set_index("point_id")
    other = "hub" if view == "partnership" else "partnership"
    columns = {MODEL: scores[scores["view"] == view], f"{other} view": scores[scores["view"] == other]}
    columns |= {str(name): part for name, part in comparators[comparators["view"] == view].groupby("model")}
    for name, part in columns.items():
        test[name] = part.set_index("point_id")["margin"].reindex(test.index)
    test["probability"] = columns[MODEL].set_index("point_id")["probability"].reindex(test.index)
    if test["contacts_in_window"].any():
        test["contacts in the rule's window"] = test["contacts_in_window"].astype(float)
        test[RULE] = test["rule"].astype(float)
    return test.reset_index()


def ways_of_scoring(test: pd.DataFrame) -> list[str]:
    """Return the columns of `with_scores` that hold scores."""
    known = [MODEL, "hub view", "partnership view", *COMPARATORS, "contacts in the rule's window", RULE]
    return [name for name in known if name in test]


def recurring(points: pd.DataFrame) -> pd.Series:
    """Return for each test point of `points` whether its family is also in the training or calibration period."""
    seen = set(points.loc[in_period(points, "train") | in_period(points, "calibration"), "family"])
    return points["family"].isin(seen)


def evaluate_stratum(test: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, dict[str, Stated]]:
    """Return the metrics of every way of scoring on one stratum, each with its 95 % interval.

    Precision and recall at capacity count review units (a family's contacts of a day are reviewed once). The local rule has
    no ranking: its precision and recall are those of the units that it names. Intervals are conditional on the fitted
    models; they are left out (None) where families are not known, or are fewer than 30 in all or 10 with a positive.
    """
    intervals = intervals and enough_families(test)
    ways = ways_of_scoring(test)
    units = test.groupby("review_unit", sort=True)[[*ways, "label", "family"]].max().reset_index()
    found = {}
    weights = [bootstrap_weights(part, settings, intervals) for part in (test, units)]
    for way in ways:
        draws = _metrics(test, weights[0], way) | _capacity(units, weights[1], way, settings)
        found[way] = {name: stated(values) for name, values in draws.items()}
    return found


def differences(test: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, Stated]:
    """Return how far the model's AUC lies above that of every other way, with paired family-bootstrap intervals if wanted."""
    weights = bootstrap_weights(test, settings, intervals)
    area = {way: auc(rank(test[way].to_numpy(), test["label"].to_numpy(), weights)) for way in ways_of_scoring(test)}
    return {way: stated(area[MODEL] - values) for way, values in area.items() if way != MODEL}


def enough_families(test: pd.DataFrame) -> bool:
    """Return whether there are enough families, and enough with a positive, for intervals."""
    with_positive = test.loc[test["label"] == 1, "family"].nunique()
    return bool(test["family"].nunique() >= FEWEST_FAMILIES and with_positive >= FEWEST_POSITIVE_FAMILIES)


def bootstrap_weights(rows: pd.DataFrame, settings: Evaluate, intervals: bool) -> np.ndarray:
    """Return weights whose first row counts every row once; the others are bootstrap draws, if intervals are wanted."""
    once = np.ones((1, len(rows)))
    if not intervals:
        return once
    return np.concatenate([once, family_weights(rows["family"].to_numpy(), settings.bootstrap_draws, settings.seed)])


def _metrics(test: pd.DataFrame, weights: np.ndarray, way: str) -> dict[str, np.ndarray]:
    ranking = rank(test[way].to_numpy(), test["label"].to_numpy(), weights)
    return {"auc": auc(ranking), "average_precision": average_precision(ranking), "prevalence": prevalence(ranking)}


def _capacity(units: pd.DataFrame, weights: np.ndarray, way: str, settings: Evaluate) -> dict[str, np.ndarray]:
    ranking = rank(units[way].to_numpy(), units["label"].to_numpy(), weights)
    shares = {f"{100 * share:g}%": share for share in settings.capacity}
    if way == RULE:
        shares = {"own share": float(units[RULE].mean())}
    found = {name: found_at(ranking, share) for name, share in shares.items() if share > 0}
    named = {f"precision at {name}": precision for name, (precision, _) in found.items()}
    return named | {f"recall at {name}": recall for name, (_, recall) in found.items()}


def stated(values: np.ndarray) -> Stated:
    """Return the estimate (the first value) and the interval of the others, rounded to what the data can carry."""
    low, high = interval(values[1:]) if len(values) > 1 else (None, None)
    return {name: None if x is None or not np.isfinite(x) else round(float(x), 4) for name, x in
            {"value": values[0], "low": low, "high": high}.items()}  # fmt: skip


def at_rule_share(test: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, Stated] | None:
    """Return precision and recall of the model and the rule when both name as many review units; None without the rule."""
    if RULE not in test:
        return None
    units = test.groupby("review_unit", sort=True)[[MODEL, RULE, "label", "family"]].max().reset_index()
    share = float(units[RULE].mean())
    if not 0 < share < 1:
        return None
    weights = bootstrap_weights(units, settings, intervals)
    both = {way: found_at(rank(units[way].to_numpy(), units["label"].to_numpy(), weights), share) for way in (MODEL, RULE)}
    gains = {"precision": both[MODEL][0] - both[RULE][0], "recall": both[MODEL][1] - both[RULE][1]}
    found = {f"{way} {name}": stated(values[place]) for way, values in both.items() for place, name in enumerate(gains)}
    found |= {f"gain in {name}": stated(values) for name, values in gains.items()}
    return {"share": {"value": round(share, 4), "low": None, "high": None}} | found


def calibration_table(test: pd.DataFrame, probabilities: pd.Series, bins: int = 10) -> pd.DataFrame:
    """Return by equal groups of stated probability: points, mean stated, share observed."""
    group = pd.qcut(probabilities.rank(method="first"), min(bins, len(test)), labels=False)
    frame = pd.DataFrame({"stated": probabilities, "observed": test["label"], "group": group})
    columns = {"points": ("stated", "size"), "stated": ("stated", "mean"), "observed": ("observed", "mean")}
    return frame.groupby("group").agg(**columns).reset_index()
