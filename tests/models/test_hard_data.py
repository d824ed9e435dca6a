"""Data that teach little or nothing: everything that the stage train does goes on, or stops with a clear message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import Catalogue
from neglect_triage.models.calibration import LOGISTIC, calibrate, frequency, probability
from neglect_triage.models.comparators.boosting_machine import BOOSTING_MACHINE
from neglect_triage.models.comparators.comparator import Run
from neglect_triage.models.comparators.registry import comparator_scores, comparators_of
from neglect_triage.models.crossfit import Fitted, fit_all, fit_folds, score
from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.registered import check_rebuilt, write_registered
from neglect_triage.models.terms import terms_of
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, indicator, world

SMALL = TRAIN.model_copy(update={"rounds": 8})
POINTS, TABLE = world(300, 100)
NUMBERS = ["margin", "probability", "frequency", "frequency_low", "frequency_high"]
EVERY = {comparator.name for comparator in comparators_of("boosted")}


def trained(points: pd.DataFrame, features: pd.DataFrame, folder: Path, catalogue: Catalogue = CATALOGUE) -> dict[str, Any]:
    """Do what the stage train does of one view, and return the scores, the comparators and all fitted models."""
    folds = list(fit_folds(points, features, catalogue, SMALL))
    whole = fit_all(points, features, catalogue, SMALL)
    write_registered(folder / "registered", whole, points, features, catalogue, SMALL, {"synthetic": True})
    check_rebuilt(folder / "registered", whole.model, features, catalogue)
    fitted: list[Fitted] = [*folds, whole]
    worst([check_directions(terms_of(one.model), catalogue) for one in fitted])
    compared = comparator_scores(Run(points, features, catalogue, SMALL, {one.fold: one for one in folds}, whole))
    scores = pd.concat([score(one, points, features, catalogue) for one in folds], ignore_index=True)
    assert np.isfinite(scores[NUMBERS].to_numpy()).all()
    assert np.isfinite(compared["margin"]).all()
    return {"scores": scores, "ways": set(compared["model"]), "fitted": fitted}


@pytest.mark.parametrize("value", [1.0, np.nan], ids=["constant features", "all unknown"])
def test_features_that_tell_nothing_give_one_score_a_fold(value: float, tmp_path: Path) -> None:
    found = trained(POINTS, pd.DataFrame(np.float32(value), TABLE.index, TABLE.columns), tmp_path)
    assert found["scores"]["margin"].nunique() <= 5
    assert found["ways"] == EVERY - {BOOSTING_MACHINE}
    assert all(terms_of(one.model).tables == {} for one in found["fitted"])


def test_a_constant_and_an_unknown_feature_among_others_are_no_obstacle(tmp_path: Path) -> None:
    found = trained(POINTS, TABLE.assign(**{FEATURES[0]: np.float32(1), FEATURES[1]: np.float32("nan")}), tmp_path)
    used = {name for one in found["fitted"] for name in terms_of(one.model).thresholds}
    assert used
    assert not used & set(FEATURES[:2])
    assert found["ways"] == EVERY


def test_more_features_than_points_are_no_obstacle(tmp_path: Path) -> None:
    names = [f"noise_{place}" for place in range(200)]
    catalogue = Catalogue(indicators=CATALOGUE.indicators | {name: indicator("health", "visit") for name in names})
    draw = np.random.default_rng(2)
    columns = [feature.name for feature in catalogue.features if feature.indicator in names]
    noise = pd.DataFrame(draw.poisson(1, (len(TABLE), len(columns))).astype(np.float32), columns=columns)
    assert len(catalogue.features) > len(POINTS)
    assert trained(POINTS, pd.concat([TABLE, noise], axis=1), tmp_path, catalogue)["ways"] == EVERY


def test_two_families_leave_out_what_needs_more(tmp_path: Path) -> None:
    family = np.arange(len(POINTS)) % 2
    found = trained(POINTS.assign(family=family, fold=family), TABLE, tmp_path)
    assert found["ways"] == EVERY - {BOOSTING_MACHINE}
    assert found["fitted"][0].calibration.method == LOGISTIC


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_class_in_the_calibration_period_is_told_by_its_counts(label: float, tmp_path: Path) -> None:
    calibrating = POINTS["period"] == "calibration"
    found = trained(POINTS.assign(label=POINTS["label"].where(~calibrating, label)), TABLE, tmp_path)
    for one in found["fitted"]:
        assert one.calibration.positives == label * one.calibration.points


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": 0.0}, "all labels are the same"),
        ({"label": np.nan}, "no training point"),
        ({"period": "test"}, "no training point"),
        ({"fold": 0}, "no training point"),
    ],
    ids=["one class", "no label: nothing was followed up", "no training period", "one fold holds every family"],
)
def test_what_cannot_be_fitted_is_refused_with_what_to_change(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=words) as error:
        trained(POINTS.assign(**changes), TABLE, tmp_path)
    assert "params.yaml" in error.value.do
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("families", [300, 3])
def test_tied_scores_have_one_probability_and_one_frequency(families: int) -> None:
    draw = np.random.default_rng(1)
    margins, labels, family = np.full(600, -2.0), (draw.random(600) < 0.5).astype(float), np.arange(600) % families
    calibration = calibrate(margins, labels, family, SMALL)
    assert np.unique(probability(calibration, margins)) == pytest.approx(labels.mean(), abs=0.06)
    middle, low, high = frequency(calibration, margins)
    assert len(np.unique(middle)) == 1
    assert (low <= middle).all()
    assert (middle <= high).all()
