"""Which lines a page shows: patterns first, lines that differ in what they rest on, at most as many as there is room for."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from neglect_triage.explain.lines import Line, are_level, carried_share, lines_of, lines_of_page
from neglect_triage.explain.reasons import Reason
from neglect_triage.features.seen import Seen
from tests.explain.small_run import event, small_sources
from tests.explain.test_reasons import reasons


def test_reasons_on_the_same_records_are_one_line_and_absences_stand_alone() -> None:
    signs = [event(f"s{n}", "k", f"2021-05-0{n}", "sign", agency="school") for n in (1, 2)]
    codes = [("s1", "sign", "hygiene"), ("s2", "sign", "hygiene")]
    found = reasons(signs, {"basic_care_worry": 0.3, "visits": 0.25, "supervision": 0.2, "hygiene_worry": 0.1}, codes)
    lines = lines_of(found.plain)
    assert [[reason.indicator for reason in line.reasons] for line in lines] == [
        ["basic_care_worry", "hygiene_worry"], ["visits"], ["supervision"],
    ]  # fmt: skip


def test_a_line_says_a_figure_once_and_keeps_what_another_sentence_adds() -> None:
    contacts = [event(f"c{day}", "k", f"2021-1{day}-01", "contact") for day in (0, 1)]
    found = reasons(contacts, {"prior_contacts": 0.3, "three_contacts": 0.2, "contact_without_sight": 0.1}).plain
    (line,) = lines_of(found)
    assert line.reason.says == "Two earlier contacts with the Front Door in the 12 months before this contact."
    assert line.says_also == [
        "The last contact in the 12 months before this contact was on 1 November 2021. No visit at which the child was seen is "
        "recorded after it."
    ]
    assert len(line.reasons) == 3


def test_a_line_keeps_days_where_they_are_fewer_than_the_contacts() -> None:
    contacts = [event(f"c{agency}", "k", "2021-10-01", "contact", agency=agency) for agency in ("school", "gp")]
    (line,) = lines_of(reasons(contacts, {"prior_contacts": 0.3, "three_contacts": 0.2}).plain)
    assert line.says_also == [
        "This is a repeat contact: contact was also made on one earlier day in the 364 days before this contact."
    ]


def reason(name: str, *rows: int, absent: bool = False, figures: frozenset[tuple[str, str, object]] = frozenset()) -> Reason:
    nothing = np.zeros(len(rows), bool)
    events = Seen({}, np.array(rows, int), nothing, nothing, nothing, nothing)
    return Reason(name, "health", f"{name}.", None, events, absent, figures)


def names(lines: list[Line]) -> list[list[str]]:
    return [[each.indicator for each in line.reasons] for line in lines]


@pytest.mark.parametrize(
    ("other", "together"),
    [((1, 2, 3), True), ((1, 2, 3, 4), True), ((2, 3, 4), False), ((1,), False), ((7, 8), False)],
    ids=["the same", "one more", "half of all", "a small part", "none"],
)
def test_reasons_that_share_most_of_their_records_stand_on_one_line(other: tuple[int, ...], together: bool) -> None:
    assert len(lines_of([reason("a", 1, 2, 3), reason("b", *other)])) == (1 if together else 2)


def test_patterns_come_first_and_what_drew_attention_to_them_joins_their_line() -> None:
    found = lines_of_page([reason("a", 1, 2), reason("p", 5, 6, 7), reason("b", 5, 6)], [reason("p", 5, 6, 7)], 5)
    assert (names(found.patterns), names(found.drew)) == ([["p", "b"]], [["a"]])


def test_no_more_lines_stand_than_there_is_room_for_and_every_other_sentence_once_in_the_annex() -> None:
    patterns, drew = ([reason(f"{kind}{n}", base + n) for n in range(5)] for kind, base in (("p", 0), ("r", 10)))
    found = lines_of_page([*drew, patterns[4]], patterns, 5)
    assert names(found.all) == [["p0"], ["p1"], ["p2"], ["r0"], ["r1"]]
    assert found.further == ["p3.", "p4.", "r2.", "r3.", "r4."]


def test_lines_carry_what_each_of_their_indicators_added_and_no_strength() -> None:
    added = dict.fromkeys(small_sources().catalogue.indicators, 0.0) | {"worries": 0.3, "no_access": 0.1, "strengths": 0.6}
    assert carried_share(lines_of([reason("worries", 1)]), added, small_sources()) == pytest.approx(0.75)


def test_a_line_has_two_further_sentences_and_the_annex_the_rest() -> None:
    found = lines_of_page([reason(name, 1, 2) for name in "abcd"], [], 5)
    (line,) = found.all
    assert (line.says_also, found.further) == (["b.", "c."], ["d."])


def test_a_line_gives_a_course_of_ratings_once_whatever_else_its_sentences_count() -> None:
    course = ("home", "course", ((dt.date(2021, 5, 1), 2.0), (dt.date(2021, 6, 1), 5.0)))
    given = [frozenset({course, ("home", field, 2)}) for field in ("swings", "count")]
    (line,) = lines_of([reason("a", 1, 2, figures=given[0]), reason("b", 1, 2, figures=given[1]), reason("c", 1, 2)])
    assert line.says_also == ["c."]


@pytest.mark.parametrize(
    ("others", "level"),
    [
        ([], False),
        ([{"a": 0.3, "b": 0.2, "c": 0.9}], False),
        ([{"a": 0.3, "b": 0.3, "c": 0.0}], False),
        ([{"a": 0.3, "b": 0.2, "c": 0.0}, {"a": 0.2, "b": 0.3, "c": 0.0}], True),
    ],
    ids=["no other model", "the same order", "the same weight", "one of two turns it"],
)
def test_the_first_two_are_level_where_a_model_of_other_families_turns_their_order(
    others: list[dict[str, float]], level: bool
) -> None:
    drew = lines_of([reason("a", 1), reason("b", 2), reason("c", 3)])
    assert are_level(drew, others) == level
    assert not are_level(drew[:1], others)
