"""Does it work alike in every area, source, year and age? The area under the curve by group, and their spread.

The spread is that of a random-effects model of the log-odds of the areas (DerSimonian and Laird 1986), its mean with the
interval of Hartung and Knapp, and the range in which the area of a further group would lie (Higgins 2009).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import t

from ..crossfit import side_by_side
from ..resampling import FamilyDraws
from .estimates import NONE, Stated, enough_families, rounded, share_of, stated, stated_share
from .ranking import rank
from .scores import MODEL

FEWEST_GROUPS = 3
FIGURES = ("auc", "prevalence", "observed_per_stated", "flagged", "recall")
EDGE = 1e-4


def by_group(test: pd.DataFrame, groups: Mapping[str, np.ndarray], drawn: FamilyDraws) -> dict[str, Any]:
    """Return the figures of each group, and the random-effects summary of their areas under the curve (JSON).

    A group of fewer than 30 families, or of fewer than 10 with the outcome, has counts and no figures.
    """
    parts = {name: test[rows] for name, rows in groups.items()}
    enough = [name for name, part in parts.items() if enough_families(part)]
    figures = dict(zip(enough, side_by_side(lambda name: _figures(parts[name], drawn), enough), strict=True))
    found = [{"name": name} | _counts(part) | _told(part, figures.get(name)) for name, part in parts.items()]
    return {"groups": found, "spread": random_effects([figures[name]["auc"] for name in enough])}


def _counts(part: pd.DataFrame) -> dict[str, int]:
    return {"points": len(part), "families": part["family"].nunique(), "positives": int(part["label"].sum())}


def _told(part: pd.DataFrame, figures: dict[str, np.ndarray] | None) -> dict[str, Stated]:
    """Return the figures of a group with their intervals; none of a group too small for any."""
    if figures is None:
        return dict.fromkeys(FIGURES, NONE)
    told = {name: stated(values) for name, values in figures.items()}
    told["flagged"] = stated_share(figures["flagged"], part["family"].nunique())
    told["recall"] = stated_share(figures["recall"], part.loc[part["label"] == 1, "family"].nunique())
    return told


def _figures(part: pd.DataFrame, drawn: FamilyDraws) -> dict[str, np.ndarray]:
    draws = drawn.of(part["family"].to_numpy())
    label, flagged = part["label"].to_numpy(), part["attention"].to_numpy(bool)
    columns = [np.ones(len(part)), label, part["probability"], flagged, flagged * label]
    number, followed, expected, raised, found = draws.sums(np.column_stack(columns).astype(float)).T
    return {
        "auc": rank(part[MODEL].to_numpy(), label, draws).auc,
        "prevalence": share_of(followed, number),
        "observed_per_stated": share_of(followed, expected),
        "flagged": share_of(raised, number),
        "recall": share_of(found, followed),
    }


def random_effects(draws: list[np.ndarray]) -> dict[str, Any] | None:
    """Return mean, spread and range of the areas of some groups; None for fewer than three groups or without draws.

    Parameters
    ----------
    draws : of each group: the estimate, then its bootstrap draws.
    """
    usable = [values for values in draws if np.isfinite(values).mean() > 0.95]
    if len(usable) < FEWEST_GROUPS or len(usable[0]) < 2:
        return None
    odds = [logit(np.clip(values[np.isfinite(values)], EDGE, 1 - EDGE)) for values in usable]
    middle, variance = np.array([its[0] for its in odds]), np.array([max(its[1:].var(), 1e-8) for its in odds])
    fixed = 1 / variance
    q = float(fixed @ (middle - fixed @ middle / fixed.sum()) ** 2)
    freedom = len(middle) - 1
    tau2 = max(0.0, (q - freedom) / (fixed.sum() - (fixed**2).sum() / fixed.sum()))
    weight = 1 / (variance + tau2)
    mean = float(weight @ middle / weight.sum())
    error = float(np.sqrt(max(weight @ (middle - mean) ** 2 / freedom, 1.0) / weight.sum()))
    half, wide = t.ppf(0.975, freedom) * error, t.ppf(0.975, max(freedom - 1, 1)) * np.sqrt(tau2 + error**2)
    return {
        "groups": len(middle),
        "mean": _back(mean, half),
        "a_further_group": _back(mean, wide),
        "i_squared": rounded(max(0.0, (q - freedom) / q) if q > 0 else 0.0),
        "tau_log_odds": rounded(float(np.sqrt(tau2))),
    }


def _back(mean: float, half: float) -> Stated:
    return {"value": rounded(expit(mean)), "low": rounded(expit(mean - half)), "high": rounded(expit(mean + half))}
