"""Does the model work equally well in every area, source, year and age? Figures by group, and how much they differ.

The spread is from a random-effects model of the log-odds of the areas under the curve (DerSimonian and Laird 1986): the mean
has the interval of Hartung and Knapp, and the prediction interval for a further group is that of Higgins (2009).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

from ... import portable
from ..comparators.prior_contacts import PRIOR_CONTACTS
from ..crossfit import side_by_side
from ..groups import NOT_KNOWN, Groups, one_account
from ..resampling import FamilyDraws
from .estimates import NONE, Stated, enough_families, rounded, share_of, stated, stated_share
from .ranking import rank
from .scores import MODEL

FEWEST_GROUPS = 3
FIGURES = ("auc", "prevalence", "observed_per_stated", "flagged", "recall")
EDGE = 1e-4


def special_groups(test: pd.DataFrame) -> Groups:
    """Return the points by the decision made on them, and by whether an earlier point about the person is in the cohort."""
    found: Groups = {}
    if "taken_forward" in test:
        forward = test["taken_forward"].astype("boolean")
        masks = {"closed": ~forward.fillna(True), "taken forward": forward.fillna(False), NOT_KNOWN: forward.isna()}
        found["decision"] = {name: mask.to_numpy(bool) for name, mask in masks.items()}
    if PRIOR_CONTACTS in test:
        first = (test[PRIOR_CONTACTS] == 0).to_numpy()
        found["earlier points"] = {"none: the first ever": first, "some": ~first}
    held = {kind: {name: mask for name, mask in groups.items() if mask.any()} for kind, groups in found.items()}
    return {kind: groups for kind, groups in held.items() if len(groups) > 1}


def by_group(test: pd.DataFrame, groups: Mapping[str, np.ndarray], drawn: FamilyDraws) -> dict[str, Any]:
    """Return the figures of each group, the random-effects summary of their areas, and where each point is (JSON).

    A group of fewer than 30 families, or fewer than 10 with the outcome, has counts but no figures.
    """
    parts = {name: test[rows] for name, rows in groups.items()}
    enough = [name for name, part in parts.items() if enough_families(part)]
    figures = dict(zip(enough, side_by_side(lambda name: _figures(parts[name], drawn), enough), strict=True))
    found = [{"name": name} | _counts(part) | _stated(part, figures.get(name)) for name, part in parts.items()]
    spread = random_effects([figures[name]["auc"] for name in enough])
    return {"groups": found, "spread": spread, "account": one_account(groups, len(test))}


def _counts(part: pd.DataFrame) -> dict[str, int]:
    return {"points": len(part), "families": part["family"].nunique(), "positives": int(part["label"].sum())}


def _stated(part: pd.DataFrame, figures: dict[str, np.ndarray] | None) -> dict[str, Stated]:
    """Return the figures of a group with their intervals; none where the group is too small."""
    if figures is None:
        return dict.fromkeys(FIGURES, NONE)
    return {name: stated(values) for name, values in figures.items()} | {
        "flagged": stated_share(figures["flagged"], part["family"].nunique()),
        "recall": stated_share(figures["recall"], part.loc[part["label"] == 1, "family"].nunique()),
    }


def _figures(part: pd.DataFrame, drawn: FamilyDraws) -> dict[str, np.ndarray]:
    draws = drawn.of(part["family"].to_numpy())
    label, flagged = part["label"].to_numpy(), part["attention"].to_numpy(bool)
    columns = [np.ones(len(part)), label, part["probability"], flagged, flagged * label]
    number, positives, expected, flags, found = draws.sums(np.column_stack(columns).astype(float)).T
    return {
        "auc": rank(part[MODEL].to_numpy(), label, draws).auc,
        "prevalence": share_of(positives, number),
        "observed_per_stated": share_of(positives, expected),
        "flagged": share_of(flags, number),
        "recall": share_of(found, positives),
    }


def random_effects(draws: list[np.ndarray]) -> dict[str, Any] | None:
    """Return the mean, spread and prediction interval of the groups' areas; None for fewer than three groups or without draws.

    Parameters
    ----------
    draws : for each group, the estimate and then its bootstrap draws.
    """
    usable = [values for values in draws if np.isfinite(values).mean() > 0.95]
    if len(usable) < FEWEST_GROUPS or len(usable[0]) < 2:
        return None
    odds = [portable.log_odds_of(np.clip(values[np.isfinite(values)], EDGE, 1 - EDGE)) for values in usable]
    middle = np.array([values[0] for values in odds])
    variance = np.array([max(values[1:].var(), 1e-8) for values in odds])
    fixed = 1 / variance
    q = float((fixed * (middle - (fixed * middle).sum() / fixed.sum()) ** 2).sum())
    freedom = len(middle) - 1
    tau2 = max(0.0, (q - freedom) / (fixed.sum() - (fixed * fixed).sum() / fixed.sum()))
    weight = 1 / (variance + tau2)
    mean = float((weight * middle).sum() / weight.sum())
    error = float(np.sqrt(max((weight * (middle - mean) ** 2).sum() / freedom, 1.0) / weight.sum()))
    half, wide = t.ppf(0.975, freedom) * error, t.ppf(0.975, max(freedom - 1, 1)) * np.sqrt(tau2 + error * error)
    return {
        "groups": len(middle),
        "mean": _probability(mean, half),
        "a_further_group": _probability(mean, wide),
        "i_squared": rounded(max(0.0, (q - freedom) / q) if q > 0 else 0.0),
        "tau_log_odds": rounded(float(np.sqrt(tau2))),
    }


def _probability(mean: float, half: float) -> Stated:
    value, low, high = (rounded(float(each)) for each in portable.logistic([mean, mean - half, mean + half]))
    return {"value": value, "low": low, "high": high}
