"""Figures of the refits: areas under the curve compared with the base, the learning curve, and points that change band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..evaluation.estimates import NONE, enough_families, rounded, stated
from ..evaluation.ranking import rank
from ..resampling import FamilyDraws
from .censoring import Censored
from .refits import Refit, Refitted
from .variants import AS_DATED, BASE

STAYED = "those who stayed"


def compare_with_base(
    points: pd.DataFrame, test: np.ndarray, variants: Mapping[str, Refit], fitted: Mapping[str, Refitted], drawn: FamilyDraws
) -> list[dict[str, Any]]:
    """Return, for each variant, its area under the curve, that of the base on the same points and label, and the difference.

    The base is the refit that changes nothing; for records that become known later, that of the same families as dated.

    Parameters
    ----------
    test : which points are compared (a mask): the headline's test points.
    """
    base = AS_DATED if AS_DATED in variants else BASE
    return [
        _row(name, base, points, test & ~np.isnan(variant.label), variant.label, fitted, drawn)
        for name, variant in variants.items()
    ]


def weighted_row(
    points: pd.DataFrame, test: np.ndarray, base: Refit, fitted: Mapping[str, Refitted], censored: Censored, drawn: FamilyDraws
) -> dict[str, Any]:
    """Return the row of those who stayed, weighted for those who left."""
    rows = test & ~np.isnan(censored.weights)
    return _row(STAYED, BASE, points, rows, base.label, fitted, drawn, censored.weights[rows])


def _row(
    name: str,
    base_name: str,
    points: pd.DataFrame,
    rows: np.ndarray,
    labels: np.ndarray,
    fitted: Mapping[str, Refitted],
    drawn: FamilyDraws,
    weights: np.ndarray | None = None,
) -> dict[str, Any]:
    label, family = labels[rows], points.loc[rows, "family"]
    row = {"name": name, "points": int(rows.sum()), "positives": int(label.sum()), "families": family.nunique()}
    if not enough_families(pd.DataFrame({"family": family, "label": label})):
        return row | {"prevalence": NONE, "auc": NONE, "base": NONE, "difference": NONE}
    draws = drawn.of(family.to_numpy())
    variant, base = (rank(fitted[which].margin[rows], label, draws, weights=weights) for which in (name, base_name))
    return row | {
        "prevalence": stated(variant.prevalence),
        "auc": stated(variant.auc),
        "base": stated(base.auc),
        "difference": stated(variant.auc - base.auc),
    }


def stability(test: np.ndarray, fitted: Mapping[str, Refitted]) -> dict[str, Any] | None:
    """Return how many contacts change band when the model is fitted on other draws of the families (JSON).

    Parameters
    ----------
    fitted : the base, and the refits on draws of the families. None without draws.
    """
    draws = [refitted.attention[test] for name, refitted in fitted.items() if name != BASE]
    if not draws:
        return None
    base, flags = fitted[BASE].attention[test], np.array(draws)
    changed = (flags != base).mean(axis=1)
    kept = flags[:, base].mean(axis=0) if base.any() else np.empty(0)
    groups = {"in every refit": kept == 1, "in at least half": (kept >= 0.5) & (kept < 1), "in fewer than half": kept < 0.5}
    return {
        "refits": len(draws),
        "points": int(test.sum()),
        "in_attention": int(base.sum()),
        "change_band": {"mean": rounded(changed.mean()), "least": rounded(changed.min()), "most": rounded(changed.max())},
        "of_those_in_attention": [
            {"there": name, "share": rounded(member.mean()) if len(member) else None} for name, member in groups.items()
        ],
        "ever_in_attention": rounded((flags.any(axis=0) | base).mean()),
    }
