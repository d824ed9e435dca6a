"""The triage model: a sum of curves, and in one way of fitting also of surfaces of two features (design section 5).

Whichever way fitted it, a model is LightGBM's trees: one form that is scored, explained, drawn, checked and registered.
"""

from __future__ import annotations

from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd

from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..params import Train
from .matrix import matrix
from .ways.boosted import fit_boosted
from .ways.boosting_machine import fit_boosting_machine
from .ways.logistic import fit_logistic


def fit(features: pd.DataFrame, labels: np.ndarray, families: np.ndarray, catalogue: Catalogue, train: Train) -> lgb.Booster:
    """Fit the model in the way that `train` asks for. In each, what may only raise attention never lowers it.

    Parameters
    ----------
    features : points x features of the catalogue (float32; NaN is unknown).
    labels, families : for each point, 1 or 0, and its family.
    catalogue : says which way each feature may move the score.
    train : the section of params.yaml: the way of fitting, and its settings.

    Returns
    -------
    lightgbm.Booster : LightGBM's trees, whichever way fitted them.

    Raises
    ------
    BadInput : there is no point, or only one class, or too few of either for the way.
    """
    if not len(labels):
        raise BadInput(
            "A model cannot be fitted: there is no training point.",
            where="the training period, or a fold that holds every family",
            expected="points of several families that were followed up before the first cut",
            do="change split or cohort.horizon_days in params.yaml",
        )
    if len(set(labels)) < 2:
        raise BadInput(
            "A model cannot be fitted: all labels are the same.",
            where=f"{len(labels):,} training points",
            expected="points with and without the outcome",
            do="change split, cohort.label or cohort.horizon_days in params.yaml",
        )
    if train.way == "logistic":
        return fit_logistic(features, labels, catalogue, train.bins)
    if train.way == "ebm":
        return fit_boosting_machine(features, labels, families, catalogue, train)
    return fit_boosted(features, labels, catalogue, train)


def can_be_fitted(labels: np.ndarray, families: np.ndarray, train: Train) -> bool:
    """Return whether `fit` takes these points: it needs some with the outcome and some without.

    An explainable boosting machine holds families out, and needs two families with the outcome, and two without.
    """
    if len(set(labels)) < 2:
        return False
    positive = set(families[labels == 1])
    return train.way != "ebm" or min(len(positive), len(set(families) - positive)) >= 2


def margins(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Return the log-odds of each point.

    Parameters
    ----------
    model : what `fit` returned.
    features : points x features of the catalogue (float32; NaN is unknown).
    catalogue : the one that the model was fitted with.

    Returns
    -------
    numpy.ndarray : a log-odds for each point (float64).

    Notes
    -----
    It uses one thread. LightGBM has one setting for all threads, and a fit that runs at the same time on another thread would
    write beyond the memory that it has allocated.
    """
    return np.asarray(model.predict(matrix(features, catalogue), raw_score=True, num_threads=1))


def model_text(model: lgb.Booster) -> str:
    """Return the model as text without its parameters, which include the number of threads."""
    return model.model_to_string().split("\nparameters:")[0].split("\npandas_categorical:")[0] + "\n"


def load_model(path: Path) -> lgb.Booster:
    """Read a model that was written as `model_text`.

    Raises
    ------
    BadInput : the file is absent.
    """
    if not path.is_file():
        raise BadInput("A model is missing.", where=str(path), do="run dvc repro")
    return lgb.Booster(model_file=str(path))
