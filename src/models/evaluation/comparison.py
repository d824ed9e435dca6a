"""The model beside every other way of scoring: ranking, capacity, and paired differences, for one stratum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...params import Evaluate
from ..crossfit import side_by_side
from ..resampling import FamilyDraws
from .estimates import Stated, rounded, stated
from .ranking import BEST, MEAN, WORST, Ranked, rank
from .scores import MODEL, RULE, review_units, ways_of_scoring


def compare(test: pd.DataFrame, drawn: FamilyDraws, settings: Evaluate) -> dict[str, Any]:
    """Return the metrics of every way of scoring (`ways`), and how far the model lies above each (`differences`)."""
    units = review_units(test)
    ways = ways_of_scoring(test)
    told = list(side_by_side(lambda way: metrics_of_way(test, units, way, drawn, settings), ways))
    areas = {way: area for way, (area, _) in zip(ways, told, strict=True)}
    return {
        "ways": {way: metrics for way, (_, metrics) in zip(ways, told, strict=True)},
        "differences": {way: stated(areas[MODEL] - area) for way, area in areas.items() if way != MODEL},
    }


def metrics_of_way(
    test: pd.DataFrame, units: pd.DataFrame, way: str, drawn: FamilyDraws, settings: Evaluate
) -> tuple[np.ndarray, dict[str, Any]]:
    """Return the areas under the curve and the metrics of one way of scoring."""
    shares = {f"{100 * share:g}%": share for share in settings.capacity}
    if way == RULE:
        share = float(units[RULE].mean())
        shares = {"own share": share} if share > 0 else {}
    points = _ranked(test, way, drawn)
    return points.auc, _metrics(points) | at_capacity(_ranked(units, way, drawn, list(shares.values())), list(shares))


def _ranked(rows: pd.DataFrame, way: str, drawn: FamilyDraws, shares: list[float] | None = None) -> Ranked:
    return rank(rows[way].to_numpy(), rows["label"].to_numpy(), drawn.of(rows["family"].to_numpy()), shares or [])


def _metrics(ranked: Ranked) -> dict[str, Any]:
    values = {"auc": ranked.auc, "average_precision": ranked.average_precision, "prevalence": ranked.prevalence}
    return {name: stated(draws) for name, draws in values.items()}


def at_capacity(units: Ranked, names: list[str]) -> dict[str, Any]:
    """Return precision, recall, lift and number to review at each capacity; with the best and worst order of tied scores.

    `of` is what an estimate rests on where that is not told elsewhere: the reviewed, or the positives among them.
    """
    precision, recall = units.precision(), units.recall()
    lift = precision / units.prevalence[:, None]
    with np.errstate(divide="ignore"):  # nothing found: the number to review is not estimable
        needed = 1 / precision
    found: dict[str, Any] = {}
    for place, name in enumerate(names):
        ends = {which: rounded(units.recall(order)[0, place]) for which, order in (("best", BEST), ("worst", WORST))}
        reviewed, positive = (round(float(its[0, place])) for its in (units.reviewed, units.found[:, :, MEAN]))
        found[f"precision at {name}"] = stated(precision[:, place]) | {"of": reviewed}
        found[f"recall at {name}"] = stated(recall[:, place]) | {f"{which} order": value for which, value in ends.items()}
        found[f"lift at {name}"] = stated(lift[:, place]) | {"of": positive}
        found[f"number to review at {name}"] = stated(needed[:, place], 1) | {"of": positive}
    return found


def at_rule_share(test: pd.DataFrame, drawn: FamilyDraws) -> dict[str, Stated] | None:
    """Return precision and recall of the model and the rule when both name as many review units; None without the rule."""
    if RULE not in test:
        return None
    units = review_units(test)
    share = float(units[RULE].mean())
    if not 0 < share < 1:
        return None
    both = {way: _ranked(units, way, drawn, [share]) for way in (MODEL, RULE)}
    values = {f"{way} precision": ranked.precision()[:, 0] for way, ranked in both.items()}
    values |= {f"{way} recall": ranked.recall()[:, 0] for way, ranked in both.items()}
    gains = {f"gain in {name}": values[f"{MODEL} {name}"] - values[f"{RULE} {name}"] for name in ("precision", "recall")}
    told = {name: stated(draws) for name, draws in (values | gains).items()}
    return {"share": {"value": round(share, 4), "low": None, "high": None}} | told
