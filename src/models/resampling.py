"""Bootstrap by family, because children of one family, and contacts about one child, are not independent.

A draw only records how often each family was drawn. Points are summed by family once; a draw is then a weighted sum over
families, whatever the number of points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from ..portable import product

BLOCK = 100


@dataclass(frozen=True)
class Draws:
    """How often each row was drawn: `counts[:, place]`, stored as two arrays because rows of one family share a column.

    place : for each row, the column of its family. counts : draws x families; the first draw is the estimate, with every
    family once.
    """

    place: np.ndarray
    counts: np.ndarray

    def on(self, rows: np.ndarray) -> Draws:
        """Return the draws of some of the rows (numbers or a mask); the families drawn are the same, so both are paired."""
        return Draws(self.place[rows], self.counts)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return draws (x columns): the sums of `values` (rows, or rows x columns), each row counted as often as drawn."""
        matrix = values.reshape(len(values), -1).astype(np.float64)
        rows = np.arange(len(matrix))
        belongs = csr_matrix((np.ones(len(rows)), (self.place, rows)), shape=(self.counts.shape[1], len(rows)))
        by_family = belongs @ matrix
        parts = [product(self.counts[start : start + BLOCK], by_family) for start in range(0, len(self.counts), BLOCK)]
        return np.concatenate(parts).reshape(len(self.counts), *values.shape[1:])

    def tally(self, groups: np.ndarray, number: int, values: np.ndarray | None = None) -> np.ndarray:
        """Return draws x groups: the number of rows drawn of each of `number` groups, or the sums of their `values`."""
        each = np.ones(len(groups)) if values is None else values.astype(np.float64)
        # In blocks, so that the sums stay in the cache.
        by_group = csc_matrix((each, (groups, self.place)), shape=(number, self.counts.shape[1]))
        parts = [
            by_group @ self.counts[start : start + BLOCK].T.astype(np.float64, order="C")
            for start in range(0, len(self.counts), BLOCK)
        ]
        return np.concatenate(parts, axis=1).T


@dataclass(frozen=True)
class FamilyDraws:
    """Families (ascending) and how often each was drawn (draws x families; in the first draw, each once)."""

    names: np.ndarray
    counts: np.ndarray

    def of(self, families: np.ndarray) -> Draws:
        """Return the draws of rows whose families are given; tables of the same families get the same draws."""
        return Draws(np.searchsorted(self.names, families), self.counts)


def draw_families(families: np.ndarray, draws: int, seed: int) -> FamilyDraws:
    """Draw as many families as there are, with replacement (a cluster bootstrap); 0 draws give only the estimate."""
    names = np.unique(families)
    counts = [np.ones((1, len(names)), np.uint8), family_counts(len(names), draws, seed)]
    return FamilyDraws(names, np.concatenate(counts))


def family_counts(number: int, draws: int, seed: int) -> np.ndarray:
    """Return draws x families: how often each of `number` families was drawn (one byte each, so that many fit in the cache)."""
    generator = np.random.Generator(np.random.PCG64(seed))
    counts = np.empty((draws, number), np.uint8)
    for row in counts:
        row[:] = np.bincount(generator.integers(0, number, number), minlength=number)
    return counts


def family_weights(families: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Return draws x points: how often the family of each point was drawn. For few points: the result is dense."""
    names, place = np.unique(families, return_inverse=True)
    return family_counts(len(names), draws, seed)[:, place].astype(np.float64)


def interval(draws: np.ndarray, level: float = 0.95) -> tuple[float | None, float | None]:
    """Return the percentile interval of bootstrap draws; (None, None) where more than 5 % of them are not estimable."""
    usable = draws[np.isfinite(draws)]
    if len(usable) < 0.95 * len(draws) or not len(usable):
        return None, None
    low, high = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
