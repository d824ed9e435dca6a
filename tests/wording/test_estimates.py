"""An estimate pretends no interval that it has not, and no figure that it has not."""

from __future__ import annotations

import pytest

from neglect_triage.wording.estimates import number, percent, signed

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


def test_a_difference_has_a_sign_unless_it_rounds_to_nought() -> None:
    assert signed({"value": 0.012, "low": -0.0001, "high": 0.0304}) == "+0.012 (0.000 to +0.030)"
    assert signed({"value": -0.5, "low": -0.6, "high": -0.4}, 1) == "-0.5 (-0.6 to -0.4)"
