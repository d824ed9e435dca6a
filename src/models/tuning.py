"""Tuning by rolling origins within the training period: fit on the past, evaluate on later points of other families.

The choices are made once, for all models of a run. They are the only way in which the model of a fold uses the training points
of its own families. The calibration and test periods are not read.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import optuna
import pandas as pd
from sklearn.metrics import log_loss

from .. import portable
from ..features.catalogue import Catalogue
from ..params import Train
from .crossfit import in_period, side_by_side
from .triage import margins
from .ways.boosted import fit_boosted

ORIGINS = (0.55, 0.7, 0.85)  # shares of the training period
RANGES = {"rounds": (50, 500), "learning_rate": (0.02, 0.3), "min_data_in_leaf": (10, 300), "l2": (0.0, 200.0)}
Split = tuple[np.ndarray, np.ndarray]
"""Which training points are fitted on, and which are evaluated on."""


def tune(
    points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train, horizon_days: int
) -> tuple[Train, dict[str, Any]]:
    """Return `train` with the choices of the best of `train.trials` trials, and a summary of the trials (JSON).

    The first trial is `train` unchanged, so the result is no worse on these folds. The objective is the mean log loss (Optuna's
    tree-structured Parzen estimator, seeded).

    Parameters
    ----------
    points, features : the cohort, rows in the same order. horizon_days : how long a label looks ahead.
    """
    unchanged = {name: getattr(train, name) for name in RANGES}
    if not train.trials:
        return train, {"trials": 0, "chosen": unchanged}
    rows = in_period(points, "train")
    points, features = points[rows], features[rows]
    splits, how = _splits(points, horizon_days)

    def objective(trial: optuna.Trial) -> float:
        tried = train.model_copy(update=_suggested(trial, train))
        return float(np.mean(list(side_by_side(lambda split: _loss(split, points, features, catalogue, tried), splits))))

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=train.seed))
    study.enqueue_trial(unchanged)
    study.optimize(objective, n_trials=train.trials)
    trials = [{**trial.params, "log_loss": round(trial.value or 0.0, 6)} for trial in study.trials]
    chosen = study.best_params
    return train.model_copy(update=chosen), {"trials": len(trials), "folds": how, "chosen": chosen, "tried": trials}


def _suggested(trial: optuna.Trial, train: Train) -> dict[str, Any]:
    """Return the choices of a trial, from ranges that include those of `train`."""
    ranges = {name: (min(low, getattr(train, name)), max(high, getattr(train, name))) for name, (low, high) in RANGES.items()}
    return {
        "rounds": trial.suggest_int("rounds", *ranges["rounds"]),
        "learning_rate": trial.suggest_float("learning_rate", *ranges["learning_rate"], log=True),
        "min_data_in_leaf": trial.suggest_int("min_data_in_leaf", *ranges["min_data_in_leaf"], log=True),
        "l2": trial.suggest_float("l2", *ranges["l2"]),
    }


def _splits(points: pd.DataFrame, horizon_days: int) -> tuple[list[Split], str]:
    """Return rolling origins, each evaluated on other families; only family folds where the training period is too short."""
    days = points["as_of"]
    start, span = days.min(), days.max() - days.min()
    origins = [start + share * span for share in ORIGINS] + [days.max() + pd.Timedelta(days=1)]
    found = []
    for place, (origin, following) in enumerate(pairwise(origins)):
        held_out = points["fold"] % len(ORIGINS) == place
        seen = (days + pd.Timedelta(days=horizon_days) < origin) & ~held_out
        found.append((seen.to_numpy(), ((days >= origin) & (days < following) & held_out).to_numpy()))
    if all(_both_classes(points, split) for split in found):
        return found, "rolling origins, other families"
    folds = [(points["fold"] == fold).to_numpy() for fold in sorted(points["fold"].unique())]
    return [(~mine, mine) for mine in folds if _both_classes(points, (~mine, mine))], "other families"


def _both_classes(points: pd.DataFrame, split: Split) -> bool:
    return all(points.loc[rows, "label"].nunique() == 2 for rows in split)


def _loss(split: Split, points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> float:
    seen, held_out = split
    model = fit_boosted(features[seen], points.loc[seen, "label"].to_numpy(), catalogue, train)
    probability = portable.logistic(margins(model, features[held_out], catalogue))
    return float(log_loss(points.loc[held_out, "label"], probability))
