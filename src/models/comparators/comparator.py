"""What a comparator is: something other than the model that scores the test points, on the same folds and in the same view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ...params import Train, Way
from ..crossfit import FitFold, Fitted, in_period


@dataclass(frozen=True)
class Run:
    """What a comparator may use: the cohort, its features (rows in the same order), and the fitted models of the run.

    folds : the model of each family fold, by fold. whole : the model of all families.
    """

    points: pd.DataFrame
    features: pd.DataFrame
    catalogue: Catalogue
    train: Train
    folds: Mapping[str, Fitted]
    whole: Fitted

    def test_points(self, margins: np.ndarray | float) -> pd.DataFrame:
        """Return point_id and margin of the test points, from one margin a test point or the same one for all."""
        ids = self.points.loc[in_period(self.points, "test"), "point_id"].to_numpy()
        return pd.DataFrame({"point_id": ids, "margin": margins})


@dataclass(frozen=True)
class Comparator:
    """A comparator: its name in scores and tables, a description for the model page, and its method.

    needs : why it is not estimable, where it is not. way : the way of fitting that it stands for, if it stands for one.
    method : from a run, how it is fitted without a fold; or, where that is not needed, point_id and margin of every test point.
    Margins are log-odds, or any number that ranks as they do; NaN where they cannot be estimated.
    """

    name: str
    description: str
    method: Callable[[Run], FitFold | pd.DataFrame]
    needs: str = "there is too little to learn from"
    way: Way | None = None
