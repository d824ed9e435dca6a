"""Each comparator is fitted on the model's own folds, scores every test point once, and is found by its name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from neglect_triage.models.comparators.boosting_machine import BOOSTING_MACHINE
from neglect_triage.models.comparators.comparator import Run
from neglect_triage.models.comparators.prevalence import PREVALENCE
from neglect_triage.models.comparators.prior_contacts import PRIOR_CONTACTS, prior_contacts
from neglect_triage.models.comparators.registry import comparator_scores, comparators_of
from neglect_triage.models.comparators.time_split import TIME_SPLIT
from neglect_triage.models.crossfit import fit_all, fit_folds
from tests.models.worlds import CATALOGUE, TRAIN, world

SMALL = TRAIN.model_copy(update={"rounds": 8})
POINTS, FEATURES = world(400, 130)
NAMES = [comparator.name for comparator in comparators_of("boosted")]
FITTED = [name for name in NAMES if name not in (TIME_SPLIT, PRIOR_CONTACTS, PREVALENCE)]


def compared(points: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of every comparator, one column each, indexed by point."""
    folds = {fitted.fold: fitted for fitted in fit_folds(points, features, CATALOGUE, SMALL)}
    whole = fit_all(points, features, CATALOGUE, SMALL)
    found = comparator_scores(Run(points, features, CATALOGUE, SMALL, folds, whole))
    return found.pivot(index="point_id", columns="model", values="margin")


BEFORE = compared(POINTS, FEATURES)
FOLD = POINTS.set_index("point_id")["fold"].reindex(BEFORE.index)
LABEL = POINTS.set_index("point_id")["label"].reindex(BEFORE.index)


def test_every_comparator_scores_every_test_point_once() -> None:
    assert set(BEFORE) == set(NAMES)
    assert sorted(BEFORE.index) == sorted(POINTS.loc[POINTS["period"] == "test", "point_id"])
    assert np.isfinite(BEFORE.to_numpy()).all()


@pytest.mark.parametrize("name", FITTED)
def test_those_that_are_fitted_find_what_there_is_to_find(name: str) -> None:
    assert roc_auc_score(LABEL, BEFORE[name]) > 0.65


def test_what_is_recorded_about_the_families_of_a_fold_changes_none_of_their_scores() -> None:
    theirs = (POINTS["fold"] == 2) & (POINTS["period"] != "test")
    changed = POINTS.assign(label=POINTS["label"].where(~theirs, 1 - POINTS["label"]))
    after = compared(changed, FEATURES.where(~theirs, 7.0))
    pd.testing.assert_frame_equal(after.loc[FOLD == 2, FITTED], BEFORE.loc[FOLD == 2, FITTED], check_exact=True)
    for name in FITTED:
        assert not after.loc[FOLD != 2, name].equals(BEFORE.loc[FOLD != 2, name])


def test_prevalence_is_one_number_and_ranks_nobody() -> None:
    trained = POINTS[(POINTS["period"] == "train") & POINTS["label"].notna()]
    assert BEFORE[PREVALENCE].nunique() == 1
    assert expit(BEFORE[PREVALENCE].iloc[0]) == pytest.approx(trained["label"].mean())


def test_prior_contacts_are_those_about_the_same_person_on_earlier_days() -> None:
    points = pd.DataFrame({"child_id": list("babab"), "as_of": pd.to_datetime(["2020", "2021", "2019", "2020", "2022"])})
    assert prior_contacts(points).tolist() == [1, 1, 0, 0, 2]


def test_a_machine_that_has_no_feature_to_read_is_left_out() -> None:
    found = compared(POINTS, FEATURES.fillna(0) * np.float32(0))
    assert set(BEFORE) - set(found) == {BOOSTING_MACHINE}
    assert np.isfinite(found.to_numpy()).all()


def test_a_second_fit_gives_the_same_bits() -> None:
    pd.testing.assert_frame_equal(compared(POINTS, FEATURES), BEFORE, check_exact=True)
