"""Among many gaps, chance alone must not make one differ; a real one must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.fairness.simultaneous_bands import SCALES, simultaneous_bands


def drawn_gaps(generator: np.random.Generator, number: int, size: int, draws: int) -> np.ndarray:
    """Return the bootstrap of the means of `number` columns of noise with nothing in them (estimates in the first row)."""
    noise = generator.normal(size=(size, number))
    weights = generator.multinomial(size, np.full(size, 1 / size), draws) / size
    return np.vstack([noise.mean(axis=0), weights @ noise])


def test_where_nothing_differs_hardly_one_sample_in_twenty_says_that_something_does() -> None:
    generator = np.random.default_rng(8)
    alarms = [simultaneous_bands(drawn_gaps(generator, 60, 200, 400)).differs.any() for _ in range(200)]
    assert np.mean(alarms) <= 0.095  # 5 % but for the luck of 200 samples: exceeded by chance in 1 of 200
    alone = [
        (np.sign(np.quantile(gaps[1:], [0.025, 0.975], axis=0)).sum(axis=0) != 0).any()
        for gaps in (drawn_gaps(generator, 60, 200, 400) for _ in range(40))
    ]
    assert np.mean(alone) > 0.5  # what looking at 60 intervals one by one would say


def test_correlated_gaps_cost_no_more_than_one() -> None:
    generator = np.random.default_rng(8)
    one = drawn_gaps(generator, 1, 500, 2000)
    copies, apart = np.repeat(one, 50, axis=1), drawn_gaps(generator, 50, 500, 2000)
    assert simultaneous_bands(one).standard_errors == simultaneous_bands(copies).standard_errors
    assert simultaneous_bands(apart).standard_errors > simultaneous_bands(copies).standard_errors + 0.8
    assert simultaneous_bands(copies).comparisons == 50


def test_a_gap_that_cannot_be_estimated_has_no_band_and_takes_part_in_nothing() -> None:
    generator = np.random.default_rng(8)
    gaps = drawn_gaps(generator, 3, 300, 500)
    gaps[:, 2] += 5
    with_others = np.column_stack([gaps, np.full(len(gaps), np.nan), np.full(len(gaps), 0.3)])
    found = simultaneous_bands(with_others)
    assert found.comparisons == 3
    assert found.standard_errors == simultaneous_bands(gaps).standard_errors
    assert np.isnan(found.low[3:]).all()
    assert list(found.differs) == [False, False, True, False, False]


def test_without_draws_nothing_is_compared() -> None:
    assert simultaneous_bands(np.array([[1.0, 2.0]])).comparisons == 0
    assert simultaneous_bands(np.full((1, 0), np.nan)).comparisons == 0


def test_a_gap_that_rests_on_few_families_needs_to_be_larger() -> None:
    gaps = drawn_gaps(np.random.default_rng(8), 3, 300, 500)
    wide, narrow = simultaneous_bands(gaps, families=np.array([10, 100, 10_000])), simultaneous_bands(gaps)
    reach = (wide.high - wide.low) / (narrow.high - narrow.low)
    assert reach[0] > 1.15
    assert 1 < reach[1] < 1.1
    assert reach[2] < 1.002 < reach[0]


def test_no_gap_of_shares_is_believed_to_be_more_exact_than_is_asked() -> None:
    gaps = np.column_stack([np.full(200, 0.2), np.random.default_rng(8).normal(0.2, 0.01, 200)])
    found = simultaneous_bands(gaps, least=np.array([0.05, 0.0]))
    assert found.comparisons == 2
    assert found.high[0] - found.low[0] > 2 * 1.9 * 0.05


@given(st.floats(0, 1), st.floats(0.001, 50))
def test_every_scale_leads_back(share: float, ratio: float) -> None:
    assert SCALES["share"].back(SCALES["share"].to(np.array([share])))[0] == pytest.approx(share, abs=1e-12)
    assert SCALES["ratio"].back(SCALES["ratio"].to(np.array([ratio])))[0] == pytest.approx(ratio)
