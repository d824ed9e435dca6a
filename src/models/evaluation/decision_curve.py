"""Net benefit: what flagging is worth when one found counts as much as so many looked at for nothing (Vickers, Elkin 2006)."""

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
    """Return, for each threshold, the net benefit of the model, of reviewing all, and of the rule, per point (JSON).

    At a threshold of 0.1, whoever acts on a chance of 1 in 10 holds one found to be worth nine looked at for nothing.
    Reviewing none is worth nought. `gain` is how far the model lies above the best of the others, with its paired interval.
    """
    draws = drawn.of(test["family"].to_numpy())
    label = test["label"].to_numpy()
    number, followed = draws.sums(np.column_stack([np.ones(len(label)), label])).T
    flagged, found = _at_least(test["probability"].to_numpy(), label, draws)
    by_rule = draws.sums(_both(test[RULE].to_numpy() > 0, label)) if RULE in test else None
    rows = []
    for place, threshold in enumerate(THRESHOLDS):
        odds = threshold / (1 - threshold)
        model = _net(found[:, place], flagged[:, place] - found[:, place], odds, number)
        everyone = (followed - (number - followed) * odds) / number
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


def _at_least(stated_chance: np.ndarray, label: np.ndarray, draws: Draws) -> tuple[np.ndarray, np.ndarray]:
    """Return draws x thresholds: how many points have at least that chance, and how many of them followed."""
    reached = np.searchsorted(THRESHOLDS, stated_chance, side="right")
    number = len(THRESHOLDS) + 1
    each = (draws.tally(reached, number), draws.tally(reached, number, label))
    flagged, found = (np.cumsum(counts[:, :0:-1], axis=1)[:, ::-1] for counts in each)
    return flagged, found


def _net(found: np.ndarray, for_nothing: np.ndarray, odds: float, number: np.ndarray) -> np.ndarray:
    return np.asarray((found - for_nothing * odds) / number)
