"""How far people agree with each other and with the band, and how often they gave an answer: weighted to all contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..models.evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, Stated, family_draws, share_of, stated
from ..models.resampling import Draws


def kappa(one: np.ndarray, other: np.ndarray, weights: np.ndarray, answers: int, draws: Draws) -> Stated:
    """Return weighted kappa with its interval (Cohen 1968, linear weights): with three answers, one step is half a disagreement.

    Parameters
    ----------
    one, other : the position of each answer, from 0. weights : how many contacts each row represents.
    answers : how many answers there are.
    """
    tallies = draws.tally(one * answers + other, answers * answers, weights).reshape(-1, answers, answers)
    shares = share_of(tallies, tallies.sum(axis=(1, 2), keepdims=True))
    steps = np.abs(np.subtract.outer(np.arange(answers), np.arange(answers)))
    disagreement = (shares * steps).sum(axis=(1, 2))
    by_chance = (shares.sum(axis=2)[:, :, None] * shares.sum(axis=1)[:, None, :] * steps).sum(axis=(1, 2))
    return stated(1 - share_of(disagreement, by_chance), 3)


def rate(holds: np.ndarray, families: np.ndarray, weights: np.ndarray, draws: Draws) -> Stated | None:
    """Return the share of all contacts that could have been drawn for which something holds, with its interval.

    None for fewer than 30 families, or fewer than 10 for which it holds.
    """
    enough = len(np.unique(families)) >= FEWEST_FAMILIES and len(np.unique(families[holds])) >= FEWEST_POSITIVE_FAMILIES
    if not enough:
        return None
    sums = draws.sums(np.column_stack([holds * weights, weights]))
    return stated(share_of(sums[:, 0], sums[:, 1]))


def answer_positions(answers: pd.Series, order: Sequence[str]) -> np.ndarray:
    """Return the position of each answer in `order`, from 0; -1 for a blank."""
    return np.asarray(pd.Index(order).get_indexer(pd.Index(answers)))


def agreement_of(one: np.ndarray, other: np.ndarray, sample: pd.DataFrame, answers: int, draws: int, seed: int) -> dict[str, Any]:
    """Return kappa of two raters on the contacts that both answered (weight, family), and how many those are (JSON)."""
    both = (one >= 0) & (other >= 0)
    rows = sample[both]
    if rows.empty:
        return {"contacts": 0, "kappa": None}
    families, weights = rows["family"].to_numpy(), rows["weight"].to_numpy(float)
    return {
        "contacts": len(rows),
        "kappa": kappa(one[both], other[both], weights, answers, family_draws(families, draws, seed)),
    }
