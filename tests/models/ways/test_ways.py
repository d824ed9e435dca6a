"""Whichever way fitted it, a model is the same kind of thing: directions hold, its curves and its reasons add up to its score."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.explain.attribution import TOLERANCE, contributions, difference_from_shap
from neglect_triage.files import write_text
from neglect_triage.models.crossfit import fit_all
from neglect_triage.models.directions import check_directions
from neglect_triage.models.purification import contributions as curves_of
from neglect_triage.models.purification import purify
from neglect_triage.models.registered import catalogue_hash, check_rebuilt, load_registered, write_registered
from neglect_triage.models.scoring import score_contacts
from neglect_triage.models.terms import sum_of_terms, terms_of
from neglect_triage.models.triage import fit, load_model, margins, model_text
from neglect_triage.models.ways import elastic_net
from neglect_triage.models.ways.boosting_machine import bags_by_outcome
from neglect_triage.models.ways.logistic import range_ends
from neglect_triage.params import Way
from tests.models.test_triage import INCREASING, contrary
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

WAYS: tuple[Way, ...] = get_args(Way)
ALONE: tuple[Way, ...] = ("logistic", "ebm")
TABLE, LABELS = contrary(0)
FAMILIES = np.arange(len(TABLE)) // 2
AGAINST = FEATURES[0]  # a count of which more goes with fewer outcomes
COUNT = "ratings.count.365d"
value = st.one_of(st.just(np.nan), st.integers(0, 12).map(float))


@cache
def model(way: Way) -> lgb.Booster:
    return fit(TABLE, LABELS, FAMILIES, CATALOGUE, TRAIN.model_copy(update={"way": way}))


def one_by_one(**values: list[float]) -> pd.DataFrame:
    """Return the same row, but for the values of one feature."""
    count = len(next(iter(values.values())))
    return pd.DataFrame(2.0, range(count), FEATURES).assign(**values)


@pytest.mark.parametrize("way", WAYS)
class TestEveryWay:
    @settings(max_examples=25)
    @given(row=st.lists(value, min_size=len(FEATURES), max_size=len(FEATURES)), name=st.sampled_from(INCREASING))
    def test_more_of_what_may_only_raise_attention_never_lowers_the_margin(self, way: Way, row: list[float], name: str) -> None:
        rows = pd.DataFrame([row] * 14, columns=FEATURES).assign(**{name: np.arange(14.0) - 1})
        assert (np.diff(margins(model(way), rows, CATALOGUE)) >= -1e-12).all()

    def test_what_goes_against_its_direction_is_checked_in_every_cell(self, way: Way) -> None:
        rows = one_by_one(**{AGAINST: [0.0, 9.0]})
        lowest, highest = margins(model(way), rows, CATALOGUE)
        assert TABLE[AGAINST].corr(pd.Series(LABELS)) < -0.1
        assert highest >= lowest
        assert check_directions(terms_of(model(way)), CATALOGUE)["violations"] == 0

    def test_unknown_is_not_nought(self, way: Way) -> None:
        unknown, nought = margins(model(way), one_by_one(**{COUNT: [np.nan, 0.0]}), CATALOGUE)
        assert abs(unknown - nought) > 0.01

    def test_its_curves_and_surfaces_add_up_to_the_margin_beyond_training_too(self, way: Way) -> None:
        rows = pd.concat([TABLE, TABLE.where(TABLE < 3, 5000.0), TABLE - 1.5, TABLE * np.nan])
        pure = purify(terms_of(model(way)), TABLE)
        np.testing.assert_allclose(sum_of_terms(pure, rows), margins(model(way), rows, CATALOGUE), atol=TOLERANCE)

    def test_what_indicators_add_sums_to_the_margin_and_is_what_shap_finds(self, way: Way) -> None:
        found = contributions(model(way), TABLE, CATALOGUE)
        total = found.drop(columns="margin").sum(axis=1)
        np.testing.assert_allclose(total, margins(model(way), TABLE, CATALOGUE), atol=TOLERANCE)
        assert difference_from_shap(model(way), TABLE[:50], CATALOGUE) <= TOLERANCE

    def test_it_is_read_back_from_its_text_without_a_change(self, way: Way, tmp_path: Path) -> None:
        write_text(tmp_path / "all.txt", model_text(model(way)))
        read = load_model(tmp_path / "all.txt")
        np.testing.assert_array_equal(margins(read, TABLE, CATALOGUE), margins(model(way), TABLE, CATALOGUE))
        assert model_text(read) == model_text(model(way))

    def test_a_second_fit_gives_the_same_bytes(self, way: Way) -> None:
        again = fit(TABLE, LABELS, FAMILIES, CATALOGUE, TRAIN.model_copy(update={"way": way}))
        assert model_text(again) == model_text(model(way))


@pytest.mark.parametrize("way", ALONE)
class TestCurvesAlone:
    def test_there_are_no_pairs_and_no_more_ranges_than_asked_for(self, way: Way) -> None:
        few = fit(TABLE, LABELS, FAMILIES, CATALOGUE, TRAIN.model_copy(update={"way": way, "bins": 4}))
        assert {len(key) for key in terms_of(few).tables} == {1}
        assert max(len(ends) + 1 for ends in terms_of(few).thresholds.values()) <= 4

    def test_what_an_indicator_adds_is_its_curve_less_the_mean_over_the_training_points(self, way: Way) -> None:
        drawn = curves_of(purify(terms_of(model(way)), TABLE), TABLE, CATALOGUE)
        found = contributions(model(way), TABLE, CATALOGUE)[list(CATALOGUE.indicators)]
        np.testing.assert_allclose(found, drawn, atol=TOLERANCE)

    def test_a_feature_that_training_always_knew_says_nothing_where_it_is_unknown(self, way: Way) -> None:
        known = TABLE.assign(**{COUNT: TABLE[COUNT].fillna(2.0)})
        fitted = fit(known, LABELS, FAMILIES, CATALOGUE, TRAIN.model_copy(update={"way": way}))
        unknown, middle = margins(fitted, one_by_one(**{COUNT: [np.nan, known[COUNT].median()]}), CATALOGUE)
        assert unknown == middle


@pytest.mark.parametrize("way", ALONE)
def test_a_registered_model_scores_new_contacts(way: Way, tmp_path: Path) -> None:
    points, features = world(600)
    train = TRAIN.model_copy(update={"way": way})
    fitted = fit_all(points, features, CATALOGUE, train)
    about = {"synthetic": True, "catalogue_sha256": catalogue_hash(CATALOGUE, load_vocabulary())}
    write_registered(tmp_path, fitted, points, features, CATALOGUE, train, about)
    assert check_rebuilt(tmp_path, fitted.model, features, CATALOGUE)["largest_difference"] <= TOLERANCE
    read, contacts = load_registered(tmp_path, CATALOGUE, load_vocabulary()), points[["point_id", "child_id", "as_of"]]
    scores, summary = score_contacts(read, contacts.join(features), CATALOGUE, load_vocabulary().nouns)
    np.testing.assert_array_equal(scores["margin"], margins(fitted.model, features, CATALOGUE))
    assert 0 < summary["in_the_attention_band"] < len(points)
    assert summary["features_read_by_the_model"] == len(terms_of(fitted.model).thresholds)


@pytest.mark.parametrize("value", [1.0, np.nan], ids=["constant features", "all unknown"])
@pytest.mark.parametrize("way", ALONE)
def test_features_that_tell_nothing_give_one_score(way: Way, value: float) -> None:
    rows = pd.DataFrame(np.float32(value), TABLE.index, TABLE.columns)
    found = fit(rows, LABELS, FAMILIES, CATALOGUE, TRAIN.model_copy(update={"way": way}))
    assert terms_of(found).tables == {}
    assert len(set(margins(found, TABLE, CATALOGUE))) == 1


def test_too_few_families_for_a_boosting_machine_are_said_to_be_too_few() -> None:
    with pytest.raises(BadInput, match="too few families"):
        fit(TABLE, LABELS, np.zeros(len(TABLE)), CATALOGUE, TRAIN.model_copy(update={"way": "ebm"}))


def test_a_boosting_machine_can_be_fitted_where_few_have_the_outcome() -> None:
    few = np.where(np.cumsum(LABELS) <= 4, LABELS, 0.0)
    fitted = fit(TABLE, few, np.arange(len(few)), CATALOGUE, TRAIN.model_copy(update={"way": "ebm"}))
    assert np.isfinite(margins(fitted, TABLE, CATALOGUE)).all()


def test_families_that_are_held_out_are_so_whole_and_of_both_kinds() -> None:
    labels = (np.arange(600) % 50 == 0).astype(float)
    families = np.arange(600) // 3
    for bag in bags_by_outcome(labels, families, 1).T:
        assert pd.Series(bag).groupby(families).nunique().max() == 1
        assert set(labels[bag == -1]) == set(labels[bag == 1]) == {0.0, 1.0}
        assert 0.1 < (bag == -1).mean() < 0.2


def test_a_regression_that_does_not_settle_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_net, "ROUNDS", 1)
    with pytest.raises(BadInput, match="does not settle"):
        fit(TABLE, LABELS, FAMILIES, CATALOGUE, TRAIN.model_copy(update={"way": "logistic"}))


class TestRanges:
    def test_few_values_have_a_range_each(self) -> None:
        assert range_ends(np.array([3, 0, 0, 7.0]), 3).tolist() == [0, 3]

    @settings(max_examples=50)
    @given(st.lists(st.integers(0, 400).map(float), min_size=1, max_size=300), st.integers(2, 31))
    def test_there_are_no_more_than_asked_for_and_each_holds_some_value(self, values: list[float], most: int) -> None:
        ends = range_ends(np.array(values), most)
        held = np.bincount(np.searchsorted(ends, values), minlength=len(ends) + 1)
        assert len(ends) < most
        assert held.min() > 0

    def test_a_value_that_most_points_have_leaves_ranges_to_the_others(self) -> None:
        values = np.r_[np.zeros(9000), np.arange(1.0, 1001)]
        ends = range_ends(values, 11)
        assert ends[0] == 0
        assert np.diff(ends).max() < 150
