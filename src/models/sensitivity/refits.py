"""Refits on two halves of the families: each half is scored by a model that was fitted on the other.

Two fits instead of five make many variants possible. Every variant, including the base, is fitted in the same way, so that they
differ only by the variant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ...params import Train
from ..bands import attention_threshold, in_attention
from ..crossfit import in_period, side_by_side
from ..triage import can_be_fitted, fit, margins


@dataclass(frozen=True)
class Refit:
    """The data of a variant.

    features : one row for each point. label : 1, 0, or NaN for points that the variant leaves out. rows : row numbers of the
    training points, possibly repeated.
    """

    features: pd.DataFrame
    label: np.ndarray
    rows: np.ndarray

    @classmethod
    def base(cls, points: pd.DataFrame, features: pd.DataFrame) -> Self:
        """Return the variant that changes nothing."""
        return cls(features, points["label"].to_numpy(np.float64), np.flatnonzero(in_period(points, "train")))

    def labelled(self, label: np.ndarray) -> Self:
        """Return the variant with another label; training points without it are left out."""
        return replace(self, label=label, rows=self.rows[~np.isnan(label[self.rows])])

    def without(self, names: list[str]) -> Self:
        """Return the variant in which some features are never known."""
        return replace(self, features=self.features.assign(**dict.fromkeys(names, np.float32(np.nan))))


@dataclass(frozen=True)
class Refitted:
    """The log-odds of every calibration and test point, and whether it is in the attention band of its refit."""

    margin: np.ndarray
    attention: np.ndarray


def halves(points: pd.DataFrame, seed: int) -> np.ndarray:
    """Return which half of the families each point belongs to (0 or 1), at random."""
    names, place = np.unique(points["family"].to_numpy(), return_inverse=True)
    return (np.random.Generator(np.random.PCG64(seed)).permutation(len(names)) % 2)[place]


def fittable(
    points: pd.DataFrame, variants: Mapping[str, Refit], half: np.ndarray, train: Train
) -> tuple[dict[str, Refit], list[str]]:
    """Return the variants that can be fitted on each half of the families and judged on the test points; the others' names."""
    families, test = points["family"].to_numpy(), in_period(points, "test")

    def usable(variant: Refit) -> bool:
        sides = [variant.rows[half[variant.rows] == side] for side in (0, 1)]
        judged = variant.label[test & ~np.isnan(variant.label)]
        return len(set(judged)) == 2 and all(can_be_fitted(variant.label[side], families[side], train) for side in sides)

    kept = {name: variant for name, variant in variants.items() if usable(variant)}
    return kept, [name for name in variants if name not in kept]


def refit(
    points: pd.DataFrame, variants: Mapping[str, Refit], half: np.ndarray, catalogue: Catalogue, train: Train
) -> dict[str, Refitted]:
    """Fit every variant on each half of the families, and score the test points of the other half.

    The attention band of each model is set on its own calibration points.
    """
    families = points["family"].to_numpy()
    calibration, test = ((points["period"] == name).to_numpy() for name in ("calibration", "test"))

    def fitted(task: tuple[str, int]) -> tuple[np.ndarray, np.ndarray, float]:
        name, side = task
        variant = variants[name]
        rows = variant.rows[half[variant.rows] == side]
        model = fit(variant.features.iloc[rows], variant.label[rows], families[rows], catalogue, train)
        scored = (calibration & (half == side)) | (test & (half != side))
        found = margins(model, variant.features[scored], catalogue)
        own = found[calibration[scored]] if calibration.any() else found
        return scored, found, attention_threshold(own, train.attention_share)

    tasks = [(name, side) for name in variants for side in (0, 1)]
    found = {name: Refitted(np.full(len(points), np.nan), np.zeros(len(points), bool)) for name in variants}
    for (name, _), (scored, margin, threshold) in zip(tasks, side_by_side(fitted, tasks), strict=True):
        found[name].margin[scored] = margin
        found[name].attention[scored] = in_attention(margin, threshold)
    return found
