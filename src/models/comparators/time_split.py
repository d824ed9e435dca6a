"""The plain time split: the model of all families, so that families of the training period recur in the test period."""

from __future__ import annotations

import pandas as pd

from ..crossfit import score
from .comparator import Comparator, Run

TIME_SPLIT = "time split"


def _scores(run: Run) -> pd.DataFrame:
    return score(run.whole, run.points, run.features, run.catalogue)[["point_id", "margin"]]


COMPARATOR = Comparator(
    TIME_SPLIT,
    "The model itself, fitted once on every {family} before the first cut, so that {families} recur when it is tested.",
    _scores,
)
