"""Whole years for a release: none shares a month with another, and together they hold what the months hold."""

from __future__ import annotations

from typing import Any

import pytest

from neglect_triage.params import StrategyChoices
from neglect_triage.strategy.run import strategy_figures
from tests.features.chronologies import WORDS
from tests.strategy.made import SMALL, many_children, with_a_drop


@pytest.fixture(scope="module")
def measures() -> dict[str, Any]:
    figures = strategy_figures(with_a_drop(many_children(300, 1)), SMALL, WORDS, StrategyChoices()).page
    return dict(figures["measures"])


def test_the_baseline_and_the_years_after_it_follow_each_other_without_sharing_a_month(measures: dict[str, Any]) -> None:
    spans = measures["missed"]["whole_years"]["spans"]
    assert [(span["from"], span["to"]) for span in spans[:3]] == [
        ("2017-01", "2018-12"), ("2019-01", "2019-12"), ("2020-01", "2020-12"),
    ]  # fmt: skip
    assert spans[0]["name"] == "2017-01 to 2018-12"
    assert not {"least", "outside"} & set(spans[0])


def test_a_year_holds_its_months_and_is_judged_as_on_the_page(measures: dict[str, Any]) -> None:
    each = measures["missed"]
    year = each["whole_years"]["spans"][1]
    dots = [dot for dot in each["dots"] if year["from"] <= dot["from"] <= year["to"]]
    assert (year["counted"], year["of"]) == (sum(dot["counted"] for dot in dots), sum(dot["of"] for dot in dots))
    page = next(one for one in each["years"] if one["to"] == year["to"])
    assert (year["value"], year["least"], year["most"], year["outside"]) == (
        pytest.approx(page["value"]), page["low"], page["high"], page["outside"],
    )  # fmt: skip
    assert each["whole_years"]["spans"][-1]["outside"] == -1


def test_groups_are_of_the_last_whole_year_and_add_up_to_it(measures: dict[str, Any]) -> None:
    for each in measures.values():
        found = each["whole_years"]
        for groups in found["groups"].values():
            assert sum(group["counted"] for group in groups) == found["spans"][-1]["counted"]
            assert sum(group["of"] for group in groups) == found["spans"][-1]["of"]


def test_what_rests_on_too_few_is_marked_and_kept_for_control() -> None:
    figures = strategy_figures(many_children(25, 1), SMALL, WORDS, StrategyChoices()).page
    spans = figures["measures"]["missed"]["whole_years"]["spans"]
    assert all(span["few"] and span["of"] > 0 for span in spans)
