"""An estimate pretends no interval that it has not, and no figure that it has not."""

from __future__ import annotations

import pytest

from neglect_triage.wording.estimates import in_100, number, of_hundred, percent, rest_of_hundred, signed

Given = dict[str, float | None]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"value": 0.7, "low": 0.6, "high": 0.8}, "0.700 (0.600 to 0.800)"),
        ({"value": 0.7, "low": None, "high": None}, "0.700"),
        ({"value": 0.7}, "0.700"),
        ({"value": None, "low": None, "high": None}, "not estimable"),
        (None, ""),
    ],
)
def test_an_estimate_without_an_interval_pretends_none(given: Given | None, shown: str) -> None:
    assert number(given) == shown


def test_a_share_is_shown_in_per_cent() -> None:
    assert percent({"value": 0.123, "low": 0.1, "high": 0.2}) == "12.3 % (10.0 to 20.0)"
    assert percent({"value": None, "low": None, "high": None}) == "not estimable"
    assert percent(None) == ""


@pytest.mark.parametrize(
    ("share", "of_100", "rest", "per_cent"),
    [
        (0.0, "0", "100", "0.0 %"),
        (0.0004, "fewer than 1", "more than 99", "under 0.1 %"),
        (0.004, "fewer than 1", "more than 99", "0.4 %"),
        (0.0051, "1", "99", "0.5 %"),
        (0.125, "12", "88", "12.5 %"),
        (0.996, "more than 99", "fewer than 1", "99.6 %"),
        (0.9996, "more than 99", "fewer than 1", "over 99.9 %"),
        (1.0, "100", "0", "100.0 %"),
    ],
)
def test_some_is_never_none_and_not_all_is_never_all(share: float, of_100: str, rest: str, per_cent: str) -> None:
    assert (of_hundred(share), rest_of_hundred(share), percent({"value": share})) == (of_100, rest, per_cent)


def test_the_ends_of_an_interval_are_rounded_outwards_where_they_would_touch_none_or_all() -> None:
    assert in_100({"value": 0.003, "low": 0.001, "high": 0.004}) == "fewer than 1 (0 to 1)"
    assert in_100({"value": 0.997, "low": 0.996, "high": 0.999}) == "more than 99 (99 to 100)"
    assert in_100({"value": 0.18, "low": 0.08, "high": 0.3}) == "18 (8 to 30)"
    assert in_100({"value": 0.0, "low": 0.0, "high": 0.0}) == "0 (0 to 0)"
    assert percent({"value": 0.0003, "low": 0.0001, "high": 0.0004}) == "under 0.1 % (0.0 to 0.1)"


def test_a_difference_has_a_sign_unless_it_rounds_to_nought() -> None:
    assert signed({"value": 0.012, "low": -0.0001, "high": 0.0304}) == "+0.012 (0.000 to +0.030)"
    assert signed({"value": -0.5, "low": -0.6, "high": -0.4}, 1) == "-0.5 (-0.6 to -0.4)"
