"""Rows on one time axis: a mark for each month, ratings as steps, the day at the right, and all of it named beside it."""

from __future__ import annotations

import re

from neglect_triage.pages.lanes import RIGHT, Block, Row, lanes


def row(*marks: tuple[str, float, int], label: str = "worries", shape: str = "circle", since: str = "2018-01-01") -> Row:
    return {"label": label, "shape": shape, "since": since, "marks": marks}  # type: ignore[typeddict-item]


def steps(*marks: tuple[str, float, int]) -> Row:
    return {"label": "home rated", "shape": "steps", "since": "2018-01-01", "marks": marks, "best": 1, "worst": 5}


def draw(*rows: Row, title: str = "k") -> str:
    blocks: list[Block] = [{"title": title, "rows": rows}]
    return str(lanes(blocks, "2018-01-01", "2022-12-31", title="Together", about="In words.", today="this contact"))


def circles(picture: str) -> list[tuple[float, float, float, str]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="(#\w+)"', picture)
    return [(float(x), float(y), float(r), fill) for x, y, r, fill in found]


def test_later_marks_stand_further_right_and_rows_one_under_another() -> None:
    early, late, below = circles(draw(row(("2019-01-01", 1, 0), ("2021-01-01", 1, 0)), row(("2020-01-01", 1, 0))))
    assert early[0] < below[0] < late[0]
    assert early[1] == late[1] < below[1]


def test_a_month_with_more_records_has_a_larger_mark() -> None:
    few, many = circles(draw(row(("2019-01-01", 1, 0), ("2020-01-01", 9, 0))))
    assert few[2] < many[2]


def test_a_mark_is_hollow_where_nothing_had_reached_the_hub_and_has_a_dot_where_a_part_had_not() -> None:
    picture = draw(row(("2019-01-01", 2, 0), ("2020-01-01", 2, 2), ("2021-01-01", 2, 1)))
    shared, unshared, part = circles(picture)
    assert shared[3] != unshared[3] == part[3]
    assert picture.count('r="0.9"/>') == 1


def test_ratings_are_steps_with_the_worst_lowest() -> None:
    picture = draw(steps(("2019-01-01", 1, 0), ("2020-01-01", 5, 0), ("2021-01-01", 3, 1)))
    best, worst, middle = circles(picture)
    assert best[1] < middle[1] < worst[1]
    assert re.search(rf'd="M{best[0]} {best[1]}H{worst[0]}V{worst[1]}H{middle[0]}V{middle[1]}"', picture)
    assert all(f">{says}</text>" in picture for says in ("1 best", "home rated", "5 worst"))


def test_every_kind_of_row_has_a_shape_of_its_own() -> None:
    mark = ("2019-01-01", 1, 0)
    bar, diamond, circle = (draw(row(mark, shape=shape)) for shape in ("bar", "diamond", "circle"))
    assert "rotate(45" in diamond
    assert "rotate(45" not in bar
    assert circles(circle)
    assert not circles(bar) + circles(diamond)


def test_a_row_starts_where_it_could_hold_something() -> None:
    whole, half = (draw(row(since=since)) for since in ("2018-01-01", "2020-07-01"))
    starts = [float(re.findall(r'<line x1="([\d.]+)" x2="390"', picture)[-1]) for picture in (whole, half)]
    assert starts[0] < starts[1]


def test_names_are_beside_the_marks_and_are_text() -> None:
    picture = draw(row(label="<b>worries"), title="<i>k")
    assert "<b>" not in picture
    assert "<i>" not in picture
    assert ">this contact</text>" in picture
    assert "In words.</desc>" in picture


def test_a_band_reaches_from_its_first_day_to_its_last_or_to_the_day_at_the_right() -> None:
    bands = draw(
        {
            "label": "help",
            "shape": "band",
            "since": "2018-01-01",
            "marks": [("2019-01-01", "2020-01-01", 0), ("2021-01-01", "", 1)],
        }
    )
    (x1, w1, fill1), (x2, w2, fill2) = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="8" fill="(#\w+)"', bands
    )
    assert float(x1) + float(w1) < float(x2)
    assert float(x2) + float(w2) == RIGHT
    assert fill1 != fill2


def test_a_band_of_one_day_can_be_seen() -> None:
    picture = draw({"label": "help", "shape": "band", "since": "2018-01-01", "marks": [("2019-01-01", "2019-01-01", 0)]})
    assert float(re.findall(r'width="([\d.]+)" height="8"', picture)[0]) >= 3
