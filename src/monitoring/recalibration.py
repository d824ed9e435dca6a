"""A calibration learnt from the later of two periods: the model stays, and what its scores mean is counted again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from ..models.calibration import FEWEST_POSITIVE_FAMILIES, calibrate, frequency
from ..models.registered import Registered
from ..params import Train
from .coverage import Periods

SHOWN = (0.5, 0.8, 0.9, 0.95, 0.99)
"""Quantiles of the later period's scores at which the page sets both calibrations side by side."""


def later_calibration(contacts: pd.DataFrame, after: np.ndarray, registered: Registered, periods: Periods) -> dict[str, Any]:
    """Learn a calibration from the later period's contacts whose outcome is known, and compare it with the model's own.

    Parameters
    ----------
    contacts : margin (log-odds by the registered model), label (1, 0, or not known), family, period. after : which are of the
        later period (a mask).

    Returns
    -------
    dict : contacts, families, families_with_outcome; `learnt`: what `models.registered.recalibrated` reads, or None where fewer
        than 100 families had the outcome, fewer went without, or fewer contacts remain than a frequency is counted from; `shown`:
        for some quantiles of the scores, the frequency by the model's own calibration and by the later one, with intervals.
        Contacts of the training period are left out, because the model was fitted on them.
    """
    rows = contacts[after & contacts["label"].notna().to_numpy() & (contacts["period"] != "train").to_numpy()]
    label = rows["label"].astype(float).to_numpy()
    families = pd.factorize(rows["family"])[0]
    with_outcome, without = (len(set(families[label == value])) for value in (1, 0))
    train = Train.model_validate(registered.manifest["train"])
    found: dict[str, Any] = {
        "contacts": len(rows),
        "families": len(set(families)),
        "families_with_outcome": with_outcome,
        "families_needed": FEWEST_POSITIVE_FAMILIES,
        "contacts_needed": train.neighbours,
        "learnt": None,
        "shown": [],
    }
    if min(with_outcome, without) < FEWEST_POSITIVE_FAMILIES or len(rows) < train.neighbours:
        return found
    margins = rows["margin"].to_numpy()
    later = calibrate(margins, label, families, train)
    at = np.quantile(margins, SHOWN)
    both = [np.column_stack(frequency(each, at)).tolist() for each in (registered.calibration, later)]
    learnt = {
        "model": registered.sha256,
        "learnt_from": {"first_day": periods.days["after_from"], "before": periods.days["after_to"], "contacts": len(rows)},
        "calibration": asdict(later),
    }
    shown = [{"quantile": quantile, "own": own, "later": new} for quantile, own, new in zip(SHOWN, *both, strict=True)]
    return found | {"learnt": learnt, "shown": shown}
