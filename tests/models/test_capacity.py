"""Who is picked out at a capacity: the highest, by unit, and where scores tie each by its chance, so that the number holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.models.capacity import chances, highest

WEEKS = pd.Series(pd.PeriodIndex(["2024-01-01"] * 4 + ["2024-01-08"] * 2, freq="W"))


def test_the_highest_of_each_week_are_looked_at_and_a_small_week_whole() -> None:
    assert chances(pd.Series([1.0, 4, 3, 2, 0, 9]), 2, WEEKS).tolist() == [0, 1, 1, 0, 1, 1]
    assert chances(pd.Series([1.0, 4, 3, 2, 0, 9]), 3, WEEKS).tolist() == [0, 1, 1, 1, 1, 1]


def test_units_tied_at_the_edge_have_the_same_chance_and_the_week_its_number() -> None:
    assert chances(pd.Series([5.0, 2, 2, 2, 0, 0]), 2, WEEKS).tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 1, 1])
    assert chances(pd.Series([1.0] * 6), 1, WEEKS).tolist() == [0.25] * 4 + [0.5] * 2


SCORED = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=1, max_size=40)


@given(SCORED, st.sampled_from([0.05, 0.1, 0.29, 0.5, 0.99]))
def test_chances_add_up_to_what_is_asked_for_and_ties_are_counted(rows: list[tuple[int, int]], share: float) -> None:
    score, unit = (np.array(column) for column in zip(*rows, strict=True))
    found = highest(score.astype(float), share, unit)
    by_unit = pd.Series(found.chance).groupby(unit)
    assert (by_unit.nunique() == 1).all()
    assert by_unit.first().sum() == pytest.approx(found.asked)
    assert found.picked == (by_unit.first() > 0).sum() >= found.asked
    assert found.of == len(set(unit))
    best = pd.Series(score).groupby(unit).max()
    left_out = best[by_unit.first() == 0]
    assert left_out.empty or left_out.max() < best[by_unit.first() > 0].min()


def test_a_share_is_not_lost_to_the_digits_of_a_product() -> None:
    assert highest(np.arange(100.0), 0.29).asked == 29


def test_without_units_each_row_is_one_and_at_least_one_is_picked() -> None:
    found = highest(np.zeros(4), 0.01)
    assert (found.asked, found.picked, found.of) == (1, 4, 4)
    assert found.chance.tolist() == [0.25] * 4
