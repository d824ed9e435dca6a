"""Boosted trees, beside a registered model that is fitted otherwise."""

from __future__ import annotations

import pandas as pd

from ..crossfit import FitFold, Scorer
from ..triage import margins
from ..ways.boosted import fit_boosted
from .comparator import Comparator, Run

BOOSTED = "boosted trees"


def _method(run: Run) -> FitFold:
    def fitted(fold: str, points: pd.DataFrame, features: pd.DataFrame) -> Scorer:
        model = fit_boosted(features, points["label"].to_numpy(), run.catalogue, run.train)
        return lambda rows: margins(model, rows, run.catalogue)

    return fitted


COMPARATOR = Comparator(
    BOOSTED,
    "Curves, and surfaces of two features, with the same directions as the model (LightGBM); choices stated, not tuned.",
    _method,
    way="boosted",
)
