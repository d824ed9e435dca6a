"""Are stated probabilities right? Brier score and its parts, slope and intercept, and a smooth curve with its interval.

Points with the same stated probability are counted together for each draw, so the cost is that of a few hundred points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import portable
from ..resampling import Draws
from .estimates import rounded, share_of, stated

GROUPS, PLACES, MOST_CELLS = 10, 50, 1000
NEVER = 1e-4  # stated probabilities are kept at least this far from 0 and 1
STEPS, NEAR, STILL = 25, 1e-6, 1e-3


@dataclass(frozen=True)
class Cells:
    """Stated log-odds in ascending order, and draws x cells: how many points have each, and how many of them are positive.

    Where there are more than 1,000 different values, neighbours share a cell, at their mean log-odds.
    """

    log_odds: np.ndarray
    size: np.ndarray
    followed: np.ndarray

    @property
    def chance(self) -> np.ndarray:
        """The stated probability of each cell."""
        return portable.logistic(self.log_odds)


def cells_of(probabilities: np.ndarray, labels: np.ndarray, draws: Draws) -> Cells:
    """Return the cells of stated probabilities, which are kept a little away from 0 and 1."""
    log_odds = portable.log_odds_of(np.clip(probabilities, NEVER, 1 - NEVER))
    values, place = np.unique(log_odds, return_inverse=True)
    if len(values) > MOST_CELLS:
        edges = np.unique(np.quantile(log_odds, np.linspace(0, 1, MOST_CELLS + 1)[1:-1]))
        _, place = np.unique(np.searchsorted(edges, log_odds), return_inverse=True)
        values = np.bincount(place, log_odds) / np.bincount(place)
    return Cells(values, draws.tally(place, len(values)), draws.tally(place, len(values), labels))


def agreement(probabilities: np.ndarray, labels: np.ndarray, draws: Draws) -> dict[str, Any]:
    """Return how stated probabilities agree with outcomes (JSON).

    Returns
    -------
    dict : brier (with Murphy's parts: reliability, resolution, uncertainty), observed_per_stated, intercept (slope fixed at
        1), slope, ici (mean distance of the smooth curve from the stated probability), groups (tenths), curve.
    """
    cells = cells_of(probabilities, labels, draws)
    low, high = np.quantile(np.repeat(cells.log_odds, cells.size[0].astype(int)), [0.005, 0.995])
    places = np.unique(np.linspace(low, high, PLACES))
    observed = smooth(cells, places)
    distance = np.abs(smooth(cells, cells.log_odds) - cells.chance)
    return {
        "brier": brier(probabilities, labels, cells, draws),
        "observed_per_stated": stated(cells.followed.sum(axis=1) / portable.product(cells.size, cells.chance)),
        "intercept": stated(recalibrated(cells, with_slope=False)[:, 0]),
        "slope": stated(recalibrated(cells, with_slope=True)[:, 1]),
        "ici": stated((cells.size * distance).sum(axis=1) / cells.size.sum(axis=1)),
        "groups": _tenths(cells),
        "curve": [
            {"stated": rounded(float(chance), 5), "observed": stated(observed[:, at], 5)}
            for at, chance in enumerate(portable.logistic(places))
        ],
    }  # fmt: skip


def _tenth(cells: Cells) -> np.ndarray:
    """Return cells x tenths: 1 where a cell belongs to a tenth of the points; no cell is split."""
    reached = np.cumsum(cells.size[0]) - cells.size[0] / 2
    tenth = np.floor(GROUPS * reached / cells.size[0].sum())
    return np.asarray((tenth[:, None] == np.unique(tenth)).astype(float))


def _tenths(cells: Cells) -> list[dict[str, Any]]:
    member = _tenth(cells)
    counted = (cells.size, cells.size * cells.chance, cells.followed)
    size, expected, followed = (portable.product(member.T, of.T).T for of in counted)
    observed = share_of(followed, size)
    mean = share_of(expected, size)[0]
    return [
        {"points": int(size[0, at]), "stated": rounded(mean[at], 5), "observed": stated(observed[:, at])}
        for at in range(member.shape[1])
    ]


def brier(probabilities: np.ndarray, labels: np.ndarray, cells: Cells, draws: Draws) -> dict[str, Any]:
    """Return the Brier score, its skill above the prevalence, and its parts by cell of stated probability (Murphy 1973).

    The parts have no interval: a draw of families makes reliability and resolution larger than they are.
    """
    number = cells.size.sum(axis=1)
    score = draws.sums((probabilities - labels) ** 2) / number
    overall = cells.followed.sum(axis=1) / number
    observed = share_of(cells.followed, cells.size)
    uncertainty = overall * (1 - overall)
    parts = {
        "reliability": np.nansum(cells.size * (cells.chance - observed) ** 2, axis=1) / number,
        "resolution": np.nansum(cells.size * (observed - overall[:, None]) ** 2, axis=1) / number,
        "uncertainty": uncertainty,
    }
    figures = {"score": stated(score, 5), "skill": stated(1 - share_of(score, uncertainty), 5)}
    return figures | {name: rounded(values[0], 5) for name, values in parts.items()}


def smooth(cells: Cells, places: np.ndarray) -> np.ndarray:
    """Return draws x places: the observed share, by local linear regression at each place.

    The kernel is normal, with a bandwidth of a quarter of the standard deviation of the log-odds.
    """
    size = cells.size[0]
    middle = np.average(cells.log_odds, weights=size)
    width = max(np.sqrt(np.average((cells.log_odds - middle) ** 2, weights=size)) / 4, NEAR)
    away = cells.log_odds[:, None] - places[None, :]
    near = portable.exp(-0.5 * (away / width) ** 2)
    powers = (np.ones_like(away), away, away * away)
    s0, s1, s2 = (portable.product(cells.size, near * each) for each in powers)
    t0, t1 = (portable.product(cells.followed, near * each) for each in powers[:2])
    spread = s0 * s2 - s1**2
    line = np.divide(s2 * t0 - s1 * t1, spread, out=share_of(t0, s0), where=spread > NEAR * s0 * s2)
    return np.asarray(np.clip(line, 0, 1))


def recalibrated(cells: Cells, with_slope: bool) -> np.ndarray:
    """Return draws x (intercept, slope) of logistic recalibration by Newton's method; NaN where it has no solution.

    Without slope, it is fixed at 1.
    """
    at = np.tile([0.0, 1.0], (len(cells.size), 1))
    wanted = np.array([True, with_slope])
    for _ in range(STEPS):
        chance = portable.logistic(at[:, :1] + at[:, 1:] * cells.log_odds)
        missed, spread = cells.followed - cells.size * chance, cells.size * chance * (1 - chance)
        slope_wise = np.column_stack([missed.sum(axis=1), (missed * cells.log_odds).sum(axis=1)])
        h00, h01, h11 = ((spread * each).sum(axis=1) for each in (1.0, cells.log_odds, cells.log_odds**2))
        determinant = h00 * h11 - h01**2
        with np.errstate(divide="ignore", invalid="ignore"):  # a draw with one label, or one probability, has no solution
            if with_slope:
                up = np.column_stack([h11, -h01]), np.column_stack([-h01, h00])
                step = np.column_stack([(part * slope_wise).sum(axis=1) / determinant for part in up])
            else:
                step = np.column_stack([slope_wise[:, 0] / h00, np.zeros(len(at))])
            at = at + np.where(np.isfinite(step), np.clip(step, -5, 5), np.nan)
        if np.nanmax(np.abs(step[:, wanted]), initial=0.0) < NEAR:
            break
    still_moving = ~(np.abs(step) < STILL).all(axis=1)  # labels that the probabilities separate completely have no slope
    at[still_moving] = np.nan
    return np.asarray(at)
