"""The direction in which each feature moves the model, exactly: over every cell of the feature, including unknown.

The model is a sum of curves and surfaces. The largest fall at a step of one feature is therefore that of its curve plus the
largest fall of each of its surfaces, because every other feature can be in the worst of its cells independently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..features.catalogue import Catalogue
from .terms import Terms

TOLERANCE = 1e-9


def check_directions(terms: Terms, catalogue: Catalogue) -> dict[str, Any]:
    """Return whether the model keeps the directions of the catalogue, and how it treats unknown values (JSON).

    `violations` counts features that may only raise the score but lower it at some step from one known cell to the next.
    Unknown has no place in the order of values: for each feature in use, `known_rather_than_unknown` says whether a known value
    only ever raises the score, only lowers it, does either, or makes no difference.
    """
    increasing = [f.name for f in catalogue.features if f.direction == "increases" and f.name in terms.thresholds]
    low = {name: float(_steps(terms, name).min(initial=0.0)) for name in increasing}
    known = [_effect_of_knowing(terms, name) for name in terms.thresholds]
    return {
        "features_in_use": len(terms.thresholds),
        "features_checked": len(increasing),
        "violations": sum(step < -TOLERANCE for step in low.values()),
        "violated": sorted(name for name, step in low.items() if step < -TOLERANCE),
        "known_rather_than_unknown": {word: known.count(word) for word in ("raises", "lowers", "either", "no difference")},
    }


def worst(checks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the first check, with the violations of all and the number of models.

    Raises AssertionError if there is a violation, which would be a bug, here or in LightGBM.
    """
    violations = sum(check["violations"] for check in checks)
    assert violations == 0, f"{violations} features lower the score that may only raise it"
    return checks[0] | {"violations": violations, "models_checked": len(checks)}


def _steps(terms: Terms, name: str) -> np.ndarray:
    """Return the smallest change of the score at each step up between known cells, over all values of the other features."""
    return sum(
        (np.diff(table[:-1], axis=0).min(axis=1) for table in _tables_of(terms, name)),
        start=np.zeros(len(terms.thresholds[name])),
    )


def _effect_of_knowing(terms: Terms, name: str) -> str:
    """Return the effect of any known value of a feature compared with unknown, over all values of the other features."""
    tables = _tables_of(terms, name)
    changes = [table[:-1] - table[-1] for table in tables]
    least = sum(change.min(axis=1) for change in changes).min()
    most = sum(change.max(axis=1) for change in changes).max()
    if max(-least, most) <= TOLERANCE:
        return "no difference"
    return "raises" if least >= -TOLERANCE else "lowers" if most <= TOLERANCE else "either"


def _tables_of(terms: Terms, name: str) -> list[np.ndarray]:
    """Return the tables that include a feature, with its cells as rows; a curve has one column."""
    found = []
    for key, table in terms.tables.items():
        if name in key:
            found.append(table[:, None] if len(key) == 1 else table if key[0] == name else table.T)
    return found
