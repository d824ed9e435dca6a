"""Five records to open first: by their kind, then by what else was recorded around that time, each fact once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pandas as pd

from neglect_triage.explain.annex import annex_of
from neglect_triage.explain.first_records import MOST, first_to_open
from neglect_triage.explain.record import Sources, record_of
from tests.explain.small_run import END, chronology, content_of, event, page_of, sources_of

DAY = END - pd.Timedelta(days=30)
RATES = {"0": {"hygiene_worry": 2.0, "basic_care_worry": 1.5, "poor_home": 3.0, "was_not_brought": 1.2, "referrals": 9.0}}
POINT: dict[Hashable, Any] = {"standing": "attention", "fold": 0}


def sources(events: list[dict[str, Any]], codes: list[tuple[str, str, str]]) -> Sources:
    tables = chronology([event("c", "k1", DAY, "contact"), *events], codes, {"k1": "2014-03-01"})
    return replace(sources_of(tables), rates=RATES)


def first(events: list[dict[str, Any]], codes: list[tuple[str, str, str]], **point: Any) -> list[tuple[str, dict[str, Any]]]:
    """The event ids of the records to open first, with what is said of each."""
    found = sources(events, codes)
    record = record_of(found, "k1", DAY)
    annex = annex_of(record, [])
    ids = {number: record.seen.columns["event_id"][row] for row, number in annex.number_of.items()}
    return [(ids[one["number"]], one) for one in first_to_open(POINT | point, record, annex, found)]


def ago(days: int) -> pd.Timestamp:
    return DAY - pd.Timedelta(days=days)


def signs(number: int) -> tuple[list[dict[str, Any]], list[tuple[str, str, str]]]:
    ids = [f"s{place}" for place in range(number)]
    made = [event(key, "k1", ago(400 - place), "sign", agency="school") for place, key in enumerate(ids)]
    return made, [(key, "sign", "hygiene") for key in ids]


def test_kinds_with_the_largest_figure_come_first_and_the_latest_of_what_stands_level() -> None:
    events, codes = signs(3)
    poor = event("h", "k1", ago(900), "home_condition", value=4.0, value_unit="grade", agency="housing")
    good = event("g", "k1", ago(10), "home_condition", value=1.0, value_unit="grade", agency="housing")
    missed = event("m", "k1", ago(5), "appointment", outcome="was_not_brought", agency="gp")
    found = first([*events, poor, good, missed], codes)
    assert [key for key, _ in found] == ["h", "s2", "s1", "s0", "m"]
    assert [one["why"].split("at least ")[1].split(" times")[0] for _, one in found] == ["3.0", "2.0", "2.0", "2.0", "1.2"]


def test_of_a_kind_those_come_first_around_which_most_else_was_recorded() -> None:
    alone = event("alone", "k1", ago(40), "sign", agency="school")
    amid = [event(key, "k1", ago(500 + place), "sign", agency="school") for place, key in enumerate(("x", "y"))]
    missed = event("m", "k1", ago(580), "appointment", outcome="was_not_brought", agency="gp")
    found = first([alone, *amid, missed], [(key, "sign", "hygiene") for key in ("alone", "x", "y")])
    assert [key for key, _ in found] == ["x", "y", "alone", "m"]


def test_no_more_than_five_and_neither_the_contact_nor_what_was_done_nor_a_kind_without_a_figure() -> None:
    events, codes = signs(MOST + 2)
    referral = event("r", "k1", ago(100), "referral", agency="school")
    clutter = event("t", "k1", ago(100), "strength", agency="school")
    assert [key for key, _ in first([*events, referral, clutter], codes)] == ["s6", "s5", "s4", "s3", "s2"]
    assert first([referral, clutter], []) == []


def test_a_fact_that_was_entered_twice_takes_one_place_and_another_on_the_same_day_its_own() -> None:
    twice = [
        event(key, "k1", ago(50), "sign", agency="school", known_date=ago(50 - late)) for late, key in enumerate(("a", "b", "c"))
    ]
    found = first(twice, [("a", "sign", "hygiene"), ("b", "sign", "hygiene"), ("c", "sign", "clothing")])
    assert [key for key, _ in found] == ["b", "c"]


def test_what_else_was_recorded_around_that_time_is_said_with_who_recorded_it() -> None:
    near = [
        event("a", "k1", ago(200), "sign", agency="school"),
        event("b", "k1", ago(290), "appointment", outcome="was_not_brought", agency="gp"),
        event("c", "k1", ago(291), "appointment", outcome="was_not_brought", agency="dentist"),
    ]
    words = {key: one["near"] for key, one in first(near, [("a", "sign", "hygiene")])}
    assert words["a"] == "Within three months of it: one more record of such kinds by GP."
    assert words["b"] == "Within three months of it: two more records of such kinds by dentist and school."
    assert [one["near"] for _, one in first(near[:1], [("a", "sign", "hygiene")])] == [""]


def test_pages_outside_the_attention_band_and_folds_without_figures_name_none() -> None:
    events, codes = signs(2)
    assert len(first(events, codes)) == 2
    assert first(events, codes, standing="not in attention") == []
    assert first(events, codes, fold=1) == []


def test_of_the_many_records_of_a_line_five_are_named_in_the_order_of_the_page() -> None:
    found = sources(*signs(12))
    point: dict[Hashable, Any] = {"point_id": "p", "child_id": "k1", "as_of": DAY, "fold": 0}
    page, below = (content_of(point, {"hygiene_worry": 1.0}, found, standing) for standing in ("attention", "not in attention"))
    lines = page["patterns"] + page["reasons"]
    assert [line["first"] for line in lines if line["cites"]["count"] == 12] == [[one["number"] for one in page["first"]]]
    assert "Of these, open records 12, 11, 10, 9 and 8 first." in page_of(page)
    assert not any(line["first"] for line in below["patterns"] + below["reasons"])
    for number, named in ((10, 0), (11, MOST)):
        of_number = content_of(point, {"hygiene_worry": 1.0}, sources(*signs(number)))
        lines = of_number["patterns"] + of_number["reasons"]
        assert {len(line["first"]) for line in lines if line["cites"]["count"] == number} == {named}
