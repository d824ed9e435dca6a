"""Curves written as LightGBM's trees, one tree a curve, so that a model has one form whichever way fitted it.

Each leaf counts the training points in its cell. From these counts TreeSHAP takes the mean of a curve, so that what a feature
adds to a point is its curve there less the mean of its curve over the training points: exact, because no two curves meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import lightgbm as lgb
import numpy as np

from ..terms import ALL_KNOWN

NAN_RIGHT, NAN_LEFT = 8, 10  # LightGBM's decision types: by order, unknown goes right or left


@dataclass(frozen=True)
class Curve:
    """What one feature adds to the log-odds.

    feature : its place among the columns. ends : upper ends of the cells, ascending; the last cell has none.
    values : one for each known cell. unknown : what an unknown value adds; None where no training value is unknown: it then
    adds what the median of the training values adds, which says nothing.
    """

    feature: int
    ends: np.ndarray
    values: np.ndarray
    unknown: float | None


@dataclass
class _Tree:
    """The rows of a tree in LightGBM's text; a child is the number of a split, or minus one minus the number of a leaf."""

    thresholds: list[float] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    children: list[tuple[int, int]] = field(default_factory=list)
    splits: list[tuple[float, int, float]] = field(default_factory=list)
    leaves: list[tuple[float, int]] = field(default_factory=list)

    def leaf(self, value: float, count: int) -> tuple[int, float, int]:
        self.leaves.append((float(value), int(count)))
        return -len(self.leaves), float(value), int(count)

    def split(self, threshold: float, decision: int) -> int:
        self.thresholds.append(threshold)
        self.decisions.append(decision)
        self.children.append((0, 0))
        self.splits.append((0.0, 0, 0.0))
        return len(self.splits) - 1

    def join(self, place: int, left: tuple[int, float, int], right: tuple[int, float, int]) -> tuple[int, float, int]:
        """Give a split its children; its gain is how far they move the training points (a sum of squares)."""
        count = left[2] + right[2]
        mean = (left[1] * left[2] + right[1] * right[2]) / count
        gain = left[2] * (left[1] - mean) ** 2 + right[2] * (right[1] - mean) ** 2
        self.children[place] = (left[0], right[0])
        self.splits[place] = (mean, count, gain)
        return place, mean, count


def as_trees(curves: Sequence[Curve], baseline: float, values: np.ndarray, names: Sequence[str]) -> lgb.Booster:
    """Return a model whose margin is the baseline and the sum of the curves.

    Parameters
    ----------
    curves : one at most for each feature. values : the training points (points x features; NaN is unknown).
    names : of the features.
    """
    nothing = [f"num_leaves=1\nnum_cat=0\nsplit_feature=\nleaf_value={baseline!r}\nshrinkage=1\n"]
    trees = [
        _tree(curve, values[:, curve.feature], 0.0 if number else baseline)  # the first tree carries the baseline
        for number, curve in enumerate(curves)
    ] or nothing
    head = [
        "tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0", f"max_feature_idx={len(names) - 1}",
        "objective=binary sigmoid:1", f"feature_names={' '.join(names)}", f"feature_infos={' '.join(['none'] * len(names))}",
    ]  # fmt: skip
    parts = [f"Tree={number}\n{tree}\n\n" for number, tree in enumerate(trees)]
    text = "\n".join([*head, f"tree_sizes={' '.join(str(len(part)) for part in parts)}", "", ""]) + "".join(parts)
    return lgb.Booster(model_str=text + "end of trees\n")


def _tree(curve: Curve, values: np.ndarray, start: float) -> str:
    known = values[~np.isnan(values)]
    cells, middle = np.searchsorted(curve.ends, known), int(np.searchsorted(curve.ends, np.median(known))) if len(known) else 0
    counts = np.maximum(np.bincount(cells, minlength=len(curve.values)), 1)  # TreeSHAP divides by them
    tree = _Tree()

    def between(first: int, last: int) -> tuple[int, float, int]:
        """Add the cells from `first` to before `last`, halved until one is left."""
        if last - first == 1:
            return tree.leaf(start + curve.values[first], counts[first])
        half = (first + last) // 2
        place = tree.split(float(curve.ends[half - 1]), NAN_LEFT if middle < half else NAN_RIGHT)
        return tree.join(place, between(first, half), between(half, last))

    if curve.unknown is None:
        between(0, len(counts))
    else:
        root = tree.split(ALL_KNOWN, NAN_RIGHT)
        left = between(0, len(counts))
        tree.join(root, left, tree.leaf(start + curve.unknown, max(len(values) - len(known), 1)))
    return _text(tree, curve.feature)


def _text(tree: _Tree, feature: int) -> str:
    left, right = zip(*tree.children, strict=True)
    means, sizes, gains = zip(*tree.splits, strict=True)
    values, counts = zip(*tree.leaves, strict=True)
    rows = {
        "num_leaves": [len(values)],
        "num_cat": [0],
        "split_feature": [feature] * len(sizes),
        "split_gain": gains,
        "threshold": tree.thresholds,
        "decision_type": tree.decisions,
        "left_child": left,
        "right_child": right,
        "leaf_value": values,
        "leaf_weight": counts,
        "leaf_count": counts,
        "internal_value": means,
        "internal_weight": sizes,
        "internal_count": sizes,
        "is_linear": [0],
        "shrinkage": [1],
    }
    return "".join(f"{name}={' '.join(repr(value) for value in row)}\n" for name, row in rows.items())
