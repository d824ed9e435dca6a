"""A registered model small enough to read, as its files hold it, for the page that draws it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.governance.model_page import model_page
from neglect_triage.models.curves import summary, to_frame
from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.purification import purify
from neglect_triage.models.terms import terms_of
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_features, small_model


@cache
def small_curves() -> tuple[pd.DataFrame, dict[str, Any], dict[str, Any]]:
    """Return the cells, the summary and the checks of the small model."""
    features = small_features()
    terms = purify(terms_of(small_model()), features)
    checks = {
        "directions": worst([check_directions(terms, CATALOGUE)]),
        "rebuilt": {"points": 1234, "largest_difference": 2e-9},
    }
    return to_frame(terms, features, np.arange(len(features)), CATALOGUE), summary(terms, features, CATALOGUE), checks


def small_page(*, synthetic: bool = True) -> str:
    """The HTML of the page."""
    return model_page(*small_curves(), CATALOGUE, VOCABULARY, synthetic)
