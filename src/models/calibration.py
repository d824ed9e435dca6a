"""Calibration: probabilities by Venn-Abers, and frequencies among the nearest calibration points (design section 5).

Probabilities are learnt from one point chosen at random from each family, because Venn-Abers assumes exchangeable points and
those of one family are not. Where fewer than 100 families have the outcome, logistic recalibration is used instead.
Frequencies count every point, as anybody could by hand; their intervals are bootstrapped by family.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import portable
from ..params import Train
from .bands import attention_threshold
from .resampling import family_weights

with np.errstate():  # when it is imported, the library turns NumPy's warnings off for all that follows
    from venn_abers import VennAbers

GRID = 200
DRAWS = 200
FEWEST_POSITIVE_FAMILIES = 100
NEWTON_STEPS, SMALLEST_PART = 50, 2.0**-20
VENN_ABERS, LOGISTIC = "Venn-Abers", "logistic recalibration"


@dataclass(frozen=True)
class Calibration:
    """A calibration learnt from the calibration points, as plain lists (JSON, no pickle).

    `method` is how probabilities were learnt: `p0`, `p1`, `c` belong to Venn-Abers, `slope` and `intercept` to logistic
    recalibration. `threshold` is the margin at which the attention band starts. For each margin of `grid`, `frequency`, `low`
    and `high` are the share of the nearest calibration points that were followed by the outcome, with its 95 % interval.
    """

    points: int
    positives: int
    families: int
    positive_families: int
    method: str
    slope: float
    intercept: float
    neighbours: int
    threshold: float
    grid: list[float]
    frequency: list[float]
    low: list[float]
    high: list[float]
    p0: list[list[float]]
    p1: list[list[float]]
    c: list[float]


def calibrate(margins: np.ndarray, labels: np.ndarray, families: np.ndarray, train: Train) -> Calibration:
    """Learn probabilities, frequencies and the attention threshold from calibration points.

    Parameters
    ----------
    margins, labels, families : for each point, the log-odds by a model that never saw its family, 1 or 0, and its family.
    """
    order = np.argsort(margins, kind="stable")
    margins, labels, families = margins[order], labels[order].astype(float), families[order]
    positive_families = len(set(families[labels == 1]))
    method = VENN_ABERS if positive_families >= FEWEST_POSITIVE_FAMILIES else LOGISTIC
    p0, p1, c = _venn_abers(margins, labels, one_per_family(families, train.seed)) if method == VENN_ABERS else ([], [], [])
    slope, intercept = recalibrate(margins, labels, families) if method == LOGISTIC else (1.0, 0.0)
    neighbours = min(train.neighbours, len(margins))
    grid, frequency, draws = nearest_frequencies(margins, labels, families, neighbours, train.seed)
    low, high = np.nanquantile(draws, [0.025, 0.975], axis=0)
    return Calibration(
        points=len(labels),
        positives=int(labels.sum()),
        families=len(set(families)),
        positive_families=positive_families,
        method=method,
        slope=slope,
        intercept=intercept,
        neighbours=neighbours,
        threshold=attention_threshold(margins, train.attention_share),
        grid=grid.tolist(),
        frequency=frequency.tolist(),
        low=low.tolist(),
        high=high.tolist(),
        p0=p0,
        p1=p1,
        c=c,
    )


def one_per_family(families: np.ndarray, seed: int) -> np.ndarray:
    """Return the row numbers, ascending, of one point of each family, chosen at random."""
    order = np.random.Generator(np.random.PCG64(seed)).permutation(len(families))
    _, first = np.unique(families[order], return_index=True)
    return np.sort(order[first])


def _venn_abers(margins: np.ndarray, labels: np.ndarray, drawn: np.ndarray) -> tuple[list[Any], list[Any], list[Any]]:
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # The library takes the smallest of no gradients where its hull is flat.
        warnings.filterwarnings("ignore", "All-NaN slice encountered", RuntimeWarning)
        fitted = VennAbers().fit(_two_columns(margins[drawn]), labels[drawn])
    return fitted.p0_.tolist(), fitted.p1_.tolist(), fitted.c_.tolist()


def recalibrate(margins: np.ndarray, labels: np.ndarray, families: np.ndarray) -> tuple[float, float]:
    """Return the slope (never negative) and intercept of the log-odds on the margin, with a total weight of 1 for each family.

    Labels are shrunk a little towards each other (Platt 1999), so that a margin which separates them completely does not give
    certainty.
    """
    _, place, size = np.unique(families, return_inverse=True, return_counts=True)
    weights = 1 / size[place]
    positive = float((weights * labels).sum())
    negative = float(weights.sum()) - positive
    target = np.where(labels == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))
    middle, spread = float(margins.mean()), float(margins.std()) or 1.0
    slope, level = _least_deviance((margins - middle) / spread, target, weights)
    slope /= spread
    return slope, level - slope * middle


def _least_deviance(x: np.ndarray, target: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Return the slope (never negative) and level of least deviance, by Newton's method; a step that would raise it is halved."""

    def deviance(slope: float, level: float) -> float:
        log_odds = slope * x + level
        return float((weights * (portable.softplus(log_odds) - target * log_odds)).sum())

    flat = float(portable.log_odds_of((weights * target).sum() / weights.sum()))
    at, loss = (0.0, flat), deviance(0.0, flat)
    for _ in range(NEWTON_STEPS):
        chance = portable.logistic(at[0] * x + at[1])
        missed, spread = weights * (target - chance), weights * chance * (1 - chance)
        h00, h01, h11 = (float((spread * each).sum()) for each in (x * x, x, 1.0))
        up, determinant = (float((missed * x).sum()), float(missed.sum())), h00 * h11 - h01 * h01
        if determinant <= 0:  # every margin is the same
            break
        step = ((h11 * up[0] - h01 * up[1]) / determinant, (h00 * up[1] - h01 * up[0]) / determinant)
        part = 1.0
        while (after := deviance(at[0] + part * step[0], at[1] + part * step[1])) > loss and part > SMALLEST_PART:
            part /= 2
        if after >= loss:
            break
        at, loss = (at[0] + part * step[0], at[1] + part * step[1]), after
    return at if at[0] > 0 else (0.0, flat)


def nearest_frequencies(
    margins: np.ndarray, labels: np.ndarray, families: np.ndarray, neighbours: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a grid of margins, the share with the outcome among the points nearest to each, and its draws by family.

    Parameters
    ----------
    margins, labels, families : in ascending order of the margins.

    Returns
    -------
    grid, frequency : one for each margin of the grid. draws : draws x grid (NaN where a draw has none of the nearest points).
    """
    centres = np.unique(np.linspace(0, len(margins) - 1, GRID).round().astype(int))
    starts = np.clip(centres - neighbours // 2, 0, len(margins) - neighbours)
    weights = family_weights(families, DRAWS, seed)
    followed, drawn = (_window_sums(rows, starts, neighbours) for rows in (weights * labels, weights))
    draws = np.divide(followed, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0)
    return margins[centres], _window_sums(labels[None], starts, neighbours)[0] / neighbours, draws


def probability(calibration: Calibration, margins: np.ndarray) -> np.ndarray:
    """Return the probability of each margin. The p1 - p0 of Venn-Abers is a diagnostic, not a confidence interval."""
    if calibration.method == LOGISTIC:
        return portable.logistic(calibration.slope * margins + calibration.intercept)
    fitted = VennAbers()
    fitted.p0_, fitted.p1_, fitted.c_ = (np.array(part) for part in (calibration.p0, calibration.p1, calibration.c))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(fitted.predict_proba(_two_columns(margins))[0][:, 1])


def frequency(calibration: Calibration, margins: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return, for each margin, the frequency among the nearest calibration points and the ends of its 95 % interval."""
    grid = np.array(calibration.grid)
    right = np.clip(np.searchsorted(grid, margins), 1, max(len(grid) - 1, 1))
    nearest = np.where(margins - grid[right - 1] <= grid[np.minimum(right, len(grid) - 1)] - margins, right - 1, right)
    nearest = np.minimum(nearest, len(grid) - 1)
    parts = (calibration.frequency, calibration.low, calibration.high)
    return tuple(np.array(part)[nearest] for part in parts)  # type: ignore[return-value]


def _two_columns(margins: np.ndarray) -> np.ndarray:
    return np.column_stack([portable.logistic(-margins), portable.logistic(margins)])


def _window_sums(rows: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
    """Return rows x starts: the sum of `length` values from each start."""
    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    return np.asarray(sums[:, starts + length] - sums[:, starts])
