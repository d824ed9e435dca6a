"""What one feature tells alone: the area that scikit-learn gives, in its better direction, and no feature forgotten."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from neglect_triage.models.design_checks import areas_alone
from neglect_triage.models.resampling import Draws, draw_families
from neglect_triage.study.single_features import NEEDS_EXPLANATION, SHOWN, Single, best_features


def points(seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Eight features that follow the label less and less, many tied."""
    draw = np.random.default_rng(seed)
    labels = (draw.random(400) < 0.2).astype(float)
    values = {f"f{k}": np.round(draw.normal(size=400) + labels / (1 + k), 1) for k in range(8)}
    return pd.DataFrame(values), labels


def alone(frame: pd.DataFrame, labels: np.ndarray, draws: Draws | None = None) -> list[Single]:
    once = draw_families(np.arange(len(labels)), 0, 1).of(np.arange(len(labels)))
    return best_features(frame, {str(name): "" for name in frame}, labels, draws or once)


def test_areas_are_those_of_scikit_learn_ties_and_all() -> None:
    frame, labels = points()
    expected = [roc_auc_score(labels, frame[name]) for name in frame]
    np.testing.assert_allclose(areas_alone(frame.to_numpy(), labels), expected, atol=1e-12)


def test_the_best_features_come_first_each_in_its_better_direction() -> None:
    frame, labels = points()
    areas = {str(name): float(roc_auc_score(labels, frame[name])) for name in frame}
    best = sorted(areas, key=lambda name: -max(areas[name], 1 - areas[name]))[:SHOWN]
    frame[best[0]] *= -1
    found = alone(frame, labels)
    assert [one.feature for one in found] == best
    assert [one.direction for one in found[:2]] == ["less", "more"]
    assert found[0].area["value"] == pytest.approx(areas[best[0]], abs=1e-4)


def test_every_feature_that_needs_an_explanation_is_named_however_many_there_are() -> None:
    frame, labels = points()
    copies = pd.DataFrame({f"copy {k}": labels + frame["f7"] / 100 for k in range(SHOWN + 2)})
    found = alone(pd.concat([frame, copies], axis=1), labels)
    assert {one.feature for one in found} >= set(copies)
    assert all(one.needs_explanation == ((one.area["value"] or 0) > NEEDS_EXPLANATION) for one in found)


def test_unknown_stands_in_the_middle_and_a_feature_of_which_nothing_is_known_tells_nothing() -> None:
    labels = np.array([1.0, 1.0, 0.0, 0.0])
    frame = pd.DataFrame({"half": [2.0, np.nan, np.nan, 0.0], "none": [np.nan] * 4})
    found = {one.feature: (one.direction, one.area["value"]) for one in alone(frame, labels)}
    assert found == {"half": ("more", 0.875), "none": ("more", 0.5)}


def test_intervals_come_from_the_draws_that_are_given() -> None:
    frame, labels = points()
    draws = draw_families(np.arange(400), 200, 1).of(np.arange(400))
    best = alone(frame, labels, draws)[0]
    assert best.area["low"] is not None
    assert best.area["low"] < (best.area["value"] or 0) < (best.area["high"] or 0)
