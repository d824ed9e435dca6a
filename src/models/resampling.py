"""Bootstrap by family: children of one family, and contacts of one child, are not independent."""

from __future__ import annotations

import numpy as np


def family_weights(families: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Return draws x points: how often each point's family was drawn.

    Families are drawn with replacement, as many as there are (a cluster bootstrap), by a seeded generator.
    """
    _, place = np.unique(families, return_inverse=True)
    number = place.max() + 1
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn = generator.multinomial(number, np.full(number, 1 / number), size=draws)
    return drawn[:, place].astype(np.float64)


def interval(draws: np.ndarray, level: float = 0.95) -> tuple[float | None, float | None]:
    """Return the percentile interval of bootstrap draws; (None, None) where more than 1 in 20 could not be estimated."""
    usable = draws[np.isfinite(draws)]
    if len(usable) < 0.95 * len(draws) or not len(usable):
        return None, None
    low, high = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
