"""The study of the strategy page's charts: what it sums up, and what so many worlds can tell."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.strategy_study import as_markdown, summed, with_intervals


def chart(alarm: bool | None = False, found: bool = True) -> dict[str, Any]:
    drawn = alarm is not None
    return {"as it stands": alarm, **dict.fromkeys(("0.1", "0.2", "0.3", "0.5"), found if drawn else None)}


def world(alarm: bool, protective: bool | None = False) -> dict[str, Any]:
    return {"factor_16a": chart(alarm), "protective": chart(protective, found=False)}


@pytest.fixture
def study() -> dict[str, Any]:
    worlds = [world(alarm=True), world(alarm=False), world(alarm=False, protective=None), world(alarm=False)]
    return with_intervals(summed(worlds, 20_000, 0.05) | {"synthetic": "SYNTHETIC DATA"})


def test_a_page_with_any_alarm_counts_once_and_a_chart_that_was_not_drawn_is_in_no_share(study: dict[str, Any]) -> None:
    assert (study["worlds"], study["pages_with_an_alarm"], study["charts"]) == (4, 1, 2)
    assert study["power"]["factor_16a"] | {"title": ""} == {
        "title": "", "drawn": 4, "as it stands": 1, "0.1": 4, "0.2": 4, "0.3": 4, "0.5": 4,
    }  # fmt: skip
    assert study["power"]["protective"]["drawn"] == 3


def test_intervals_are_exact(study: dict[str, Any]) -> None:
    assert study["alarms_in_100"] == [0.6, 80.6]
    assert study["all_means_at_least"] == 39.8


def test_the_page_says_what_so_few_worlds_cannot_tell(study: dict[str, Any]) -> None:
    page = as_markdown(study)
    assert "Of 4 pages, 1 did: the share lies between 0.6 and 80.6 of 100" in page
    assert "all of 4 worlds is named in 39.8 of 100 or more; no more is known" in page
    assert "SYNTHETIC DATA" in page
