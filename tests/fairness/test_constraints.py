"""Without directions the model is otherwise the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from neglect_triage.fairness.constraints import without_directions
from neglect_triage.models.triage import fit, margins
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN


def test_the_same_features_in_the_same_order_and_none_has_a_direction() -> None:
    before = [(one.name, one.direction) for one in CATALOGUE.features]
    free = without_directions(CATALOGUE)
    assert [one.name for one in free.features] == FEATURES
    assert {one.direction for one in free.features} == {"unconstrained"}
    assert [(one.name, one.direction) for one in CATALOGUE.features] == before
    assert {direction for _, direction in before} == {"increases", "unconstrained"}


def test_a_worry_that_goes_with_fewer_outcomes_lowers_the_score_without_directions_alone() -> None:
    draw = np.random.default_rng(1)
    features = pd.DataFrame(draw.poisson(2, (800, len(FEATURES))).astype(np.float32), columns=FEATURES)
    label = (draw.random(800) < 1 / (1 + np.exp(features[FEATURES[0]] - 1))).astype(float).to_numpy()
    steps = pd.DataFrame(2.0, index=range(5), columns=FEATURES, dtype=np.float32).assign(**{FEATURES[0]: np.arange(5.0)})
    held, free = (margins(fit(features, label, its, TRAIN), steps, its) for its in (CATALOGUE, without_directions(CATALOGUE)))
    assert (np.diff(held) >= 0).all()
    assert free[-1] < free[0] - 0.5
