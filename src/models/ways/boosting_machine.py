"""An explainable boosting machine (interpret-core): a sum of curves fitted feature by feature, without pairs.

It reads the features that boosted trees used most, which keeps it fast.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from ... import portable
from ...errors import BadInput
from ...features.catalogue import Catalogue
from ...params import Train
from ..matrix import matrix
from .boosted import fit_boosted
from .curves_as_trees import Curve, as_trees

if TYPE_CHECKING:
    from interpret.glassbox import ExplainableBoostingClassifier

MOST_FEATURES = 60
BAGS, HELD_OUT = 2, 0.15


def fit_boosting_machine(
    features: pd.DataFrame, labels: np.ndarray, families: np.ndarray, catalogue: Catalogue, train: Train
) -> lgb.Booster:
    """Fit the machine on the features that boosted trees, fitted on the same points, used most.

    Raises
    ------
    BadInput : there are too few families.
    """
    values, every = matrix(features, catalogue), [feature.name for feature in catalogue.features]
    names = most_used(fit_boosted(features, labels, catalogue, train))
    if not names:
        return as_trees([], float(portable.log_odds_of(labels.mean())), values, every)
    places = [every.index(name) for name in names]
    rising = [int(catalogue.features[place].direction == "increases") for place in places]
    settings = {
        "feature_types": ["continuous"] * len(places),
        "max_bins": train.bins,
        "monotone_constraints": rising,
    }
    bags = bags_by_outcome(labels, families, train.seed)
    machine = fit_machine(values[:, places], labels, bags, train.min_data_in_leaf, train.seed, **settings)
    if machine is None:
        raise BadInput(
            "An explainable boosting machine cannot be fitted: there are too few families.",
            where=f"{len(set(families)):,} families, {int(labels.sum()):,} of {len(labels):,} training points with the outcome",
            expected="two families or more with the outcome, and two without",
            do="use another train.way in params.yaml, or a longer training period",
        )
    curves = sorted(_curves(machine, places, values), key=lambda curve: curve.feature)
    return as_trees(curves, float(machine.intercept_[0]), values, every)


def _curves(machine: ExplainableBoostingClassifier, places: list[int], values: np.ndarray) -> list[Curve]:
    """Return the curves of a machine, whose cells start with their lower ends, and end before the next one's."""
    found = []
    for (number,), scores in zip(machine.term_features_, machine.term_scores_, strict=True):
        place = places[number]
        ends = np.nextafter(machine.bins_[number][0], -np.inf)
        unknown = float(scores[0]) if np.isnan(values[:, place]).any() else None
        if len(ends) or unknown is not None:  # else its one cell, which is centred, adds nothing
            found.append(Curve(place, ends, scores[1:-1], unknown))
    return found


def most_used(model: lgb.Booster) -> list[str]:
    """Return the names of the features that a model used most, by how much they gained, at most 60."""
    gain = pd.Series(model.feature_importance("gain"), model.feature_name())
    return list(gain[gain > 0].nlargest(MOST_FEATURES).index)


def fit_machine(
    values: np.ndarray, labels: np.ndarray, bags: np.ndarray, min_data_in_leaf: int, seed: int, **settings: Any
) -> ExplainableBoostingClassifier | None:
    """Fit the machine on every column of `values` (float32; NaN is unknown); None where there are too few families, or no column.

    It stops when it no longer improves on families held out of each bag. If contacts were held out instead, it would go on and
    learn the families.

    Parameters
    ----------
    bags : points x bags: 1 where the point is learnt from, -1 where it is held out.
    """
    sides = [labels[bags[:, bag] == side] for bag in range(BAGS) for side in (-1, 1)]
    if not values.shape[1] or any(len(set(side)) < 2 for side in sides):
        return None
    from interpret.develop import set_option  # slow to import, as the next
    from interpret.glassbox import ExplainableBoostingClassifier

    set_option("acceleration", 0)  # the library's code for AVX2 and AVX-512 adds in other orders, so that curves differ
    warnings.filterwarnings("ignore", "Missing values detected")  # from interpret's own plots, which are not drawn
    return ExplainableBoostingClassifier(
        interactions=0, outer_bags=BAGS, min_samples_leaf=min_data_in_leaf, n_jobs=1, random_state=seed, **settings
    ).fit(values, labels, bags=bags)


def bags_by_outcome(labels: np.ndarray, families: np.ndarray, seed: int) -> np.ndarray:
    """Return bags that hold out the same share of the families with the outcome as of those without, and of each at least one.

    So the machine can also be fitted where few have the outcome, as in refits on a rarer label.
    """
    names, place = np.unique(families, return_inverse=True)
    positive = np.bincount(place, labels, minlength=len(names)) > 0
    random, bags = np.random.Generator(np.random.PCG64(seed)), np.ones((len(names), BAGS), np.int8)
    for bag in range(BAGS):
        for members in (np.flatnonzero(positive), np.flatnonzero(~positive)):
            bags[random.permutation(members)[: math.ceil(HELD_OUT * len(members))], bag] = -1
    return bags[place]


def bags_at_random(families: np.ndarray, seed: int) -> np.ndarray:
    """Return bags that hold out families at random."""
    _, place = np.unique(families, return_inverse=True)
    drawn = np.random.Generator(np.random.PCG64(seed)).random((place.max() + 1, BAGS))
    return np.where(drawn < HELD_OUT, -1, 1).astype(np.int8)[place]
