"""The evaluation of a run by stratum, the alarm for a suspected leak, and the sentences that are printed first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ...chronology.vocabulary import Nouns
from ...pages.shares import of_100
from ...params import Evaluate, Way
from ...wording.estimates import in_100
from ..comparators.boosted import BOOSTED
from ..comparators.logistic import LOGISTIC
from ..comparators.registry import comparators_of
from ..comparators.time_split import TIME_SPLIT
from ..groups import groups_of
from ..resampling import FamilyDraws
from .agreement import agreement
from .comparison import at_rule_share, below_chance, compare, compared, method_metrics
from .decision_curve import decision_curve
from .estimates import Stated, enough_families, redrawn
from .heterogeneity import by_group, special_groups
from .operating_points import further_points
from .scores import MODEL, RULE, recurring, review_units
from .times import times
from .weekly import by_week

HEADLINE = "headline"
NOT_SHOWN = f"The model is not shown to find more than the {RULE}: use the {RULE}."
ONE_LABEL = "not estimable: all test points of this stratum have the same label"


def evaluate_run(
    test: pd.DataFrame,
    points: pd.DataFrame,
    children: pd.DataFrame,
    settings: Evaluate,
    intervals: bool,
    absent: Sequence[str],
    audited_share: float,
) -> dict[str, Any]:
    """Return the evaluation of the test points that pages and the headline are made from (JSON).

    Parameters
    ----------
    test : what `scores.with_scores` returns.
    points : the whole cohort, which shows which families recur.
    children : child_id, birth_month, area.
    intervals : False where families are not known. absent : sentences on comparators that gave no scores.
    audited_share : of the review units, at which the fairness audit compares groups.

    Returns
    -------
    dict : `strata`, each with counts and every scoring method; `details` of the headline strata together; the leak alarm;
        and `summary`, the sentences that are printed first.
    """
    test = test.assign(recurring=_recurs(test, points))
    strata = {str(name): _stratum(part, settings, intervals) for name, part in test.groupby("stratum")}
    names = [HEADLINE] if HEADLINE in strata else list(strata)
    alarm = leak_alarm(strata, settings.suspected_leak_auc)
    found = [line for name in names for line in sentences(name, strata[name])]
    return {
        "headline": names,
        "intervals_estimable": intervals,
        "bootstrap_draws": settings.bootstrap_draws,
        "strata": strata,
        "details": details(test[test["stratum"].isin(names)], children, settings, intervals, audited_share),
        "leak_alarm": alarm,
        "summary": [*alarm["sentences"], *found, *absent],
    }


def not_estimable(test: pd.DataFrame, way: Way, nouns: Nouns) -> list[str]:
    """Return a sentence on each comparator that gave no scores: why, and that nothing is compared with it.

    way : how the model was fitted, which is then no comparator.
    """
    words = nouns.model_dump()
    absent = [one for one in comparators_of(way) if one.name not in test]
    return [f"Not estimable, and in no comparison: {one.name}, because {one.needs.format_map(words)}." for one in absent]


def details(
    test: pd.DataFrame, children: pd.DataFrame, settings: Evaluate, intervals: bool, audited_share: float
) -> dict[str, Any]:
    """Return agreement, decision curve, operating points, times and groups of the headline; a note if a label is missing."""
    counts = _counts(test)
    if test["label"].nunique() < 2:
        return {"counts": counts, "note": ONE_LABEL}
    drawn = redrawn(test, settings, intervals)
    probability, label = test["probability"].to_numpy(), test["label"].to_numpy()
    kinds = groups_of(test, children) | special_groups(test)
    return {
        "counts": counts,
        "enough_families": enough_families(test),
        "agreement": agreement(probability, label, drawn.of(test["family"].to_numpy())),
        "decision_curve": decision_curve(test, drawn),
        "weekly": by_week(test, drawn, settings.weekly_capacity),
        "operating_points": further_points(test, drawn, audited_share),
        "times": times(test, drawn),
        "groups": {kind: by_group(test, groups, drawn) for kind, groups in kinds.items()},
    }


def _recurs(test: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    seen = points.assign(seen=recurring(points)).set_index("point_id")["seen"]
    return seen.reindex(test["point_id"]).set_axis(test.index)


def _counts(test: pd.DataFrame) -> dict[str, int]:
    return {
        "points": len(test),
        "review_units": test["review_unit"].nunique(),
        "people": test["child_id"].nunique(),
        "families": test["family"].nunique(),
        "positives": int(test["label"].sum()),
        "positive_families": test.loc[test["label"] == 1, "family"].nunique(),
        "points_whose_family_recurs": int(test["recurring"].sum()),
    }


def _stratum(test: pd.DataFrame, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    """Return counts, metrics and differences of one stratum; a note where it cannot be evaluated."""
    counts = _counts(test)
    if test["label"].nunique() < 2:
        return {"counts": counts, "note": ONE_LABEL}
    drawn = redrawn(test, settings, intervals)
    return {
        "counts": counts,
        "enough_families": enough_families(test),
        **compare(test, drawn, settings),
        "at_rule_share": at_rule_share(test, drawn),
        "time_split_without_recurring_families": _without_recurring(test, drawn, settings),
    }


def _without_recurring(test: pd.DataFrame, drawn: FamilyDraws, settings: Evaluate) -> dict[str, Any] | None:
    """Return the metrics of the plain time split on the test points whose family is new."""
    new = test[~test["recurring"]]
    if not enough_families(new) or TIME_SPLIT not in new:
        return None
    _, metrics = method_metrics(new, review_units(new), TIME_SPLIT, drawn, settings)
    return {"points": len(new), **metrics}


def leak_alarm(strata: dict[str, Any], threshold: float) -> dict[str, Any]:
    """Return which scoring methods reach an AUC that real data hardly ever give, which suggests a leak.

    A stratum of few families can reach any AUC by chance: it raises no alarm, and is listed as too small to tell.
    """
    reached = [
        {"stratum": stratum, "way": method} | metrics["auc"]
        for stratum, found in strata.items() if found.get("enough_families")
        for method, metrics in found["ways"].items()
        if (metrics["auc"]["value"] or 0) > threshold
    ]  # fmt: skip
    lines = [
        f"SUSPECTED LEAK: {one['way']} reaches an AUC of {with_interval(one)} on {one['stratum']}, above {threshold:.2f}."
        for one in reached
    ]
    small = [name for name, found in strata.items() if not found.get("enough_families")]
    return {"threshold": threshold, "tripped": reached, "too_small_to_tell": small, "sentences": lines}


def sentences(name: str, stratum: dict[str, Any]) -> list[str]:
    """Return the sentences that come first: whether the model does better than the local rule, then how well it ranks."""
    if "note" in stratum:
        return [f"{name}: {stratum['note']}."]
    counts, model = stratum["counts"], stratum["ways"][MODEL]
    share = stratum["at_rule_share"]
    lines = [] if RULE not in stratum["ways"] else _compare_with_rule(share) if share else [NOT_SHOWN]
    gains = compared(stratum)
    lines += [_compare_with(method, gains[method]) for method in (LOGISTIC, BOOSTED) if method in gains]
    lines += [_below_chance(method, stratum) for method in below_chance(stratum["ways"])]
    of = f"{counts['positives']:,} of {counts['points']:,} test points were followed by the outcome"
    ranks = f"AUC {with_interval(model['auc'])}; average precision {with_interval(model['average_precision'])}"
    return [*lines, f"{name}: {of}. {ranks}."]


def _compare_with_rule(share: dict[str, Stated]) -> list[str]:
    """Compare the model with the local rule where both name the same number of review units."""
    gain = share["gain in recall"]
    found = f"the model finds {_in_100(share['model recall'])}, the rule {_in_100(share[f'{RULE} recall'])}"
    named = f"When as many are looked at as the {RULE} names ({of_100(share['share']['value'] or 0, 0)} of 100)"
    line = f"{named}: of 100 that were followed by the outcome, {found}."
    return [line, "The model finds more." if (gain["low"] or 0) > 0 else NOT_SHOWN]


def _compare_with(method: str, gain: Stated) -> str:
    if (gain["low"] or 0) > 0:
        return f"The model ranks better than {method}: AUC higher by {with_interval(gain)}."
    return f"The model is not shown to rank better than {method}: AUC difference {with_interval(gain)}."


def _below_chance(method: str, stratum: dict[str, Any]) -> str:
    """Say that a method ranks below chance, why that may be, and that nothing is compared with it."""
    area = stratum["ways"][method]["auc"]
    below_chance = area["high"] is not None and area["high"] < 0.5
    few = f"Too few were followed by the outcome to tell it from chance: {stratum['counts']['positives']:,}."
    why = "What went with the outcome in training goes the other way in the test period." if below_chance else few
    left_out = "" if method == MODEL else " It is left out of what the model is compared with."
    return f"{method[:1].upper()}{method[1:]} ranks below chance: AUC {with_interval(area)}. {why}{left_out}"


def _in_100(value: Stated) -> str:
    known = value["value"] is not None and value["low"] is not None and value["high"] is not None
    return in_100(value) if known else "a number that is not estimable"


def with_interval(value: Stated) -> str:
    """Return an estimate with its interval as text."""
    if value["value"] is None:
        return "not estimable"
    if value["low"] is None or value["high"] is None:
        return f"{value['value']:.3f} (interval not estimable)"
    return f"{value['value']:.3f} ({value['low']:.3f} to {value['high']:.3f})"


def note_of(test: pd.DataFrame, names: list[str], synthetic: bool, families: str) -> str:
    """Return the line above a plot: SYNTHETIC DATA, the strata, and the denominators; `families` is the project's noun."""
    text = (
        f"{', '.join(names)}: {len(test):,} test points of {test['family'].nunique():,} {families}, "
        f"{int(test['label'].sum()):,} followed by the outcome"
    )
    return f"SYNTHETIC DATA. {text}" if synthetic else text
