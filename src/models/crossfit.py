"""Family folds crossed with time: every test point is scored by a model that never saw its family (design section 5)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import lightgbm as lgb
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ..features.catalogue import Catalogue
from ..params import Train
from .calibration import Calibration, calibrate, frequency, probability
from .cohort import WORKED_EXAMPLE
from .triage import fit, margins

ALL = "all"
Item = TypeVar("Item")
Result = TypeVar("Result")
Way = Callable[[str, pd.DataFrame, pd.DataFrame], Callable[[pd.DataFrame], np.ndarray]]
"""From the fold, and the training points and features of the others: a function from features to log-odds."""


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
    held_out = sorted(points["fold"].unique())
    seen = [(points["fold"] != fold).to_numpy() for fold in held_out]
    models = side_by_side(lambda rows: _fit_part(points, features, rows, catalogue, train), seen)
    for fold, rows, model in zip(held_out, seen, models, strict=True):
        yield Fitted(str(fold), model, _calibrated(points, features, rows, model, catalogue, train))


def fit_all(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> Fitted:
    """Fit and calibrate the model of all families: the one that is registered, drawn and used on new contacts."""
    every = np.ones(len(points), bool)
    model = _fit_part(points, features, every, catalogue, train)
    return Fitted(ALL, model, _calibrated(points, features, every, model, catalogue, train))


def side_by_side(task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield what `task` makes of each item, in their order; as many at once as there are processors, each on one thread.

    A task on one thread gives the same bits whatever else is running: sums of several threads would round differently.
    """
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count(), initializer=_one_thread) as pool:
        yield from pool.map(task, items)


def _one_thread() -> None:
    """Let what runs on this thread start no others: OpenMP keeps their number by thread, and a new one begins with all."""
    threadpool_limits(1, user_api="openmp")


def fold_margins(points: pd.DataFrame, features: pd.DataFrame, way: Way) -> pd.DataFrame:
    """Return point_id and margin of the test points by a way of scoring that is fitted anew for each fold, as the model is."""

    def scored(fold: int) -> pd.DataFrame:
        other = (points["fold"] != fold).to_numpy()
        rows, mine = other & in_period(points, "train"), ~other & in_period(points, "test")
        margins_of = way(str(fold), points[rows], features[rows])
        margin = margins_of(features[mine]) if mine.any() else np.empty(0)
        return pd.DataFrame({"point_id": points.loc[mine, "point_id"].to_numpy(), "margin": margin})

    return pd.concat(side_by_side(scored, sorted(points["fold"].unique())), ignore_index=True)


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


def in_period(points: pd.DataFrame, period: str) -> np.ndarray:
    """Return which points belong to a period and have a label."""
    return ((points["period"] == period) & points["label"].notna()).to_numpy()


def _fit_part(points: pd.DataFrame, features: pd.DataFrame, seen: np.ndarray, catalogue: Catalogue, train: Train) -> lgb.Booster:
    rows = seen & in_period(points, "train")
    return fit(features[rows], points.loc[rows, "label"].to_numpy(), catalogue, train)


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
    mine = [(points["fold"] == fold).to_numpy() for fold in sorted(points["fold"].unique())]
    models = side_by_side(lambda rows: _fit_part(points, features, ~rows, catalogue, train), mine)
    for rows, model in zip(mine, models, strict=True):
        found[rows] = margins(model, features[rows], catalogue)
    return found
