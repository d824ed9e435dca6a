"""Calibration: probabilities by Venn-Abers, and frequencies among the nearest calibration points (design section 5)."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from scipy.special import expit
from venn_abers import VennAbers

from ..params import Train
from .resampling import family_weights

GRID = 200
DRAWS = 200


@dataclass(frozen=True)
class Calibration:
    """What was learnt from the calibration points, as plain lists (JSON, no pickle).

    `threshold` is the margin at which the attention band starts. `grid` holds margins; `frequency`, `low` and `high` the
    share of the calibration points nearest to each that were followed by the outcome, with its 95 % interval.
    """

    points: int
    positives: int
    positive_families: int
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
    neighbours = min(train.neighbours, len(margins))
    centres = np.unique(np.linspace(0, len(margins) - 1, GRID).round().astype(int))
    starts = np.clip(centres - neighbours // 2, 0, len(margins) - neighbours)
    weights = family_weights(families, DRAWS, train.seed)
    with np.errstate(invalid="ignore"):  # a draw may hold no point of a window
        draws = _window_sums(weights * labels, starts, neighbours) / _window_sums(weights, starts, neighbours)
    frequency = _window_sums(labels[None], starts, neighbours)[0] / neighbours
    low, high = np.nanquantile(draws, [0.025, 0.975], axis=0)
    with warnings.catch_warnings():  # the library takes the smallest of no gradients where its hull is flat
        warnings.filterwarnings("ignore", "All-NaN slice encountered", RuntimeWarning)
        fitted = VennAbers().fit(_two_columns(margins), labels)
    return Calibration(
        points=len(labels),
        positives=int(labels.sum()),
        positive_families=len(set(families[labels == 1])),
        neighbours=neighbours,
        threshold=float(np.quantile(margins, 1 - train.attention_share)),
        grid=margins[centres].tolist(),
        frequency=frequency.tolist(),
        low=low.tolist(),
        high=high.tolist(),
        p0=fitted.p0_.tolist(),
        p1=fitted.p1_.tolist(),
        c=fitted.c_.tolist(),
    )


def probability(calibration: Calibration, margins: np.ndarray) -> np.ndarray:
    """Return the Venn-Abers probability of each margin. Its p1 - p0 is a diagnostic and no confidence interval."""
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
