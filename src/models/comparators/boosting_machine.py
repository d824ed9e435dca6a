"""An explainable boosting machine (interpret-core): a sum of curves fitted feature by feature, without pairs.

It reads the features that the fold's own model used most, which keeps it fast and gives it what the model had.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..crossfit import FitFold, Scorer
from ..ways.boosting_machine import MOST_FEATURES, bags_at_random, fit_machine, most_used
from .comparator import Comparator, Run

BOOSTING_MACHINE = "explainable boosting machine"


def _method(run: Run) -> FitFold:
    def fitted(fold: str, points: pd.DataFrame, features: pd.DataFrame) -> Scorer:
        names = most_used(run.folds[fold].model)
        labels, families = points["label"].to_numpy(), points["family"].to_numpy()
        values = features[names].to_numpy(np.float32)
        bags = bags_at_random(families, run.train.seed)
        machine = fit_machine(values, labels, bags, run.train.min_data_in_leaf, run.train.seed)
        if machine is None:
            return lambda rows: np.full(len(rows), np.nan)
        return lambda rows: np.asarray(machine.decision_function(rows[names].to_numpy(np.float32)))

    return fitted


COMPARATOR = Comparator(
    BOOSTING_MACHINE,
    f"Curves without pairs. It reads no more than {MOST_FEATURES} features, those that the fold's own "
    "model made most use of, which keeps it fast.",
    _method,
    "there are too few {families}, or the model made use of no feature",
    "ebm",
)
