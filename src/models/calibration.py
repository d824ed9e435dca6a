"""Calibration: probabilities by Venn-Abers, and frequencies among the nearest calibration points (design section 5).

Probabilities are learnt from one point a family, drawn by lot: Venn-Abers takes points to be exchangeable, which those of
one family are not. Where fewer than 100 families have the outcome, a logistic curve takes its place. Frequencies count every
point, as anybody could by hand; their intervals are drawn by family.
"""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from venn_abers import VennAbers

from ..params import Train
from .bands import attention_threshold
from .resampling import family_weights

GRID = 200
DRAWS = 200
FEWEST_POSITIVE_FAMILIES = 100
VENN_ABERS, LOGISTIC = "Venn-Abers", "logistic recalibration"


@dataclass(frozen=True)
class Calibration:
    """What was learnt from the calibration points, as plain lists (JSON, no pickle).

    `method` says how probabilities were learnt: `p0`, `p1`, `c` are those of Venn-Abers, `slope` and `intercept` those of
    logistic recalibration. `threshold` is the margin at which the attention band starts. `grid` holds margins; `frequency`,
    `low` and `high` the share of the calibration points nearest to each that were followed by the outcome, with its 95 %
    interval.
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

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Return the calibration that `to_json` wrote."""
        return cls(**content)

    def to_json(self) -> dict[str, Any]:
        """Return the calibration as a JSON object."""
        return asdict(self)


def calibrate(margins: np.ndarray, labels: np.ndarray, families: np.ndarray, train: Train) -> Calibration:
    """Learn probabilities, frequencies and the attention threshold from calibration points.

    Parameters
    ----------
    margins, labels, families : one a point: log-odds by a model that never saw its family, 1 or 0, family number.
    """
    order = np.argsort(margins, kind="stable")
    margins, labels, families = margins[order], labels[order].astype(float), families[order]
    positive_families = len(set(families[labels == 1]))
    method = VENN_ABERS if positive_families >= FEWEST_POSITIVE_FAMILIES else LOGISTIC
    p0, p1, c = _venn_abers(margins, labels, one_a_family(families, train.seed)) if method == VENN_ABERS else ([], [], [])
    slope, intercept = recalibrated(margins, labels, families) if method == LOGISTIC else (1.0, 0.0)
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


def one_a_family(families: np.ndarray, seed: int) -> np.ndarray:
    """Return the places, ascending, of one point of each family, drawn by lot."""
    lot = np.random.Generator(np.random.PCG64(seed)).permutation(len(families))
    _, first = np.unique(families[lot], return_index=True)
    return np.sort(lot[first])


def _venn_abers(margins: np.ndarray, labels: np.ndarray, drawn: np.ndarray) -> tuple[list[Any], list[Any], list[Any]]:
    with warnings.catch_warnings():  # the library takes the smallest of no gradients where its hull is flat
        warnings.filterwarnings("ignore", "All-NaN slice encountered", RuntimeWarning)
        fitted = VennAbers().fit(_two_columns(margins[drawn]), labels[drawn])
    return fitted.p0_.tolist(), fitted.p1_.tolist(), fitted.c_.tolist()


def recalibrated(margins: np.ndarray, labels: np.ndarray, families: np.ndarray) -> tuple[float, float]:
    """Return slope (never below nought) and intercept of the log-odds against the margin, each family weighing one.

    Labels are drawn in a little (Platt 1999), so that a margin which parts them altogether leads to no certainty.
    """
    _, place, size = np.unique(families, return_inverse=True, return_counts=True)
    weights = 1 / size[place]
    positive = float(weights @ labels)
    negative = float(weights.sum()) - positive
    target = np.where(labels == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))
    middle, spread = float(margins.mean()), float(margins.std()) or 1.0
    scaled = (margins - middle) / spread

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        stated = at[0] * scaled + at[1]
        missed = weights * (expit(stated) - target)
        value = weights @ (np.logaddexp(0, stated) - target * stated)
        return float(value), np.array([missed @ scaled, missed.sum()])

    slope, level = minimize(loss, [1.0, 0.0], jac=True, method="L-BFGS-B", bounds=[(0, None), (None, None)]).x / [spread, 1]
    return float(slope), float(level - slope * middle)


def nearest_frequencies(
    margins: np.ndarray, labels: np.ndarray, families: np.ndarray, neighbours: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return margins spread over all, the share with the outcome among the points nearest to each, and its draws by family.

    Parameters
    ----------
    margins, labels, families : in ascending order of the margins.

    Returns
    -------
    grid, frequency : one a place. draws : draws x places (NaN where a draw holds none of the nearest points).
    """
    centres = np.unique(np.linspace(0, len(margins) - 1, GRID).round().astype(int))
    starts = np.clip(centres - neighbours // 2, 0, len(margins) - neighbours)
    weights = family_weights(families, DRAWS, seed)
    with np.errstate(invalid="ignore"):
        draws = _window_sums(weights * labels, starts, neighbours) / _window_sums(weights, starts, neighbours)
    return margins[centres], _window_sums(labels[None], starts, neighbours)[0] / neighbours, draws


def probability(calibration: Calibration, margins: np.ndarray) -> np.ndarray:
    """Return the probability of each margin. The p1 - p0 of Venn-Abers is a diagnostic and no confidence interval."""
    if calibration.method == LOGISTIC:
        return np.asarray(expit(calibration.slope * margins + calibration.intercept))
    fitted = VennAbers()
    fitted.p0_, fitted.p1_, fitted.c_ = (np.array(part) for part in (calibration.p0, calibration.p1, calibration.c))
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
    return np.column_stack([expit(-margins), expit(margins)])


def _window_sums(rows: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
    """Return rows x starts: the sum of `length` values from each start on."""
    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    return np.asarray(sums[:, starts + length] - sums[:, starts])
