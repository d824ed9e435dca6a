"""Logistic regression with elastic net: the simplest comparator that reads every feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ... import portable
from ...features.catalogue import Catalogue
from ..crossfit import FitFold, Scorer
from ..matrix import matrix
from ..ways.elastic_net import fit_elastic_net, in_steps, standardised, times
from .comparator import Comparator, Run

LOGISTIC = "logistic regression"


@dataclass(frozen=True)
class Logistic:
    """A fitted model: medians that replace unknown values, the columns with an indicator of unknown, scaling and weights."""

    median: np.ndarray
    indicators: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    intercept: float


def fit_logistic(features: pd.DataFrame, labels: np.ndarray, catalogue: Catalogue) -> Logistic | None:
    """Fit logistic regression with elastic net on standardised log(1 + x) features; unknown is the median and an indicator.

    Returns
    -------
    Logistic : the fitted model; None where it does not settle.
    """
    values = matrix(features, catalogue)
    known = ~np.isnan(values)
    median = np.array([np.median(column[rows]) if rows.any() else 0.0 for column, rows in zip(values.T, known.T, strict=True)])
    # Features of one table are unknown together: one indicator serves all of them.
    indicators = np.sort(np.unique(np.packbits(known, axis=0), axis=1, return_index=True)[1])
    design = _design(values, median, indicators)
    steps, mean, spread = standardised(design)
    fitted = fit_elastic_net(steps, labels, np.full(steps.shape[1], -np.inf))
    return None if fitted is None else Logistic(median, indicators, mean, spread, *fitted)


def logistic_margins(model: Logistic, features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Return the log-odds of each point."""
    design = _design(matrix(features, catalogue), model.median, model.indicators)
    return times(in_steps(design, model.mean, model.spread), model.weights) + model.intercept


def _design(values: np.ndarray, median: np.ndarray, indicators: np.ndarray) -> np.ndarray:
    """Return the design matrix on a log scale, because counts and days have long tails, with the indicators of unknown."""
    unknown = np.isnan(values)
    filled = np.where(unknown, median, values)
    logs = [np.sign(column) * portable.log1p(np.abs(column)) for column in filled.T]  # one at a time: each fits into a cache
    return np.hstack([np.array(logs).T, unknown[:, indicators]]).astype(np.float64)


def _method(run: Run) -> FitFold:
    def fitted(fold: str, points: pd.DataFrame, features: pd.DataFrame) -> Scorer:
        model = fit_logistic(features, points["label"].to_numpy(), run.catalogue)
        return lambda rows: np.full(len(rows), np.nan) if model is None else logistic_margins(model, rows, run.catalogue)

    return fitted


COMPARATOR = Comparator(
    LOGISTIC,
    "It reads every feature as log(1 + x), with the median and a mark for unknown; penalty stated, not tuned.",
    _method,
    "its fit does not settle on so few points",
    "logistic",
)
