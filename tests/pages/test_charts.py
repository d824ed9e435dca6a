"""The timeline draws every month with records once, in its lane, in order, hollow where none had reached the hub."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.pages.charts import LaneMonths, timeline

MONTHS = st.lists(
    st.tuples(st.integers(2018, 2022), st.integers(1, 12), st.integers(1, 20), st.integers(0, 20)),
    max_size=40,
    unique_by=lambda month: month[:2],
)


def draw(lanes: list[LaneMonths]) -> str:
    return str(timeline(lanes, "2018-01-01", "2022-12-31", about="this contact", unfilled="Hollow: not shared.", holder="agency"))


def lane(theme: str, agency: str, *months: tuple[str, int, int]) -> LaneMonths:
    return {"theme": theme, "agency": agency, "months": months}


def circles(picture: str) -> list[tuple[float, float, float, str]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="(#\w+)"', picture)
    return [(float(x), float(y), float(r), fill) for x, y, r, fill in found]


@given(MONTHS)
def test_every_month_is_one_mark_filled_where_all_its_records_had_reached_the_hub(
    drawn: list[tuple[int, int, int, int]],
) -> None:
    months = [(dt.date(year, month, 1).isoformat(), records, min(records, hidden)) for year, month, records, hidden in drawn]
    picture = draw([lane("home", "school", *months)])
    marks = circles(picture)
    assert len(marks) == len({(x, y) for x, y, *_ in marks}) == len(drawn)
    assert sum(fill == "#1d70b8" for *_, fill in marks) == sum(hidden == 0 for *_, hidden in months)
    assert picture.count('r="1"/>') == sum(0 < hidden < records for _, records, hidden in months)
    assert f"Timeline of {sum(records for _, records, _ in months)} record" in picture


def test_later_months_stand_further_right_and_lanes_one_under_another() -> None:
    home = lane("home", "school", ("2019-01-01", 1, 0), ("2021-01-01", 1, 0))
    early, late, other = circles(draw([home, lane("health", "GP", ("2020-01-01", 1, 0))]))
    assert early[0] < other[0] < late[0]
    assert early[1] == late[1] < other[1]


def test_a_month_with_more_records_has_a_larger_mark() -> None:
    few, more, many = circles(draw([lane("home", "GP", ("2019-01-01", 1, 0), ("2020-01-01", 3, 0), ("2021-01-01", 30, 0))]))
    assert few[2] < more[2] < many[2]


def test_a_theme_is_named_once_for_its_agencies() -> None:
    picture = draw([lane("home", "GP", ("2019-01-01", 1, 0)), lane("home", "school", ("2019-01-01", 1, 0))])
    assert picture.count(">home</text>") == 1
    assert ">GP</text>" in picture
    assert ">school</text>" in picture


def test_the_picture_says_in_words_what_it_shows() -> None:
    picture = draw([lane("home", "school", ("2019-01-01", 1, 0))])
    assert "<title" in picture
    assert "Timeline of 1 record by theme and agency" in picture
    assert "Hollow: not shared." in picture


def test_a_lane_with_a_hostile_name_is_text() -> None:
    assert "<b>" not in draw([lane("<b>x", "<b>y")])


def test_a_first_and_last_day_that_are_one_day_can_be_drawn() -> None:
    lanes = [lane("home", "GP", ("2020-01-01", 1, 0))]
    assert len(circles(str(timeline(lanes, "2020-01-01", "2020-01-01", about="x", unfilled="y", holder="z")))) == 1
