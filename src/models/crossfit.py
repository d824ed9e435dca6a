"""Family folds crossed with time: every test point is scored by a model that never saw its family (design section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd

from ..features.catalogue import Catalogue
from ..params import Train
from .baselines import fit_logistic, logistic_margins
from .calibration import Calibration, calibrate, frequency, probability
from .cohort import WORKED_EXAMPLE
from .triage import fit, margins

ALL = "all"


@dataclass(frozen=True)
class Fitted:
    """A model and its calibration. `fold` is the fold that neither saw, or "all" if no family was held out."""

    fold: str
    model: lgb.Booster
    calibration: Calibration


def fit_folds(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> Iterator[Fitted]:
    """Fit one model a fold on the other folds' training points, and calibrate it on the other folds.

    Parameters
    ----------
    points, features : rows in the same order; points needs period, label, fold, family.
    """
    for fold in sorted(points["fold"].unique()):
        yield _fitted(str(fold), (points["fold"] != fold).to_numpy(), points, features, catalogue, train)


def fit_all(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> Fitted:
    """Fit and calibrate the model of all families: the one that is registered, drawn and used on new contacts."""
    return _fitted(ALL, np.ones(len(points), bool), points, features, catalogue, train)


def _fitted(
    fold: str, seen: np.ndarray, points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train
) -> Fitted:
    model = fit(*_part(points, features, seen & in_period(points, "train")), catalogue, train)
    return Fitted(fold, model, _calibrated(points, features, seen, model, catalogue, train))


def score(fitted: Fitted, points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return point_id, margin, probability, attention, frequency, frequency_low, frequency_high of test and worked points.

    A fold's model scores that fold's points; the model of all families scores every one.
    """
    mine = in_period(points, "test") | (points["period"] == WORKED_EXAMPLE).to_numpy()
    if fitted.fold != ALL:
        mine = mine & (points["fold"].astype(str) == fitted.fold).to_numpy()
    log_odds = margins(fitted.model, features[mine], catalogue)
    middle, low, high = frequency(fitted.calibration, log_odds)
    return pd.DataFrame(
        {
            "point_id": points.loc[mine, "point_id"].to_numpy(),
            "margin": log_odds,
            "probability": probability(fitted.calibration, log_odds),
            "attention": log_odds >= fitted.calibration.threshold,
            "frequency": middle,
            "frequency_low": low,
            "frequency_high": high,
        }
    )


def logistic_scores(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> pd.DataFrame:
    """Return point_id and margin of the test points by logistic regression on the same folds."""
    parts = []
    for fold in sorted(points["fold"].unique()):
        other = (points["fold"] != fold).to_numpy()
        chosen, labels = _part(points, features, other & in_period(points, "train"))
        model = fit_logistic(chosen, labels, catalogue, train.seed)
        mine = ~other & in_period(points, "test")
        ids = points.loc[mine, "point_id"].to_numpy()
        if mine.any():
            parts.append(pd.DataFrame({"point_id": ids, "margin": logistic_margins(model, features[mine], catalogue)}))
    return pd.concat(parts, ignore_index=True)


def in_period(points: pd.DataFrame, period: str) -> np.ndarray:
    """Return which points belong to a period and have a label."""
    return ((points["period"] == period) & points["label"].notna()).to_numpy()


def _part(points: pd.DataFrame, features: pd.DataFrame, rows: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    return features[rows], points.loc[rows, "label"].to_numpy()


def _calibrated(
    points: pd.DataFrame, features: pd.DataFrame, seen: np.ndarray, model: lgb.Booster, catalogue: Catalogue, train: Train
) -> Calibration:
    """Calibrate on the calibration period; where a project has none, on the training points, cross-fitted by family."""
    rows = seen & in_period(points, "calibration")
    if rows.any():
        log_odds = margins(model, features[rows], catalogue)
    else:
        rows = seen & in_period(points, "train")
        log_odds = _cross_fitted(points[rows], features[rows], catalogue, train)
    chosen = points[rows]
    return calibrate(log_odds, chosen["label"].to_numpy(), chosen["family"].to_numpy(), train)


def _cross_fitted(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> np.ndarray:
    """Return the margin of each point by a model fitted on the other folds."""
    found = np.empty(len(points))
    for fold in sorted(points["fold"].unique()):
        mine = (points["fold"] == fold).to_numpy()
        model = fit(*_part(points, features, ~mine), catalogue, train)
        found[mine] = margins(model, features[mine], catalogue)
    return found
