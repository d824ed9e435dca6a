"""LightGBM on every feature, without directions or limits on pairs, in deeper trees: what the model's restraint costs."""

from __future__ import annotations

import lightgbm as lgb
import pandas as pd

from ..crossfit import FitFold, Scorer
from ..matrix import matrix
from ..triage import margins
from ..ways.boosted import REPRODUCIBLE
from .comparator import Comparator, Run

UNCONSTRAINED = "unconstrained LightGBM"
SETTINGS = {"learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 40, "lambda_l2": 50.0}
ROUNDS = 200


def _method(run: Run) -> FitFold:
    settings = REPRODUCIBLE | SETTINGS | {"seed": run.train.seed}

    def fitted(fold: str, points: pd.DataFrame, features: pd.DataFrame) -> Scorer:
        model = lgb.train(settings, lgb.Dataset(matrix(features, run.catalogue), points["label"].to_numpy()), ROUNDS)
        return lambda rows: margins(model, rows, run.catalogue)

    return fitted


COMPARATOR = Comparator(
    UNCONSTRAINED,
    "LightGBM on every feature, without directions or limits on pairs, in trees of up to "
    f"{SETTINGS['num_leaves']} leaves; choices stated, not tuned.",
    _method,
)
