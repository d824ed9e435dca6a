"""The same points explained by refitted models, and their relative rates: with another seed, and on resampled families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...features.catalogue import Catalogue
from ...models.crossfit import in_period, side_by_side
from ...models.relative_rates import relative_rates
from ...models.resampling import family_counts
from ...models.triage import fit, margins
from ...params import Train
from ..attribution import contributions

SEED, FAMILIES = "another seed", "records drawn again"
FOLDS = 2  # refitted folds: each takes two fits


@dataclass(frozen=True)
class Refitted:
    """The points of one fold, by their positions among those explained; their new contributions, and the new relative rates."""

    kind: str
    positions: np.ndarray
    contributions: pd.DataFrame
    rates: Mapping[str, float]


def refits(
    points: pd.DataFrame,
    features: pd.DataFrame,
    chosen: pd.DataFrame,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    train: Train,
    seed: int,
) -> Iterator[Refitted]:
    """Return what each kind of refit finds for each fold.

    Parameters
    ----------
    points, features : all points and their features, rows in the same order. chosen : point_id and fold of those explained.
    """
    folds = sorted(chosen["fold"].unique())[:FOLDS]
    tasks = [(kind, fold) for kind in (SEED, FAMILIES) for fold in folds]
    labels, families = points["label"].to_numpy(), points["family"].to_numpy()
    row_of = pd.Series(np.arange(len(points)), points["point_id"])

    def refit(task: tuple[str, int]) -> Refitted:
        kind, fold = task
        rows = np.flatnonzero(in_period(points, "train") & (points["fold"] != fold).to_numpy())
        if kind == FAMILIES:
            rows = _resampled(families[rows], rows, seed)
        settings = train.model_copy(update={"seed": train.seed + 1}) if kind == SEED else train
        model = fit(features.iloc[rows], labels[rows], families[rows], catalogue, settings)
        scorers = {str(fold): partial(margins, model, catalogue=catalogue)}
        rates = relative_rates(points.iloc[rows], features.iloc[rows], catalogue, vocabulary, scorers)[str(fold)]
        positions = np.flatnonzero(chosen["fold"] == fold)
        explained = features.iloc[row_of[chosen["point_id"].iloc[positions]]]
        return Refitted(kind, positions, contributions(model, explained, catalogue)[list(catalogue.indicators)], rates)

    return side_by_side(refit, tasks)


def _resampled(families: np.ndarray, rows: np.ndarray, seed: int) -> np.ndarray:
    """Return the rows of families drawn with replacement, each row as often as its family."""
    _, family_number = np.unique(families, return_inverse=True)
    return np.repeat(rows, family_counts(int(family_number.max()) + 1, 1, seed)[0][family_number])
