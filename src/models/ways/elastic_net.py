"""Logistic regression with elastic net: the mean deviance and a penalty on the weights, made least; the same bits everywhere."""

from __future__ import annotations

import numpy as np
from numba import njit

from ... import portable
from ...portable import product

PENALTY, SHARE_OF_L1 = 0.003, 0.5
ROUNDS, CONVERGED = 50, 1e-3
HALVINGS = 12
LEAST_CURVATURE = 1e-5  # weight of a point whose probability is all but certain
SWEEPS, STILL = 2000, 1e-6
STEP = 2.0**-10  # of the standardised features, in standard deviations
LEAST_SPREAD = 1e-6  # a column that varies less is constant, but for rounding
MOST = 30.0  # log-odds: beyond it, a training point is as good as certain, which no such data can tell


def standardised(design: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the standardised design as whole numbers of STEPs, and mean and spread of its columns (infinite if constant)."""
    mean, spread = design.mean(axis=0), design.std(axis=0)
    spread[spread < LEAST_SPREAD] = np.inf
    return in_steps(design, mean, spread), mean, spread


def in_steps(design: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return the design in standard deviations from the mean, as whole numbers of STEPs, so that its sums are exact."""
    return np.asarray(np.rint((design - mean) / spread / STEP))


def fit_elastic_net(design: np.ndarray, labels: np.ndarray, lowest: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Return weights and intercept; None where the penalised deviance does not settle, or a point becomes certain.

    Each round fits a least-squares elastic net to the quadratic form of the likelihood (as glmnet does: Friedman, Hastie
    and Tibshirani 2010), which is many times faster here than stochastic gradients and has no seed. It then steps towards that
    fit, half as far while the penalised deviance would not fall: a whole step may diverge (Lee, Sun and Saunders 2014).

    Parameters
    ----------
    design : standardised, as whole numbers of STEPs. lowest : of the weights: 0 or minus infinity.
    """
    weights, intercept = np.zeros(design.shape[1]), float(portable.log_odds_of(labels.mean()))
    margins = np.full(len(labels), intercept)
    loss = _penalised(weights, margins, labels)
    for _ in range(ROUNDS):
        probability = portable.logistic(margins)
        curvature = np.maximum(probability * (1 - probability), LEAST_CURVATURE)
        wanted = margins + (labels - probability) / curvature
        towards, level = _least_squares(design, wanted, curvature, weights, lowest)
        step, rise = towards - weights, level - intercept
        change = times(design, towards) + level - margins
        settled = max(np.abs(step).max(initial=0), abs(rise)) < CONVERGED
        part = 1.0
        while (after := _penalised(weights + part * step, margins + part * change, labels)) > loss and part > 2.0**-HALVINGS:
            part /= 2
        if after > loss:
            return (weights, intercept) if settled else None
        weights, intercept, margins, loss = weights + part * step, intercept + part * rise, margins + part * change, after
        if settled:
            return (weights, intercept) if np.abs(margins).max() <= MOST else None
    return None


def times(design: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the sum of weights times a design in whole numbers of STEPs."""
    return product(design, weights) * STEP


def _least_squares(
    design: np.ndarray, wanted: np.ndarray, curvature: np.ndarray, start: np.ndarray, lowest: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return weights and intercept of the elastic net that is nearest to `wanted`, each point weighted by its curvature."""
    share = curvature / curvature.sum()
    right = np.column_stack([design * STEP, wanted, np.ones(len(wanted))]) * share[:, None]
    sums = product(design.T, right) * STEP
    mean, level = sums[:, -1], float((share * wanted).sum())
    gram = sums[:, :-2] - mean[:, None] * mean
    weights = _descend(gram, sums[:, -2] - mean * level, start.copy(), lowest, PENALTY / curvature.mean())
    return weights, level - float((mean * weights).sum())


@njit(cache=True, nogil=True)
def _descend(gram: np.ndarray, wanted: np.ndarray, weights: np.ndarray, lowest: np.ndarray, penalty: float) -> np.ndarray:
    """Return the weights that make the elastic net least, one at a time in order (Friedman, Hastie and Tibshirani 2010)."""
    left = wanted.copy()  # what the weights leave to explain
    for column in range(len(weights)):
        left -= gram[column] * weights[column]
    for _ in range(SWEEPS):
        largest = 0.0
        for column in range(len(weights)):
            before, own = weights[column], gram[column, column]
            pull = left[column] + own * before
            size = max(abs(pull) - penalty * SHARE_OF_L1, 0.0) / (own + penalty * (1 - SHARE_OF_L1))
            after = max(size if pull > 0 else -size, lowest[column])
            if after != before:
                left += gram[column] * (before - after)
                weights[column] = after
                largest = max(largest, abs(after - before))
        if largest < STILL:
            break
    return weights


def _penalised(weights: np.ndarray, margins: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean deviance (halved) and the penalty, which the fit makes least."""
    penalty = SHARE_OF_L1 * np.abs(weights).sum() + (1 - SHARE_OF_L1) / 2 * (weights**2).sum()
    return float((portable.softplus(margins) - labels * margins).mean() + PENALTY * penalty)
