"""What stands beside the groups' figures: people's own decisions, proxies, the price of directions, and what could be done."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..features.catalogue import Catalogue
from ..models.crossfit import in_period
from ..models.sensitivity.study import headline
from ..params import Train
from .gaps import Grouped
from .humans import humans
from .refitted import refitted


def beside(
    audited: Grouped, features: pd.DataFrame, capacity: float, catalogue: Catalogue, train: Train, seed: int
) -> dict[str, Any]:  # fmt: skip
    """Return humans, proxies, refitted and recalibrated (JSON).

    Parameters
    ----------
    audited, features : the contacts of every period, in the same order, without worked examples: those of the cohort, and
        `model`, the log-odds by the model that the run reports (NaN outside the test period).
    capacity : share of the review units that are looked at.
    """
    points = audited.rows
    told = in_period(points, "test") & headline(points)
    return {"humans": humans(audited.part(told))} | refitted(audited, features, capacity, catalogue, train, seed)
