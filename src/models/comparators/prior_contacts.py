"""The number of earlier contacts about the same person, which needs no fit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..crossfit import in_period
from .comparator import Comparator, Run

PRIOR_CONTACTS = "number of prior contacts"


def prior_contacts(points: pd.DataFrame) -> np.ndarray:
    """Return how many earlier points of the cohort there are about the same person."""
    return points.sort_values("as_of", kind="stable").groupby("child_id").cumcount()[points.index].to_numpy(np.float64)


def _scores(run: Run) -> pd.DataFrame:
    return run.test_points(prior_contacts(run.points)[in_period(run.points, "test")])


COMPARATOR = Comparator(
    PRIOR_CONTACTS, "Not fitted: how many earlier points of the cohort there are about the same person.", _scores
)
