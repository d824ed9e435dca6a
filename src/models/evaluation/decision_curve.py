"""Net benefit of flagging, where one true positive is worth a number of false positives (Vickers and Elkin 2006)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..resampling import Draws, FamilyDraws
from .estimates import stated
from .scores import RULE

THRESHOLDS = np.round(np.arange(0.01, 0.51, 0.01), 2)
ALL, NOBODY = "review all", "review none"


def decision_curve(test: pd.DataFrame, drawn: FamilyDraws) -> list[dict[str, Any]]:
    """Return, for each threshold, the net benefit per point of the model, of reviewing all, and of the rule (JSON).

    At a threshold of 0.1, one true positive is worth nine false positives. Reviewing none is worth zero. `gain` is the model
    less the best of the others, with its paired interval.
    """
    draws = drawn.of(test["family"].to_numpy())
    label = test["label"].to_numpy()
    number, positives = draws.sums(np.column_stack([np.ones(len(label)), label])).T
    flagged, found = _at_least(test["probability"].to_numpy(), label, draws)
    by_rule = draws.sums(_both(test[RULE].to_numpy() > 0, label)) if RULE in test else None
    rows = []
    for place, threshold in enumerate(THRESHOLDS):
        odds = threshold / (1 - threshold)
        model = _net(found[:, place], flagged[:, place] - found[:, place], odds, number)
        everyone = (positives - (number - positives) * odds) / number
        others = {ALL: everyone, NOBODY: np.zeros(len(number))}
        if by_rule is not None:
            others[RULE] = _net(by_rule[:, 0], by_rule[:, 1], odds, number)
        best = max(others, key=lambda name: others[name][0])
        rows.append(
            {
                "threshold": float(threshold),
                "model": stated(model, 5),
                **{name: stated(values, 5) for name, values in others.items() if name != NOBODY},
                "best_other": best,
                "gain": stated(model - others[best], 5),
            }
        )
    return rows


def _both(flagged: np.ndarray, label: np.ndarray) -> np.ndarray:
    return np.column_stack([flagged & (label == 1), flagged & (label == 0)]).astype(float)


def _at_least(probability: np.ndarray, label: np.ndarray, draws: Draws) -> tuple[np.ndarray, np.ndarray]:
    """Return draws x thresholds: how many points have at least that probability, and how many of them are positive."""
    reached = np.searchsorted(THRESHOLDS, probability, side="right")
    number = len(THRESHOLDS) + 1
    each = (draws.tally(reached, number), draws.tally(reached, number, label))
    flagged, found = (np.cumsum(counts[:, :0:-1], axis=1)[:, ::-1] for counts in each)
    return flagged, found


def _net(found: np.ndarray, false: np.ndarray, odds: float, number: np.ndarray) -> np.ndarray:
    return np.asarray((found - false * odds) / number)
