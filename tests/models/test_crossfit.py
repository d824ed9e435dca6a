"""No family is on both sides of a fold: what is recorded about a family never reaches the model that scores it."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from neglect_triage.errors import BadInput
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.crossfit import ALL, fit_all, fit_folds, score, side_by_side
from neglect_triage.models.triage import model_text
from tests.models.worlds import CATALOGUE, TRAIN, by_logistic, scored, world

SMALL = TRAIN.model_copy(update={"rounds": 4, "min_data_in_leaf": 3})
POINTS, FEATURES = world(240, 80)
WITHOUT_CALIBRATION = POINTS.assign(period=POINTS["period"].replace("calibration", "none"))
NUMBERS = ["margin", "probability", "attention", "frequency", "frequency_low", "frequency_high"]


def scores_of_folds(points: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    found = scored(points, features, SMALL)[0].merge(points[["point_id", "fold"]], on="point_id")
    return found.set_index("point_id")


def scores_by_logistic(points: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    return by_logistic(points, features).merge(points[["point_id", "fold"]], on="point_id").set_index("point_id")


class TestFamilyFolds:
    @pytest.mark.parametrize("points", [POINTS, WITHOUT_CALIBRATION], ids=["calibration period", "none: cross-fitted"])
    @pytest.mark.parametrize("way", [scores_of_folds, scores_by_logistic])
    def test_what_is_recorded_about_the_families_of_a_fold_changes_none_of_their_scores(
        self, way: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame], points: pd.DataFrame
    ) -> None:
        before = way(points, FEATURES)

        @settings(max_examples=3, derandomize=True)
        @given(st.integers(0, 4), st.sampled_from([0.0, 7.0]))
        def holds(fold: int, planted: float) -> None:
            theirs = (points["fold"] == fold) & (points["period"] != "test")
            changed = points.assign(label=points["label"].where(~theirs, 1 - points["label"]))
            after = way(changed, FEATURES.where(~theirs, planted))
            mine = before["fold"] == fold
            pd.testing.assert_frame_equal(after[mine], before[mine], check_exact=True)
            assert not after[~mine].equals(before[~mine])

        holds()

    def test_outcomes_of_the_test_period_change_no_score(self) -> None:
        testing = POINTS["period"].isin(["test", "none"])
        changed = POINTS.assign(label=POINTS["label"].where(~testing, 1 - POINTS["label"]))
        for before, after in zip(scored(POINTS, FEATURES, SMALL), scored(changed, FEATURES, SMALL), strict=True):
            pd.testing.assert_frame_equal(before, after, check_exact=True)

    def test_every_test_point_is_scored_once_by_the_folds_and_once_by_each_other_way(self) -> None:
        scores, comparators = scored(POINTS, FEATURES, SMALL)
        tested = sorted(POINTS.loc[POINTS["period"] == "test", "point_id"])
        assert sorted(scores["point_id"]) == tested
        for _, part in comparators.groupby("model"):
            assert sorted(part["point_id"]) == tested

    def test_each_fold_is_held_out_once_and_the_model_of_all_families_holds_out_none(self) -> None:
        fitted = [*fit_folds(POINTS, FEATURES, CATALOGUE, SMALL), fit_all(POINTS, FEATURES, CATALOGUE, SMALL)]
        assert [one.fold for one in fitted] == ["0", "1", "2", "3", "4", ALL]
        calibrating = POINTS["period"] == "calibration"
        for one in fitted:
            held_out = POINTS["fold"].astype(str) == one.fold
            assert one.calibration.points == (calibrating & ~held_out).sum()

    def test_points_without_a_label_are_neither_fitted_on_nor_scored(self) -> None:
        unknown = POINTS["point_id"].isin(POINTS["point_id"][::3])
        fewer = POINTS.assign(label=POINTS["label"].where(~unknown))
        whole, left_out = scored(fewer, FEATURES, SMALL)[0], scored(POINTS[~unknown], FEATURES[~unknown], SMALL)[0]
        pd.testing.assert_frame_equal(whole, left_out)

    def test_a_fold_without_test_points_is_no_obstacle(self) -> None:
        few = POINTS.assign(period=POINTS["period"].where((POINTS["period"] != "test") | (POINTS["fold"] != 2), "none"))
        assert len(scored(few, FEATURES, SMALL)[0]) == (few["period"] == "test").sum()

    def test_without_a_calibration_period_it_is_the_training_points_cross_fitted_by_family(self) -> None:
        fitted = next(iter(fit_folds(WITHOUT_CALIBRATION, FEATURES, CATALOGUE, SMALL)))
        assert fitted.calibration.points == ((POINTS["period"] == "train") & (POINTS["fold"] != 0)).sum()

    @pytest.mark.parametrize("period", ["calibration", "train"])
    def test_it_can_be_learnt_from_the_latest_year_alone(self, period: str) -> None:
        points = POINTS if period == "calibration" else WITHOUT_CALIBRATION
        latest = SMALL.model_copy(update={"calibration": "latest_year"})
        fitted = next(iter(fit_folds(points, FEATURES, CATALOGUE, latest)))
        theirs = points[(points["period"] == period) & (points["fold"] != 0)]
        last = theirs["as_of"].max()
        assert fitted.calibration.points == (theirs["as_of"] > last - pd.Timedelta(days=365)).sum() < len(theirs)
        whole = next(iter(fit_folds(points, FEATURES, CATALOGUE, SMALL)))
        assert model_text(fitted.model) == model_text(whole.model)

    def test_cross_fitted_calibration_promises_nothing_where_there_is_nothing_to_learn(self) -> None:
        chance = np.random.default_rng(1).integers(0, 2, len(POINTS)).astype(float)
        bold = SMALL.model_copy(update={"rounds": 60, "neighbours": 40})
        fitted = next(iter(fit_folds(WITHOUT_CALIBRATION.assign(label=chance), FEATURES, CATALOGUE, bold)))
        stated = np.array(fitted.calibration.frequency)
        assert stated[-10:].mean() - stated[:10].mean() < 0.35

    def test_a_fold_with_labels_of_one_kind_is_refused(self) -> None:
        only = POINTS.assign(label=((POINTS["fold"] == 0) & (POINTS["label"] == 1)).astype(float))
        with pytest.raises(BadInput, match="all labels are the same"):
            list(fit_folds(only, FEATURES, CATALOGUE, SMALL))


class TestScores:
    def test_the_band_and_the_frequency_are_those_of_the_folds_own_calibration(self) -> None:
        for fitted in fit_folds(POINTS, FEATURES, CATALOGUE, SMALL):
            found = score(fitted, POINTS, FEATURES, CATALOGUE)
            assert (found["attention"] == (found["margin"] >= fitted.calibration.threshold)).all()
            assert set(found["frequency"]) <= set(fitted.calibration.frequency)
            assert (found["frequency_low"] <= found["frequency_high"]).all()

    def test_a_worked_example_is_scored_by_its_fold_and_changes_no_model(self) -> None:
        worked = POINTS.assign(period=POINTS["period"].replace("none", WORKED_EXAMPLE))
        theirs = set(worked.loc[worked["period"] == WORKED_EXAMPLE, "point_id"])
        scored: list[str] = []
        for one, two in zip(*(fit_folds(points, FEATURES, CATALOGUE, SMALL) for points in (POINTS, worked)), strict=True):
            assert (model_text(one.model), one.calibration) == (model_text(two.model), two.calibration)
            if two.fold != ALL:
                scored += theirs & set(score(two, worked, FEATURES, CATALOGUE)["point_id"])
        assert sorted(scored) == sorted(theirs)
        assert len(theirs) > 5

    def test_a_second_fit_gives_the_same_bits(self) -> None:
        once, again = (list(fit_folds(POINTS, FEATURES, CATALOGUE, SMALL)) for _ in range(2))
        for one, two in zip(once, again, strict=True):
            assert model_text(one.model) == model_text(two.model)
            assert one.calibration == two.calibration
            pd.testing.assert_frame_equal(
                score(one, POINTS, FEATURES, CATALOGUE)[NUMBERS],
                score(two, POINTS, FEATURES, CATALOGUE)[NUMBERS],
                check_exact=True,
            )


class TestSideBySide:
    def test_results_come_in_the_order_of_the_items(self) -> None:
        def wait(seconds: float) -> float:
            time.sleep(seconds)
            return seconds

        assert list(side_by_side(wait, [0.05, 0.0, 0.02])) == [0.05, 0.0, 0.02]

    def test_a_task_starts_no_threads_of_its_own(self) -> None:
        def threads(_: int) -> set[int]:
            return {library["num_threads"] for library in threadpool_info()}

        assert all(found <= {1} for found in side_by_side(threads, range(8)))

    def test_a_task_that_fails_stops_the_run_with_its_own_error(self) -> None:
        with pytest.raises(ZeroDivisionError):
            list(side_by_side(lambda number: 1 / number, [1, 0]))
