"""The triage model: LightGBM whose every term is a curve or a surface of two features (design section 5).

Monotone constraints use the method `basic`: the other methods break with missing values. Features may interact
only within a theme, or with the themes that may interact with all (`Train.meets_every_theme`).
"""

from __future__ import annotations

from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd

from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..params import Train

REPRODUCIBLE = {
    "objective": "binary",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # for trees this small, threads would wait more than they work
    "verbosity": -1,
}


def fit(features: pd.DataFrame, labels: np.ndarray, catalogue: Catalogue, train: Train) -> lgb.Booster:
    """Fit the model.

    Parameters
    ----------
    features : points x features of the catalogue (float32; NaN is unknown).
    labels : 1 or 0 for each point.

    Raises
    ------
    BadInput : there is no point, or only one class.
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
    settings = REPRODUCIBLE | {
        "learning_rate": train.learning_rate,
        "max_depth": train.depth,
        "num_leaves": 2**train.depth,
        "min_data_in_leaf": train.min_data_in_leaf,
        "lambda_l2": train.l2,
        "max_bin": train.bins,
        "extra_trees": train.random_thresholds,
        "monotone_constraints": [int(feature.direction == "increases") for feature in catalogue.features],
        "monotone_constraints_method": "basic",
        "interaction_constraints": interaction_groups(catalogue, train.meets_every_theme),
        "seed": train.seed,
    }
    data = lgb.Dataset(matrix(features, catalogue), labels, feature_name=[feature.name for feature in catalogue.features])
    return lgb.train(settings, data, num_boost_round=train.rounds)


def matrix(features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Return the columns of the catalogue, in its order, as points x features (float32)."""
    return features[[feature.name for feature in catalogue.features]].to_numpy(np.float32)


def interaction_groups(catalogue: Catalogue, meets_every_theme: list[str]) -> list[list[int]]:
    """Return for each theme the numbers of the features that may interact within it.

    Raises
    ------
    BadInput : a theme of `meets_every_theme` is not in the catalogue.
    """
    if unknown := sorted(set(meets_every_theme) - set(catalogue.themes)):
        raise BadInput(
            "A theme is not in the catalogue.",
            where=f"params.yaml, train.meets_every_theme: {', '.join(unknown)}",
            expected=", ".join(catalogue.themes),
        )
    themes = [catalogue.indicators[feature.indicator].theme for feature in catalogue.features]
    return [
        [number for number, theme in enumerate(themes) if theme == one or theme in meets_every_theme]
        for one in catalogue.themes
    ]  # fmt: skip


def margins(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Return the log-odds of each point (float64).

    It uses one thread. LightGBM has one setting for all threads, and a fit that runs at the same time on another thread would
    write beyond the memory that it has allocated.
    """
    return np.asarray(model.predict(matrix(features, catalogue), raw_score=True, num_threads=1))


def model_text(model: lgb.Booster) -> str:
    """Return the model as text without its parameters, which include the number of threads."""
    return model.model_to_string().split("\nparameters:")[0] + "\n"


def load_model(path: Path) -> lgb.Booster:
    """Read a model that was written as `model_text`.

    Raises
    ------
    BadInput : the file is absent.
    """
    if not path.is_file():
        raise BadInput("A model is missing.", where=str(path), do="run dvc repro")
    return lgb.Booster(model_file=str(path))
