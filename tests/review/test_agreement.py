"""Agreement and rates: kappa as others compute it, weights honoured, intervals of families."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from neglect_triage.models.evaluation.estimates import family_draws
from neglect_triage.review.agreement import agreement_of, answer_positions, kappa, rate

RATINGS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 50)), min_size=4, max_size=40)


@given(RATINGS)
def test_kappa_is_the_linearly_weighted_kappa_of_others(rated: list[tuple[int, int, int]]) -> None:
    one, other, weights = (np.array(column) for column in zip(*rated, strict=True))
    found = kappa(one, other, weights.astype(float), 3, family_draws(np.arange(len(one)), 0, 1))["value"]
    if len({*one.tolist(), *other.tolist()}) == 1:
        assert found is None  # nothing to agree about
        return
    theirs = cohen_kappa_score(one, other, labels=[0, 1, 2], weights="linear", sample_weight=weights)
    assert found == pytest.approx(theirs, abs=6e-4)


def test_raters_who_always_agree_have_one_and_strangers_about_nought() -> None:
    dice = np.random.default_rng(0)
    one, other = dice.integers(0, 3, 900), dice.integers(0, 3, 900)
    draws = family_draws(np.arange(900), 200, 1)
    assert kappa(one, one, np.ones(900), 3, draws)["value"] == 1
    found = kappa(one, other, np.ones(900), 3, draws)
    assert found["low"] is not None
    assert found["high"] is not None
    assert found["low"] < 0 < found["high"]


def test_a_rare_stratum_counts_as_its_weight_says() -> None:
    one = np.array([0, 1] * 20 + [0, 1] * 20)
    other = np.array([0, 1] * 20 + [1, 0] * 20)  # agree on the first half alone
    draws = family_draws(np.arange(80), 0, 1)
    assert kappa(one, other, np.r_[np.full(40, 99.0), np.ones(40)], 2, draws)["value"] == pytest.approx(0.98)
    assert kappa(one, other, np.r_[np.ones(40), np.full(40, 99.0)], 2, draws)["value"] == pytest.approx(-0.98)


def test_a_rate_is_of_all_contacts_and_needs_thirty_families_and_ten_with_it() -> None:
    holds = np.array([True] * 20 + [False] * 20)
    weights = np.r_[np.ones(20), np.full(20, 3.0)]
    families = np.arange(40)
    found = rate(holds, families, weights, family_draws(families, 300, 1))
    assert found is not None
    assert found["value"] == 0.25
    assert found["low"] is not None
    assert found["high"] is not None
    assert found["low"] < 0.25 < found["high"]
    assert rate(holds, families // 2, weights, family_draws(families // 2, 300, 1)) is None
    few = np.arange(40) < 9
    assert rate(few, families, weights, family_draws(families, 300, 1)) is None


def test_contacts_of_one_family_make_intervals_wider() -> None:
    holds = np.repeat(np.arange(60) % 2 == 0, 4)
    weights = np.ones(240)
    alone, alike = np.arange(240), np.repeat(np.arange(60), 4)
    widths = []
    for families in (alone, alike):
        found = rate(holds, families, weights, family_draws(families, 400, 1))
        assert found is not None
        widths.append((found["high"] or 0) - (found["low"] or 0))
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.25)


def test_only_contacts_that_both_answered_are_compared() -> None:
    sample = pd.DataFrame({"weight": np.ones(5), "family": range(5)})
    one, other = (
        answer_positions(pd.Series(["a", "b", None, "a", "b"]), ["a", "b"]),
        answer_positions(pd.Series(["a", "b", "a", None, "b"]), ["a", "b"]),
    )
    assert one.tolist() == [0, 1, -1, 0, 1]
    assert agreement_of(one, other, sample, 2, 50, 1)["contacts"] == 3
    assert agreement_of(one, np.full(5, -1), sample, 2, 50, 1) == {"contacts": 0, "kappa": None}
