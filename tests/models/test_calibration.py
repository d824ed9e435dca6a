"""What is said of a score: a probability that rises with it, and a frequency that can be counted by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.models.calibration import Calibration, calibrate, frequency, probability
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
        stated = probability(LEARNT, margins)
        for low, high in [(0, 0.2), (0.2, 0.4), (0.4, 1)]:
            here = (stated >= low) & (stated < high)
            assert stated[here].mean() == pytest.approx(labels[here].mean(), abs=0.06)


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
        read = Calibration.from_json(json.loads(json.dumps(LEARNT.to_json(), allow_nan=False)))
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
        json.dumps(learnt.to_json(), allow_nan=False)

    def test_equal_margins_are_no_obstacle(self) -> None:
        learnt = calibrate(np.zeros(40), np.arange(40) % 2, np.arange(40), TRAIN)
        assert learnt.threshold == 0
        assert frequency(learnt, np.zeros(1))[0] == 0.5
