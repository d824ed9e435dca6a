"""What is said of a score: a probability that rises with it, and a frequency that can be counted by hand."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.models.calibration import (
    FEWEST_POSITIVE_FAMILIES,
    LOGISTIC,
    VENN_ABERS,
    Calibration,
    calibrate,
    frequency,
    one_per_family,
    probability,
)
from neglect_triage.params import Train
from tests.models.worlds import TRAIN

FAR = np.linspace(-30, 30, 601)


def sample(number: int = 1000, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return margins, labels and families; the stated log-odds are twice too bold."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(-1, 1, number)
    return 2 * truth, (draw.random(number) < 1 / (1 + np.exp(-truth))).astype(float), draw.integers(0, number // 3, number)


def with_neighbours(neighbours: int, **other: float) -> Train:
    return TRAIN.model_copy(update={"neighbours": neighbours, **other})


LEARNT = calibrate(*sample(), with_neighbours(200))
drawn = st.lists(st.tuples(st.floats(-8, 8), st.booleans()), min_size=1, max_size=40)


class TestProbability:
    @settings(max_examples=60)
    @given(drawn, st.lists(st.floats(-20, 20), min_size=2, max_size=10))
    def test_it_rises_with_the_margin_and_stays_between_nought_and_one(
        self, points: list[tuple[float, bool]], margins: list[float]
    ) -> None:
        scores, labels = (np.array(column, float) for column in zip(*points, strict=True))
        stated = probability(calibrate(scores, labels, np.arange(len(scores)), TRAIN), np.sort(margins))
        assert (np.diff(stated) >= -1e-12).all()
        assert ((stated >= 0) & (stated <= 1)).all()

    def test_it_mends_margins_that_are_too_bold(self) -> None:
        margins, labels, _ = sample(4000, seed=2)
        stated = probability(calibrate(*sample(6000), TRAIN), margins)
        for low, high in [(0, 0.2), (0.2, 0.4), (0.4, 1)]:
            here = (stated >= low) & (stated < high)
            assert stated[here].mean() == pytest.approx(labels[here].mean(), abs=0.06)


class TestOnePointOfAFamily:
    @settings(max_examples=40)
    @given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(0, 5))
    def test_every_family_has_one_and_the_lot_is_seeded(self, families: list[int], seed: int) -> None:
        drawn = one_per_family(np.array(families), seed)
        assert sorted(np.array(families)[drawn]) == sorted(set(families))
        assert (np.diff(drawn) > 0).all()
        np.testing.assert_array_equal(drawn, one_per_family(np.array(families), seed))

    def test_a_family_with_many_points_does_not_set_the_probability_of_all(self) -> None:
        """One family holds half of the points, all with the outcome; the others have it one time in ten."""
        draw = np.random.default_rng(1)
        families = np.r_[np.zeros(1500, int), np.arange(1, 1501)]
        labels = np.r_[np.ones(1500), draw.random(1500) < 0.1]
        learnt = calibrate(draw.normal(size=3000), labels, families, TRAIN)
        assert learnt.method == VENN_ABERS
        assert probability(learnt, np.linspace(-1, 1, 50)).mean() == pytest.approx(0.1, abs=0.03)


class TestFewPositiveFamilies:
    def learnt(self, positive_families: int, slope: float = 1.0) -> Calibration:
        """Learn from 3,000 families of which so many have the outcome, the more often the higher the margin."""
        margins = np.linspace(-3, 3, 3000)
        chosen = np.argsort(-slope * margins + np.random.default_rng(2).gumbel(0, 1.5, 3000))[:positive_families]
        labels = np.isin(np.arange(3000), chosen).astype(float)
        return calibrate(margins, labels, np.arange(3000), TRAIN)

    @pytest.mark.parametrize(("families", "method"), [(99, LOGISTIC), (100, VENN_ABERS)])
    def test_below_a_hundred_a_logistic_curve_takes_its_place(self, families: int, method: str) -> None:
        assert FEWEST_POSITIVE_FAMILIES == 100
        learnt = self.learnt(families)
        assert (learnt.method, learnt.positive_families) == (method, families)
        assert (learnt.c == []) == (method == LOGISTIC)

    @pytest.mark.parametrize("families", [3, 30, 99])
    def test_stated_and_observed_agree_on_the_whole(self, families: int) -> None:
        stated = probability(self.learnt(families), np.linspace(-3, 3, 3000))
        assert stated.mean() == pytest.approx(families / 3000, rel=0.4)
        assert (np.diff(stated) >= 0).all()

    def test_margins_that_rank_the_wrong_way_round_rank_nothing(self) -> None:
        learnt = self.learnt(60, slope=-1.0)
        assert learnt.slope == 0
        assert np.ptp(probability(learnt, FAR)) == 0

    def test_margins_that_part_the_labels_altogether_lead_to_no_certainty(self) -> None:
        margins = np.linspace(-3, 3, 400)
        stated = probability(calibrate(margins, (margins > 2.5).astype(float), np.arange(400), TRAIN), margins)
        assert stated.min() > 0
        assert stated.max() < 1

    def test_each_family_weighs_one(self) -> None:
        margins = np.tile(np.linspace(-1, 1, 40), 2)
        labels = np.r_[np.zeros(40), np.ones(40)]
        crowded = calibrate(
            np.r_[margins, np.zeros(4000)], np.r_[labels, np.ones(4000)], np.r_[np.arange(80), np.full(4000, 79)], TRAIN
        )
        assert probability(crowded, np.zeros(1))[0] == pytest.approx(0.5, abs=0.02)


class TestFrequency:
    def test_it_is_the_share_among_the_nearest_calibration_points(self) -> None:
        margins, labels, families = sample(150)
        learnt = calibrate(margins, labels, families, with_neighbours(21))
        order = np.argsort(margins)
        for place in (10, 75, 139):
            stated, _, _ = frequency(learnt, margins[order[[place]]])
            assert stated[0] == pytest.approx(labels[order[place - 10 : place + 11]].mean())

    def test_beyond_the_ends_it_is_that_of_the_outermost_points(self) -> None:
        margins, labels, families = sample(150)
        stated, _, _ = frequency(calibrate(margins, labels, families, with_neighbours(20)), np.array([-99.0, 99.0]))
        order = np.argsort(margins)
        assert stated.tolist() == [labels[order[:20]].mean(), labels[order[-20:]].mean()]

    def test_the_interval_holds_the_estimate_and_stays_between_nought_and_one(self) -> None:
        middle, low, high = frequency(LEARNT, FAR)
        assert ((low >= 0) & (low <= high) & (high <= 1)).all()
        assert ((low <= middle) & (middle <= high)).mean() > 0.99

    def test_the_interval_is_wider_where_the_points_of_a_family_are_alike(self) -> None:
        draw = np.random.default_rng(1)
        families = np.repeat(np.arange(100), 10)
        margins, labels = draw.normal(size=1000), draw.integers(0, 2, 100)[families]
        alike = calibrate(margins, labels, families, with_neighbours(400))
        strangers = calibrate(margins, labels, np.arange(1000), with_neighbours(400))
        assert alike.frequency == strangers.frequency
        assert np.mean(np.subtract(alike.high, alike.low)) > 1.5 * np.mean(np.subtract(strangers.high, strangers.low))

    def test_a_draw_without_any_of_the_nearest_points_says_nothing_of_them(self) -> None:
        margins, labels = np.arange(12.0), np.ones(12)
        learnt = calibrate(margins, labels, np.arange(12), with_neighbours(2))
        assert learnt.low == learnt.frequency == learnt.high


class TestAttention:
    @pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
    def test_the_band_begins_where_the_upper_share_of_the_calibration_points_does(self, share: float) -> None:
        margins, labels, families = sample()
        learnt = calibrate(margins, labels, families, with_neighbours(200, attention_share=share))
        assert (margins >= learnt.threshold).mean() == pytest.approx(share, abs=0.001)


class TestAsJson:
    def test_it_gives_the_same_answers_again(self) -> None:
        read = Calibration(**json.loads(json.dumps(asdict(LEARNT), allow_nan=False)))
        assert read == LEARNT
        np.testing.assert_array_equal(probability(read, FAR), probability(LEARNT, FAR))
        np.testing.assert_array_equal(frequency(read, FAR), frequency(LEARNT, FAR))

    def test_it_counts_what_it_was_learnt_from(self) -> None:
        _, labels, families = sample()
        assert (LEARNT.points, LEARNT.positives) == (1000, int(labels.sum()))
        assert LEARNT.positive_families == len(set(families[labels == 1]))


class TestFewPoints:
    @pytest.mark.parametrize("labels", [[1], [0], [1, 0], [0, 0, 0], [1, 1, 1], [0, 1, 0, 1, 1]])
    def test_what_is_said_of_a_handful_is_said_of_all_of_them(self, labels: list[int]) -> None:
        learnt = calibrate(np.arange(len(labels)) / 7, np.array(labels, float), np.arange(len(labels)), TRAIN)
        assert learnt.neighbours == len(labels)
        assert set(learnt.frequency) == {float(np.mean(labels))}
        assert np.isfinite(probability(learnt, FAR)).all()
        assert np.isfinite(frequency(learnt, FAR)).all()
        json.dumps(asdict(learnt), allow_nan=False)

    def test_equal_margins_are_no_obstacle(self) -> None:
        learnt = calibrate(np.zeros(40), np.arange(40) % 2, np.arange(40), TRAIN)
        assert learnt.threshold == 0
        assert frequency(learnt, np.zeros(1))[0] == 0.5
