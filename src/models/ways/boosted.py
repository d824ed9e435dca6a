"""Boosted trees (LightGBM) whose every term is a curve or a surface of two features (design section 5).

Monotone constraints use the method `basic`: the other methods break with missing values. Features may interact
only within a theme, or with the themes that may interact with all (`Train.meets_every_theme`).
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd

from ...errors import BadInput
from ...features.catalogue import Catalogue
from ...params import Train
from ..matrix import matrix

REPRODUCIBLE = {
    "objective": "binary",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # for trees this small, threads would wait more than they work
    "verbosity": -1,
}


def fit_boosted(features: pd.DataFrame, labels: np.ndarray, catalogue: Catalogue, train: Train) -> lgb.Booster:
    """Fit the trees on labels (1 or 0) of both kinds."""
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
