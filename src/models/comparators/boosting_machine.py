"""An explainable boosting machine (interpret-core): a sum of curves fitted feature by feature, without pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

BAGS, HELD_OUT = 2, 0.15


def fit_boosting_machine(
    features: pd.DataFrame, labels: np.ndarray, families: np.ndarray, min_data_in_leaf: int, seed: int
) -> Any | None:
    """Fit the machine on every column of `features` (NaN is unknown); None where there are too few families, or no column.

    It stops when it no longer does better on families that it does not learn from, drawn for each bag: if it held out
    contacts instead, it would go on and learn the families.
    """
    bags = _bags(families, seed)
    sides = [labels[bags[:, bag] == side] for bag in range(BAGS) for side in (-1, 1)]
    if not features.shape[1] or any(len(set(side)) < 2 for side in sides):
        return None
    from interpret.glassbox import ExplainableBoostingClassifier  # slow to import

    machine = ExplainableBoostingClassifier(
        interactions=0, outer_bags=BAGS, min_samples_leaf=min_data_in_leaf, n_jobs=1, random_state=seed
    )
    return machine.fit(features.to_numpy(np.float32), labels, bags=bags)


def boosting_machine_margins(machine: Any, features: pd.DataFrame) -> np.ndarray:
    """Return the log-odds of each row of `features`, whose columns are those that the machine was fitted on."""
    return np.asarray(machine.decision_function(features.to_numpy(np.float32)))


def _bags(families: np.ndarray, seed: int) -> np.ndarray:
    """Return points x bags: 1 where the point's family is learnt from, -1 where it is held out."""
    _, place = np.unique(families, return_inverse=True)
    drawn = np.random.Generator(np.random.PCG64(seed)).random((place.max() + 1, BAGS))
    return np.where(drawn < HELD_OUT, -1, 1).astype(np.int8)[place]
