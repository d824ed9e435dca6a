"""Bands are fixed once; what they pick out is counted by week, and told by age, source and area of groups large enough."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.bands import STANDINGS, band_summary, standing
from neglect_triage.models.groups import AGES

WEEKS = pd.date_range("2020-01-06", periods=10, freq="7D")


def points(per_week: int = 40, **more: Any) -> pd.DataFrame:
    """Return calibration points on ten Mondays, each of a family of its own, and as many test points a year later."""
    days = WEEKS.repeat(per_week)
    number = np.arange(2 * len(days))
    table = pd.DataFrame({"as_of": days.append(days + pd.DateOffset(years=1)), "child_id": [f"c{n:04}" for n in number]})
    table = table.assign(period=np.where(number < len(days), "calibration", "test"), label=0.0, family=number)
    stated: dict[str, Any] = {"agencies": "school", "enough_history": True}
    return table.assign(**stated | more)


def children(of: pd.DataFrame, born: str = "2012-01-01", area: str = "north") -> pd.DataFrame:
    return pd.DataFrame({"child_id": of["child_id"], "birth_month": pd.Timestamp(born), "area": area})


def summary(of: pd.DataFrame, about: pd.DataFrame | None = None, threshold: float = 0.5) -> dict[str, Any]:
    """Return the summary of points of which every tenth is above the threshold."""
    margins = (np.arange(len(of)) % 10 == 0).astype(float)
    found: dict[str, Any] = band_summary(of, children(of) if about is None else about, margins, threshold)["periods"]
    return found


def test_too_little_history_comes_before_any_score() -> None:
    table = pd.DataFrame({"enough_history": [True, True, False, False], "attention": [True, False, True, False]})
    assert standing(table).tolist() == [STANDINGS[0], STANDINGS[1], STANDINGS[2], STANDINGS[2]]


class TestVolume:
    def test_every_point_is_in_one_band(self) -> None:
        for rows in summary(points(enough_history=np.arange(800) % 4 > 0)).values():
            assert sum(band["points"] for band in rows["bands"].values()) == rows["points"] == 400

    def test_the_groups_add_up_to_every_point(self) -> None:
        of = points(agencies="school;gp")
        not_known = pd.Series(pd.NaT, of.index, dtype="datetime64[ns]")
        for rows in summary(of, children(of).assign(birth_month=not_known)).values():
            age, source = rows["accounts"]["age"], rows["accounts"]["source"]
            assert (age["groups"], age["none"]) == ({"not known": rows["points"]}, 0)
            assert (source["groups"], source["again"]) == ({"gp": rows["points"], "school": rows["points"]}, rows["points"])

    def test_it_is_told_by_the_week_and_the_threshold_belongs_to_it(self) -> None:
        found = summary(points())["calibration"]["bands"]["attention"]
        assert found == {"points": 40, "share": 0.1, "a_week": 4.0, "a_quiet_week": 4.0, "a_busy_week": 4.0}
        assert summary(points(), threshold=2.0)["calibration"]["bands"]["attention"]["points"] == 0

    def test_all_points_that_tie_at_the_threshold_are_in_it_and_counted(self) -> None:
        found = summary(points(), threshold=1.0)["calibration"]
        assert found["at_threshold"] == found["bands"]["attention"]["points"] == 40
        assert summary(points())["calibration"]["at_threshold"] == 0
        assert summary(points(), threshold=0.0)["calibration"]["at_threshold"] == 360

    def test_a_week_without_any_counts_as_nought(self) -> None:
        busy_then_empty = points().loc[lambda rows: rows["as_of"].isin([WEEKS[0], WEEKS[-1]])]
        found = summary(busy_then_empty)["calibration"]
        assert found["weeks"] == 10
        assert found["bands"]["attention"]["a_week"] == pytest.approx(0.8)
        assert found["bands"]["attention"]["a_quiet_week"] == 0

    def test_points_without_a_label_or_of_another_period_are_not_counted(self) -> None:
        table = points()
        table.loc[:9, "label"] = np.nan
        table.loc[10:19, "period"] = "worked example"
        assert summary(table)["calibration"]["points"] == 380


class TestMix:
    @pytest.mark.parametrize(
        ("born", "group"),
        [("2020-08-01", "not yet born"), ("2019-12-01", "under 1"), ("2012-01-01", "5 to 9"), ("2003-01-01", "16 and over")],
    )
    def test_ages_are_those_on_the_day(self, born: str, group: str) -> None:
        table = points()
        assert list(summary(table, children(table, born))["calibration"]["mix"]["age"]) == [group]
        assert group in AGES

    def test_what_is_not_recorded_is_a_group_of_its_own(self) -> None:
        table = points()
        about = children(table)
        about.loc[::2, ["birth_month", "area"]] = [pd.NaT, None]
        mix = summary(table.assign(agencies=np.where(np.arange(len(table)) % 2, "school", "")), about)["calibration"]["mix"]
        assert all("not known" in groups for groups in mix.values())
        assert all(len(groups) == 2 for groups in mix.values())

    def test_a_point_with_two_sources_counts_with_both(self) -> None:
        mix = summary(points().assign(agencies="police;school"))["calibration"]["mix"]["source"]
        assert list(mix) == ["police", "school"]
        assert mix["police"] == mix["school"] == {"attention": 0.1, "not in attention": 0.9, "too little history": 0.0}

    @pytest.mark.parametrize(("families", "shown"), [(29, False), (30, True)])
    def test_a_group_of_fewer_than_thirty_families_is_named_without_a_figure(self, families: int, shown: bool) -> None:
        table = points()
        about = children(table)
        few = table.index[: families * 2]
        table.loc[few, "family"] = np.arange(len(few)) // 2
        about.loc[few, "area"] = "island"
        mix = summary(table, about)["calibration"]["mix"]["area"]
        assert (mix["island"] is not None) == shown
        assert mix["north"] is not None

    def test_a_group_of_one_family_is_no_obstacle_and_the_account_is_json(self) -> None:
        table = points(family=1)
        found = summary(table)
        assert found["test"]["mix"]["age"] == {"5 to 9": None}
        json.dumps(found, allow_nan=False)


def test_without_a_calibration_period_the_test_period_is_told_alone() -> None:
    assert list(summary(points().loc[lambda rows: rows["period"] == "test"])) == ["test"]
