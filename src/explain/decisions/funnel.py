"""Funnel plots: how far the shares of groups of different size would stray from the overall share by chance alone.

Limits are those of Spiegelhalter (Statistics in Medicine 24, 2005, 1185-1202): exact binomial limits, interpolated. They are
widened by a design effect, because contacts of one family are alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from ...models.evaluation.estimates import share_of
from ...models.resampling import FamilyDraws

LEVELS = {"95": 0.95, "99.8": 0.998}
PLACES = 60
WITHIN = "within the limits"


def design_effect(families: np.ndarray, flags: np.ndarray, draws: FamilyDraws) -> float:
    """Return how many times wider than for independent contacts the variance of a share is; 1 at least."""
    sums = draws.of(families).sums(np.column_stack([flags, np.ones(len(flags))]))
    shares = share_of(sums[:, 0], sums[:, 1])
    chance = shares[0] * (1 - shares[0]) / len(flags)
    if len(shares) < 3 or chance == 0:
        return 1.0
    return max(1.0, float(np.nanvar(shares[1:], ddof=1) / chance))


def limits(overall: float, sizes: np.ndarray, effect: float, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper limit of shares of groups of these sizes, were the overall share that of each."""
    effective = np.maximum(1, np.round(sizes / effect)).astype(int)
    ends = []
    for quantile in ((1 - level) / 2, (1 + level) / 2):
        reached = binom.ppf(quantile, effective, overall)
        above, below = binom.cdf(reached, effective, overall), binom.cdf(reached - 1, effective, overall)
        past = np.divide(above - quantile, above - below, out=np.zeros(len(effective)), where=above > below)
        ends.append(np.clip((reached - past) / effective, 0, 1))
    return ends[0], ends[1]


def funnel(groups: pd.DataFrame, overall: float, effect: float) -> dict[str, Any]:
    """Return what a funnel plot draws (JSON).

    Parameters
    ----------
    groups : name, of, share: those that may be shown.

    Returns
    -------
    dict : overall, effect, groups (name, of, share, standing, limits), and the limits at sizes up to the largest group.
    """
    sizes = np.unique(np.geomspace(5, max(groups["of"].max(), 10), PLACES).round().astype(int))
    drawn = {name: limits(overall, sizes, effect, level) for name, level in LEVELS.items()}
    standing = np.full(len(groups), WITHIN, dtype=object)
    own: list[dict[str, list[float]]] = [{} for _ in range(len(groups))]
    for name, level in LEVELS.items():
        low, high = limits(overall, groups["of"].to_numpy(), effect, level)
        outside = (groups["share"] < low) | (groups["share"] > high)
        standing[outside.to_numpy()] = f"outside the {name} % limits"
        for its, ends in zip(own, np.column_stack([low, high]).round(4).tolist(), strict=True):
            its[name] = ends
    rows = groups.assign(standing=standing).to_dict("records")
    return {
        "overall": round(overall, 4),
        "effect": round(effect, 2),
        "groups": [row | {"limits": ends} for row, ends in zip(rows, own, strict=True)],
        "sizes": sizes.tolist(),
        "limits": {name: [end.round(4).tolist() for end in ends] for name, ends in drawn.items()},
    }
