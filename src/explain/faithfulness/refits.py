"""The same points explained by refitted models: with another seed, and on resampled families."""

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

SEED, FAMILIES = "another seed", "records drawn again"
FOLDS = 2  # refitted folds: each takes two fits


def refits(
    points: pd.DataFrame, features: pd.DataFrame, chosen: pd.DataFrame, catalogue: Catalogue, train: Train, seed: int
) -> Iterator[tuple[str, np.ndarray, pd.DataFrame]]:
    """Yield for each kind of refit and each fold the positions in `chosen` of its points, and their new contributions.

    Parameters
    ----------
    points, features : all points and their features, rows in the same order. chosen : point_id and fold of those explained.
    """
    folds = sorted(chosen["fold"].unique())[:FOLDS]
    tasks = [(kind, fold) for kind in (SEED, FAMILIES) for fold in folds]
    labels, families = points["label"].to_numpy(), points["family"].to_numpy()
    row_of = pd.Series(np.arange(len(points)), points["point_id"])

    def refit(task: tuple[str, int]) -> pd.DataFrame:
        kind, fold = task
        rows = np.flatnonzero(in_period(points, "train") & (points["fold"] != fold).to_numpy())
        if kind == FAMILIES:
            rows = _resampled(families[rows], rows, seed)
        settings = train.model_copy(update={"seed": train.seed + 1}) if kind == SEED else train
        model = fit(features.iloc[rows], labels[rows], families[rows], catalogue, settings)
        explained = row_of[chosen.loc[(chosen["fold"] == fold).to_numpy(), "point_id"]]
        return contributions(model, features.iloc[explained], catalogue)[list(catalogue.indicators)]

    for (kind, fold), refitted in zip(tasks, side_by_side(refit, tasks), strict=True):
        yield kind, np.flatnonzero(chosen["fold"] == fold), refitted


def _resampled(families: np.ndarray, rows: np.ndarray, seed: int) -> np.ndarray:
    """Return the rows of families drawn with replacement, each row as often as its family."""
    _, family_number = np.unique(families, return_inverse=True)
    return np.repeat(rows, family_counts(int(family_number.max()) + 1, 1, seed)[0][family_number])
