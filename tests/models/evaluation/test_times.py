"""How long until the outcome, of what was flagged and what was not, and how early the first flag came."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.evaluation.times import quartiles, times
from neglect_triage.models.resampling import draw_families

DAY = pd.Timestamp("2022-01-01")


def points(families: int = 40) -> pd.DataFrame:
    """Two points a family before its outcome on day 100: one on day 0, one on day 60; the second is flagged in half of them."""
    family = np.repeat(np.arange(families), 2)
    second = np.tile([False, True], families)
    return pd.DataFrame(
        {
            "family": family,
            "child_id": family.astype(str),
            "as_of": DAY + pd.to_timedelta(np.where(second, 60, 0), unit="D"),
            "outcome_date": DAY + pd.Timedelta(days=100),
            "attention": second & (family % 2 == 0),
        }
    )


def told(test: pd.DataFrame, draws: int = 50) -> dict[str, object]:
    found = times(test, draw_families(test["family"].to_numpy(), draws, 1))
    assert found is not None
    return found


def test_days_are_those_from_the_point_to_the_outcome() -> None:
    found = told(points())
    assert found["flagged"] == {"number": 20} | {share: {"value": 40, "low": 40, "high": 40} for share in ("25%", "50%", "75%")}
    assert found["not flagged"]["50%"]["value"] == 100  # type: ignore[index]


def test_each_outcome_counts_once() -> None:
    found = told(points())
    assert found["outcomes"] == 40
    assert found["outcomes flagged before"]["value"] == 0.5  # type: ignore[index]


def test_the_first_flag_counts_where_there_are_several() -> None:
    both = points().assign(attention=True)
    assert told(both)["first flag"]["50%"]["value"] == 100  # type: ignore[index]
    assert [row["share"]["value"] for row in told(both)["flagged early"]] == [1, 1, 0]  # type: ignore[attr-defined]


def test_an_early_flag_is_a_share_of_all_outcomes() -> None:
    assert [row["share"]["value"] for row in told(points())["flagged early"]] == [0.5, 0, 0]  # type: ignore[attr-defined]


def test_points_that_were_not_followed_count_nowhere() -> None:
    others = points().assign(outcome_date=pd.Series(pd.NaT, range(80)), child_id="x")
    more: pd.DataFrame = pd.concat([points(), others], ignore_index=True)
    assert told(more, 0) == told(points(), 0)


def test_few_families_have_no_quartiles() -> None:
    rows = points(9).assign(days=1)
    found = quartiles(rows, draw_families(rows["family"].to_numpy(), 10, 1))
    assert found["number"] == 18
    assert found["50%"]["value"] is None


def test_where_days_are_not_known_nothing_is_said() -> None:
    test = points().drop(columns="outcome_date")
    assert times(test, draw_families(test["family"].to_numpy(), 0, 1)) is None


@pytest.mark.parametrize(("days", "quarter", "half"), [([1] * 10 + [9] * 30, 1, 9), ([1] * 20 + [9] * 20, 1, 1)])
def test_a_quartile_is_the_day_by_which_so_many_were_followed(days: list[int], quarter: int, half: int) -> None:
    rows = pd.DataFrame({"family": range(40), "days": days})
    found = quartiles(rows, draw_families(rows["family"].to_numpy(), 0, 1))
    assert (found["25%"]["value"], found["50%"]["value"]) == (quarter, half)
