"""Arithmetic that is close to the exact value, and the same to the last bit on every x86-64 processor."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage import portable

GRID = np.arange(-4000, 4001) / 97
UNIT = np.arange(1, 4000) / 4000
KNOWN: dict[str, tuple[Callable[[np.ndarray], np.ndarray], Callable[[float], float], np.ndarray]] = {
    "exp": (portable.exp, math.exp, GRID),
    "log": (portable.log, math.log, UNIT * 37),
    "log1p": (portable.log1p, math.log1p, UNIT * 3 - 0.9),
    "log1p of little": (portable.log1p, math.log1p, UNIT * 1e-9),
    "power": (lambda x: portable.power(x, 1.7), lambda x: x**1.7, UNIT * 9),
    "logistic": (portable.logistic, lambda x: 1 / (1 + math.exp(-x)), GRID),
    "softplus": (portable.softplus, lambda x: math.log1p(math.exp(x)), GRID),
    "arcsine": (portable.arcsine, math.asin, UNIT),
}
DIGEST = "122f5258f540284814666c45fe57b62acd362ea499fd5f1e7ad19f3167e0f64e"


@pytest.mark.parametrize("name", KNOWN)
def test_functions_are_within_a_few_units_in_the_last_place(name: str) -> None:
    ours, exact, places = KNOWN[name]
    np.testing.assert_allclose(ours(places), [exact(place) for place in places], rtol=5e-15, atol=0)


def test_the_cosine_of_turns_is_within_the_last_place_of_one() -> None:
    turns = np.arange(-3000, 3000) / 977
    np.testing.assert_allclose(portable.cosine(turns), np.cos(2 * np.pi * turns), rtol=0, atol=1e-14)
    assert portable.cosine([0.0, 0.25, 0.5, 0.75, 1.0]).tolist() == [1, 0, -1, 0, 1]


def test_the_tail_of_the_normal_law_is_close_in_proportion_however_small() -> None:
    places = np.arange(-300, 300) / 37
    exact = [math.erfc(x / math.sqrt(2)) / 2 for x in places]
    np.testing.assert_allclose(portable.normal_tail(places), exact, rtol=2e-7, atol=0)


@given(st.floats(1e-12, 1 - 1e-12))
def test_log_odds_and_probability_are_the_inverse_of_each_other(probability: float) -> None:
    assert float(portable.logistic(portable.log_odds_of(probability))) == pytest.approx(probability, rel=1e-13)


def test_ends_are_those_of_mathematics() -> None:
    assert portable.exp([-np.inf, -1000.0, 0.0]).tolist() == [0, 0, 1]
    assert portable.log([0.0, 1.0, np.inf]).tolist() == [-np.inf, 0, np.inf]
    assert portable.log1p([-1.0, 0.0, np.inf]).tolist() == [-np.inf, 0, np.inf]
    assert portable.log_odds_of([0.0, 0.5, 1.0]).tolist() == [-np.inf, 0, np.inf]
    assert portable.logistic([-np.inf, 0.0, np.inf]).tolist() == [0, 0.5, 1]
    assert portable.power([0.0, 0.0, 5.0], [0, 2, 1]) == pytest.approx([1, 0, 5])
    for function in (portable.exp, portable.log, portable.log1p, portable.logistic, portable.softplus):
        assert np.isnan(function([np.nan])).all()
    assert np.isnan(portable.log([-1.0])).all()


def test_no_processor_changes_a_bit() -> None:
    """The digest was made with the widest and with the plainest instructions that NumPy and the C library have."""
    found = [ours(places) for ours, _, places in KNOWN.values()] + [portable.cosine(UNIT), portable.log_odds_of(UNIT)]
    weights = np.arange(24_000).reshape(12, -1) % 7
    found += [portable.product(weights, portable.exp(np.arange(2000) / 211)), portable.solve(*_equations(40))]
    found.append(portable.normal_tail(GRID))
    assert hashlib.sha256(b"".join(each.tobytes() for each in found)).hexdigest() == DIGEST


@given(st.integers(0, 2**32), st.floats(-200, 200))
def test_products_of_counts_are_the_same_in_any_order(seed: int, size: float) -> None:
    generator = np.random.default_rng(seed)
    counts = generator.integers(0, 9, (5, 300))
    values = generator.normal(size=(300, 4)) * 2.0 ** round(size)
    shuffled = generator.permutation(300)
    found = portable.product(counts, values)
    assert (found == portable.product(counts[:, shuffled], values[shuffled])).all()
    exact = [[math.fsum(row * column) for column in values.T] for row in counts]
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-14 * float(np.abs(values).max()) * 2700)
    assert (portable.product(counts, values[:, 0]) == found[:, 0]).all()


def test_a_value_that_is_not_known_makes_unknown_only_its_own_column() -> None:
    values = np.array([[1.0, np.nan], [2.0, 3.0]])
    assert portable.product(np.array([[1, 2]]), values)[0, 0] == 5
    assert np.isnan(portable.product(np.array([[1, 2]]), values)[0, 1])


def test_equations_are_solved() -> None:
    matrix, right = _equations(30)
    before = matrix.copy(), right.copy()
    np.testing.assert_allclose((matrix * portable.solve(matrix, right)).sum(axis=1), right, atol=1e-12)
    assert (matrix == before[0]).all()
    assert (right == before[1]).all()


def _equations(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a symmetric matrix that is positive definite, and a right side, both of fractions that are exact."""
    near = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return np.where(near == 0, 4.0, 0.0) + np.where(near < 3, 0.5, 0.0), np.arange(size) / 8 - 1
