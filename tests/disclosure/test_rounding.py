"""Single figures: counts to ten, small ones hidden; estimates in steps of ten people, however exact they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.disclosure.rounding import HIDDEN, LEAST_SPREAD, count, estimate, possible, step

SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, 0), (1, HIDDEN), (5, HIDDEN), (6, 10), (14, 10), (15, 20), (1004, 1000), (1005, 1010), (HIDDEN, HIDDEN)],
)
def test_a_count_to_the_nearest_ten(number: int | str, shown: int | str) -> None:
    assert count(number) == shown


@given(st.integers(0, 10**6))
def test_a_count_is_among_those_that_it_can_stand_for_and_to_show_it_again_changes_nothing(number: int) -> None:
    least, most = possible(count(number))
    assert least <= number <= most
    assert count(count(number)) == count(number)
    assert number == 0 or most - least >= LEAST_SPREAD


@pytest.mark.parametrize(
    ("of", "grain"),
    [(44, None), (45, 0.2), (100, 0.1), (583, 0.02), (1072, 0.01), (14332, 0.001), (10**7, 0.001), (0, None)],
)
def test_the_step_is_ten_people_or_more_and_a_tenth_of_a_per_cent_or_more(of: int, grain: float | None) -> None:
    assert step(of) == (None if grain is None else pytest.approx(grain))


@given(st.integers(45, 10**5), st.data())
def test_a_share_and_its_denominator_do_not_tell_how_many(of: int, data: st.DataObject) -> None:
    """Whoever has the rounded share and the exact denominator can still not tell the numerator to within less than 1 to 5."""
    part = data.draw(st.integers(0, of))
    shown = estimate({"value": part / of}, of)["value"]
    alike = [
        other
        for other in range(max(0, part - 10), min(of, part + 10) + 1)
        if estimate({"value": other / of}, of)["value"] == shown
    ]
    assert max(alike) - min(alike) >= LEAST_SPREAD - (min(alike) == 0 or max(alike) == of)


@given(SHARES, SHARES, SHARES, st.integers(45, 10**5))
def test_an_interval_is_never_narrowed_and_to_show_it_again_changes_nothing(a: float, b: float, c: float, of: int) -> None:
    low, value, high = sorted((a, b, c))
    shown = estimate({"value": value, "low": low, "high": high}, of)
    assert shown["low"] <= low + 1e-6
    assert shown["high"] >= high - 1e-6
    assert shown["low"] <= shown["value"] <= shown["high"]
    assert estimate(shown, count(of)) == pytest.approx(shown)


@pytest.mark.parametrize(("of", "value", "shown"), [(100, 62.6, 60.0), (236, 270.45, 240.0), (78, -17.3, -16.0)])
def test_a_value_that_rounding_takes_to_another_size_settles(of: int, value: float, shown: float) -> None:
    once = estimate({"value": value, "low": value - 0.5, "high": value + 0.5}, of)
    assert once["value"] == shown
    assert once["low"] <= min(shown, value - 0.5)
    assert once["high"] >= max(shown, value + 0.5)
    assert estimate(once, of) == once


def test_what_can_exceed_one_moves_in_proportion() -> None:
    """A lift of 3.24 that rests on 347 found can be told from one with five more found no better than a share can."""
    assert estimate({"value": 3.235}, 347)["value"] == pytest.approx(3.2)
    assert estimate({"value": 45.3, "low": 40.1, "high": 52.2}, 322) == {"value": 46.0, "low": 40.0, "high": 54.0}


def test_an_estimate_that_rests_on_few_or_on_nobody_knows_how_many_is_withheld() -> None:
    for of in (0, 3, HIDDEN):
        assert estimate({"value": 0.4, "low": 0.1, "high": 0.9}, of) == {"value": None, "low": None, "high": None}
