"""Family folds crossed with time: every test point is scored by a model that never saw its family (design section 5)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import lightgbm as lgb
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..files import read_json, write_json, write_text
from ..params import Train
from .bands import in_attention
from .calibration import Calibration, calibrate, frequency, probability
from .cohort import is_scored
from .triage import fit, load_model, margins, model_text

ALL = "all"
YEAR = pd.Timedelta(days=365)
Item = TypeVar("Item")
Result = TypeVar("Result")
Scorer = Callable[[pd.DataFrame], np.ndarray]
"""A fitted method of scoring: from a table of features to the log-odds of its rows."""
FitFold = Callable[[str, pd.DataFrame, pd.DataFrame], Scorer]
"""Fits a method without a fold: from the fold's name, and the training points and features of the other folds."""


@dataclass(frozen=True)
class Fitted:
    """A model and its calibration. `fold` is the fold that was held out of both, or "all" if no family was held out."""

    fold: str
    model: lgb.Booster
    calibration: Calibration


def fit_folds(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> Iterator[Fitted]:
    """For each fold, fit a model on the training points of the other folds, and calibrate it on the other folds.

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
    """Yield the result of `task` for each item, in order; as many run at once as there are processors, each on one thread.

    A task on one thread gives the same bits whatever else is running: sums of several threads would round differently.
    """
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count(), initializer=_one_thread) as pool:
        yield from pool.map(task, items)


def _one_thread() -> None:
    """Keep the tasks of this thread from starting other threads: OpenMP sets their number per thread, by default to all."""
    threadpool_limits(1, user_api="openmp")


def fold_margins(points: pd.DataFrame, features: pd.DataFrame, methods: Mapping[str, FitFold]) -> dict[str, pd.DataFrame]:
    """Return point_id and margin of the test points by each method, under its name, fitted for each fold as the model is."""

    def scored(task: tuple[str, int]) -> pd.DataFrame:
        method, fold = task
        other = (points["fold"] != fold).to_numpy()
        rows, mine = other & in_period(points, "train"), ~other & in_period(points, "test")
        scorer = methods[method](str(fold), points[rows], features[rows])
        margin = scorer(features[mine]) if mine.any() else np.empty(0)
        return pd.DataFrame({"point_id": points.loc[mine, "point_id"].to_numpy(), "margin": margin})

    folds = sorted(points["fold"].unique())
    parts = side_by_side(scored, [(method, fold) for method in methods for fold in folds])
    return {method: pd.concat([next(parts) for _ in folds], ignore_index=True) for method in methods}


def score(fitted: Fitted, points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return point_id, margin, probability, attention, frequency, frequency_low, frequency_high of test and worked points.

    A fold's model scores that fold's points; the model of all families scores every one.
    """
    mine = is_scored(points)
    if fitted.fold != ALL:
        mine = mine & (points["fold"].astype(str) == fitted.fold).to_numpy()
    log_odds = margins(fitted.model, features[mine], catalogue)
    middle, low, high = frequency(fitted.calibration, log_odds)
    return pd.DataFrame(
        {
            "point_id": points.loc[mine, "point_id"].to_numpy(),
            "margin": log_odds,
            "probability": probability(fitted.calibration, log_odds),
            "attention": in_attention(log_odds, fitted.calibration.threshold),
            "frequency": middle,
            "frequency_low": low,
            "frequency_high": high,
        }
    )


def write_folds(folds: Iterable[Fitted], folder: Path) -> None:
    """Write each fold's model as text and its calibration as JSON."""
    for fitted in folds:
        write_text(folder / f"{fitted.fold}.txt", model_text(fitted.model))
        write_json(folder / f"{fitted.fold}.json", asdict(fitted.calibration))


def read_folds(folder: Path) -> list[Fitted]:
    """Read the models that `write_folds` wrote, in the order of their folds' names.

    Raises
    ------
    BadInput : there is none.
    """
    names = sorted(path.stem for path in folder.glob("*.txt"))
    if not names:
        raise BadInput("There are no fold models.", where=str(folder), expected="those of the stage train", do="run `dvc repro`")
    return [Fitted(name, load_model(folder / f"{name}.txt"), Calibration(**read_json(folder / f"{name}.json"))) for name in names]


def in_period(points: pd.DataFrame, period: str) -> np.ndarray:
    """Return which points belong to a period and have a label."""
    return ((points["period"] == period) & points["label"].notna()).to_numpy()


def _fit_part(points: pd.DataFrame, features: pd.DataFrame, seen: np.ndarray, catalogue: Catalogue, train: Train) -> lgb.Booster:
    rows = seen & in_period(points, "train")
    chosen = points[rows]
    return fit(features[rows], chosen["label"].to_numpy(), chosen["family"].to_numpy(), catalogue, train)


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
    if train.calibration == "latest_year":
        latest = (chosen["as_of"] > chosen["as_of"].max() - YEAR).to_numpy()
        log_odds, chosen = log_odds[latest], chosen[latest]
    return calibrate(log_odds, chosen["label"].to_numpy(), chosen["family"].to_numpy(), train)


def _cross_fitted(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> np.ndarray:
    """Return the margin of each point by a model fitted on the other folds."""
    found = np.empty(len(points))
    mine = [(points["fold"] == fold).to_numpy() for fold in sorted(points["fold"].unique())]
    models = side_by_side(lambda rows: _fit_part(points, features, ~rows, catalogue, train), mine)
    for rows, model in zip(mine, models, strict=True):
        found[rows] = margins(model, features[rows], catalogue)
    return found
