"""Tables of points and features with known structure, for the tests of fitting, scoring and evaluation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.models.comparators.logistic import fit_logistic, logistic_margins
from neglect_triage.models.crossfit import fit_all, fit_folds, fold_margins, score
from neglect_triage.models.evaluation.scores import with_scores
from neglect_triage.params import Evaluate, Train

MEASURES = {"count": "increases", "days_since": "unconstrained"}


def indicator(theme: str, kind: str) -> Indicator:
    return Indicator.model_validate(
        {"theme": theme, "means": kind, "events": {"type": kind}, "measures": MEASURES, "windows": ["365d"]}
    )


CATALOGUE = Catalogue(
    indicators={
        "appointments": indicator("health", "appointment"),
        "checks": indicator("health", "health_check"),
        "ratings": indicator("home", "home_condition"),
        "contacts": indicator("this contact", "contact"),
    }
)
FEATURES = [feature.name for feature in CATALOGUE.features]
TRAIN = Train.model_validate(
    {"rounds": 25, "learning_rate": 0.2, "min_data_in_leaf": 5, "l2": 1.0, "seed": 3, "neighbours": 60,
     "meets_every_theme": ["this contact"]}
)  # fmt: skip
CHILDREN = pd.DataFrame({"child_id": [f"c{family}" for family in range(300)]}).assign(
    birth_month=pd.Timestamp("2012-03-01"), area=["north", "south", "east"] * 100
)
EVALUATE = Evaluate.model_validate({"capacity": [0.1, 0.2], "bootstrap_draws": 100, "seed": 5})


def world(number: int = 600, families: int = 200, seed: int = 1, signal: float = 1.5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return points and features. Points of a family share a tendency; some features tell of it, and some are unknown."""
    draw = np.random.default_rng(seed)
    family = np.sort(draw.integers(0, families, number))
    tendency = draw.normal(0, 1, families)[family]
    values = draw.poisson(np.exp(0.4 * tendency[:, None] + 0.3), (number, len(FEATURES))).astype(np.float32)
    values[draw.random(values.shape) < 0.15] = np.nan
    features = pd.DataFrame(values, columns=FEATURES)
    log_odds = signal * (np.nan_to_num(values[:, 0]) + np.nan_to_num(values[:, 4]) - 3) / 2 + 0.5 * tendency - 0.5
    window = draw.integers(1, 6, number)
    points = pd.DataFrame(
        {
            "point_id": [f"p{place:04}" for place in range(number)],
            "child_id": [f"c{each}" for each in family],
            "family": family,
            "fold": family % 5,
            "period": draw.choice(["train", "calibration", "test", "none"], number, p=[0.45, 0.2, 0.3, 0.05]),
            "stratum": "headline",
            "label": (draw.random(number) < 1 / (1 + np.exp(-log_odds))).astype(float),
            "contacts_in_window": window,
            "rule": window >= 3,
        }
    )
    days = pd.to_timedelta(draw.integers(0, 3000, number), unit="D")
    agencies = np.array(["police", "school", "police;school"])[np.arange(number) % 3]
    return points.assign(review_unit=points["point_id"], as_of=pd.Timestamp("2015-01-01") + days, agencies=agencies), features


def scored(points: pd.DataFrame, features: pd.DataFrame, train: Train = TRAIN) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the stage `train` writes of one view: scores of the folds, and those of the ways to compare with."""
    parts = [score(fitted, points, features, CATALOGUE) for fitted in fit_folds(points, features, CATALOGUE, train)]
    whole = score(fit_all(points, features, CATALOGUE, train), points, features, CATALOGUE)
    comparators = [whole.assign(model="time split")]
    comparators.append(by_logistic(points, features).assign(model="logistic regression"))
    view: dict[str, Any] = {"view": "partnership"}
    return pd.concat(parts, ignore_index=True).assign(**view), pd.concat(comparators, ignore_index=True).assign(**view)


def by_logistic(points: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """Return point_id and margin of the test points by logistic regression, fitted fold by fold."""

    def way(fold: str, of: pd.DataFrame, seen: pd.DataFrame) -> Callable[[pd.DataFrame], np.ndarray]:
        model = fit_logistic(seen, of["label"].to_numpy(), CATALOGUE)
        assert model is not None
        return lambda rows: logistic_margins(model, rows, CATALOGUE)

    return fold_margins(points, features, {"way": way})["way"]


def compared(points: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """Return the test points with every score; the hub's records are taken to be the partnership's."""
    scores, comparators = scored(points, features)
    return with_scores(points, pd.concat([scores, scores.assign(view="hub")]), comparators, "partnership")
