"""The model compared with every other scoring method in one stratum: ranking, capacity and paired differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...params import Evaluate
from ..crossfit import side_by_side
from ..resampling import FamilyDraws
from .estimates import Stated, rounded, share_of, stated
from .ranking import BEST, MEAN, WORST, Ranked, rank
from .scores import MODEL, RULE, review_units, scoring_methods


def compare(test: pd.DataFrame, drawn: FamilyDraws, settings: Evaluate) -> dict[str, Any]:
    """Return the metrics of every scoring method (`ways`), and the model's gain over each (`differences`)."""
    units = review_units(test)
    methods = scoring_methods(test)
    results = side_by_side(lambda method: method_metrics(test, units, method, drawn, settings), methods)
    found = dict(zip(methods, results, strict=True))
    model_areas, _ = found[MODEL]
    return {
        "ways": {method: metrics for method, (_, metrics) in found.items()},
        "differences": {method: stated(model_areas - areas) for method, (areas, _) in found.items() if method != MODEL},
    }


def method_metrics(
    test: pd.DataFrame, units: pd.DataFrame, method: str, drawn: FamilyDraws, settings: Evaluate
) -> tuple[np.ndarray, dict[str, Any]]:
    """Return the areas under the curve (one a draw) and the metrics of one scoring method."""
    shares = {f"{100 * share:g}%": share for share in settings.capacity}
    if method == RULE:
        share = float(units[RULE].mean())
        shares = {"own share": share} if share > 0 else {}
    points = _ranked(test, method, drawn)
    return points.auc, _metrics(points) | at_capacity(_ranked(units, method, drawn, list(shares.values())), list(shares))


def _ranked(rows: pd.DataFrame, method: str, drawn: FamilyDraws, shares: list[float] | None = None) -> Ranked:
    return rank(rows[method].to_numpy(), rows["label"].to_numpy(), drawn.of(rows["family"].to_numpy()), shares or [])


def _metrics(ranked: Ranked) -> dict[str, Any]:
    values = {"auc": ranked.auc, "average_precision": ranked.average_precision, "prevalence": ranked.prevalence}
    return {name: stated(draws) for name, draws in values.items()}


def at_capacity(units: Ranked, names: list[str]) -> dict[str, Any]:
    """Return precision, recall, lift and number to review at each capacity, with the best and worst order of tied scores.

    `of` is the denominator where no other entry gives it: the reviewed units, or the positives among them.
    """
    precision, recall = units.precision(), units.recall()
    lift = share_of(precision, units.prevalence[:, None])
    needed = share_of(np.ones_like(precision), precision)
    found: dict[str, Any] = {}
    for place, name in enumerate(names):
        ends = {which: rounded(units.recall(order)[0, place]) for which, order in (("best", BEST), ("worst", WORST))}
        reviewed, positive = (round(float(numbers[0, place])) for numbers in (units.reviewed, units.found[:, :, MEAN]))
        found[f"precision at {name}"] = stated(precision[:, place]) | {"of": reviewed}
        found[f"recall at {name}"] = stated(recall[:, place]) | {f"{which} order": value for which, value in ends.items()}
        found[f"lift at {name}"] = stated(lift[:, place]) | {"of": positive}
        found[f"number to review at {name}"] = stated(needed[:, place], 1) | {"of": positive}
    return found


def below_chance(ways: Mapping[str, Any]) -> list[str]:
    """Return the scoring methods whose area under the curve lies below 0.5: they are no measure of what another is worth."""
    return [method for method, metrics in ways.items() if (metrics["auc"]["value"] or 0.5) < 0.5]


def compared(stratum: Mapping[str, Any]) -> dict[str, Stated]:
    """Return the model's gain over each other method of a stratum that does not rank below chance."""
    gains, below = stratum.get("differences", {}), below_chance(stratum.get("ways", {}))
    return {method: gains[method] for method in gains if method not in below}


def at_rule_share(test: pd.DataFrame, drawn: FamilyDraws) -> dict[str, Stated] | None:
    """Return precision and recall of the model and the rule at the rule's share of review units; None without the rule."""
    if RULE not in test:
        return None
    units = review_units(test)
    share = float(units[RULE].mean())
    if not 0 < share < 1:
        return None
    both = {method: _ranked(units, method, drawn, [share]) for method in (MODEL, RULE)}
    values = {f"{method} precision": ranked.precision()[:, 0] for method, ranked in both.items()}
    values |= {f"{method} recall": ranked.recall()[:, 0] for method, ranked in both.items()}
    gains = {f"gain in {name}": values[f"{MODEL} {name}"] - values[f"{RULE} {name}"] for name in ("precision", "recall")}
    figures = {name: stated(draws) for name, draws in (values | gains).items()}
    return {"share": {"value": round(share, 4), "low": None, "high": None}} | figures
