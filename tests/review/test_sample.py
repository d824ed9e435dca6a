"""A sample for a second look: at random, every stratum, and weights from which honest rates can be estimated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.errors import BadInput
from neglect_triage.review.sample import LEAST, STRATA, allocate, draw_sample, sample_id
from tests.explain.decisions.small_audit import drawn_lines

LINES = drawn_lines(600)
DICE = np.random.default_rng(5)
SCORED = LINES[["point_id"]].assign(enough_history=DICE.random(600) < 0.9, attention=DICE.random(600) < 0.2)


def drawn(number: int = 120, seed: int = 1) -> pd.DataFrame:
    return draw_sample(LINES, SCORED, number, seed)


def test_every_stratum_is_drawn_from_and_no_contact_twice() -> None:
    sample = drawn()
    assert len(sample) == sample["point_id"].nunique() == 120
    there = LINES.merge(SCORED)
    assert len(sample.groupby(STRATA)) >= 30
    assert set(sample["knowledge"]) == set(there["knowledge"])
    assert (sample.groupby(STRATA).size() >= np.minimum(sample.groupby(STRATA)["contacts_in_stratum"].first(), LEAST)).all()


def test_weights_add_up_to_all_contacts_in_every_stratum() -> None:
    sample = drawn()
    strata = sample.groupby(STRATA)
    assert strata["weight"].sum().to_numpy() == pytest.approx(strata["contacts_in_stratum"].first().to_numpy())
    assert sample["weight"].sum() == pytest.approx(600)


def test_weighted_rates_are_right_on_average_where_plain_rates_are_not() -> None:
    truth = (LINES["knowledge"] == "hub").mean()
    samples = [drawn(seed=seed) for seed in range(40)]
    weighted = [np.average(sample["knowledge"] == "hub", weights=sample["weight"]) for sample in samples]
    plain = [(sample["knowledge"] == "hub").mean() for sample in samples]
    assert np.mean(weighted) == pytest.approx(truth, abs=1e-9)  # it is a stratum, so every sample has it right
    assert np.mean(plain) > truth + 0.03
    soon = LINES.set_index("point_id")["rule"]
    estimates = [np.average(soon[sample["point_id"]], weights=sample["weight"]) for sample in samples]
    assert np.mean(estimates) == pytest.approx(soon.mean(), abs=0.03)


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_files() -> None:
    again = draw_sample(LINES.sample(frac=1, random_state=1), SCORED[::-1], 120, 1)
    pd.testing.assert_frame_equal(drawn(), again)
    assert sample_id(drawn(), 1) == sample_id(again, 1) != sample_id(drawn(seed=2), 2)


def test_the_order_says_nothing_of_the_strata() -> None:
    sample = drawn(500)
    half = sample["standing"].to_numpy() == "attention"
    assert abs(half[:250].mean() - half[250:].mean()) < 0.1


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(0, 300))
def test_as_many_are_allocated_as_are_wanted_and_available(sizes: list[int], more: int) -> None:
    least = sum(min(size, LEAST) for size in sizes)
    allocated = allocate(pd.Series(sizes), least + more)
    assert allocated.sum() == min(least + more, sum(sizes))
    assert (allocated <= sizes).all()
    assert (allocated >= np.minimum(sizes, LEAST)).all()


@pytest.mark.parametrize(("lines", "number"), [(LINES, 5), (LINES[:0], 120)])
def test_a_sample_that_is_too_small_is_refused(lines: Any, number: int) -> None:
    with pytest.raises(BadInput, match="--contacts"):
        draw_sample(lines, SCORED, number, 1)
