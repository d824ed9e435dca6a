"""Rules between the records of one child: by hand where a case is telling, and against a slow reading of each rule."""

from collections.abc import Iterable

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.checks.cross_checks import warnings
from neglect_triage.chronology.checks.rule_evaluation import holds, records_in_force
from neglect_triage.chronology.checks.rules import Apart, Follows, NeverBoth, Rule
from neglect_triage.chronology.tables import empty_table
from tests.chronology.samples import vocabulary

Row = tuple[str, int, str | None]  # event type, day of the month, spell
CIN, CP = ("cin_plan_start", "cin_plan_end"), ("cp_plan_start", "cp_plan_end")


def frames(rows: Iterable[Row], child: str = "c1", **columns: list[str | None]) -> dict[str, pd.DataFrame]:
    rows = list(rows)
    events = empty_table("events").reindex(range(len(rows)))
    events = events.assign(
        event_id=[f"e{place}" for place in range(len(rows))],
        child_id=child,
        event_type=[kind for kind, _, _ in rows],
        event_date=pd.to_datetime([f"2020-01-{day:02}" for _, day, _ in rows]).astype("datetime64[s]"),
        spell_id=pd.Series([spell for _, _, spell in rows], dtype="str"),
        **{name: pd.Series(values, dtype="str") for name, values in columns.items()},
    )
    days = {"start": pd.Timestamp("2020-01-01"), "end": pd.Timestamp("2020-02-01")}
    coverage = pd.DataFrame([{"source": "s", "table": table, **days} for table in ("plans", "section_47")])
    return {"events": events, "event_codes": empty_table("event_codes"), "coverage": coverage}


def failing(tables: dict[str, pd.DataFrame], rule: Rule | str) -> list[int]:
    """The rows for which a rule, or the rule of that name, does not hold."""
    asked = warnings()[rule].rule if isinstance(rule, str) else rule
    assert asked
    held = holds(asked, records_in_force(tables, [asked], vocabulary()))
    return sorted(held.index[~held])


def test_a_plan_that_begins_on_the_day_on_which_another_ends_is_apart() -> None:
    rows = [("cp_plan_start", 1, "a"), ("cp_plan_end", 10, "a"), ("cp_plan_start", 10, "b")]
    assert failing(frames(rows), "child_protection_plans_apart") == []
    assert failing(frames([*rows[:2], ("cp_plan_start", 9, "b")]), "child_protection_plans_apart") == [2]
    assert failing(frames([rows[0], ("cp_plan_start", 20, "b")]), "child_protection_plans_apart") == [1]


def test_the_end_of_a_plan_is_that_of_its_spell_and_else_the_next() -> None:
    named = [("cp_plan_start", 1, "a"), ("cp_plan_start", 5, "b"), ("cp_plan_end", 3, "b"), ("cp_plan_end", 9, "a")]
    assert failing(frames(named), Apart(kind="apart", spell=CP)) == [1]
    nameless = [(kind, day, None) for kind, day, _ in named]
    assert failing(frames(nameless), Apart(kind="apart", spell=CP)) == []


def test_records_that_are_corrected_or_taken_back_are_left_out() -> None:
    rows = [("cp_plan_start", 1, "a"), ("cp_plan_start", 3, "b"), ("cp_plan_start", 5, "c"), ("withdrawn", 6, None)]
    assert failing(frames(rows), "child_protection_plans_apart") == [1, 2]
    mended = frames(rows, replaces=[None, None, "e0", "e1"])
    assert failing(mended, "child_protection_plans_apart") == []


def test_brothers_and_sisters_with_one_spell_identifier_are_told_apart() -> None:
    one, other = frames([("cp_plan_start", 1, "a")]), frames([("cp_plan_start", 5, "a"), ("cp_plan_end", 9, "a")], child="c2")
    both = pd.concat([one["events"], other["events"].assign(event_id=["f0", "f1"])], ignore_index=True)
    assert failing({**one, "events": both}, "child_protection_plans_apart") == []
    own = Follows(kind="follows", type="cp_plan_end", start="cp_plan_start")
    early = both.assign(event_date=both["event_date"].mask(both["event_id"] == "f1", pd.Timestamp("2020-01-03")))
    assert failing({**one, "events": early}, own) == [2]


def test_two_kinds_of_plan_open_together() -> None:
    stepped_up = [("cin_plan_start", 1, "a"), ("cin_plan_end", 5, "a"), ("cp_plan_start", 5, "b")]
    assert failing(frames(stepped_up), "one_kind_of_plan") == []
    assert failing(frames([stepped_up[0], ("cin_plan_end", 6, "a"), stepped_up[2]]), "one_kind_of_plan") == [2]
    assert failing(frames([stepped_up[2], ("cin_plan_start", 9, "a")]), "one_kind_of_plan") == [1]


def test_activity_after_a_closure_and_before_the_next_referral() -> None:
    rows = [("referral", 1, "a"), ("case_closed", 5, "a"), ("s47_start", 5, "a"), ("s47_start", 6, "a"), ("visit", 7, None)]
    assert failing(frames(rows), "nothing_after_closure") == [3]
    again = [*rows, ("referral", 8, "b"), ("icpc", 8, "b"), ("case_closed", 9, "b"), ("referral", 9, "c"), ("icpc", 20, "c")]
    assert failing(frames(again), "nothing_after_closure") == [3]
    one_of_two = [("referral", 1, "a"), ("referral", 1, "b"), ("case_closed", 2, "a"), ("icpc", 9, "b"), ("case_closed", 9, "b")]
    assert failing(frames([*one_of_two, ("icpc", 10, "b")]), "nothing_after_closure") == [5]
    assert failing(frames([("icpc", 9, "b"), ("case_closed", 10, "b")]), "nothing_after_closure") == []


def test_activity_on_a_referral_without_further_action_is_told_by_the_spell_alone() -> None:
    rows = [("referral", 1, "a"), ("referral_decision", 2, "a"), ("visit", 9, "a"), ("visit", 9, "b"), ("visit", 9, None)]
    closed = frames(rows, outcome=[None, "nfa", None, None, None])
    assert failing(closed, "nothing_after_no_further_action") == [2]
    taken_forward = frames(rows, outcome=[None, "assessment", None, None, None])
    assert failing(taken_forward, "nothing_after_no_further_action") == []
    decided_anew = frames([*rows, ("referral_decision", 5, "a")], outcome=[None, "nfa", None, None, None, "assessment"])
    assert failing(decided_anew, "nothing_after_no_further_action") == []


def test_a_plan_begins_on_the_day_of_a_conference_where_conferences_are_covered() -> None:
    rows = [("icpc", 4, None), ("cp_plan_start", 4, "a"), ("cp_plan_start", 5, "b")]
    assert failing(frames(rows), "plan_begins_at_a_conference") == [2]
    uncovered = frames(rows)
    uncovered["coverage"] = uncovered["coverage"][uncovered["coverage"]["table"] == "plans"]
    assert failing(uncovered, "plan_begins_at_a_conference") == []


def test_a_review_comes_after_the_start_of_its_own_plan() -> None:
    rows = [
        ("cp_plan_start", 1, "a"),
        ("cp_plan_start", 8, "b"),
        ("cp_review", 8, "b"),
        ("cp_review", 8, None),
        ("cp_review", 9, "b"),
    ]
    assert failing(frames(rows), "review_after_plan_start") == [2]
    assert failing(frames([("cp_review", 9, "b")]), "review_after_plan_start") == [0]


def test_factors_are_named_and_none_stands_beside_the_word_that_there_are_none() -> None:
    tables = frames([("assessment_end", day, None) for day in (1, 2, 3)])
    codes = [("e0", "16A"), ("e0", "21"), ("e1", "21"), ("e2", "original word")]
    systems = ["factor", "factor", "factor", "original"]
    tables["event_codes"] = pd.DataFrame(codes, columns=["event_id", "code"], dtype="str").assign(system=systems)
    assert failing(tables, "assessment_has_factors") == [2]
    assert failing(tables, "no_factors_stands_alone") == [1]


STARTS_AND_ENDS = st.lists(
    st.tuples(st.sampled_from([*CIN, *CP]), st.integers(1, 28), st.sampled_from([None, "a", "b"])), max_size=12
)


def spells(rows: list[Row], pair: tuple[str, str]) -> list[tuple[int, int, int]]:
    """(row, first day, day of the end) of each spell."""
    found = []
    for place, (kind, day, spell) in enumerate(rows):
        if kind == pair[0]:
            ends = [d for k, d, s in rows if k == pair[1] and (s == spell if spell else d >= day)]
            found.append((place, day, max(day, min(ends)) if ends else 1000))
    return found


@given(STARTS_AND_ENDS)
def test_overlaps_are_those_that_a_slow_reading_finds(rows: list[Row]) -> None:
    mine = sorted(spells(rows, CP), key=lambda spell: (spell[1], spell[2]))
    apart = [row for place, (row, day, _) in enumerate(mine) if any(day < end for *_, end in mine[:place])]
    assert failing(frames(rows), Apart(kind="apart", spell=CP)) == sorted(apart)
    one, other = spells(rows, CIN), spells(rows, CP)
    beside = [row for mine, each in ((one, other), (other, one)) for row, day, _ in mine if any(a <= day < b for _, a, b in each)]
    assert failing(frames(rows), NeverBoth(kind="never_both", spells=(CIN, CP))) == sorted(beside)


ACTIVITY = st.lists(
    st.tuples(st.sampled_from(["referral", "case_closed", "icpc"]), st.integers(1, 28), st.sampled_from([None, "a", "b"])),
    max_size=12,
)


@given(ACTIVITY)
def test_activity_while_nothing_is_open_is_what_a_slow_reading_finds(rows: list[Row]) -> None:
    stories = spells(rows, ("referral", "case_closed"))
    closed = [day for kind, day, _ in rows if kind == "case_closed"]
    late = [
        place
        for place, (kind, day, _) in enumerate(rows)
        if kind == "icpc" and min(closed, default=day) < day and not any(a <= day <= b for _, a, b in stories)
    ]
    assert failing(frames(rows), "nothing_after_closure") == late


DECISIONS = st.lists(
    st.tuples(st.sampled_from(["nfa", "assessment", "visit"]), st.integers(1, 28), st.sampled_from([None, "a", "b"])), max_size=12
)


@given(DECISIONS)
def test_activity_after_a_decision_is_what_a_slow_reading_finds(rows: list[Row]) -> None:
    late = []
    for place, (kind, day, spell) in enumerate(rows):
        mine = [(k, d) for k, d, s in rows if spell and s == spell]
        closed = max((d for k, d in mine if k == "nfa" and d < day), default=0)
        opened = max((d for k, d in mine if k == "assessment" and d <= day), default=0)
        if kind == "visit" and closed > opened:
            late.append(place)
    types = [("visit" if kind == "visit" else "referral_decision", day, spell) for kind, day, spell in rows]
    decided = frames(types, outcome=[None if kind == "visit" else kind for kind, _, _ in rows])
    assert failing(decided, "nothing_after_no_further_action") == late
