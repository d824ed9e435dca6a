"""The evaluation of a run, stratum by stratum, with the alarm for a suspected leak and the sentences that come first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..params import Evaluate
from .evaluation import (
    MODEL,
    RULE,
    Stated,
    at_rule_share,
    calibration_table,
    differences,
    evaluate_stratum,
    recurring,
)

HEADLINE, LOGISTIC = "headline", "logistic regression"
NOT_SHOWN = f"The model is not shown to find more than the {RULE}: use the {RULE}."


def evaluate_run(test: pd.DataFrame, points: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    """Return everything that pages and metrics say about the test points (JSON).

    Parameters
    ----------
    test : what `evaluation.test_points` returns, with `probability`.
    points : the whole cohort, from which it is known which families recur.
    intervals : False where families are not known, so that intervals are not estimable.
    """
    test = test.assign(recurring=_recurs(test, points))
    strata = {str(name): _stratum(part, settings, intervals) for name, part in test.groupby("stratum")}
    names = [HEADLINE] if HEADLINE in strata else list(strata)
    alarm = leak_alarm(strata, settings.suspected_leak_auc)
    return {
        "headline": names,
        "intervals_estimable": intervals,
        "strata": strata,
        "leak_alarm": alarm,
        "summary": alarm["sentences"] + [line for name in names for line in sentences(name, strata[name])],
    }


def _recurs(test: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    seen = points.assign(seen=recurring(points)).set_index("point_id")["seen"]
    return seen.reindex(test["point_id"]).set_axis(test.index)


def _stratum(test: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    """Return counts, metrics, differences and calibration of one stratum; `note` where it cannot be evaluated."""
    counts = {
        "points": len(test),
        "review_units": test["review_unit"].nunique(),
        "people": test["child_id"].nunique(),
        "families": test["family"].nunique(),
        "positives": int(test["label"].sum()),
        "points_whose_family_recurs": int(test["recurring"].sum()),
    }
    if test["label"].nunique() < 2:
        return {"counts": counts, "note": "not estimable: all test points of this stratum have the same label"}
    ways = evaluate_stratum(test, settings, intervals)
    estimable = any(value["low"] is not None for value in ways[MODEL].values())
    return {
        "counts": counts,
        "ways": ways,
        "differences": differences(test, settings, estimable),
        "at_rule_share": at_rule_share(test, settings, estimable),
        "calibration": calibration_table(test, test["probability"]).round(5).to_dict("records"),
        "time_split_without_recurring_families": _without_recurring(test, settings, intervals),
    }


def _without_recurring(test: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, Any] | None:
    """Return the metrics of the plain time split on the test points whose family is new."""
    new = test[~test["recurring"]]
    if new["label"].nunique() < 2:
        return None
    return {"points": len(new), **evaluate_stratum(new, settings, intervals)["time split"]}


def leak_alarm(strata: dict[str, Any], threshold: float) -> dict[str, Any]:
    """Return which ways of scoring reach an AUC that real data hardly ever give: a leak is to be suspected."""
    tripped = [
        {"stratum": stratum, "way": way, "auc": metrics["auc"]["value"]}
        for stratum, found in strata.items()
        for way, metrics in found.get("ways", {}).items()
        if (metrics["auc"]["value"] or 0) > threshold
    ]
    lines = [
        f"SUSPECTED LEAK: {one['way']} reaches an AUC of {one['auc']:.3f} on {one['stratum']}, above {threshold:.2f}."
        for one in tripped
    ]
    return {"threshold": threshold, "tripped": tripped, "sentences": lines}


def sentences(name: str, stratum: dict[str, Any]) -> list[str]:
    """Return what must be said first: whether the model does better than the local rule, then how well it ranks."""
    if "note" in stratum:
        return [f"{name}: {stratum['note']}."]
    counts, model = stratum["counts"], stratum["ways"][MODEL]
    share = stratum["at_rule_share"]
    lines = [] if RULE not in stratum["ways"] else _beside_the_rule(share) if share else [NOT_SHOWN]
    if LOGISTIC in stratum["differences"]:
        lines.append(_beside_logistic(stratum["differences"][LOGISTIC]))
    of = f"{counts['positives']:,} of {counts['points']:,} test points were followed by the outcome"
    ranks = f"AUC {_with_interval(model['auc'])}; average precision {_with_interval(model['average_precision'])}"
    return [*lines, f"{name}: {of}. {ranks}."]


def _beside_the_rule(share: dict[str, Stated]) -> list[str]:
    """Compare the model with the local rule where both name as many review units."""
    gain = share["gain in recall"]
    found = f"the model finds {_in_100(share['model recall'])}, the {RULE} {_in_100(share[f'{RULE} recall'])}"
    line = f"Of 100 that were followed by the outcome, {found}, when both name {share['share']['value']:.0%} of all."
    return [line, "The model finds more." if (gain["low"] or 0) > 0 else NOT_SHOWN]


def _beside_logistic(gain: Stated) -> str:
    if (gain["low"] or 0) > 0:
        return f"The model ranks better than {LOGISTIC}: AUC higher by {_with_interval(gain)}."
    return f"The model is not shown to rank better than {LOGISTIC} (AUC difference {_with_interval(gain)})."


def _in_100(value: Stated) -> str:
    if value["value"] is None or value["low"] is None or value["high"] is None:
        return "a number that is not estimable"
    return f"{100 * value['value']:.0f} ({100 * value['low']:.0f} to {100 * value['high']:.0f})"


def _with_interval(value: Stated) -> str:
    if value["value"] is None:
        return "not estimable"
    if value["low"] is None or value["high"] is None:
        return f"{value['value']:.3f} (interval not estimable)"
    return f"{value['value']:.3f} ({value['low']:.3f} to {value['high']:.3f})"


def metrics_of(evaluation: dict[str, Any]) -> dict[str, Any]:
    """Return the evaluation as DVC metrics: stratum, way of scoring, metric, each as value, low, high."""
    found: dict[str, Any] = {"suspected_leaks": len(evaluation["leak_alarm"]["tripped"])}
    for name, stratum in evaluation["strata"].items():
        found[name] = {"counts": stratum["counts"]} | {way: stratum["ways"][way] for way in stratum.get("ways", {})}
    return found


def note_of(test: pd.DataFrame, names: list[str], synthetic: bool) -> str:
    """Return the line above a plot: SYNTHETIC DATA, the strata, and the denominators."""
    said = (
        f"{', '.join(names)}: {len(test):,} test points of {test['family'].nunique():,} families, "
        f"{int(test['label'].sum()):,} followed by the outcome"
    )
    return f"SYNTHETIC DATA. {said}" if synthetic else said
