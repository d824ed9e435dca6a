"""The bootstrap draws whole families, so that its intervals hold where the points of a family are alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.models.resampling import draw_families, family_weights, interval


class TestFamilyWeights:
    @given(st.lists(st.integers(0, 6), min_size=1, max_size=30), st.integers(0, 99))
    def test_whole_families_are_drawn_as_many_as_there_are(self, families: list[int], seed: int) -> None:
        numbers = np.array(families)
        weights = family_weights(numbers, 10, seed)
        assert weights.shape == (10, len(families))
        drawn = np.zeros(10)
        for family in set(families):
            of_family = weights[:, numbers == family]
            assert (of_family == of_family[:, :1]).all()
            drawn += of_family[:, 0]
        assert (drawn == len(set(families))).all()

    def test_the_same_seed_gives_the_same_draws(self) -> None:
        families = np.arange(20) // 2
        np.testing.assert_array_equal(family_weights(families, 5, 1), family_weights(families, 5, 1))
        assert (family_weights(families, 5, 1) != family_weights(families, 5, 2)).any()

    def test_numbers_of_families_are_names_only(self) -> None:
        families = np.array([7, 7, 3, 900])
        np.testing.assert_array_equal(family_weights(families, 5, 1), family_weights(np.array([1, 1, 0, 2]), 5, 1))


class TestDraws:
    FAMILIES = np.array([5, 5, 2, 9, 2])

    def test_sums_are_those_of_the_rows_as_often_as_drawn(self) -> None:
        drawn = draw_families(self.FAMILIES, 30, 1)
        weights = drawn.of(self.FAMILIES).counts[:, drawn.of(self.FAMILIES).place]
        values = np.array([[1.0, 2], [3, 4], [5, 6], [7, 8], [9, 10]])
        np.testing.assert_allclose(drawn.of(self.FAMILIES).sums(values), weights @ values)
        np.testing.assert_allclose(drawn.of(self.FAMILIES).sums(values[:, 0]), weights @ values[:, 0])

    def test_a_tally_counts_rows_and_values_by_group(self) -> None:
        draws = draw_families(self.FAMILIES, 30, 1).of(self.FAMILIES)
        groups, values = np.array([0, 2, 2, 0, 2]), np.array([1.0, 2, 4, 8, 16])
        member = (groups[:, None] == np.arange(3)).astype(float)
        np.testing.assert_allclose(draws.tally(groups, 3), draws.sums(member))
        np.testing.assert_allclose(draws.tally(groups, 3, values), draws.sums(member * values[:, None]))

    def test_the_first_draw_is_the_estimate_and_there_may_be_no_other(self) -> None:
        drawn = draw_families(self.FAMILIES, 0, 1)
        assert drawn.counts.tolist() == [[1, 1, 1]]
        assert draw_families(self.FAMILIES, 5, 1).counts.sum(axis=1).tolist() == [3] * 6

    def test_parts_and_other_tables_of_the_same_families_are_drawn_alike(self) -> None:
        drawn = draw_families(self.FAMILIES, 20, 1)
        part = drawn.of(self.FAMILIES).on(np.array([False, True, False, True, False]))
        np.testing.assert_array_equal(part.sums(np.ones(2)), drawn.of(np.array([5, 9])).sums(np.ones(2)))


class TestInterval:
    def test_it_is_that_of_percentiles(self) -> None:
        assert interval(np.arange(1001.0)) == pytest.approx((25, 975))

    @pytest.mark.parametrize(("unknown", "estimable"), [(5, True), (6, False), (100, False)])
    def test_there_is_none_where_more_than_one_draw_in_twenty_could_not_be_estimated(self, unknown: int, estimable: bool) -> None:
        draws = np.r_[np.full(unknown, np.nan), np.arange(100.0 - unknown)]
        assert (interval(draws) != (None, None)) == estimable


def covers(by_family: bool, worlds: int = 300, families: int = 80, size: int = 5, truth: float = 0.3) -> float:
    """Return how often the interval of a share covers the truth in worlds whose families are much alike."""
    generator = np.random.default_rng(1)
    hits = 0
    for seed in range(worlds):
        chance = generator.beta(truth, 1 - truth, families)
        labels = (generator.random((families, size)) < chance[:, None]).astype(float).ravel()
        units = np.repeat(np.arange(families), size) if by_family else np.arange(families * size)
        weights = family_weights(units, 200, seed)
        low, high = interval(weights @ labels / weights.sum(axis=1))
        hits += low is not None and high is not None and low <= truth <= high
    return hits / worlds


def test_an_interval_by_family_covers_the_truth_about_as_often_as_it_says() -> None:
    assert 0.91 <= covers(by_family=True) <= 0.98


def test_one_that_took_contacts_of_a_family_for_independent_would_not() -> None:
    assert covers(by_family=False) < 0.8
