"""The order of rows by child and time; rows that are already in it are not sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class ByChild:
    """The children (their ids), where the rows of each begin (one more than there are children), and the order of rows.

    `order` is None where the rows are already in it: each child in one run, with ascending rows.
    """

    children: pa.Array
    start: np.ndarray
    order: np.ndarray | None


def by_child(ids: pa.Array, keys: Sequence[np.ndarray], identifiers: pa.Array | None = None) -> ByChild:
    """Return the order of rows by child, then by `keys`, and ties by `identifiers` (text).

    Files are written in this order, so that there is seldom anything to sort.
    """
    start = runs(ids.indices if pa.types.is_dictionary(ids.type) else ids)
    children = _plain(ids.take(pa.array(start[:-1])))
    if pc.count_distinct(children).as_py() == len(children) and _ascending(start, keys, identifiers):
        return ByChild(children, start, None)
    encoded = _plain(ids).dictionary_encode()
    child = np.asarray(encoded.indices)
    order = np.lexsort([*([] if identifiers is None else [_ranks(identifiers)]), *reversed(keys), child])
    return ByChild(encoded.dictionary, np.searchsorted(child[order], np.arange(len(encoded.dictionary) + 1)), order)


def _plain(ids: pa.Array) -> pa.Array:
    return (ids.cast(ids.type.value_type) if pa.types.is_dictionary(ids.type) else ids).cast(pa.large_string())


def runs(values: pa.Array) -> np.ndarray:
    """Return where the runs of equal values begin, and the end (int64)."""
    if len(values) == 0:
        return np.zeros(1, np.int64)
    differs = np.asarray(pc.not_equal(values.slice(1), values.slice(0, len(values) - 1)))
    return np.concatenate([[0], np.flatnonzero(differs) + 1, [len(values)]])


def _ascending(start: np.ndarray, keys: Sequence[np.ndarray], identifiers: pa.Array | None) -> bool:
    """Return whether the rows of each child are in ascending order."""
    tied = np.ones(max(int(start[-1]) - 1, 0), bool)
    tied[start[1:-1] - 1] = False
    for key in keys:
        if (tied & (key[1:] < key[:-1])).any():
            return False
        tied &= key[1:] == key[:-1]
    if identifiers is None:
        return True
    before = np.flatnonzero(tied)
    return not pc.any(pc.less(identifiers.take(pa.array(before + 1)), identifiers.take(pa.array(before)))).as_py()


def _ranks(identifiers: pa.Array) -> np.ndarray:
    ranks = np.empty(len(identifiers), np.int64)
    ranks[np.asarray(pc.array_sort_indices(identifiers))] = np.arange(len(identifiers))
    return ranks
