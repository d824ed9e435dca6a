"""An explainable boosting machine (interpret-core): a sum of curves fitted feature by feature, without pairs.

It reads the features that the fold's own model used most, which keeps it fast and gives it what the model had.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..crossfit import Scorer, fold_margins
from .comparator import Comparator, Run

BOOSTING_MACHINE = "explainable boosting machine"
MOST_FEATURES = 60
BAGS, HELD_OUT = 2, 0.15


def fit_boosting_machine(
    features: pd.DataFrame, labels: np.ndarray, families: np.ndarray, min_data_in_leaf: int, seed: int
) -> Scorer | None:
    """Fit the machine on every column of `features` (NaN is unknown); None where there are too few families, or no column.

    It stops when it no longer improves on families held out at random for each bag. If contacts were held out instead, it
    would go on and learn the families.
    """
    bags = _bags(families, seed)
    sides = [labels[bags[:, bag] == side] for bag in range(BAGS) for side in (-1, 1)]
    if not features.shape[1] or any(len(set(side)) < 2 for side in sides):
        return None
    from interpret.develop import set_option  # slow to import, as the next
    from interpret.glassbox import ExplainableBoostingClassifier

    set_option("acceleration", 0)  # the library's code for AVX2 and AVX-512 adds in other orders, so that curves differ
    machine = ExplainableBoostingClassifier(
        interactions=0, outer_bags=BAGS, min_samples_leaf=min_data_in_leaf, n_jobs=1, random_state=seed
    ).fit(features.to_numpy(np.float32), labels, bags=bags)
    return lambda rows: np.asarray(machine.decision_function(rows.to_numpy(np.float32)))


def _bags(families: np.ndarray, seed: int) -> np.ndarray:
    """Return points x bags: 1 where the point's family is learnt from, -1 where it is held out."""
    _, place = np.unique(families, return_inverse=True)
    drawn = np.random.Generator(np.random.PCG64(seed)).random((place.max() + 1, BAGS))
    return np.where(drawn < HELD_OUT, -1, 1).astype(np.int8)[place]


def _scores(run: Run) -> pd.DataFrame:
    def fitted(fold: str, points: pd.DataFrame, features: pd.DataFrame) -> Scorer:
        model = run.folds[fold].model
        gain = pd.Series(model.feature_importance("gain"), model.feature_name())
        names = list(gain[gain > 0].nlargest(MOST_FEATURES).index)
        labels, families = points["label"].to_numpy(), points["family"].to_numpy()
        machine = fit_boosting_machine(features[names], labels, families, run.train.min_data_in_leaf, run.train.seed)
        return lambda rows: np.full(len(rows), np.nan) if machine is None else machine(rows[names])

    return fold_margins(run.points, run.features, fitted)


COMPARATOR = Comparator(
    BOOSTING_MACHINE,
    f"Curves without pairs. It reads no more than {MOST_FEATURES} features, those that the fold's own "
    "model made most use of, which keeps it fast.",
    _scores,
    "there are too few {families}, or the model made use of no feature",
)
