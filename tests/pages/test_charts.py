"""The timeline draws every record once, in its lane, in order, hollow where it had not reached the hub."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.pages.charts import Given, timeline

DAYS = st.dates(min_value=dt.date(2018, 1, 1), max_value=dt.date(2022, 12, 31))
MARKS = st.lists(st.tuples(st.sampled_from(["home", "health"]), DAYS, st.booleans()), max_size=40)


def draw(marks: list[Given], **more: Any) -> str:
    return str(
        timeline(
            ["home", "health"], marks, "2018-01-01", "2022-12-31", about="this contact", unfilled="Hollow: not shared.", **more
        )
    )


def given_(lane: str, day: str, in_hub: bool = True) -> Given:
    return {"lane": lane, "day": day, "in_hub": in_hub}


def circles(picture: str) -> list[tuple[float, float, str]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="\d+" fill="(#\w+)"', picture)
    return [(float(x), float(y), fill) for x, y, fill in found]


@given(MARKS)
def test_every_record_is_one_mark_and_no_mark_covers_another_of_its_day(drawn: list[tuple[str, Any, bool]]) -> None:
    marks = circles(draw([given_(lane, day.isoformat(), shared) for lane, day, shared in drawn]))
    assert len(marks) == len({(x, y) for x, y, _ in marks}) == len(drawn)
    assert sum(fill == "#ffffff" for _, _, fill in marks) == sum(not shared for _, _, shared in drawn)


def test_later_records_stand_further_right_and_lanes_one_under_another() -> None:
    early, late, other = circles(
        draw([given_("home", "2019-01-01"), given_("home", "2021-01-01"), given_("health", "2020-01-01")])
    )
    assert early[0] < other[0] < late[0]
    assert early[1] == late[1] < other[1]


def test_the_picture_says_in_words_what_it_shows() -> None:
    picture = draw([given_("home", "2019-01-01")])
    assert "<title" in picture
    assert "Timeline of 1 record by theme" in picture
    assert "Hollow: not shared." in picture


def test_a_lane_with_a_hostile_name_is_text() -> None:
    assert "<b>" not in str(timeline(["<b>x"], [], "2020-01-01", "2021-01-01", about="x", unfilled="y"))


def test_a_first_and_last_day_that_are_one_day_can_be_drawn() -> None:
    mark: Given = {"lane": "home", "day": "2020-01-01", "in_hub": True}
    assert len(circles(str(timeline(["home"], [mark], "2020-01-01", "2020-01-01", about="x", unfilled="y")))) == 1
