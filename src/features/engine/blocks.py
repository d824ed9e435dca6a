"""Compiled: from a block, in which the rows of a batch are filled, to the feature matrix, in which columns lie in a piece."""

from __future__ import annotations

from typing import Any

from numba import njit

Array = Any
TILE = 16  # rows whose cells of a column fill a cache line


@njit(cache=True, nogil=True)
def store(block: Array, target: Array, order: Array, features: Array) -> None:
    """Put a block (points x columns) into `features` (features x points).

    target : the feature that each column is (-1: none, it was only needed on the way). order : the place of each row.
    """
    for first in range(0, order.size, TILE):
        past = min(first + TILE, order.size)
        for column in range(target.size):
            if target[column] >= 0:
                feature = features[target[column]]
                for row in range(first, past):
                    feature[order[row]] = block[row, column]
