"""Whether scores still mean what they meant: the fairness audit's figures of two periods, compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..fairness.figures.by_group import group_figures, summarise
from ..fairness.figures.counts import membership_of
from ..models.resampling import draw_families
from ..params import Monitor

WATCHED = ("observed_per_expected", "slope", "auc", "recall", "precision", "selection_rate")
BEFORE, AFTER = "before", "after"


def calibrations(contacts: pd.DataFrame, after: np.ndarray, settings: Monitor) -> dict[str, Any]:
    """Return the figures of both periods and their changes (JSON); {} where labels or chances are not known in both.

    Parameters
    ----------
    contacts : label (1, 0, or not known), attention, margin, probability, family. after : which are of the later period (a mask).

    Returns
    -------
    dict : by period, counts and figures; `changes` with interval, simultaneous confidence band, and whether each raises an
        alarm: its band excludes zero, and it reaches the threshold of params.monitor.
    """
    if not {"label", "probability", "margin", "attention"} <= set(contacts):
        return {}
    known = contacts["label"].notna().to_numpy()
    rows, later = contacts[known], after[known]
    if later.all() or not later.any():
        return {}
    rows = rows.rename(columns={"margin": "score", "attention": "flagged"}).assign(family=pd.factorize(rows["family"])[0])
    families = rows["family"].to_numpy()
    draws = draw_families(families, settings.draws, settings.seed).of(families)
    figures = group_figures(rows, membership_of([~later, later]), draws)
    (before, now), _ = summarise(figures, [0, 0], ["periods", "periods"])
    least = {"observed_per_expected": settings.observed_per_expected, "slope": settings.slope}
    changes = {
        name: change | {"alarm": change["differs"] and abs(change["value"]) >= least.get(name, settings.share)}
        for name, change in now["differences"].items()
        if name in WATCHED
    }
    return {BEFORE: _watched(before), AFTER: _watched(now), "changes": changes}


def _watched(line: dict[str, Any]) -> dict[str, Any]:
    return {"counts": line["counts"], "figures": {name: line["figures"][name] for name in WATCHED}, "note": line["note"]}
