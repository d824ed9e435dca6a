"""The model as curves and surfaces: trees of depth 2 are a sum of tables, one for each feature or pair of features.

A feature's axis has one cell for each range of values between the thresholds at which any tree splits it, in ascending order,
and a last cell for unknown. The log-odds of a point are the sum of the baseline and one cell of each table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

ALL_KNOWN = 1e300  # LightGBM writes this as the threshold of a split that separates known from unknown

Features = tuple[str, ...]
"""The features of a term: one (a curve) or two (a surface)."""


@dataclass(frozen=True)
class Terms:
    """A model as a sum of tables (log-odds).

    thresholds : for each feature in use, the upper ends of its cells: a cell is (previous threshold, threshold].
    tables : one axis for each feature, with one entry for each cell; the last is unknown.
    """

    baseline: float
    thresholds: Mapping[str, np.ndarray]
    tables: Mapping[Features, np.ndarray]


def terms_of(model: lgb.Booster) -> Terms:
    """Return the terms of a model, as its trees give them. Paths have at most two features."""
    content = model.dump_model()
    trees = [tree["tree_structure"] for tree in content["tree_info"]]
    names = content["feature_names"]
    found: dict[int, set[float]] = {}
    for node in (node for tree in trees for node in _splits(tree)):
        ends = found.setdefault(node["split_feature"], set())
        ends |= {float(node["threshold"])} - {ALL_KNOWN}
    thresholds = {place: np.array(sorted(found[place])) for place in sorted(found)}
    baseline, tables = 0.0, dict[tuple[int, ...], np.ndarray]()
    for path, value in (leaf for tree in trees for leaf in _leaves(tree, {}, thresholds)):
        key = tuple(sorted(path))
        if not key:
            baseline += value
            continue
        assert len(key) <= 2, "a path holds more than two features"
        sides = [path[place] for place in key]
        tables.setdefault(key, np.zeros([len(side) for side in sides]))
        tables[key] += value * (sides[0] if len(key) == 1 else np.outer(*sides))
    return Terms(
        baseline,
        {names[place]: ends for place, ends in thresholds.items()},
        {tuple(names[place] for place in key): tables[key] for key in sorted(tables, key=lambda key: (len(key), key))},
    )


def _splits(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "split_feature" in node:
        yield node
        yield from _splits(node["left_child"])
        yield from _splits(node["right_child"])


def _leaves(
    node: dict[str, Any], path: dict[int, np.ndarray], thresholds: dict[int, np.ndarray]
) -> Iterator[tuple[dict[int, np.ndarray], float]]:
    """Yield each leaf: for each feature on its path, the cells that lead to it (1 or 0); and its value."""
    if "split_feature" not in node:
        yield path, float(node["leaf_value"])
        return
    place = node["split_feature"]
    left = _left(node, thresholds[place]).astype(float)
    so_far = path.get(place, np.ones(len(left)))
    yield from _leaves(node["left_child"], path | {place: so_far * left}, thresholds)
    yield from _leaves(node["right_child"], path | {place: so_far * (1 - left)}, thresholds)


def _left(node: dict[str, Any], ends: np.ndarray) -> np.ndarray:
    """Return which cells go left. Where no training value was unknown, LightGBM treats unknown as zero."""
    assert node["decision_type"] == "<=", "a split is not by order"
    assert node["missing_type"] in ("NaN", "None"), "zero is treated as unknown"
    unknown = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0
    return np.asarray(np.r_[ends <= node["threshold"], node["threshold"] == ALL_KNOWN, unknown])


def cells(terms: Terms, features: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return, for each feature of the terms, the cell of each row of `features` (NaN is the last cell)."""
    found = {}
    for name, ends in terms.thresholds.items():
        values = features[name].to_numpy(np.float64)
        found[name] = np.where(np.isnan(values), len(ends) + 1, np.searchsorted(ends, values))
    return found


def term_values(terms: Terms, features: pd.DataFrame) -> Iterator[tuple[Features, np.ndarray]]:
    """Yield each term with what it adds to each row of `features` (log-odds)."""
    at = cells(terms, features)
    for key, table in terms.tables.items():
        yield key, table[tuple(at[name] for name in key)]


def sum_of_terms(terms: Terms, features: pd.DataFrame) -> np.ndarray:
    """Return the log-odds of each row of `features`: the baseline and one cell of each table."""
    total = np.full(len(features), terms.baseline)
    for _, added in term_values(terms, features):
        total += added
    return total
