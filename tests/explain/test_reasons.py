"""A sentence and the events behind it cannot disagree."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.explain.reasons import Reason, Reasons, patterns_of, reasons_of
from neglect_triage.explain.record import record_of
from neglect_triage.features.seen import day_of
from neglect_triage.wording.sentences import Count, number_word
from tests.explain.small_run import START, chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")


def reasons(
    events: list[dict[str, Any]],
    shares: dict[str, float],
    codes: list[tuple[str, str, str]] | None = None,
    born: str = "2014-01-01",
) -> Reasons:
    sources = sources_of(chronology(events, codes or [], {"k": born}))
    return reasons_of(shares, record_of(sources, "k", DAY), sources)


def only(found: Reasons) -> Reason:
    assert len(found.plain) == 1
    return found.plain[0]


def appointments(missed: int, kept: int) -> list[dict[str, Any]]:
    days = [f"2021-{4 + place // 27:02d}-{1 + place % 27:02d}" for place in range(missed + kept)]
    outcomes = ["was_not_brought"] * missed + ["attended"] * kept
    return [event(f"a{place}", "k", day, "appointment", outcome=outcomes[place]) for place, day in enumerate(days)]


@pytest.mark.parametrize(
    ("missed", "kept", "says"),
    [
        (1, 0, "Not brought to the only health appointment in the 12 months before this contact."),
        (1, 4, "Not brought to one of five health appointments in the 12 months before this contact."),
        (2, 0, "Not brought to both health appointments in the 12 months before this contact."),
        (5, 2, "Not brought to five of seven health appointments in the 12 months before this contact."),
        (12, 0, "Not brought to all 12 health appointments in the 12 months before this contact."),
    ],
)
def test_a_sentence_is_grammatical_for_one_and_many(missed: int, kept: int, says: str) -> None:
    assert only(reasons(appointments(missed, kept), {"was_not_brought": 0.5})).says == says


def test_a_sentence_quotes_ratings_as_recorded_in_the_order_of_their_days() -> None:
    rated = [
        event(f"h{month}", "k", f"2021-0{month}-01", "home_condition", value=value) for month, value in ((4, 5), (2, 2), (5, 3))
    ]
    found = only(reasons(rated, {"home_conditions": 1.0}))
    assert found.says == (
        "Home conditions were rated three times in the five years before this contact: "
        "2 in February 2021, 5 in April 2021 and 3 in May 2021 (1 best, 5 worst)."
    )


def test_a_sentence_counts_agencies_not_records() -> None:
    signs = [event(f"s{n}", "k", f"2021-05-0{n}", "sign", agency=agency) for n, agency in enumerate(["school", "gp", "gp"], 1)]
    found = only(reasons(signs, {"worries": 1.0}))
    assert found.says == "Two agencies noted a worry in the 12 months before this contact (three records in all)."


def test_one_rating_is_said_with_its_month() -> None:
    found = only(reasons([event("h", "k", "2021-04-01", "home_condition", value=4)], {"home_conditions": 1.0}))
    assert (
        found.says == "Home conditions were rated once in the five years before this contact: 4 in April 2021 (1 best, 5 worst)."
    )


def test_nothing_is_said_where_everything_was_followed() -> None:
    found = reasons(
        [event("a", "k", "2021-04-01", "assessment_end"), event("h", "k", "2021-05-01", "home_condition", value=3)],
        {"assessments_since_home_rated": 1.0},
    )
    assert found.plain == []
    assert [each.how for each in found.contrary] == ["no sentence"]


def test_a_sentence_on_what_followed_nothing_cites_what_came_after_the_last_answer() -> None:
    events = [event(f"s{month}", "k", f"2021-0{month}-01", "sign") for month in (4, 6, 7)]
    found = only(reasons([*events, event("v", "k", "2021-05-01", "visit", seen="yes")], {"worries_since_seen": 1.0}))
    assert found.says == (
        "After two worries in the five years before this contact, no visit at which the child was seen is recorded."
    )
    assert found.events["event_id"].tolist() == ["s6", "s7"]


def test_a_sentence_on_this_child_beside_others_cites_the_records_of_both() -> None:
    home = {"household_id": "h", "start": START, "known_date": START, "kind": "private"}
    made = chronology(
        [event("1", "k", "2021-04-01", "sign"), *(event(f"o{n}", "other", f"2021-0{n}-01", "sign") for n in (5, 6, 7))],
        born={"k": "2014-01-01"},
        stays=[home | {"child_id": "k"}, home | {"child_id": "other"}],
    )
    sources = sources_of(made)
    found = only(reasons_of({"worries_about_this_child": 1.0}, record_of(sources, "k", DAY), sources))
    assert found.says.startswith(
        "One worry about this child in the 12 months before this contact, and three about other children"
    )
    assert found.events["event_id"].tolist() == ["1", "o5", "o6", "o7"]


def test_where_the_contact_came_from_is_context_and_no_line() -> None:
    found = reasons([event("c", "k", DAY, "contact", agency="police")], {"from_police_today": 0.2})
    assert (found.plain, [reason.says for reason in found.context]) == ([], ["The contact came from the police."])


def test_the_days_own_contact_is_said_of_the_contact_itself() -> None:
    today = [event("c", "k", DAY, "contact", concern="neglect")]
    found = only(reasons(today, {"neglect_named_today": 0.2}))
    assert found.says == "The contact itself names neglect."
    assert found.events["event_id"].tolist() == ["c"]


def test_nothing_recorded_is_said_with_the_last_event_before_and_the_start_of_records() -> None:
    found = only(reasons([event("v", "k", "2016-06-01", "visit", seen="alone")], {"visits": 0.4}))
    assert found.absent
    assert found.says == (
        "No visit at which the child was seen is recorded in the 12 months before this contact. "
        "The last one recorded was on 1 June 2016. Records of this kind are held from 1 April 2016."
    )
    assert found.events["event_id"].tolist() == ["v"]


def test_nothing_ever_recorded_names_no_last_event() -> None:
    found = only(reasons([], {"assessments": 0.4}))
    assert found.says == (
        "No assessment is recorded in the 12 months before this contact. Records of this kind are held from 1 April 2016."
    )


def test_a_window_that_reaches_back_before_birth_is_put_as_since_birth() -> None:
    found = only(reasons(appointments(2, 2), {"was_not_brought": 0.4}, born="2021-11-01"))
    assert found.says == "Not brought to two of four health appointments since birth."


def test_outside_coverage_nothing_is_said_of_absence() -> None:
    made = chronology([], born={"k": "2014-01-01"})
    sources = sources_of(made | {"coverage": made["coverage"][made["coverage"]["table"] != "assessments"]})
    assert reasons_of({"assessments": 0.4}, record_of(sources, "k", DAY), sources) == Reasons([], [])


def test_before_birth_nothing_is_said_of_absence() -> None:
    assert reasons([], {"visits": 0.4}, born="2022-06-01").plain == []


def against(found: Reasons) -> list[tuple[str, str, int]]:
    return [(each.means, each.how, len(each.events)) for each in found.contrary]


def test_what_was_used_and_has_no_plain_sentence_is_named_where_there_is_a_record() -> None:
    found = reasons(appointments(2, 2), {"appointments": 0.3, "age": 0.2, "missing_from_home": 0.1, "was_not_brought": 0.05})
    assert [reason.indicator for reason in found.plain] == ["was_not_brought"]
    assert against(found) == [("Health appointments of the child, whatever came of them", "no sentence", 4)]


def test_a_recorded_strength_is_never_a_reason_and_one_that_raised_the_score_is_named() -> None:
    found = reasons([event("g", "k", "2022-01-01", "strength")], {"strengths": 2.0})
    assert found.plain == []
    assert against(found) == [("Recorded strengths", "good news", 1)]
    assert reasons([], {"strengths": 2.0}) == Reasons([], [])


def test_a_worry_on_record_that_took_from_the_score_is_no_reason_and_is_named() -> None:
    found = reasons(appointments(3, 0), {"was_not_brought": -0.5, "appointments": -0.5})
    assert found.plain == []
    assert against(found) == [("Appointments to which the child was not brought", "lowered", 3)]


def test_what_took_nothing_to_speak_of_or_has_no_record_is_not_named() -> None:
    assert reasons(appointments(3, 0), {"was_not_brought": -0.01, "appointments": 0.0}) == Reasons([], [])
    assert reasons([], {"was_not_brought": -0.5}) == Reasons([], [])


def test_older_records_are_said_with_the_longer_window() -> None:
    found = only(reasons([event("m", "k", "2019-01-02", "missing_start")], {"missing_from_home": 0.2}))
    assert found.says == "Missing from home once in the five years before this contact."


def turning(*outcomes: str) -> list[dict[str, Any]]:
    return [event(f"t{n}", "k", f"2021-{n + 4:02d}-01", "appointment", outcome=outcome) for n, outcome in enumerate(outcomes)]


def patterns(events: list[dict[str, Any]]) -> list[str]:
    sources = sources_of(chronology(events, [], {"k": "2014-01-01"}))
    return [pattern.says for pattern in patterns_of(record_of(sources, "k", DAY), sources)]


def test_turns_swings_and_spells_stand_in_the_records_whatever_the_model_made_of_them() -> None:
    missed, kept = "was_not_brought", "attended"
    turns = "The record switched three times between attended and missed appointments in the 12 months before this contact."
    assert patterns(turning(missed, kept, missed, kept)) == [turns]
    rated = [event(f"h{n}", "k", f"2021-0{n + 4}-01", "home_condition", value=value) for n, value in enumerate((4, 2, 5, 1))]
    assert any(says.startswith("Ratings of the home changed course twice") for says in patterns(rated))
    assert any(says.startswith("Ratings of the home switched three times between good and poor") for says in patterns(rated))


def test_a_sentence_on_turns_cites_the_records_of_both_kinds() -> None:
    sources = sources_of(chronology(turning("was_not_brought", "attended", "was_not_brought"), [], {"k": "2014-01-01"}))
    (found,) = patterns_of(record_of(sources, "k", DAY), sources)
    assert found.says.startswith("The record switched twice")
    assert found.events["event_id"].tolist() == ["t0", "t1", "t2"]


def test_what_turned_stands_before_what_was_repeated_and_the_larger_number_first() -> None:
    closed = [event(f"c{n}", "k", f"2020-0{n}-01", "contact_decision", outcome="no_consent") for n in (1, 3, 5)]
    rated = [event(f"h{n}", "k", f"2021-0{n + 4}-01", "home_condition", value=value) for n, value in enumerate((4, 2, 5, 1))]
    found = patterns([*closed, *rated, *turning("was_not_brought", "attended", "was_not_brought")])
    assert [says.split(" in the ")[0] for says in found if "consent" in says or "switched" in says] == [
        "Ratings of the home switched three times between good and poor",
        "The record switched twice between attended and missed appointments",
        "Three contacts or offers of help were closed",
    ]


def test_what_is_repeated_is_a_pattern_from_the_number_that_its_entry_gives() -> None:
    assert [patterns([event(f"c{n}", "k", f"2020-0{n}-01", "contact_decision", outcome="no_consent") for n in range(1, last)])
            for last in (2, 3)] == [
        [],
        ["Two contacts or offers of help were closed in the five years before this contact because consent was not given."],
    ]  # fmt: skip


def test_one_turn_is_no_pattern() -> None:
    assert patterns(turning("was_not_brought", "attended")) == []
    assert patterns([]) == []


def test_reasons_stand_with_the_heaviest_first() -> None:
    events = [
        *appointments(2, 0),
        event("p", "k", "2022-01-01", "police_notification"),
        event("m", "k", "2022-01-02", "missing_start"),
    ]
    found = reasons(events, {"was_not_brought": 0.1, "police_notifications": 0.3, "missing_from_home": 0.2})
    assert [reason.indicator for reason in found.plain] == ["police_notifications", "missing_from_home", "was_not_brought"]


KINDS = ("appointment", "police_notification", "missing_start", "contact", "visit")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(-900, 30), st.integers(0, 60), st.sampled_from(["attended", "was_not_brought"])
    ),
    max_size=12,
)
COUNTED = {"was_not_brought": "appointment", "police_notifications": "police_notification", "missing_from_home": "missing_start",
           "prior_contacts": "contact", "visits": "visit"}  # fmt: skip


@settings(max_examples=40)
@given(EVENTS)
def test_a_sentence_counts_exactly_the_events_that_it_cites(drawn: list[tuple[str, int, int, str]]) -> None:
    events = [
        event(f"e{n}", "k", DAY + pd.Timedelta(days=ago), kind, known_date=DAY + pd.Timedelta(days=ago + late), seen="yes",
              outcome=outcome if kind == "appointment" else None)
        for n, (kind, ago, late, outcome) in enumerate(drawn)
    ]  # fmt: skip
    for reason in reasons(events, dict.fromkeys(COUNTED, 1.0)).plain:
        assert set(reason.events["event_type"]) <= {COUNTED[reason.indicator]}
        assert (reason.events["event_date"] < day_of(DAY)).all()
        assert (reason.events["known_date"] < day_of(DAY)).all()
        if not reason.absent:
            assert len(reason.events) > 0
            count = len(reason.events)
            words = {number_word(count), f"{Count(count):time|times}", {1: "the only", 2: "both"}.get(count, "")}
            text = f" {reason.says[:1].lower()}{reason.says[1:]}"
            assert any(f" {word} " in text for word in words)
