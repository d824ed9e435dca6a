"""Many draws at once give what scikit-learn gives for each, and the mean, best and worst over all orders of tied scores."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from neglect_triage.models.evaluation.ranking import BEST, WORST, rank
from neglect_triage.models.resampling import Draws

points = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 1), st.integers(0, 3)), min_size=2, max_size=30)


def columns(drawn: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scores, labels, weights = (np.array(column, float) for column in zip(*drawn, strict=True))
    assume((weights * labels).sum() > 0)
    assume((weights * (1 - labels)).sum() > 0)
    return scores, labels, weights


def drawn_as(*weights: Sequence[float] | np.ndarray) -> Draws:
    """Return draws in which each point is a family of its own."""
    return Draws(np.arange(len(weights[0])), np.array(weights, np.int32))


class TestAgainstScikitLearn:
    @given(points)
    def test_the_area_under_the_curve_is_theirs(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        theirs = roc_auc_score(labels, scores, sample_weight=weights)
        assert rank(scores, labels, drawn_as(weights)).auc[0] == pytest.approx(theirs)

    @given(points)
    def test_average_precision_is_theirs(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        theirs = average_precision_score(labels, scores, sample_weight=weights)
        assert rank(scores, labels, drawn_as(weights)).average_precision[0] == pytest.approx(theirs)

    @given(points)
    def test_prevalence_is_the_weighted_share_of_positives(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        assert rank(scores, labels, drawn_as(weights)).prevalence[0] == pytest.approx(np.average(labels, weights=weights))

    @given(points)
    def test_weights_of_points_count_as_theirs_do(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        theirs = roc_auc_score(labels, scores, sample_weight=weights / 2)
        ours = rank(scores, labels, drawn_as(np.ones(len(scores))), weights=weights / 2)
        assert ours.auc[0] == pytest.approx(theirs)

    def test_each_draw_has_an_answer_of_its_own(self) -> None:
        scores, labels = np.array([3.0, 2, 1, 0]), np.array([1.0, 0, 1, 0])
        assert rank(scores, labels, drawn_as([1, 1, 1, 1], [1, 0, 1, 1], [0, 1, 1, 0])).auc.tolist() == [0.75, 1.0, 0.0]

    def test_a_draw_with_one_kind_of_label_has_none(self) -> None:
        assert np.isnan(rank(np.array([1.0, 2]), np.array([1.0, 0]), drawn_as([1, 0])).auc)


def over_all_orders(scores: np.ndarray, labels: np.ndarray, top: int) -> np.ndarray:
    """Return how many positives are among the first `top` points in every order that the scores allow."""
    orders = [o for o in itertools.permutations(range(len(scores))) if (np.diff(scores[list(o)]) <= 0).all()]
    return np.array([labels[list(order)][:top].sum() for order in orders])


class TestAtCapacity:
    @settings(max_examples=60)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=2, max_size=6), st.integers(1, 6))
    def test_ties_are_taken_in_random_order_with_the_best_and_the_worst_beside(
        self, drawn: list[tuple[int, int]], top: int
    ) -> None:
        scores, labels = (np.array(column, float) for column in zip(*drawn, strict=True))
        assume(labels.sum() > 0)
        assume(top <= len(labels))
        ranked = rank(scores, labels, drawn_as(np.ones(len(labels))), [top / len(labels)])
        every = over_all_orders(scores, labels, top)
        assert ranked.precision()[0, 0] == pytest.approx(every.mean() / top)
        assert ranked.recall()[0, 0] == pytest.approx(every.mean() / labels.sum())
        assert ranked.recall(BEST)[0, 0] == pytest.approx(every.max() / labels.sum())
        assert ranked.recall(WORST)[0, 0] == pytest.approx(every.min() / labels.sum())

    def test_a_point_drawn_twice_takes_two_places(self) -> None:
        ranked = rank(np.array([2.0, 1, 0]), np.array([1.0, 0, 1]), drawn_as([2, 1, 1]), [0.5])
        assert (ranked.precision()[0, 0], ranked.recall()[0, 0]) == (1.0, pytest.approx(2 / 3))

    def test_every_share_has_an_answer_of_its_own(self) -> None:
        ranked = rank(np.arange(10.0), np.arange(10.0) >= 8, drawn_as([1] * 10), [0.1, 0.2, 0.5, 1.0])
        assert ranked.recall()[0].tolist() == [0.5, 1, 1, 1]
        assert ranked.precision()[0].tolist() == [1, 1, 0.4, 0.2]

    def test_without_a_positive_recall_is_not_known(self) -> None:
        ranked = rank(np.array([1.0, 0]), np.zeros(2), drawn_as([1, 1]), [0.5])
        assert ranked.precision()[0, 0] == 0
        assert np.isnan(ranked.recall()[0, 0])
