"""What the stage train writes: models that can be read back, scores by them, comparators, bands and checks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.files import read_json
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.comparators.boosted import BOOSTED
from neglect_triage.models.comparators.boosting_machine import BOOSTING_MACHINE
from neglect_triage.models.comparators.logistic import LOGISTIC
from neglect_triage.models.comparators.registry import comparators_of
from neglect_triage.models.crossfit import read_folds, score
from neglect_triage.models.training import train_models
from neglect_triage.params import Params, Way
from neglect_triage.paths import DataFolder
from tests.models.worlds import CATALOGUE, CHILDREN, TRAIN, world

TABLE = world(400, 130)
POINTS = TABLE[0].assign(enough_history=True, period=TABLE[0]["period"].where(TABLE[0].index > 3, WORKED_EXAMPLE))
MATRIX = TABLE[1].assign(point_id=POINTS["point_id"])
FEATURES = {"partnership": MATRIX, "hub": MATRIX.fillna(0)}
FOLDS = POINTS["fold"].nunique()
PARAMS = Params.model_validate(
    {
        "source": {"kind": "canonical", "vocabulary": "vocabulary.yaml"},
        "cohort": {"kind": "points"},
        "split": {"seed": 1, "train_periods": ["train"], "test_periods": ["test"]},
        "features": {"catalogue": "catalogue.yaml"},
        "train": TRAIN.model_dump() | {"rounds": 8, "neighbours": 15},
        "evaluate": {"capacity": [0.1], "bootstrap_draws": 10, "seed": 1},
        "explain": {"pages": 1, "seed": 1},
        "track": {"experiment": "test"},
    }
)


def trained(folder: Path, features: dict[str, pd.DataFrame], way: Way = "boosted") -> DataFolder:
    data, train = DataFolder(folder), PARAMS.train.model_copy(update={"way": way})
    params = PARAMS.model_copy(update={"train": train})
    train_models(POINTS, features, CHILDREN, CATALOGUE, load_vocabulary(), params, {"synthetic": True}, data)
    return data


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return trained(tmp_path_factory.mktemp("data"), FEATURES)


@pytest.mark.parametrize("view", FEATURES)
def test_the_models_of_the_folds_can_be_read_back_and_give_the_scores(written: DataFolder, view: str) -> None:
    folds = read_folds(written.fold_models(view))
    again = pd.concat([score(fitted, POINTS, FEATURES[view], CATALOGUE) for fitted in folds], ignore_index=True)
    scores = pd.read_parquet(written.scores).query("view == @view").drop(columns="view").reset_index(drop=True)
    pd.testing.assert_frame_equal(again, scores)
    assert len(folds) == FOLDS


def test_test_points_and_worked_examples_are_scored_once_in_each_view(written: DataFolder) -> None:
    scored = POINTS[POINTS["period"].isin(["test", WORKED_EXAMPLE])]
    for _, scores in pd.read_parquet(written.scores).groupby("view"):
        assert sorted(scores["point_id"]) == sorted(scored["point_id"])


def test_every_comparator_is_scored_in_the_view_of_the_model(written: DataFolder) -> None:
    comparators = pd.read_parquet(written.comparators)
    assert list(comparators["model"].unique()) == [one.name for one in comparators_of("boosted")]
    assert set(comparators["view"]) == {"partnership"}
    assert read_json(written.model_checks)["not_estimable"] == []


def test_a_comparator_that_cannot_be_fitted_is_listed(tmp_path: Path) -> None:
    nothing = {view: matrix.assign(**dict.fromkeys(map(str, TABLE[1]), np.float32(0))) for view, matrix in FEATURES.items()}
    checks = read_json(trained(tmp_path, nothing).model_checks)
    assert checks["not_estimable"] == [BOOSTING_MACHINE]


def test_every_model_is_checked_and_the_registered_one_rebuilt(written: DataFolder) -> None:
    checks = read_json(written.model_checks)
    assert checks["directions"]["models_checked"] == 1 + 2 * FOLDS
    assert checks["rebuilt"]["points"] == (POINTS["period"] != WORKED_EXAMPLE).sum()
    assert checks["rebuilt"]["largest_difference"] <= 1e-6
    assert set(checks["coverage"]) == {"places", "observed", "expected", "stated", "found"}


def test_bands_start_where_the_registered_model_says(written: DataFolder) -> None:
    calibration = read_json(written.registered / "calibration.json")
    assert read_json(written.bands)["threshold"] == calibration["threshold"]
    assert set(read_json(written.bands)["periods"]) == {"calibration", "test"}
    assert read_json(written.registered / "manifest.json")["synthetic"] is True
    assert read_json(written.tuning)["trials"] == 0


def test_in_another_way_the_model_is_registered_alike_and_the_other_ways_stand_beside_it(tmp_path: Path) -> None:
    written = trained(tmp_path, FEATURES, "logistic")
    assert read_json(written.registered / "manifest.json")["train"]["way"] == "logistic"
    assert set(read_json(written.registered / "curves.json")["indicators"]) == set(CATALOGUE.indicators)
    checks = read_json(written.model_checks)
    assert (checks["directions"]["models_checked"], checks["directions"]["violations"]) == (1 + 2 * FOLDS, 0)
    assert checks["rebuilt"]["largest_difference"] <= 1e-6
    beside = set(pd.read_parquet(written.comparators)["model"])
    assert {BOOSTED, BOOSTING_MACHINE} <= beside
    assert LOGISTIC not in beside
    assert checks["not_estimable"] == []


def test_a_folder_without_fold_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no fold models"):
        read_folds(tmp_path)
