"""Recalibration by group: what it would change and what it would cost. This is an analysis; no score uses it.

To recalibrate by group is to use a protected characteristic in a statement about a person. It is measured here so that its
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
from .characteristics import PROTECTED
from .gap_changes import Grouped, gap_changes
from .selections import select_units

TOGETHER, BY_GROUP = "recalibrated together", "recalibrated by group"
NO_PERIOD = "No {points} lie in a calibration period, so there is nothing that a curve could be learnt from."
TOO_FEW = "Too few points with the outcome lie in the calibration period for a curve to be learnt from them."


def recalibrations(
    audited: Grouped, reported: np.ndarray, margin: np.ndarray, half: np.ndarray, capacity: float
) -> dict[str, dict[str, Any]]:
    """Return, by protected characteristic, the gaps when each of its groups is recalibrated by itself (JSON).

    Nothing is returned where it cannot be estimated (`why_not_recalibrated`).

    Parameters
    ----------
    audited : the contacts of every period. reported : which of them the figures count (a mask). margin, half : as in
        `recalibrated_margins`. capacity : share of the review units that are looked at.
    """
    found: dict[str, dict[str, Any]] = {}
    if why_not_recalibrated(audited.rows, half):
        return found
    for kind in PROTECTED:
        if kind in audited.groups:
            only = replace(audited, groups={kind: audited.groups[kind]})
            pooled, by_group = recalibrated_margins(audited.rows, margin, half, only.groups[kind])
            part = only.part(reported)
            selections = {
                TOGETHER: select_units(pooled[reported], part.rows, capacity),
                BY_GROUP: select_units(by_group[reported], part.rows, capacity),
            }
            found[kind] = gap_changes(part, selections)
    return found


def why_not_recalibrated(points: pd.DataFrame, half: np.ndarray) -> str:
    """Return why nothing can be recalibrated, with the project's nouns in braces; "" where it can.

    Parameters
    ----------
    points, half : as in `recalibrated_margins`.
    """
    calibration = _calibration(points)
    if not calibration.any():
        return NO_PERIOD
    return "" if all(enough_families(points[calibration & (half == side)]) for side in (0, 1)) else TOO_FEW


def recalibrated_margins(
    points: pd.DataFrame, margin: np.ndarray, half: np.ndarray, groups: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of the points after one recalibration for all, and after one for each group.

    Each half of the families is recalibrated by the calibration contacts of the other half, whose model scored it. A group
    without 30 families there, 10 of them with the outcome, keeps the recalibration of all.

    Parameters
    ----------
    points : period, label, family. margin : by the refits on halves. half : the half of the families of each point (0 or 1).
    groups : masks of the groups of one characteristic.
    """
    calibration = _calibration(points)
    test = (points["period"] == "test").to_numpy()
    pooled, by_group = margin.copy(), margin.copy()
    for side in (0, 1):
        fitted, scored = calibration & (half == side), test & (half != side)
        pooled[scored] = by_group[scored] = _recalibrated(points, margin, fitted, scored)
        for rows in groups.values():
            if enough_families(points[fitted & rows]):
                by_group[scored & rows] = _recalibrated(points, margin, fitted & rows, scored & rows)
    return pooled, by_group


def _calibration(points: pd.DataFrame) -> np.ndarray:
    return ((points["period"] == "calibration") & points["label"].notna()).to_numpy()


def _recalibrated(points: pd.DataFrame, margin: np.ndarray, fitted: np.ndarray, scored: np.ndarray) -> np.ndarray:
    part = points[fitted]
    slope, level = recalibrate(margin[fitted], part["label"].to_numpy(np.float64), part["family"].to_numpy())
    return np.asarray(slope * margin[scored] + level)
