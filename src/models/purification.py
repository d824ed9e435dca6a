"""Purification: the part of a surface that depends on one feature alone moves to that feature's curve (functional ANOVA).

The same model can be written as many sums of curves and surfaces. In the pure form, every curve has mean zero over the training
points, and every surface has mean zero along each of its rows and columns, weighted by the training points in its cells
(Lengerich, Tan, Chang, Hooker and Caruana 2020, Purifying Interaction Effects with the Functional ANOVA). It is computed here
in one step, as the residual of the weighted fit of two curves to each surface, rather than by moving means repeatedly.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ..features.catalogue import Catalogue
from ..portable import solve
from .terms import Features, Terms, cells, term_values


def purify(terms: Terms, features: pd.DataFrame) -> Terms:
    """Return the same model in pure form, weighted by the rows of `features` (the training points).

    Where two features are always unknown together, the effect is divided equally between their curves. A range of a feature
    without training points is weighted by where the training points of the other feature are.
    """
    at = cells(terms, features)
    curves = {name: np.zeros(len(ends) + 2) for name, ends in terms.thresholds.items()}
    surfaces = {}
    for key, table in terms.tables.items():
        if len(key) == 1:
            curves[key[0]] += table
            continue
        rows, columns = _two_curves(table, _weights(table.shape, at[key[0]], at[key[1]]))
        curves[key[0]] += rows
        curves[key[1]] += columns
        surfaces[key] = table - rows[:, None] - columns
    baseline = terms.baseline
    for name, curve in curves.items():
        mean = float(curve[at[name]].mean())
        curves[name] = curve - mean
        baseline += mean
    tables: dict[Features, np.ndarray] = {(name,): curve for name, curve in curves.items()}
    return Terms(baseline, terms.thresholds, tables | surfaces)


def _weights(shape: tuple[int, ...], row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return the share of the training points in each cell of a surface."""
    counts = np.bincount(row * shape[1] + column, minlength=shape[0] * shape[1]).reshape(shape)
    return counts / len(row)


def _two_curves(table: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the curves (rows, columns) whose sum is nearest to the table, by weighted least squares."""
    by_row, by_column = weights.sum(axis=1), weights.sum(axis=0)
    equations = np.block([[np.diag(by_row), weights], [weights.T, np.diag(by_column)]])
    wanted = np.r_[(weights * table).sum(axis=1), (weights * table).sum(axis=0)]
    solved = _least_solution(equations, wanted, weights)
    rows, columns = solved[: len(by_row)], solved[len(by_row) :]
    rows = np.where(by_row > 0, rows, ((table - columns) * by_column).sum(axis=1))
    columns = np.where(by_column > 0, columns, ((table - rows[:, None]) * by_row[:, None]).sum(axis=0))
    return rows, columns


def _least_solution(equations: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return, of all solutions, the one with the least squares over the training points; zero where no training point is.

    In each set of rows and columns that share training points, a number may move from the curve of the rows to that of the
    columns. One more equation for each set says that it does not: then the solution is the only one, and the least.
    """
    share = np.diag(equations)
    used = share > 0
    row, column = np.nonzero(weights)
    joined = coo_matrix((np.ones(len(row)), (row, len(weights) + column)), shape=equations.shape)
    _, part = connected_components(joined, directed=False)
    sign = np.r_[np.ones(weights.shape[0]), -np.ones(weights.shape[1])]
    scale = np.sqrt(share[used])
    same = part[used][:, None] == part[used]
    size = np.bincount(part, share)[part[used]]
    moved = sign[used] * scale / np.sqrt(size)
    system = equations[np.ix_(used, used)] / (scale[:, None] * scale) + same * (moved[:, None] * moved)
    solved = np.zeros(len(share))
    solved[used] = solve(system, wanted[used] / scale) / scale
    return solved


def contributions(terms: Terms, features: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return what each indicator adds to each row (log-odds): its curves, and half of each surface that it is part of."""
    owner = {feature.name: feature.indicator for feature in catalogue.features}
    found = {name: np.zeros(len(features)) for name in catalogue.indicators}
    for key, added in term_values(terms, features):
        for name in key:
            found[owner[name]] += added / len(key)
    return pd.DataFrame(found, index=features.index)


def sizes(terms: Terms, features: pd.DataFrame) -> dict[Features, float]:
    """Return the mean absolute change that each term makes to the rows of `features` (log-odds)."""
    return {key: float(np.abs(added).mean()) for key, added in term_values(terms, features)}
