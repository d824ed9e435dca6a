"""The study of the strategy page's charts: how it cuts worlds, makes records better, and sums up what was named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.strategy_study import Chart, as_markdown, bounded, improved, places_of, summed
from neglect_triage.strategy.definitions import load_strategy

MEASURES = load_strategy().measures


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(3))


def chart(name: str, counted: float, of: float) -> Chart:
    shape = (200, 60)
    return Chart(MEASURES[name], np.full(shape, counted), np.full(shape, of))


def in_world(alarm: bool, protective: int = 2) -> dict[str, Any]:
    """What two places of a world said, dealt twice."""
    sizes = dict.fromkeys(("0.1", "0.2", "0.3", "0.5"), 1)
    named = {"drawn": 2, "as it stands": int(alarm)} | sizes
    rare = {"drawn": protective, "as it stands": 0} | dict.fromkeys(sizes, None)
    return {"pages": {"0.05": [alarm, False, False, alarm]}, "charts": {"factor_16a": named, "seen_alone": rare}}


@pytest.fixture
def study() -> dict[str, Any]:
    worlds = [in_world(alarm=True), in_world(alarm=False), in_world(alarm=False, protective=0), in_world(alarm=False)]
    return {"children": 15_000, "places_of_a_world": 2, "deals": 2, "synthetic": "SYNTHETIC DATA"} | summed(worlds, 0.05)


class TestCutting:
    def test_every_family_is_in_one_place_and_places_hold_about_as_many_children(self) -> None:
        children = generator().integers(1, 6, 3000)
        places = places_of(children, 3, generator())
        assert sorted(np.concatenate(places)) == list(range(3000))
        assert [children[each].sum() for each in places] == pytest.approx([children.sum() / 3] * 3, abs=6)


class TestImproving:
    def test_fewer_count_in_the_last_three_years_alone(self) -> None:
        better = improved(chart("plan_neglect", 4, 10), 0.3, generator())
        assert better is not None
        assert (better.counted[:, :24] == 4).all()
        assert better.counted[:, 24:].mean() == pytest.approx(2.8, abs=0.05)

    def test_more_of_a_share_where_the_documents_want_more(self) -> None:
        better = improved(chart("seen_alone", 4, 10), 0.3, generator())
        assert better is not None
        assert better.counted[:, 24:].mean() == pytest.approx(5.2, abs=0.05)
        assert (better.counted <= better.of).all()

    def test_a_share_cannot_rise_above_all(self) -> None:
        assert improved(chart("seen_alone", 9, 10), 0.3, generator()) is None

    def test_more_of_a_rate(self) -> None:
        better = improved(chart("care_profile", 4, 10), 0.5, generator())
        assert better is not None
        assert better.counted[:, 24:].mean() == pytest.approx(6, abs=0.1)


class TestSummingUp:
    def test_a_page_with_any_alarm_counts_once_and_intervals_draw_worlds(self, study: dict[str, Any]) -> None:
        assert (study["worlds"], study["places"], study["charts"]) == (4, 16, 2)
        alarms = study["alarms"]["0.05"]
        assert (alarms["pages"], alarms["in_100"], alarms["worlds_with_any"]) == (2, 12.5, 1)
        assert alarms["interval"] == [0.0, 37.5]

    def test_where_no_world_has_any_alarm_the_interval_is_exact_over_worlds(self) -> None:
        alarms = summed([in_world(alarm=False)] * 20, 0.05)["alarms"]["0.05"]
        assert (alarms["in_100"], alarms["interval"]) == (0.0, [0.0, 16.8])

    def test_no_interval_reaches_higher_than_at_wider_limits(self) -> None:
        alarms = {"0.05": {"interval": [0.0, 46.0]}, "0.2": {"interval": [1.0, 6.0]}, "0.5": {"interval": [15.0, 27.0]}}
        assert {level: each["interval"] for level, each in bounded(alarms).items()} == {
            "0.05": [0.0, 6.0], "0.2": [1.0, 6.0], "0.5": [15.0, 27.0],
        }  # fmt: skip

    def test_power_is_summed_over_the_places_where_the_chart_is_drawn(self, study: dict[str, Any]) -> None:
        assert study["power"]["factor_16a"]["drawn"] == 8
        assert study["power"]["factor_16a"]["0.1"] == 4
        assert study["power"]["seen_alone"]["0.1"] is None

    def test_the_page_says_what_was_found(self, study: dict[str, Any]) -> None:
        page = as_markdown(study)
        assert "SYNTHETIC DATA" in page
        assert "| 5 | 12.5 | 0 to 37.5 | 2 of 16 | 1 of 4 |" in page
        assert "| fewer | 8 | 1 | 50 | 50 | 50 | 50 |" in page
        assert "| more | 6 | 0 | cannot | cannot | cannot | cannot |" in page
