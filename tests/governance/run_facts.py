"""A run's facts, as its files hold them, for the documents."""

from __future__ import annotations

from typing import Any

import pandas as pd

from neglect_triage.governance.documents.facts import RunFacts
from neglect_triage.governance.documents.special import special
from neglect_triage.models.design_checks import QUESTIONS
from neglect_triage.report.explanation_truth import ExplanationTruth
from neglect_triage.report.model_summary import model_summary
from neglect_triage.study.drivers import CEILING, COUNTS, LEAD, MODEL, SHARE
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_params
from tests.governance.model_facts import small_model_files


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


def explanation_truth(lead: dict[str, float | None] | None = None) -> ExplanationTruth:
    """What a run found of its explanations; `lead` is that of the reasons over bare counts of records."""
    moves = {
        "contacts": 237,
        "first_reason": value(0.7471, 0.6779, 0.8158),
        "as_many_others": value(0.0713, 0.0546, 0.0891),
        "difference": value(0.6758, 0.6143, 0.7382),
        "share_where_more": value(0.9916, 0.9785, 1.0),
    }
    complete = {"contacts": 240, "share": value(0.6414, 0.6243, 0.6584)}
    kept = {
        "contacts": 87,
        "first_reason_stays": value(0.7816, 0.7011, 0.8605),
        "share_of_three_that_stay": value(0.728, 0.6782, 0.7765),
        "contacts_with_first_records": 41,
        "share_of_five_that_stay": value(0.91, 0.87, 0.94),
    }
    areas = {MODEL: value(0.551, 0.539, 0.566), COUNTS: value(0.612, 0.597, 0.629), CEILING: value(0.749, 0.728, 0.77)}
    areas |= {LEAD: lead or value(-0.061, -0.082, -0.041), SHARE: value(0.204, 0.155, 0.27)}
    found = {
        "groups": {"all": {"contacts": 240, "deletion": moves, "insertion": moves, "completeness": complete}},
        "stability": {"another seed": kept, "records drawn again": kept, "one unrelated record more": kept},
        "two_ways_of_attribution": {"points": 100, "same_first": 0.77, "mean_rank_correlation": 0.9016},
    }
    drivers = {
        "contacts": 13746,
        "number_of_groups": 7,
        "parts": {"all": {"agreement": {MODEL: value(0.864), COUNTS: value(0.897), CEILING: value(0.931)}}},
        "told_apart": {"mean of all": areas},
    }
    return ExplanationTruth(found, drivers)


def evaluation() -> dict[str, Any]:
    """What evaluation.json holds of one stratum that can be evaluated and one that cannot."""
    found = {"precision": value(0.323, 0.285, 0.363), "recall": value(0.339, 0.298, 0.38)}
    weekly = {"per_week": 10, "units": 8970, "units_looked_at": 960, "ways": {"model": found, "local rule": found}}
    known = {"points": 384, "stated": 0.012, "observed": value(0.01)}
    return {
        "bootstrap_draws": 1000,
        "headline": ["headline"],
        "strata": {"headline": stratum(), "open work": {"counts": stratum()["counts"], "note": "not estimable: one label"}},
        "details": {"agreement": {"groups": [known]}, "counts": stratum()["counts"], "enough_families": True, "weekly": weekly},
        "leak_alarm": {"threshold": 0.9, "tripped": [], "sentences": [], "too_small_to_tell": ["open work"]},
        "summary": [
            "The model ranks better than the local rule: AUC higher by 0.147 (0.089 to 0.207).",
            "headline: 183 of 3,842.",
        ],
    }


def run_facts(**more: Any) -> RunFacts:
    """Facts of a simulated run; `more` replaces some."""
    late = {"name": "5 working days later", "auc": value(0.751, 0.72, 0.78), "difference": value(-0.013, -0.021, -0.004)}
    checks = [
        {"name": name, "asks": "Is it so?", "evidence": "2 of 50 are.", "verdict": "fail", "accepted": ""} for name in QUESTIONS
    ]
    model_files = small_model_files()
    facts: dict[str, Any] = {
        "params": small_params(),
        "vocabulary": VOCABULARY,
        "catalogue": CATALOGUE,
        "about": {
            "synthetic": True,
            "notes": ["Dates are as the source gave them."],
            "tables": {name: {"read": 10, "kept": 9, "quarantined": 1} for name in ("events", "children")},
        },
        "covered": (pd.Timestamp("2016-04-01"), pd.Timestamp("2023-03-31")),
        "tested": (pd.Timestamp("2020-10-01"), pd.Timestamp("2022-02-11")),
        "flow": [{"step": "contact rows", "points": 23108, "people": 7102}],
        "families": {"families": 3517, "intervals_estimable": True, "largest_share_of_points": 0.00513},
        "design": checks,
        "manifest": model_files["manifest"] | {"catalogue_sha256": "f51ba11649634fb0"},
        "curves": {"curves": 118, "surfaces": 214},
        "model_summary": model_summary(model_files, VOCABULARY),
        "fingerprint": "3f0c077e1b2f",
        "evaluation": evaluation(),
        "sensitivity": {"variants": {"known dates": [late]}},
        "checks": {
            "points_explained": 4089, "points_compared_with_shap": 500, "largest_difference_from_margin": 0.0,
            "largest_difference_from_shap": 0.0, "pages": 200, "records_recorded": 75, "records_rule": 25,
        },
        "truth": explanation_truth(),
        "decisions": {"contacts": 512},
        "quality": {"rows_with_warnings": 37},
        "special": {kind.name: 1000 + place for place, kind in enumerate(special())},
        "assumed": {"features": {"count": 31, "of": 357}, "reasons": {"count": 9, "of": 1000}},
        "audit": None,
        "strategy": {"measures": {}, "left_out": [], "delay_days": 92, "false_alarms": 0.05, "population": False},
        "decided": ["No decision about this model is recorded, and so no condition."],
    }  # fmt: skip
    return RunFacts(**(facts | more))
