"""In pure form a surface says only what its two features say together; the model stays the same."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.models.purification import contributions, purify, sizes
from neglect_triage.models.terms import Terms, cells, sum_of_terms, terms_of
from neglect_triage.models.triage import margins
from tests.models.test_triage import MODELS, contrary
from tests.models.worlds import CATALOGUE

ROWS = contrary(7)[0]
numbers = st.integers(-8, 8).map(float)


def surface(values: np.ndarray, counts: np.ndarray) -> tuple[Terms, pd.DataFrame]:
    """Return a model of one surface of `a` and `b` (last cells unknown), and training points of which so many lie in a cell."""
    ends = [np.arange(1.0, size - 1) for size in values.shape]
    middle = [np.r_[np.arange(1.0, size), np.nan] for size in values.shape]
    rows, columns = np.indices(values.shape).reshape(2, -1).repeat(counts.ravel(), axis=1)
    points = pd.DataFrame({"a": middle[0][rows], "b": middle[1][columns]})
    return Terms(0.0, {"a": ends[0], "b": ends[1]}, {("a", "b"): values}), points


def mass_moved(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The published algorithm, slow and obvious: move weighted means of rows and columns out until none is left."""
    table, weights = values.copy(), counts / counts.sum()
    for _ in range(2000):
        for axis in (0, 1):
            total = weights.sum(axis=axis, keepdims=True)
            table -= np.divide((table * weights).sum(axis=axis, keepdims=True), total, out=np.zeros_like(total), where=total > 0)
    return table


tables = st.tuples(st.integers(3, 5), st.integers(3, 5)).flatmap(
    lambda shape: st.tuples(
        st.lists(numbers, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(lambda v: np.reshape(v, shape)),
        st.lists(st.integers(0, 4), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
        .filter(any)
        .map(lambda v: np.reshape(v, shape)),
    )
)


@settings(max_examples=60)
@given(tables)
def test_the_surface_is_that_of_the_published_algorithm_wherever_there_are_points(
    drawn: tuple[np.ndarray, np.ndarray],
) -> None:
    values, counts = drawn
    pure = purify(*surface(values, counts)).tables["a", "b"]
    np.testing.assert_allclose(pure[counts > 0], mass_moved(values, counts)[counts > 0], atol=1e-6)


@settings(max_examples=60)
@given(tables)
def test_no_row_of_a_surface_and_no_curve_has_a_mean_left(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    values, counts = drawn
    terms, points = surface(values, counts)
    pure = purify(terms, points)
    for axis in (0, 1):
        np.testing.assert_allclose((pure.tables["a", "b"] * counts).sum(axis=axis) / counts.sum(), 0, atol=1e-9)
    for name, at in cells(pure, points).items():
        assert pure.tables[(name,)][at].mean() == pytest.approx(0, abs=1e-9)


@settings(max_examples=60)
@given(tables)
def test_the_model_stays_the_same_in_every_cell_with_points_or_without(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    values, counts = drawn
    terms, points = surface(values, counts)
    _, everywhere = surface(values, np.ones_like(counts))
    np.testing.assert_allclose(sum_of_terms(purify(terms, points), everywhere), values.ravel(), atol=1e-9)


def test_a_surface_that_only_adds_two_curves_leaves_nothing() -> None:
    values = np.add.outer([0.0, 1.0, 5.0], [0.0, 2.0, 3.0, 4.0])
    pure = purify(*surface(values, np.arange(12).reshape(3, 4)))
    np.testing.assert_allclose(pure.tables["a", "b"], 0, atol=1e-9)
    assert np.diff(pure.tables[("a",)]) == pytest.approx([1, 4])


def test_features_that_matter_only_together_leave_no_curve() -> None:
    pure = purify(*surface(np.array([[1.0, -1.0, 0], [-1.0, 1.0, 0], [0, 0, 0]]), np.array([[5, 5, 0], [5, 5, 0], [0, 0, 0]])))
    np.testing.assert_allclose(pure.tables[("a",)][:2], 0, atol=1e-9)
    np.testing.assert_allclose(pure.tables["a", "b"][:2, :2], [[1, -1], [-1, 1]], atol=1e-9)


def test_what_is_always_unknown_together_is_borne_alike() -> None:
    """Nothing tells which of the two the unknown belongs to: neither curve may take all of it, nor the opposite of it."""
    values = np.array([[0.0, 0.0, 9.0], [0.0, 0.0, 9.0], [9.0, 9.0, 4.0]])
    pure = purify(*surface(values, np.array([[5, 5, 0], [5, 5, 0], [0, 0, 20]])))
    for name in ("a", "b"):
        np.testing.assert_allclose(pure.tables[(name,)], [-1, -1, 1], atol=1e-9)


class TestFittedModels:
    @pytest.mark.parametrize("model", MODELS)
    def test_the_baseline_is_the_mean_of_the_training_points(self, model: lgb.Booster) -> None:
        pure = purify(terms_of(model), ROWS)
        assert pure.baseline == pytest.approx(margins(model, ROWS, CATALOGUE).mean())
        np.testing.assert_allclose(sum_of_terms(pure, ROWS), margins(model, ROWS, CATALOGUE), atol=1e-9)

    def test_every_feature_of_a_surface_has_a_curve(self) -> None:
        pure = purify(terms_of(MODELS[0]), ROWS)
        assert {name for key in pure.tables for name in key} == {key[0] for key in pure.tables if len(key) == 1}

    def test_what_the_indicators_add_sums_to_the_margin(self) -> None:
        pure = purify(terms_of(MODELS[0]), ROWS)
        found = contributions(pure, ROWS, CATALOGUE)
        assert list(found.columns) == list(CATALOGUE.indicators)
        np.testing.assert_allclose(pure.baseline + found.sum(axis=1), margins(MODELS[0], ROWS, CATALOGUE), atol=1e-9)

    def test_how_far_a_term_moves_is_its_mean_distance_from_nought(self) -> None:
        pure = purify(terms_of(MODELS[0]), ROWS)
        name = next(key for key in pure.tables if len(key) == 1)
        at = cells(pure, ROWS)[name[0]]
        assert sizes(pure, ROWS)[name] == pytest.approx(np.abs(pure.tables[name][at]).mean())
