"""The prevalence of the outcome in training, the same for every point."""

from __future__ import annotations

import pandas as pd

from ... import portable
from ..crossfit import in_period
from .comparator import Comparator, Run

PREVALENCE = "prevalence"


def _scores(run: Run) -> pd.DataFrame:
    return run.test_points(float(portable.log_odds_of(run.points.loc[in_period(run.points, "train"), "label"].mean())))


COMPARATOR = Comparator(PREVALENCE, "Not fitted: the same score for all.", _scores)
