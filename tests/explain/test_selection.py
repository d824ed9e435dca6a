"""Which pages are written: a seeded, stratified sample, under names that are fit for files."""

from __future__ import annotations

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.store import WorkedExample
from neglect_triage.explain.selection import choose, file_name, last_of_each
from neglect_triage.models.bands import STANDINGS


def points(attention: int, rest: int, short: int) -> pd.DataFrame:
    flags = [(True, True)] * attention + [(True, False)] * rest + [(False, True)] * short
    frame = pd.DataFrame(flags, columns=["enough_history", "attention"])
    return frame.assign(point_id=[f"p{place:03d}" for place in range(len(frame))])


def test_each_standing_has_as_many_pages_as_can_be() -> None:
    assert choose(points(50, 50, 50), 30, 1)["standing"].value_counts().to_dict() == dict.fromkeys(STANDINGS, 10)
    assert choose(points(50, 50, 2), 30, 1)["standing"].value_counts().to_dict() == dict(zip(STANDINGS, (14, 14, 2), strict=True))


def test_too_little_history_goes_before_the_score() -> None:
    assert set(choose(points(0, 0, 3), 3, 1)["standing"]) == {"too little history"}


def test_the_lot_depends_on_the_seed_and_not_on_the_order_of_the_rows() -> None:
    all_points = points(40, 40, 40)
    first = choose(all_points, 12, 5)["point_id"].tolist()
    assert choose(all_points.sample(frac=1, random_state=3), 12, 5)["point_id"].tolist() == first == sorted(first)
    assert choose(all_points, 12, 6)["point_id"].tolist() != first


def test_a_worked_example_shows_the_last_contact_of_its_first_child() -> None:
    rows = [("v1", 3), ("v1", 9), ("v2", 5), ("w1", 4), ("w2", 8)]
    frame = pd.DataFrame(rows, columns=["child_id", "day"]).assign(enough_history=True, attention=[True, False, True, True, True])
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(frame["day"], unit="D")
    frame = frame.assign(as_of=days, point_id=frame["child_id"] + "@" + frame["day"].astype("str"))
    examples = [WorkedExample("v", "t", "s", "s", ["v1", "v2"]), WorkedExample("w", "t", "s", "s", ["w1", "w2"])]
    found = last_of_each(frame, examples)
    assert found["point_id"].tolist() == ["v1@9", "w1@4"]
    assert found["standing"].tolist() == ["not in attention", "attention"]
    assert last_of_each(frame, []).empty


def test_fewer_points_than_pages_are_all_taken() -> None:
    assert len(choose(points(1, 2, 0), 10, 1)) == 3


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_a_file_name_is_plain_and_belongs_to_one_point(one: str, other: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,90}\.html", file_name(one))
    assert (file_name(one) == file_name(other)) == (one == other)
