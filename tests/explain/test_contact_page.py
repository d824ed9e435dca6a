"""The contact page keeps the rules of the design: nothing from after the day, no number below the band, both views apart."""

from __future__ import annotations

import html
import re
from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.explain.record import Flagged, part_about
from neglect_triage.features.seen import day_of
from neglect_triage.models.bands import STANDINGS
from neglect_triage.wording.contact_page import of_lines
from tests.explain.small_run import (
    CATALOGUE,
    VOCABULARY,
    chronology,
    content_of,
    event,
    page_of,
    small_content,
    small_points,
    small_tables,
    sources_of,
)

DAY = pd.Timestamp("2022-03-10")
POINT: dict[Hashable, Any] = {"point_id": "k@2022-03-10", "child_id": "k", "as_of": DAY}
NOTHING_MET = "That is no evidence that the child's needs are met."


def text_of(page: str) -> str:
    """The words of a page, without its styles and tags."""
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def of(events: list[dict[str, Any]], shares: dict[str, float], standing: str = "attention", **point: Any) -> dict[str, Any]:
    return content_of(POINT | point, shares, sources_of(chronology(events, born={"k": "2014-01-01"})), standing)


def every_fact(words: Any) -> list[dict[str, Any]]:
    """Every record that stands anywhere in a page's content."""
    if isinstance(words, dict):
        return [words] if "source_ref" in words else [fact for part in words.values() for fact in every_fact(part)]
    return [fact for part in words for fact in every_fact(part)] if isinstance(words, list) else []


@pytest.mark.parametrize("place", range(0, len(small_points()), 3))
def test_no_record_from_the_day_or_after_it_stands_on_a_page_but_the_days_contact(place: int) -> None:
    words = small_content(place)
    rows = small_tables()["events"].set_index("source_ref")
    cited = every_fact(words)
    assert cited
    for fact in cited:
        row = rows.loc[fact["source_ref"]]
        if fact["today"]:
            assert row["event_type"] == "contact"
            assert row["event_date"] == pd.Timestamp(words["iso_date"])
        else:
            assert max(row["event_date"], row["known_date"]) < pd.Timestamp(words["iso_date"])


@settings(max_examples=15)
@given(st.integers(0, 40), st.integers(0, 60), st.sampled_from(["appointment", "contact_decision", "sign", "visit", "strength"]))
def test_a_record_known_on_the_day_or_later_changes_nothing(after: int, late: int, kind: str) -> None:
    before = [event("c", "k", DAY, "contact"), event("m", "k", "2021-05-01", "missing_start")]
    known = DAY + pd.Timedelta(days=after)
    happened = known - pd.Timedelta(days=late)
    later = event("x", "k", happened, kind, known_date=known, shared_date=known, outcome="nfa", seen="alone")
    shares = {"missing_from_home": 0.3, "visits": 0.2, "assessments": 0.1}
    assert of([*before, later], shares) == of(before, shares)


def test_in_the_attention_band_the_frequency_is_said_in_100_and_rounded_outwards() -> None:
    assert "Of 100 past contacts with records like these, between 14 and 22 were followed within a year by" in text_of(
        page_of(small_content(3))
    )


@pytest.mark.parametrize("standing", STANDINGS[1:])
@pytest.mark.parametrize("place", [0, 5, 9])
def test_below_the_band_no_number_stands_and_no_reassurance(place: int, standing: str) -> None:
    words = small_content(place, standing)
    page = text_of(page_of(words))
    assert words["frequency"] is None
    assert NOTHING_MET in page
    assert "Of 100" not in page
    assert "between 14 and 22" not in page
    assert "drew attention" not in page.split("Annex")[0]


def test_too_little_history_says_so_whatever_the_score() -> None:
    assert "There is too little history to say." in text_of(page_of(small_content(3, "too little history")))


def test_the_page_of_a_child_without_any_record_says_that_this_is_a_reason_to_ask() -> None:
    page = text_of(page_of(of([], {}, "not in attention")))
    assert "No record about this child was known before this contact. An empty record is itself a reason to ask." in page
    assert NOTHING_MET in page
    assert "Questions to ask next" in page
    assert "What is not recorded" in page


def test_each_question_belongs_to_a_numbered_line_and_standing_ones_fill_what_room_is_left() -> None:
    rated = [event(f"h{month}", "k", f"2021-0{month}-01", "home_condition", value=5) for month in (2, 4)]
    words = of([*rated, event("m", "k", "2021-05-01", "missing_start")], {"missing_from_home": 0.3, "home_conditions": 0.2})
    questions = words["questions"]
    assert len(questions) == 5
    asked = {name: CATALOGUE.indicators[name].ask for name in ("missing_from_home", "home_conditions")}
    assert [(one["ask"], one["lines"]) for one in questions[:2]] == [
        (asked["missing_from_home"], "line 1"), (asked["home_conditions"], "line 2"),
    ]  # fmt: skip
    standing = [question.ask for question in VOCABULARY.page.questions]
    assert [one["ask"] for one in questions[2:]] == standing[:3]
    assert {one["lines"] for one in questions[2:]} == {""}


def test_lines_with_one_question_ask_it_once_and_name_both() -> None:
    numbers = {1: "a", 2: "b", 3: "a"}
    assert of_lines([at for at, ask in numbers.items() if ask == "a"]) == "lines 1 and 3"
    for place in range(len(small_points())):
        asked = [one["ask"] for one in small_content(place)["questions"]]
        assert len(asked) == len(set(asked)) <= 5


def test_a_child_whom_no_table_knows_has_a_page() -> None:
    others = sources_of(chronology([], born={"k": "2014-01-01"}))
    words = content_of(POINT | {"child_id": "nobody"}, {}, others, "not in attention")
    assert {"label": "Age", "says": "Not recorded"} in words["contact"]
    assert "Contact k@2022-03-10" in page_of(words)


def test_a_page_needs_the_records_of_the_household_alone() -> None:
    for place in (0, 7, 20):
        point = small_points().iloc[place].to_dict()
        shares = dict.fromkeys(CATALOGUE.indicators, 0.5)
        part = part_about(small_tables(), [point["child_id"]])
        assert 0 < len(part["events"]) < len(small_tables()["events"])
        assert content_of(point, shares, sources_of(part)) == content_of(point, shares, sources_of(small_tables()))


def test_where_no_age_is_ever_recorded_the_page_does_not_speak_of_it() -> None:
    words = content_of(POINT, {}, sources_of(chronology([])), "not in attention")
    assert [line["label"] for line in words["contact"]] == ["Day", "Contacts in 12 months", "Last recorded as seen"]


def test_what_had_not_reached_the_hub_is_said_with_the_reasons_that_it_hides() -> None:
    events = [
        event("1", "k", "2021-05-01", "missing_start", shared_date=pd.NaT),
        event("2", "k", "2021-05-02", "police_notification"),
        event("3", "k", "2021-05-03", "police_notification", shared_date=DAY),
        event("4", "k", "2021-05-04", "appointment", outcome="was_not_brought"),
    ]
    words = of(events, {"missing_from_home": 3.0, "police_notifications": 2.0, "was_not_brought": 1.0})
    assert (words["partners"]["unseen"], words["partners"]["part_seen"]) == ([1], [2])
    hidden = [fact["number"] for fact in words["records"] if not fact["in_hub"]]
    assert [fact["source_ref"] for fact in words["records"] if not fact["in_hub"]] == ["hand:1", "hand:3"]
    assert words["partners"]["behind"]["records"] == f"records {hidden[0]} and {hidden[1]}"
    page = text_of(page_of(words))
    assert "Two records behind the lines above had not been shared before this contact." in page
    assert (
        "With the Front Door's own records alone, line 1 could not have been seen. Line 2 could have been seen in part." in page
    )
    assert "Of the last 12 months, two records in all had not reached it. By agency: GP (1), police (1)." in page


def test_where_dates_of_sharing_are_not_kept_apart_nothing_is_said_of_them() -> None:
    page = text_of(page_of(of([event("1", "k", "2021-05-01", "missing_start")], {"missing_from_home": 1.0})))
    assert "These records do not say when each reached the Front Door. Nothing can be said here." in page
    annex = page.rpartition("Reference")[2]
    assert "not recorded" in annex
    assert " yes " not in annex


def test_a_source_that_copies_its_shared_dates_is_set_apart_from_one_that_records_them() -> None:
    events = [
        event("1", "k", "2021-05-01", "missing_start", source="police list"),
        event("2", "k", "2021-05-02", "police_notification"),
        event("3", "l", "2021-05-03", "police_notification", shared_date=pd.NaT),
    ]
    words = of(events, {"missing_from_home": 3.0, "police_notifications": 2.0})
    assert [fact["in_hub"] for fact in words["records"]] == [None, True]
    page = text_of(page_of(words))
    assert "Every other record behind the lines above had reached the Front Door." in page
    assert "One record behind the lines above comes from a source that does not say when records reached the Front Door." in page


def test_strengths_stand_with_the_support_of_the_same_time() -> None:
    events = [event("1", "k", "2021-12-01", "strength"), event("2", "k", "2021-11-01", "practical_support")]
    page = text_of(page_of(of(events, {})))
    assert "One strength was recorded in the 12 months before this contact." in page
    assert "practical support was recorded once. What has gone well may be due to that support." in page


def test_no_recorded_strength_tells_about_the_records() -> None:
    assert "This describes the records, not the family." in text_of(page_of(of([], {})))


def test_the_local_rule_is_said_with_which_contact_this_is() -> None:
    words = of([event("a", "k", "2021-02-01", "assessment_end")], {}, contacts_in_window=4, rule=True)
    assert words["rules"][0] == (
        "Three contacts about a child in 12 months call for an assessment, this one counted. This is the fourth contact, "
        "so the rule is met. The latest authorised assessment is dated 1 February 2021."
    )


def test_what_was_used_against_plain_meaning_is_counted_and_named() -> None:
    kept = [event(f"a{n}", "k", f"2021-0{n}-01", "appointment", outcome="was_not_brought") for n in range(4, 7)]
    shares = {"appointments": 0.2, "was_not_brought": -0.5, "missing_from_home": 1.0}
    words = of([*kept, event("g", "k", "2022-01-01", "strength")], shares | {"strengths": 0.1})
    assert [each["how"] for each in words["contrary"]] == ["no sentence", "good news", "lowered"]
    page = text_of(page_of(words))
    assert "Three kinds of record have effects in the model that are hard to explain: the annex names them" in page
    assert "These are good news, and yet raised the score: Recorded strengths" in page
    assert page.count("Recorded strengths") == 1
    assert "Times missing from home" not in page


def test_patterns_come_before_what_drew_attention_with_their_records_in_the_order_of_time() -> None:
    outcomes = ("was_not_brought", "attended", "was_not_brought", "attended")
    turns = [event(f"t{n}", "k", f"2021-0{n + 5}-01", "appointment", outcome=outcome) for n, outcome in enumerate(outcomes)]
    pattern = "The record switched three times between attended and missed appointments in the 12 months before this contact."
    words = of(turns, {"was_not_brought": 0.4, "kept_and_missed_in_turn": -0.2}, "not in attention")
    assert [(line["number"], line["says"]) for line in words["patterns"]] == [(1, pattern)]
    assert [line["number"] for line in words["reasons"]] == [2]
    page = text_of(page_of(words))
    assert "These patterns are in the records, whatever the model made of them. The numbers lead to the annex. " + pattern in page
    assert "was not brought 1 May 2021 attended 1 June 2021 was not brought 1 July 2021 attended 1 August 2021" in page
    raised = of(turns, {"kept_and_missed_in_turn": 0.2})
    assert ([line["says"] for line in raised["patterns"]], raised["reasons"]) == ([pattern], [])
    assert "Line 1 carries most of what made the model draw attention." in text_of(page_of(raised))


def test_of_many_records_the_latest_eight_stand_in_the_order_of_time() -> None:
    outcomes = ["was_not_brought", "attended"] * 5
    turns = [event(f"t{n}", "k", f"2021-{n + 3:02d}-01", "appointment", outcome=outcome) for n, outcome in enumerate(outcomes)]
    line = of(turns, {}, "not in attention")["patterns"][0]
    assert [step["date"] for step in line["sequence"]] == [
        "1 May 2021", "1 June 2021", "1 July 2021", "1 August 2021", "1 September 2021", "1 October 2021", "1 November 2021",
        "1 December 2021",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "flagged", "says"),
    [
        (
            "attention",
            False,
            "In the same home, the model did not draw attention to contacts about o",
        ),
        ("not in attention", False, None),
        ("not in attention", True, "In the same home, records drew attention about o (8 February 2022)"),
    ],
)
def test_pages_of_one_home_say_at_the_top_where_the_model_told_its_children_apart(
    standing: str, flagged: bool, says: str | None
) -> None:
    home = {"household_id": "h", "start": pd.Timestamp("2016-01-01"), "known_date": pd.Timestamp("2016-01-01"), "kind": "private"}
    contact = event("c", "o", "2022-02-08", "contact")
    tables = chronology([contact], born={"k": "2014-01-01"}, stays=[home | {"child_id": child} for child in ("k", "o")])
    attention = {"o": [Flagged(day_of(pd.Timestamp("2022-02-08")), "o.html")]} if flagged else {}
    page = text_of(page_of(content_of(POINT, {}, sources_of(tables, attention), standing)))
    top = page[: page.rindex("What the chronology shows")]
    assert says in top if says else "In the same home" not in page


def test_below_the_band_the_records_come_before_what_the_model_made_of_them() -> None:
    missed = [event("1", "k", "2021-05-01", "appointment", outcome="was_not_brought")]
    page = text_of(page_of(of(missed, {"was_not_brought": 0.4}, "not in attention")))
    assert page.index("Not brought to the only health appointment") < page.index(
        "The model did not draw attention to this contact."
    )
    assert page.index("The model did not draw attention") < page.index("no evidence that the child's needs are met")


def test_two_lines_rest_on_different_records_and_every_reason_is_said_once() -> None:
    signs = [event(f"s{n}", "k", f"2021-05-0{n}", "sign", agency="school") for n in (1, 2)]
    words = of(signs, {"worries": 0.4, "worries_since_first": 0.3, "worries_build_up": 0.2})
    assert [line["also"] for line in words["reasons"]] == [
        [
            "Two worries were recorded in the five years before this contact, the first on 1 May 2021.",
            "Worries were recorded in one span of 30 days in the five years before this contact.",
        ]
    ]
    assert all(more in text_of(page_of(words)) for more in words["reasons"][0]["also"])


def test_where_the_contact_came_from_is_said_with_the_contact_and_no_line_rests_on_it() -> None:
    words = of([event("c", "k", DAY, "contact", agency="police")], {"from_police_today": 0.4})
    assert (words["reasons"], words["context"]) == ([], ["The contact came from the police."])
    assert "That is context, and no evidence about the child." in text_of(page_of(words))


def test_reasons_beyond_the_shown_ones_stand_in_the_annex() -> None:
    words = small_content(3)
    assert len(words["patterns"]) + len(words["reasons"]) == 5
    assert words["further"]
    annex = text_of(page_of(words)).split("Annex: the records")[-1]
    assert all(line in annex for line in words["further"])


@pytest.mark.parametrize("place", [0, 5, 9])
def test_a_line_cites_numbers_under_which_its_records_stand_in_the_annex(place: int) -> None:
    words = small_content(place)
    for line in [*words["reasons"], *words["patterns"]]:
        cited = {fact["number"] for fact in words["records"] if str(line["number"]) in fact["lines"].split(", ")}
        assert len(cited) + line["cites"]["unlisted"] == line["cites"]["count"]
        named = set()
        for run in re.findall(r"\d+(?: to \d+)?", line["cites"]["records"]):
            first, _, last = run.partition(" to ")
            named |= set(range(int(first), int(last or first) + 1))
        assert named == cited
    assert [fact["number"] for fact in words["records"]] == list(range(1, len(words["records"]) + 1))


def test_records_of_five_years_are_drawn_and_listed_and_older_ones_are_counted() -> None:
    events = [
        event("old", "k", "2016-05-01", "sign"),
        event("new", "k", "2021-05-01", "sign", agency="school"),
        event("odd", "k", "2021-06-01", "cp_category_change", shared_date=pd.NaT, agency="csc"),
    ]
    words = of(events, {})
    assert [fact["source_ref"] for fact in words["records"]] == ["hand:new", "hand:odd"]
    assert words["records_left_out"] == 1
    assert [(lane["theme"], lane["agency"], lane["months"]) for lane in words["timeline"]["lanes"]] == [
        ("many agencies", "school", [["2021-05-01", 1, 0]]),
        ("other records", "children's social care", [["2021-06-01", 1, 1]]),
    ]
    assert (words["timeline"]["records"], words["timeline"]["older"]) == (2, 1)


def test_three_thousand_records_make_a_page_of_bounded_size_and_none_is_lost_in_silence() -> None:
    kinds = ("appointment", "sign", "visit", "police_notification", "home_condition")
    events = [
        event(f"e{n}", "k", DAY - pd.Timedelta(days=1 + n // 2), kinds[n % 5], value=float(n % 5 + 1), outcome="was_not_brought")
        for n in range(3000)
    ]
    words = of(events, dict.fromkeys(CATALOGUE.indicators, 0.5))
    assert len(words["records"]) + words["records_left_out"] == 3000
    assert len(page_of(words).encode()) < 120_000
    assert words["timeline"]["records"] == 3000


@pytest.mark.parametrize("standing", STANDINGS)
def test_in_the_four_domains_all_parts_stand_and_a_higher_number_is_said_to_be_safer(standing: str) -> None:
    events = [event("s", "k", "2021-05-01", "signs_of_safety_scale", value=3.0, value_unit="scale", agency="csc")]
    words = of(events, {"was_not_brought": 1.0}, standing) | {"arrangement": "signs_of_safety"}
    page = page_of(words)
    domains = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert domains == [
        "What are we worried about?", "What is working well?", "What needs to happen?", "Where are we on a scale from 0 to 10?",
        "Annex: the records",
    ]  # fmt: skip
    parts = set(re.findall(r"<h3[^>]*>(.*?)</h3>", page))
    plain = page_of(words | {"arrangement": "plain"})
    assert set(re.findall(r"<h2[^>]*>(.*?)</h2>", plain)) - {"Annex: the records"} <= parts
    assert "A higher number is safer" in text_of(page)
    assert (
        "The latest number on record is 3, of 1 May 2021. It was given on a scale from 0 to 10, where a higher number means that "
        "people judged things safer for the child." in text_of(page)
    )
