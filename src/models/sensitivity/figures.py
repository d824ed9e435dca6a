"""What the refits say: areas under the curve beside the base, the learning curve, and how many contacts change band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, NONE, rounded, stated
from ..evaluation.ranking import rank
from ..resampling import FamilyDraws
from .refits import Refit, Refitted
from .variants import AS_DATED, BASE


def beside_base(
    points: pd.DataFrame, told: np.ndarray, variants: Mapping[str, Refit], fitted: Mapping[str, Refitted], drawn: FamilyDraws
) -> list[dict[str, Any]]:
    """Return, for each variant, its area under the curve, that of its base on the same points and label, and their distance.

    The base is the refit that changes nothing; of records that could be read later, that of the same families as dated.

    Parameters
    ----------
    told : which points are told of (a mask): the headline's test points.
    """
    return [_row(name, points, told, variants, fitted, drawn) for name in variants]


def _row(
    name: str,
    points: pd.DataFrame,
    told: np.ndarray,
    variants: Mapping[str, Refit],
    fitted: Mapping[str, Refitted],
    drawn: FamilyDraws,
) -> dict[str, Any]:
    variant = variants[name]
    rows = told & ~np.isnan(variant.label)
    label, family = variant.label[rows], points.loc[rows, "family"].to_numpy()
    row = {"name": name, "points": int(rows.sum()), "positives": int(label.sum()), "families": len(set(family))}
    if len(set(family)) < FEWEST_FAMILIES or len(set(family[label == 1])) < FEWEST_POSITIVE_FAMILIES:
        return row | {"prevalence": NONE, "auc": NONE, "base": NONE, "difference": NONE}
    draws = drawn.of(family)
    base_of = AS_DATED if AS_DATED in variants else BASE
    anew, base = (rank(fitted[which].margin[rows], label, draws) for which in (name, base_of))
    return row | {
        "prevalence": stated(anew.prevalence),
        "auc": stated(anew.auc),
        "base": stated(base.auc),
        "difference": stated(anew.auc - base.auc),
    }


def stability(points: pd.DataFrame, told: np.ndarray, fitted: Mapping[str, Refitted]) -> dict[str, Any] | None:
    """Return how many contacts lie in another band when the model is fitted on other draws of the families (JSON).

    Parameters
    ----------
    fitted : the base, and the refits on draws of the families. None without draws.
    """
    draws = [one.attention[told] for name, one in fitted.items() if name != BASE]
    if not draws:
        return None
    base, flags = fitted[BASE].attention[told], np.array(draws)
    changed = (flags != base).mean(axis=1)
    kept = flags[:, base].mean(axis=0) if base.any() else np.empty(0)
    always = {"in every refit": kept == 1, "in at least half": (kept >= 0.5) & (kept < 1), "in fewer than half": kept < 0.5}
    return {
        "refits": len(draws),
        "points": int(told.sum()),
        "in_attention": int(base.sum()),
        "change_band": {"mean": rounded(changed.mean()), "least": rounded(changed.min()), "most": rounded(changed.max())},
        "of_those_in_attention": [
            {"there": name, "share": rounded(held.mean()) if len(held) else None} for name, held in always.items()
        ],
        "ever_in_attention": rounded((flags.any(axis=0) | base).mean()),
    }
