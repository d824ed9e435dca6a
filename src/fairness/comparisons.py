"""Gaps between groups, and which of very many hold when all of them are looked at together.

Every figure of every group is compared with its reference at once. If each had an interval of its own, one in twenty would
leave out nought by chance alone. So all gaps get bands that hold together: from the same draws of families, the largest
standardised distance of any gap from its estimate is found for each draw, and the 95 % point of these is the number of standard
errors by which every gap is widened (Romano and Wolf 2005, Econometrica 73; Montiel Olea and Plagborg-Moller 2019, Journal of
Applied Econometrics 34). Gaps that move together cost less than Bonferroni's or Holm's rule would take. Only a gap whose
band leaves out nought is said to differ.

A share near nought varies less than one near a half, so that a small group with a share that is low by chance would look sure of
it. So shares are compared on the scale of the arcsine of their root, on which all vary alike (Freeman and Tukey 1950, Annals of
Mathematical Statistics 21), and never as more exact than independent contacts would make them; what was observed for one that
was stated is compared as a ratio.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm as normal
from scipy.stats import t as student

LEVEL = 0.95
USABLE = 0.95  # the share of draws in which a gap must be told
LEAST = 1e-12  # a smaller standard error is that of a gap that no draw moves


@dataclass(frozen=True)
class Scale:
    """A scale on which figures are compared, and the way back."""

    to: Callable[[np.ndarray], np.ndarray]
    back: Callable[[np.ndarray], np.ndarray]


PLAIN = Scale(lambda figure: figure, lambda place: place)
SHARE = Scale(lambda share: np.arcsin(np.sqrt(np.clip(share, 0, 1))), lambda place: np.sin(np.clip(place, 0, np.pi / 2)) ** 2)
RATIO = Scale(lambda ratio: np.log(np.maximum(ratio, LEAST)), np.exp)


@dataclass(frozen=True)
class Bands:
    """Bands that hold together: their ends (NaN: not estimable), by how many standard errors, and for how many gaps."""

    low: np.ndarray
    high: np.ndarray
    errors: float
    gaps: int

    @property
    def differs(self) -> np.ndarray:
        """Where the band leaves out nought."""
        return np.asarray((self.low > 0) | (self.high < 0))


def together(gaps: np.ndarray, least: np.ndarray | float = 0.0, families: np.ndarray | float = np.inf) -> Bands:
    """Return the bands of gaps that hold together in 95 of 100 samples; a gap that one in twenty draws cannot tell has none.

    Parameters
    ----------
    gaps : draws x gaps; the first row holds the estimates.
    least : below this no standard error is believed, one a gap.
    families : how many families each gap rests on. A standard error of few is itself not sure: it reaches as far as in Student's
        distribution with one degree of freedom less than families.
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
    reach = np.where(usable, student.isf(normal.sf(width), freedom) * error, np.nan)
    return Bands(estimate - reach, estimate + reach, width, int(usable.sum()))
