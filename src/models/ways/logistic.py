"""Logistic regression on features in ranges: each feature adds a curve that rises, or falls, with log(1 + x).

A range stands for the mean of log(1 + x) in it, so that the model is a sum of curves, exactly. What may only raise attention
has a weight that is not negative.
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd

from ... import portable
from ...errors import BadInput
from ...features.catalogue import Catalogue
from ..matrix import matrix
from .curves_as_trees import Curve, as_trees
from .elastic_net import STEP, fit_elastic_net, standardised


def fit_logistic(features: pd.DataFrame, labels: np.ndarray, catalogue: Catalogue, bins: int) -> lgb.Booster:
    """Fit logistic regression with elastic net; unknown is the median, and a mark shared by what is unknown together.

    Parameters
    ----------
    bins : a feature has at most this many ranges.

    Raises
    ------
    BadInput : the fit does not settle.
    """
    values = matrix(features, catalogue)
    ranges = [_in_ranges(column, bins) for column in values.T]
    unknown = np.isnan(values)
    marks = np.sort(np.unique(unknown, axis=1, return_index=True)[1])
    design = np.column_stack([*(levels[cell] for _, levels, cell, _ in ranges), unknown[:, marks]]).astype(np.float64)
    steps, mean, spread = standardised(design)
    free = [feature.direction != "increases" for feature in catalogue.features] + [True] * len(marks)
    fitted = fit_elastic_net(steps, labels, np.where(free, -np.inf, 0.0))
    if fitted is None:
        raise BadInput(
            "Logistic regression cannot be fitted: it does not settle.",
            where=f"{len(labels):,} training points, {int(labels.sum()):,} with the outcome",
            expected="enough points that no combination of features makes the outcome certain",
            do="use another train.way in params.yaml, or a longer training period",
        )
    weights, baseline = fitted
    mark_of = dict(zip(marks.tolist(), range(len(ranges), design.shape[1]), strict=True))
    curves = []
    for place, (ends, levels, _, middle) in enumerate(ranges):
        curve = weights[place] * STEP * np.rint((levels - mean[place]) / spread[place] / STEP)
        added = 0.0
        if place in mark_of:
            column = mark_of[place]
            absent, present = weights[column] * STEP * np.rint((np.array([0.0, 1.0]) - mean[column]) / spread[column] / STEP)
            baseline, added = baseline + absent, present - absent
        if curve.any() or added:
            curves.append(Curve(place, ends, curve, curve[middle] + added if unknown[:, place].any() else None))
    return as_trees(curves, float(baseline), values, [feature.name for feature in catalogue.features])


def _in_ranges(column: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Return the upper ends of the ranges of a feature, the level of each, the range of each point, and that of the median.

    The level of a range is the mean of log(1 + x) in it; an unknown value is in the range of the median.
    """
    known = ~np.isnan(column)
    if not known.any():
        return np.zeros(0), np.zeros(1), np.zeros(len(column), int), 0
    ends = range_ends(column[known], most)
    middle = int(np.searchsorted(ends, np.median(column[known])))
    cell = np.where(known, np.searchsorted(ends, column), middle)
    size = np.sign(column[known]) * portable.log1p(np.abs(column[known]))
    levels = np.bincount(cell[known], size) / np.bincount(cell[known])
    return ends, levels, cell, middle


def range_ends(values: np.ndarray, most: int) -> np.ndarray:
    """Return the upper ends of at most `most` ranges, without that of the last; each holds a value.

    They hold about as many values each. A value so common that it would fill a range and more counts as one full range, so that
    ranges are left to tell the rare ones apart.
    """
    distinct, counts = np.unique(values.astype(np.float64), return_counts=True)
    if len(distinct) <= most:
        return distinct[:-1]
    common = counts > counts.sum() / most
    filled = np.where(common, 1.0, counts / counts[~common].sum() * (most - common.sum()))
    place = np.floor(np.cumsum(filled) - filled / 2)
    return distinct[:-1][np.diff(place) > 0]
