"""What the model is measured beside, on the same folds and in the same view (design section 5).

Of the fitted ones, logistic regression reads every feature, and so does LightGBM without directions, without limits on
pairs, and deeper. The explainable boosting machine reads those that the fold's own model found most use for, which keeps it
fast and gives it what the model had. The number of prior contacts and the prevalence are not fitted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import lightgbm as lgb
import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.exceptions import ConvergenceWarning

from ...features.catalogue import Catalogue
from ...params import Train
from ..crossfit import fold_margins, in_period
from ..triage import REPRODUCIBLE, margins, matrix
from .boosting_machine import boosting_machine_margins, fit_boosting_machine
from .logistic import fit_logistic, logistic_margins
from .names import BOOSTING_MACHINE, LOGISTIC, PREVALENCE, PRIOR_CONTACTS, TIME_SPLIT, UNCONSTRAINED

Margins = Callable[[pd.DataFrame], np.ndarray]
"""A fitted way of scoring: it gives the log-odds of the rows of a table of features."""

MOST_FEATURES = 60
DEEPER = {"learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 40, "lambda_l2": 50.0}
DEEPER_ROUNDS = 200
HOW = {
    TIME_SPLIT: "The model itself, fitted once on every family before the first cut, so that families recur when it is tested.",
    LOGISTIC: "It reads every feature as log(1 + x), with the median and a mark for unknown; penalty stated, not tuned.",
    BOOSTING_MACHINE: f"Curves without pairs. It reads no more than {MOST_FEATURES} features, those that the fold's own "
    "model made most use of, which keeps it fast.",
    UNCONSTRAINED: "LightGBM on every feature, without directions or limits on pairs, in trees of up to "
    f"{DEEPER['num_leaves']} leaves; choices stated, not tuned.",
    PRIOR_CONTACTS: "Not fitted: how many earlier points of the cohort there are about the same person.",
    PREVALENCE: "Not fitted: the same score for all.",
}
"""How each was made, for the page of the model."""


def comparator_scores(
    points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train, models: Mapping[str, lgb.Booster]
) -> pd.DataFrame:
    """Return point_id, margin and model (its name) of the test points, by every way that is fitted fold by fold or not at all.

    A way that cannot be fitted in some fold is left out.

    Parameters
    ----------
    points, features : rows in the same order. models : the model of each fold.
    """
    ways = {
        LOGISTIC: lambda fold, of, seen: _logistic(of, seen, catalogue),
        BOOSTING_MACHINE: lambda fold, of, seen: _boosting_machine(of, seen, models[fold], train),
        UNCONSTRAINED: lambda fold, of, seen: _unconstrained(of, seen, catalogue, train),
    }
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Missing values detected")  # in interpret's own pictures, which nobody draws
        warnings.filterwarnings("ignore", category=ConvergenceWarning)  # close enough is enough beside which to measure
        fitted = {name: fold_margins(points, features, way) for name, way in ways.items()}
    parts = {name: part for name, part in fitted.items() if part["margin"].notna().all()}
    test = in_period(points, "test")
    ids = points.loc[test, "point_id"].to_numpy()
    share = points.loc[in_period(points, "train"), "label"].mean()
    parts[PRIOR_CONTACTS] = pd.DataFrame({"point_id": ids, "margin": prior_contacts(points)[test]})
    parts[PREVALENCE] = pd.DataFrame({"point_id": ids, "margin": logit(share)})
    return pd.concat([part.assign(model=name) for name, part in parts.items()], ignore_index=True)


def prior_contacts(points: pd.DataFrame) -> np.ndarray:
    """Return how many earlier points of the cohort there are about the same person."""
    return points.sort_values("as_of", kind="stable").groupby("child_id").cumcount()[points.index].to_numpy(np.float64)


def _logistic(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue) -> Margins:
    model = fit_logistic(features, points["label"].to_numpy(), catalogue)
    return lambda rows: logistic_margins(model, rows, catalogue)


def _boosting_machine(points: pd.DataFrame, features: pd.DataFrame, own: lgb.Booster, train: Train) -> Margins:
    gain = pd.Series(own.feature_importance("gain"), own.feature_name())
    names = list(gain[gain > 0].nlargest(MOST_FEATURES).index)
    machine = fit_boosting_machine(
        features[names], points["label"].to_numpy(), points["family"].to_numpy(), train.min_data_in_leaf, train.seed
    )
    if machine is None:
        return lambda rows: np.full(len(rows), np.nan)
    return lambda rows: boosting_machine_margins(machine, rows[names])


def _unconstrained(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> Margins:
    settings = REPRODUCIBLE | DEEPER | {"seed": train.seed}
    model = lgb.train(settings, lgb.Dataset(matrix(features, catalogue), points["label"].to_numpy()), DEEPER_ROUNDS)
    return lambda rows: margins(model, rows, catalogue)
