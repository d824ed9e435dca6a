"""Simultaneous confidence bands: which of very many gaps between groups differ when all of them are compared at once.

Every figure of every group is compared with its reference at once. If each had an interval of its own, one in twenty would
exclude zero by chance alone. So all gaps get bands that jointly cover 95 %: for each draw of families, the largest standardised
distance of any gap from its estimate is found, and the 95th percentile of these is the number of standard errors by which every
gap is widened (Romano and Wolf 2005, Econometrica 73; Montiel Olea and Plagborg-Moller 2019, Journal of Applied Econometrics
34). Correlated gaps cost less than by Bonferroni's or Holm's rule. Only a gap whose band excludes zero is said to differ.

A share near zero varies less than one near a half, so that a small group whose share is low by chance would look certain. So
shares are compared on the arcsine square root scale, on which all have the same variance (Freeman and Tukey 1950, Annals of
Mathematical Statistics 21), and never as more precise than independent contacts would make them; observed per expected is
compared as a ratio.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from .. import portable

LEVEL = 0.95
USABLE = 0.95  # the share of draws in which a gap must be estimable
LEAST = 1e-12  # a smaller standard error is that of a gap that no draw moves


@dataclass(frozen=True)
class Scale:
    """A scale on which figures are compared, and its inverse."""

    to: Callable[[np.ndarray], np.ndarray]
    back: Callable[[np.ndarray], np.ndarray]


SCALES = {
    "plain": Scale(lambda figure: figure, lambda scaled: scaled),
    "share": Scale(
        lambda share: portable.arcsine(np.sqrt(np.clip(share, 0, 1))),
        lambda scaled: (1 - portable.cosine(np.clip(scaled, 0, np.pi / 2) / np.pi)) / 2,  # the square of the sine
    ),
    "ratio": Scale(lambda ratio: portable.log(np.maximum(ratio, LEAST)), portable.exp),
}


@dataclass(frozen=True)
class Bands:
    """Simultaneous bands: their ends (NaN: not estimable), their width in standard errors, and the number of gaps compared."""

    low: np.ndarray
    high: np.ndarray
    standard_errors: float
    comparisons: int

    @property
    def differs(self) -> np.ndarray:
        """Where the band excludes zero."""
        return np.asarray((self.low > 0) | (self.high < 0))


def simultaneous_bands(gaps: np.ndarray, least: np.ndarray | float = 0.0, families: np.ndarray | float = np.inf) -> Bands:
    """Return bands that jointly cover 95 %; a gap that more than one draw in twenty cannot estimate has none.

    Parameters
    ----------
    gaps : draws x gaps; the first row holds the estimates.
    least : the smallest standard error that is believed, of each gap.
    families : how many families each gap rests on. The standard error of few families is itself uncertain: the band is as wide
        as in Student's distribution with one degree of freedom less than families.
    """
    estimate, drawn = gaps[0], gaps[1:]
    usable = np.isfinite(estimate) & (np.isfinite(drawn).mean(axis=0) >= USABLE) if len(drawn) else np.zeros(len(estimate), bool)
    error = np.full(len(estimate), np.nan)
    error[usable] = np.nanstd(drawn[:, usable], axis=0, ddof=1)
    error = np.maximum(error, least)
    usable &= error > LEAST
    if not usable.any():
        nothing = np.full(len(estimate), np.nan)
        return Bands(nothing, nothing, float("nan"), 0)
    distance = np.abs(drawn[:, usable] - estimate[usable]) / error[usable]
    width = float(np.quantile(np.nanmax(distance, axis=1), LEVEL))
    freedom = np.broadcast_to(np.maximum(np.asarray(families, float) - 1, 1), error.shape)
    reach = np.where(usable, student.isf(norm.sf(width), freedom) * error, np.nan)
    return Bands(estimate - reach, estimate + reach, width, int(usable.sum()))
