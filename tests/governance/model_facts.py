"""A registered model small enough to read, as its files hold it, for the page that draws it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.models.bands import STANDINGS
from neglect_triage.models.curves import summary, to_frame
from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.groups import one_account
from neglect_triage.models.purification import purify
from neglect_triage.models.terms import terms_of
from neglect_triage.report.model_page import model_page
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_features, small_model


@cache
def small_curves() -> tuple[pd.DataFrame, dict[str, Any], dict[str, Any]]:
    """Return the cells, the summary and the model_files of the small model."""
    features = small_features()
    terms = purify(terms_of(small_model()), features)
    checks = {
        "directions": worst([check_directions(terms, CATALOGUE)]),
        "rebuilt": {"points": 1234, "largest_difference": 2e-9},
    }
    model_files = small_model_files() | {"checks": small_model_files()["checks"] | checks}
    return to_frame(terms, features, np.arange(len(features)), CATALOGUE), summary(terms, features, CATALOGUE), model_files


def small_model_files() -> dict[str, Any]:
    """What the files of a run say of its models, apart from the checks of the small one."""
    weekly = {"points": 1200, "share": 0.1, "a_week": 12.0, "a_quiet_week": 8.0, "a_busy_week": 20.0}
    return {
        "manifest": {"train": {"way": "boosted", "calibration": "whole_period"},
                     "trained_on": {"points": 2000, "families": 700, "positives": 140}},
        "calibration": {"method": "Venn-Abers", "families": 400, "positive_families": 120, "neighbours": 150},
        "tuning": {"trials": 0, "chosen": {"rounds": 200, "learning_rate": 0.1, "min_data_in_leaf": 40, "l2": 50.0}},
        "checks": {"coverage": {"places": 40, "observed": 0.8, "expected": 0.77}, "not_estimable": []},
        "bands": {"periods": {
            period: {"bands": dict.fromkeys(STANDINGS, weekly), "at_threshold": tied, "mix": {
                "age": {name: {"attention": share} for name in ("16 and over", "5 to 9", "not known", "under 1")},
                "area": {"island": None, "north": {"attention": share}},
                "source": {"gp": {"attention": share}},
            }, "accounts": {
                "age": one_account({"under 1": np.arange(50) < 20, "not known": np.arange(50) >= 20}, 50),
                "area": one_account({"north": np.arange(50) < 49}, 50),
                "source": one_account({"gp": np.ones(50, bool), "school": np.arange(50) < 3}, 50),
            }}
            for period, share, tied in (("calibration", 0.12, 34), ("test", 0.13, 1))
        }},
    }  # fmt: skip


def small_page(*, synthetic: bool = True) -> str:
    """The HTML of the page."""
    return model_page(*small_curves(), CATALOGUE, VOCABULARY, synthetic)
