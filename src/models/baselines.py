"""What the model is measured beside: the local rule, and logistic regression (design section 5)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from ..features.catalogue import Catalogue
from .triage import matrix


def fit_logistic(features: pd.DataFrame, labels: np.ndarray, catalogue: Catalogue, seed: int) -> Pipeline:
    """Fit ridge logistic regression on standardised log(1 + x) features; unknown is the median and an indicator."""
    model = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=0.01, l1_ratio=0.0, max_iter=500, random_state=seed),
    )
    with threadpool_limits(1):  # sums of several threads round differently from run to run
        return model.fit(_logged(features, catalogue), labels)


def logistic_margins(model: Pipeline, features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Return the log-odds of each point."""
    with threadpool_limits(1):
        return np.asarray(model.decision_function(_logged(features, catalogue)))


def _logged(features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Counts and days have long tails: their order of size matters more than their difference."""
    values = matrix(features, catalogue)
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)))
