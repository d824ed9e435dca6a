"""Contributions are exact: they sum to the margin, and the shap package finds the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.explain.attribution import (
    TOLERANCE,
    attribute,
    attribute_by_others,
    checks,
    contributions,
    difference_from_shap,
)
from neglect_triage.files import write_text
from neglect_triage.models.triage import margins, model_text
from tests.explain.small_run import CATALOGUE, small_features, small_model, small_points


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for fold in (0, 1):
        write_text(tmp_path / f"{fold}.txt", model_text(small_model()))
    return tmp_path


def test_base_and_contributions_sum_to_the_margin() -> None:
    found = contributions(small_model(), small_features(), CATALOGUE)
    total = found.drop(columns="margin").sum(axis=1)
    np.testing.assert_allclose(total, margins(small_model(), small_features(), CATALOGUE), atol=TOLERANCE)
    assert found[list(CATALOGUE.indicators)].abs().to_numpy().max() > 0.01


def test_the_shap_package_finds_the_same_contributions() -> None:
    assert difference_from_shap(small_model(), small_features(), CATALOGUE) < TOLERANCE


def test_each_point_is_explained_by_the_model_of_its_own_fold(models: Path) -> None:
    (models / "1.txt").unlink()
    points = small_points()
    kept = points[points["fold"] == 0]
    assert attribute(kept, small_features(), CATALOGUE, models)["point_id"].tolist() == kept["point_id"].tolist()
    with pytest.raises(Exception, match=r"1\.txt"):
        attribute(points, small_features(), CATALOGUE, models)


def test_rows_come_back_in_the_order_of_the_points(models: Path) -> None:
    shuffled = small_points().sample(frac=1, random_state=1)
    found = attribute(shuffled, small_features().sample(frac=1, random_state=2), CATALOGUE, models)
    assert found["point_id"].tolist() == shuffled["point_id"].tolist()
    straight = attribute(small_points(), small_features(), CATALOGUE, models)
    pd.testing.assert_frame_equal(found.set_index("point_id").sort_index(), straight.set_index("point_id").sort_index())


def test_the_models_of_other_folds_explain_each_point_and_that_of_its_own_does_not(models: Path) -> None:
    points = small_points()
    found = attribute_by_others(points, small_features(), CATALOGUE, models)
    fold = dict(zip(points["point_id"], points["fold"].astype(str), strict=True))
    assert found["point_id"].value_counts().to_dict() == dict.fromkeys(points["point_id"], 1), "two folds, so one other"
    assert all(fold[point] != other for point, other in zip(found["point_id"], found["model"], strict=True))
    own = attribute(points, small_features(), CATALOGUE, models).set_index("point_id").loc[found["point_id"]]
    names = list(CATALOGUE.indicators)
    np.testing.assert_allclose(found[names], own[names], atol=1e-6)  # both folds hold the same model here


def test_a_point_without_features_is_a_message_with_the_number_and_no_bug(models: Path) -> None:
    with pytest.raises(BadInput, match=f"features, point_id: 2 of {len(small_points())} have no row"):
        attribute(small_points(), small_features()[2:], CATALOGUE, models)


def test_a_scored_margin_that_is_not_the_models_own_is_seen(models: Path) -> None:
    found = attribute(small_points(), small_features(), CATALOGUE, models)
    points = small_points().assign(margin=found["margin"].to_numpy())
    agreed = checks(found, points, small_features(), CATALOGUE, models, sample=10, seed=1)
    assert agreed["largest_difference_from_margin"] == 0
    assert agreed["points_compared_with_shap"] == 10
    other = checks(found, points.assign(margin=points["margin"] + 0.5), small_features(), CATALOGUE, models, sample=10, seed=1)
    assert other["largest_difference_from_margin"] == pytest.approx(0.5)
