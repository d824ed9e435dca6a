"""The audit of a run: flags at capacity by review unit, and figures that may leave."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.fairness.audit import metrics_of
from neglect_triage.fairness.selections import at_capacity
from tests.fairness.small_audit import small_audit, small_test


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=3, max_size=40), st.sampled_from([0.1, 0.25, 0.5]))
def test_a_unit_is_looked_at_whole_and_the_highest_come_first(rows: list[tuple[int, int]], capacity: float) -> None:
    score, unit = (np.array(column) for column in zip(*rows, strict=True))
    flagged = at_capacity(score.astype(float), unit, capacity)
    highest = {each: score[unit == each].max() for each in set(unit)}
    looked_at = {each for each in highest if flagged[unit == each].any()}
    assert all(flagged[unit == each].all() for each in looked_at)
    others = set(highest) - looked_at
    assert not others or min(highest[each] for each in looked_at) > max(highest[each] for each in others)
    assert len(looked_at) >= max(math.floor(capacity * len(highest)), 1)
    edge = min(highest[each] for each in looked_at)
    assert len([each for each in looked_at if highest[each] > edge]) < max(math.floor(capacity * len(highest)), 1)


def test_the_share_that_is_looked_at_is_that_of_review_units() -> None:
    about = small_audit()["about"]
    rows, _ = small_test()
    assert about["review_units"] == rows["review_unit"].nunique()
    assert about["review_units_flagged"] == math.floor(0.1 * about["review_units"])
    assert "ethnicity" in about["not_recorded"]


def test_the_reference_is_the_stated_one_and_the_largest_where_none_can_be() -> None:
    found = small_audit()
    assert found["references"] == {"sex": "male", "deprivation_quintile": "1", "source": "school"}
    assert set(found["together"]) == {"people", "records"}


def test_what_leaves_with_git_holds_rounded_rates_and_nothing_of_small_groups() -> None:
    left = metrics_of(small_audit())
    assert left["groups"]["sex"]["unknown"]["recall"]["value"] is None
    female = left["groups"]["sex"]["female"]
    exact = next(line for line in small_audit()["groups"]["sex"] if line["name"] == "female")["figures"]
    for name, its in female.items():
        assert its["value"] == pytest.approx(exact[name]["value"], abs=10 / exact[name]["of"] + 1e-9)
        assert its["of"] % 10 == 0
