"""Drift: how much the values of a column differ between two periods, compared with what chance alone would give.

The distance of two distributions over the same cells is the population stability index, the symmetric Kullback-Leibler
divergence sum (a - b) ln(a / b), with half a contact added to each cell. It is large where there are few contacts, even if
nothing changed: a fixed threshold alone would flag small places. Chance is therefore measured: families are assigned to the two
periods at random, in proportion to the contacts of each, and the index of every column is recomputed. The largest of all
columns, each in units of its own standard deviation, gives the limit that chance passes in 1 of 20 reports (Westfall and Young
1993, Resampling-Based Multiple Testing). A column has drifted if its index reaches the threshold of params.monitor and this
limit.

A family with contacts in both periods is assigned as a whole, which makes chance look larger and never smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import portable
from ..models.evaluation.estimates import rounded, share_of

LEVEL = 0.95
CELLS = 10
HALF = 0.5


@dataclass(frozen=True)
class Column:
    """One monitored column: the cell of each entry, the row that it belongs to, and the index from which it has moved.

    A row has several entries where it has several values at once (the sources of a contact). names : of the cells.
    """

    kind: str
    name: str
    rows: np.ndarray
    cells: np.ndarray
    names: tuple[str, ...]
    threshold: float


def drifts(columns: list[Column], after: np.ndarray, families: np.ndarray, draws: int, seed: int) -> list[dict[str, Any]]:
    """Return for each column its index, the limit of chance, its shares in both periods, and whether it raises an alarm (JSON).

    A column without an entry in one of the periods has no index there, and raises no alarm: nothing can be compared.

    Parameters
    ----------
    after : for each row, whether it belongs to the later period. families : of each row. draws : random assignments of families;
        0 where families are not known, so that chance cannot be estimated and nothing raises an alarm.
    """
    if not columns:
        return []
    _, place = np.unique(families, return_inverse=True)
    number = int(place.max()) + 1
    assigned = (np.random.Generator(np.random.PCG64(seed)).random((draws, number)) < after.mean()).astype(np.float64)
    counts = [_counts(column, after, place, number) for column in columns]
    index = np.array([_index(one.sum(axis=0)) if one.sum(axis=(0, 2)).all() else np.nan for one in counts])
    chance = np.array([_index_by_chance(one.sum(axis=1), assigned) for one in counts])
    limit = _limits(chance)
    return [
        {
            "kind": column.kind,
            "name": column.name,
            "index": rounded(index[at]),
            "by_chance": rounded(limit[at]),
            "threshold": column.threshold,
            "alarm": bool(draws and index[at] >= column.threshold and index[at] > limit[at]),
            "cells": _shares(column, one),
        }
        for at, (column, one) in enumerate(zip(columns, counts, strict=True))
    ]


def _counts(column: Column, after: np.ndarray, place: np.ndarray, number: int) -> np.ndarray:
    """Return families x periods x cells: how many entries."""
    width = len(column.names)
    key = (place[column.rows] * 2 + after[column.rows]) * width + column.cells
    return np.bincount(key, minlength=number * 2 * width).reshape(number, 2, width)


def _index(counts: np.ndarray) -> float | np.ndarray:
    """Return the population stability index of counts (... x 2 periods x cells)."""
    smooth = counts + HALF
    before, after = np.moveaxis(smooth / smooth.sum(axis=-1, keepdims=True), -2, 0)
    return np.asarray(((after - before) * portable.log(after / before)).sum(axis=-1))


def _index_by_chance(by_family: np.ndarray, assigned: np.ndarray) -> np.ndarray:
    """Return the index of each random assignment (assignments x families, 0 or 1) of counts (families x cells)."""
    after = assigned @ by_family.astype(np.float64)  # sums of whole numbers are exact in whatever order BLAS adds
    return np.asarray(_index(np.stack([by_family.sum(axis=0) - after, after], axis=1)))


def _limits(chance: np.ndarray) -> np.ndarray:
    """Return for each column the index that any column passes by chance in 1 of 20 reports; chance : columns x draws."""
    if not chance.shape[1]:
        return np.full(len(chance), np.nan)
    middle, spread = chance.mean(axis=1, keepdims=True), chance.std(axis=1, keepdims=True)
    distance = np.divide(chance - middle, spread, out=np.zeros_like(chance), where=spread > 0)
    reach = np.quantile(distance.max(axis=0), LEVEL)
    return np.asarray((middle + reach * spread)[:, 0])


def _shares(column: Column, counts: np.ndarray) -> list[dict[str, Any]]:
    """Return the share of the entries of each period in each cell."""
    before, after = counts.sum(axis=0)
    shares = zip(column.names, share_of(before, before.sum()), share_of(after, after.sum()), strict=True)
    return [{"cell": name, "before": rounded(one), "after": rounded(other)} for name, one, other in shares]


def alarms_by_kind(found: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many columns of each kind raised an alarm."""
    kinds = dict.fromkeys(one["kind"] for one in found)
    return {kind: sum(one["alarm"] for one in found if one["kind"] == kind) for kind in kinds}
