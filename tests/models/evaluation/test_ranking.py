"""Metrics for many draws at once give what scikit-learn gives for each, and the mean over all orders of tied scores."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from neglect_triage.models.metrics import auc, average_precision, found_at, prevalence, rank

points = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 1), st.integers(0, 3)), min_size=2, max_size=30)


def columns(drawn: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scores, labels, weights = (np.array(column, float) for column in zip(*drawn, strict=True))
    assume((weights * labels).sum() > 0)
    assume((weights * (1 - labels)).sum() > 0)
    return scores, labels, weights


class TestAgainstScikitLearn:
    @given(points)
    def test_the_area_under_the_curve_is_theirs(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        theirs = roc_auc_score(labels, scores, sample_weight=weights)
        assert auc(rank(scores, labels, weights[None]))[0] == pytest.approx(theirs)

    @given(points)
    def test_average_precision_is_theirs(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        theirs = average_precision_score(labels, scores, sample_weight=weights)
        assert average_precision(rank(scores, labels, weights[None]))[0] == pytest.approx(theirs)

    @given(points)
    def test_prevalence_is_the_weighted_share_of_positives(self, drawn: list[tuple[int, int, int]]) -> None:
        scores, labels, weights = columns(drawn)
        assert prevalence(rank(scores, labels, weights[None]))[0] == pytest.approx(np.average(labels, weights=weights))

    def test_each_draw_has_an_answer_of_its_own(self) -> None:
        scores, labels = np.array([3.0, 2, 1, 0]), np.array([1.0, 0, 1, 0])
        weights = np.array([[1.0, 1, 1, 1], [1, 0, 1, 1], [0, 1, 1, 0]])
        assert auc(rank(scores, labels, weights)).tolist() == [0.75, 1.0, 0.0]

    def test_a_draw_with_one_kind_of_label_has_none(self) -> None:
        assert np.isnan(auc(rank(np.array([1.0, 2]), np.array([1.0, 0]), np.array([[1.0, 0]]))))


def over_all_orders(scores: np.ndarray, labels: np.ndarray, top: int) -> tuple[float, float]:
    """Return the mean precision and recall of the first `top` points over every order that the scores allow."""
    orders = [o for o in itertools.permutations(range(len(scores))) if (np.diff(scores[list(o)]) <= 0).all()]
    found = np.mean([labels[list(order)][:top].sum() for order in orders])
    return float(found / top), float(found / labels.sum())


class TestAtCapacity:
    @settings(max_examples=60)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=2, max_size=6), st.integers(1, 6))
    def test_ties_are_taken_in_random_order(self, drawn: list[tuple[int, int]], top: int) -> None:
        scores, labels = (np.array(column, float) for column in zip(*drawn, strict=True))
        assume(labels.sum() > 0)
        assume(top <= len(labels))
        precision, recall = found_at(rank(scores, labels, np.ones((1, len(labels)))), top / len(labels))
        assert (precision[0], recall[0]) == pytest.approx(over_all_orders(scores, labels, top))

    def test_a_point_drawn_twice_takes_two_places(self) -> None:
        ranking = rank(np.array([2.0, 1, 0]), np.array([1.0, 0, 1]), np.array([[2.0, 1, 1]]))
        precision, recall = found_at(ranking, 0.5)
        assert (precision[0], recall[0]) == (1.0, pytest.approx(2 / 3))

    def test_without_a_positive_recall_is_not_known(self) -> None:
        precision, recall = found_at(rank(np.array([1.0, 0]), np.zeros(2), np.ones((1, 2))), 0.5)
        assert precision[0] == 0
        assert np.isnan(recall[0])
