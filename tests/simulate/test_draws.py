"""Random numbers depend on what they are for, and on nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.simulate.draws import Draws

MANY = np.arange(200_000)


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=20, unique=True), st.data())
def test_a_number_does_not_depend_on_who_else_is_drawn_for(who: list[int], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(who), unique=True))
    together = dict(zip(who, Draws(1, 0, "part", 3).random(np.array(who)), strict=True))
    alone = Draws(1, 0, "part", 3).random(np.array(chosen, dtype=np.int64))
    assert [together[number] for number in chosen] == alone.tolist()


@pytest.mark.parametrize("other", [Draws(2, 0, "a", 0), Draws(1, 1, "a", 0), Draws(1, 0, "b", 0), Draws(1, 0, "a", 1)])
def test_seed_block_part_and_month_each_make_other_numbers(other: Draws) -> None:
    mine = Draws(1, 0, "a", 0)
    assert abs(np.corrcoef(mine.random(MANY), other.random(MANY))[0, 1]) < 0.01
    assert abs(np.corrcoef(mine.random(MANY), mine.random(MANY))[0, 1]) < 0.01, "turns too"


def test_numbers_are_uniform_and_neighbours_are_not_alike() -> None:
    drawn = Draws(1, 0, "part").random(MANY)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = np.histogram(drawn, bins=100, range=(0, 1))[0]
    assert ((counts - 2000) ** 2 / 2000).sum() < 150  # chi-squared with 99 degrees of freedom, beyond 1 in 1,000
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.01


def test_the_other_laws_have_their_means_and_spreads() -> None:
    draws = Draws(1, 0, "part")
    normal = draws.normal(MANY, 2, 3)
    assert normal.mean() == pytest.approx(2, abs=0.05)
    assert normal.std() == pytest.approx(3, abs=0.05)
    assert draws.wait(MANY, 4.0).mean() == pytest.approx(4, abs=0.1)
    assert not draws.wait(MANY, 0.0).any()
    assert draws.lengths(MANY, 50, 2.5).mean() == pytest.approx(50, rel=0.02)
    assert set(draws.integers(MANY, 3)) == {0, 1, 2}
