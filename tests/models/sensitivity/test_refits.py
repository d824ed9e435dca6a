"""Refits on halves of the families: nobody is scored by a model that saw the family, and every variant is fitted alike."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from neglect_triage.errors import BadInput
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.sensitivity.refits import Refit, Refitted, fittable, halves, refit
from neglect_triage.models.sensitivity.variants import (
    BASE,
    label_variants,
    learning_variants,
    record_variants,
    redrawn_variants,
)
from neglect_triage.models.triage import fit
from neglect_triage.params import Way
from tests.models.worlds import CATALOGUE, TRAIN, world

POINTS, FEATURES = world(900, 300)
HALF = halves(POINTS, 1)
PLAIN = Refit.base(POINTS, FEATURES)
TEST = in_period(POINTS, "test")


def fitted(variant: Refit) -> Refitted:
    return refit(POINTS, {"x": variant}, HALF, CATALOGUE, TRAIN)["x"]


class TestRefit:
    def test_halves_are_even_and_part_no_family(self) -> None:
        assert POINTS.assign(half=HALF).groupby("family")["half"].nunique().max() == 1
        assert abs(POINTS.assign(half=HALF).groupby("half")["family"].nunique().diff().iloc[-1]) <= 1

    def test_labels_of_one_half_change_scores_of_the_other_alone(self) -> None:
        flipped = np.where((HALF == 0) & in_period(POINTS, "train"), 1 - PLAIN.label, PLAIN.label)
        before, after = fitted(PLAIN).margin, fitted(PLAIN.labelled(flipped)).margin
        assert (before[TEST & (HALF == 0)] == after[TEST & (HALF == 0)]).all()
        assert (before[TEST & (HALF == 1)] != after[TEST & (HALF == 1)]).any()

    def test_every_test_point_is_scored_and_a_stated_share_of_calibration_points_is_flagged(self) -> None:
        found = fitted(PLAIN)
        assert np.isfinite(found.margin[TEST]).all()
        calibration = in_period(POINTS, "calibration")
        assert found.attention[calibration].mean() == pytest.approx(TRAIN.attention_share, abs=0.05)
        assert roc_auc_score(POINTS.loc[TEST, "label"], found.margin[TEST]) > 0.65

    def test_a_refit_gives_the_same_each_time(self) -> None:
        np.testing.assert_array_equal(fitted(PLAIN).margin, fitted(PLAIN).margin)

    def test_what_a_feature_held_does_not_matter_once_it_is_never_known(self) -> None:
        first = FEATURES.columns[0]
        nonsense = FEATURES.assign(**{first: np.arange(len(FEATURES), dtype=np.float32)})
        blind = [fitted(Refit(each, PLAIN.label, PLAIN.rows).without([first])).margin for each in (FEATURES, nonsense)]
        np.testing.assert_array_equal(blind[0], blind[1])
        assert (blind[0][TEST] != fitted(PLAIN).margin[TEST]).any()


class TestVariants:
    def test_training_points_without_the_label_are_left_out(self) -> None:
        label = np.where(np.arange(len(POINTS)) % 2 == 0, np.nan, PLAIN.label)
        variant = PLAIN.labelled(label)
        assert set(variant.rows) == {row for row in PLAIN.rows if row % 2}

    def test_a_shorter_horizon_counts_what_followed_within_it(self) -> None:
        days = np.where(PLAIN.label == 1, np.arange(len(POINTS)) % 300 + 1, np.nan)
        points = POINTS.assign(outcome_date=POINTS["as_of"] + pd.to_timedelta(pd.Series(days), unit="D"))
        found = label_variants(points, PLAIN, [90], {})["within 90 days"]
        assert (found.label == (days <= 90)).all()

    def test_a_label_that_nobody_has_is_not_fitted_and_named(self) -> None:
        points = POINTS.assign(plan=0.0, factor=PLAIN.label)
        found = label_variants(points, PLAIN, [], {"rare": np.zeros(len(POINTS))})
        kept, others = fittable(points, found, HALF, TRAIN)
        assert (list(kept), others) == (["label: factor"], ["label: plan", "rare"])

    def test_a_label_that_one_half_of_the_families_lacks_is_not_fitted(self) -> None:
        points = POINTS.assign(plan=np.where(HALF == 0, PLAIN.label, 0.0))
        assert fittable(points, label_variants(points, PLAIN, [], {}), HALF, TRAIN) == ({}, ["label: plan"])

    @pytest.mark.parametrize(("way", "fitted"), [("boosted", True), ("logistic", True), ("ebm", False)])
    def test_one_family_with_the_outcome_is_too_few_for_a_way_that_holds_families_out(self, way: Way, fitted: bool) -> None:
        train = POINTS["period"].eq("train").to_numpy()
        one_each = [POINTS.loc[train & (side == HALF) & (PLAIN.label == 1), "family"].iloc[0] for side in (0, 1)]
        rare = np.where(POINTS["family"].isin(one_each) | ~train, PLAIN.label, 0.0)
        kept, _ = fittable(POINTS, {"rare": PLAIN.labelled(rare)}, HALF, TRAIN.model_copy(update={"way": way}))
        assert bool(kept) == fitted
        variant = PLAIN.labelled(rare)
        for side in (0, 1):
            rows = variant.rows[HALF[variant.rows] == side]
            families = POINTS["family"].to_numpy()[rows]
            fits = partial(fit, FEATURES.iloc[rows], rare[rows], families, CATALOGUE, TRAIN.model_copy(update={"way": way}))
            if fitted:
                assert fits()
            else:
                with pytest.raises(BadInput, match="too few families"):
                    fits()

    def test_without_values_only_gaps_are_left(self) -> None:
        gaps = record_variants(POINTS, PLAIN, CATALOGUE)["nothing but what is unknown"].features
        assert set(gaps.to_numpy()[gaps.notna().to_numpy()]) == {0.0}
        pd.testing.assert_frame_equal(gaps.isna(), FEATURES.isna())

    def test_features_whose_coverage_changed_are_never_known(self) -> None:
        changed = FEATURES.columns[0]
        features = FEATURES.assign(**{changed: FEATURES[changed].where(TEST)})
        found = record_variants(POINTS, Refit.base(POINTS, features), CATALOGUE)["without features whose coverage changed"]
        assert found.features[changed].isna().all()
        assert not found.features[FEATURES.columns[1]].isna().all()

    def test_smaller_shares_are_part_of_larger_ones_and_hold_whole_families(self) -> None:
        found = learning_variants(POINTS, PLAIN, [0.25, 0.5], 1)
        small, large = (set(variant.rows) for variant in found.values())
        assert list(found) == ["25 % of the training data", "50 % of the training data"]
        assert small < large < set(PLAIN.rows)
        families = POINTS["family"].to_numpy()
        assert set(families[list(large)]) & set(families[list(set(PLAIN.rows) - large)]) == set()

    def test_a_draw_takes_families_whole_and_as_many_as_there_are(self) -> None:
        draws = redrawn_variants(POINTS, PLAIN, 3, 1)
        assert len(draws) == 3
        for variant in draws.values():
            times = pd.Series(variant.rows).value_counts()
            by_family = times.groupby(POINTS["family"].to_numpy()[times.index]).nunique()
            assert (by_family == 1).all()
            assert len(variant.rows) == pytest.approx(len(PLAIN.rows), rel=0.15)
        assert BASE not in draws
