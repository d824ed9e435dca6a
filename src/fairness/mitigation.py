"""What could be done about gaps, what each way would change by group, and what it would cost: an analysis, applied nowhere.

To recalibrate by group is to use a protected characteristic in what is said of a person. It is measured here so that its
effect is known, not so that it is done: equality monitoring is for finding and reviewing differences of treatment, and not
for measures or decisions about a particular person (Data Protection Act 2018, schedule 1, paragraph 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..models.calibration import recalibrate
from ..models.evaluation.estimates import enough_families
from .gaps import Grouped, by_units, gaps
from .proxies import PROTECTED

LABELS = ("label: plan", "label: protective")
"""Labels of `models/sensitivity` that rest less on what was decided that day: a plan alone, or measures of protection alone."""


TOGETHER, BY_GROUP = "recalibrated together", "recalibrated by group"


def recalibrations(
    audited: Grouped, told: np.ndarray, margin: np.ndarray, half: np.ndarray, capacity: float
) -> dict[str, dict[str, Any]]:
    """Return, by protected characteristic, the gaps when each of its groups is recalibrated by itself (JSON).

    Parameters
    ----------
    audited : the contacts of every period. told : those to tell of (a mask). margin, half : as in `by_group`.
    capacity : share of the review units that are looked at.
    """
    found = {}
    for kind in PROTECTED:
        if kind in audited.groups:
            only = replace(audited, groups={kind: audited.groups[kind]})
            scores = by_group(audited.rows, margin, half, only.groups[kind])
            part = only.part(told)
            ways = {
                name: by_units(its[told], part.rows, capacity) for name, its in zip((TOGETHER, BY_GROUP), scores, strict=True)
            }
            found[kind] = gaps(part, ways)
    return found


def by_group(
    points: pd.DataFrame, margin: np.ndarray, half: np.ndarray, group: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of the points after one recalibration for all, and after one for each group.

    Each half of the families is recalibrated by the calibration contacts of the other, whose model scored it. A group
    without 30 families there, 10 of them with the outcome, keeps the recalibration of all.

    Parameters
    ----------
    points : period, label, family. margin : by the refits on halves. group : masks of the groups of one characteristic.
    """
    calibration = ((points["period"] == "calibration") & points["label"].notna()).to_numpy()
    test = (points["period"] == "test").to_numpy()
    pooled, own = margin.copy(), margin.copy()
    for side in (0, 1):
        learnt, scored = calibration & (half == side), test & (half != side)
        pooled[scored] = own[scored] = _moved(points, margin, learnt, scored)
        for its in group.values():
            if enough_families(points[learnt & its]):
                own[scored & its] = _moved(points, margin, learnt & its, scored & its)
    return pooled, own


def _moved(points: pd.DataFrame, margin: np.ndarray, learnt: np.ndarray, scored: np.ndarray) -> np.ndarray:
    part = points[learnt]
    slope, level = recalibrate(margin[learnt], part["label"].to_numpy(np.float64), part["family"].to_numpy())
    return np.asarray(slope * margin[scored] + level)
