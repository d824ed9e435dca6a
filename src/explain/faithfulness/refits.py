"""The same points explained by models fitted anew: with another seed, and on families drawn again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ...models.crossfit import in_period, side_by_side
from ...models.resampling import family_counts
from ...models.triage import fit
from ...params import Train
from ..attribution import contributions

SEED, FAMILIES = "another seed", "families drawn again"
FOLDS = 2  # of the folds, because every one takes two fits


def refitted(
    points: pd.DataFrame, features: pd.DataFrame, chosen: pd.DataFrame, catalogue: Catalogue, train: Train, seed: int
) -> Iterator[tuple[str, np.ndarray, pd.DataFrame]]:
    """Give for each way and fold the places in `chosen` of its points, and their contributions by a model fitted anew.

    Parameters
    ----------
    points, features : all points and their features, rows in the same order. chosen : point_id and fold of those explained.
    """
    folds = sorted(chosen["fold"].unique())[:FOLDS]
    tasks = [(way, fold) for way in (SEED, FAMILIES) for fold in folds]
    row_of = pd.Series(np.arange(len(points)), points["point_id"])

    def one(task: tuple[str, int]) -> pd.DataFrame:
        way, fold = task
        rows = np.flatnonzero(in_period(points, "train") & (points["fold"] != fold).to_numpy())
        if way == FAMILIES:
            rows = _drawn(points["family"].to_numpy()[rows], rows, seed)
        settings = train.model_copy(update={"seed": train.seed + 1}) if way == SEED else train
        model = fit(features.iloc[rows], points["label"].to_numpy()[rows], catalogue, settings)
        mine = row_of[chosen.loc[(chosen["fold"] == fold).to_numpy(), "point_id"]]
        return contributions(model, features.iloc[mine], catalogue)[list(catalogue.indicators)]

    for (way, fold), found in zip(tasks, side_by_side(one, tasks), strict=True):
        yield way, np.flatnonzero(chosen["fold"] == fold), found


def _drawn(families: np.ndarray, rows: np.ndarray, seed: int) -> np.ndarray:
    """Return the rows of families drawn with replacement, each row as often as its family."""
    _, place = np.unique(families, return_inverse=True)
    return np.repeat(rows, family_counts(int(place.max()) + 1, 1, seed)[0][place])
