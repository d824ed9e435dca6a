"""A run's facts, as its files hold them, for a model card."""

from __future__ import annotations

from typing import Any

from neglect_triage.governance.model_card import RunFacts


def value(middle: float, low: float | None = None, high: float | None = None) -> dict[str, float | None]:
    return {"value": middle, "low": low, "high": high}


def stratum() -> dict[str, Any]:
    ways = {
        "local rule": {"auc": value(0.55, 0.51, 0.59), "precision at own share": value(0.2)},
        "logistic regression": {"auc": value(0.72, 0.67, 0.77), "precision at 5%": value(0.25)},
        "model": {"auc": value(0.7, 0.645, 0.753), "precision at 10%": value(0.17), "precision at 5%": value(0.23, 0.12, 0.35)},
    }
    counts = {
        "points": 3842,
        "people": 2708,
        "families": 1509,
        "positives": 183,
        "points_whose_family_recurs": 2946,
        "review_units": 3000,
    }
    gain = {"local rule": value(0.147, 0.089, 0.207)}
    return {"counts": counts, "ways": ways, "differences": gain, "at_rule_share": None}


def run_facts(**more: Any) -> RunFacts:
    """Facts of a simulated run; `more` replaces some."""
    evaluation = {
        "headline": ["headline"],
        "strata": {"headline": stratum(), "open work": {"counts": stratum()["counts"], "note": "not estimable: one label"}},
        "details": {"agreement": {"groups": [{"points": 384, "stated": 0.012, "observed": value(0.01)}]}},
        "leak_alarm": {"threshold": 0.9, "tripped": [], "sentences": []},
        "summary": [
            "The model ranks better than the local rule: AUC higher by 0.147 (0.089 to 0.207).",
            "headline: 183 of 3,842.",
        ],
    }
    read = {"read": 10, "kept": 9, "quarantined": 1}
    facts: dict[str, Any] = {
        "about": {"synthetic": True, "notes": ["Dates are as the source gave them."], "tables": {"events": read}},
        "flow": [{"step": "contact rows", "points": 23108, "people": 7102}],
        "families": {"families": 3517, "intervals_estimable": True, "largest_share_of_points": 0.00513},
        "evaluation": evaluation,
        "checks": {"points_explained": 4089, "points_compared_with_shap": 500, "largest_difference_from_margin": 0.0,
                   "largest_difference_from_shap": 0.0, "pages": 200, "records_recorded": 75, "records_rule": 25},
    }  # fmt: skip
    return RunFacts(**(facts | more))
