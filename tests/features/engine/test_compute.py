"""The engine gives what its definitions say: cell by cell the same as the reference, and never anything from the future."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neglect_triage.features.measures import MEASURES
from neglect_triage.params import View
from tests.features import reference
from tests.features.chronologies import (
    CATALOGUE,
    DAY,
    WORDS,
    Row,
    T,
    appointment,
    chronologies,
    chronology,
    computed,
    covered,
    event,
    one,
    stay,
)


class TestAgainstTheReference:
    def test_every_cell_is_what_the_definitions_say(self) -> None:
        seen: Counter[str] = Counter()

        @settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(chronologies(), st.sampled_from(get_args(View)))
        def agree(rows: dict[str, list[Row]], view: View) -> None:
            found = computed(rows, view=view).to_numpy(np.float32)
            for column, feature in enumerate(CATALOGUE.features):
                cells = [reference.cell(feature, child, T, rows, CATALOGUE, WORDS, view) for child in "abc"]
                expected = np.array(cells, np.float32)
                assert np.array_equal(found[:, column], expected, equal_nan=True), f"{feature.name}, {view} view"
                states = {"unknown": np.isnan(expected), "known": ~np.isnan(expected), "positive": expected > 0}
                for state, where in (states | {"negative": expected < 0}).items():
                    seen[f"{feature.measure} {state}"] += int(where.sum())
            seen.update(edges(rows, view))

        agree()
        wanted = {f"{name} {state}" for name in MEASURES for state in ("known", "unknown", "positive")}
        left_out = {"trend negative", "slope negative", *wanted} - {key for key, times in seen.items() if times}
        assert not left_out, f"the generator leaves out: {sorted(left_out)}"
        rare = {key: seen[key] for key in EDGES if seen[key] < 5}
        assert not rare, f"the generator hardly reaches these edges: {rare}"


EDGES = (
    "known on the day", "on the first day of a window", "the day before a window", "correction in time", "correction too late",
    "correction of a correction", "withdrawn", "same day", "the same fact twice", "through the household", "about a sibling",
    "not a sibling, in a foster home", "never shared", "shared on the day", "snapshot", "leap day", "a spell that ended",
    "a child without events", "before the month of birth", "a hole in coverage",
)  # fmt: skip


def edges(rows: dict[str, list[Row]], view: str) -> Counter[str]:
    """Count which edges a generated chronology holds."""
    events = rows["events"]
    by_id = {row["event_id"]: row for row in events}
    found: Counter[str] = Counter()
    for row in events:
        date = reference.date_in(view, row)
        replaced = by_id.get(row["replaces"] or "")
        found["known on the day"] += date == T
        found["on the first day of a window"] += row["event_date"] == T - 10 * DAY and date < T
        found["the day before a window"] += row["event_date"] == T - 11 * DAY and date < T
        found["correction in time"] += bool(replaced) and date < T
        found["correction too late"] += bool(replaced) and T <= date < dt.date.max
        found["correction of a correction"] += bool(replaced and replaced["replaces"])
        found["withdrawn"] += row["event_type"] == "withdrawn" and bool(replaced) and date < T
        found["same day"] += sum(other["event_date"] == row["event_date"] for other in events) > 1
        found["through the household"] += row["scope"] != "child" and any(
            reference.reaches(row, child, T, rows) for child in "abc" if child != row["child_id"]
        )
        found["about a sibling"] += is_about_sibling(row, rows, ["private"])
        both = is_about_sibling(row, rows, ["private", "foster"]) and not is_about_sibling(row, rows, ["private"])
        found["not a sibling, in a foster home"] += both
        found["the same fact twice"] += row["event_id"].startswith("x")
        found["a spell that ended"] += any(
            row["event_type"] == "cin_plan_start" and other["event_type"] == "cin_plan_end" and reference.ends(other, row)
            for other in events
            if other["spell_id"] and other["spell_id"] == row["spell_id"]
        )
        found["before the month of birth"] += row["child_id"] == "a" and row["event_date"] < rows["children"][0]["birth_month"]
        found["shared on the day"] += row["shared_date"] == T
        found["never shared"] += row["shared_date"] is None
        found["snapshot"] += row["is_snapshot"]
        found["leap day"] += row["event_date"] == dt.date(2024, 2, 29)
    found["a child without events"] += len({row["child_id"] for row in events}) < 3
    covered_to = sorted((row["start"], row["end"]) for row in rows["coverage"] if row["table"] == "contacts")
    found["a hole in coverage"] += len(covered_to) > 1 and covered_to[0][1] < covered_to[1][0]
    return found


def is_about_sibling(row: Row, rows: dict[str, list[Row]], kinds: list[str]) -> bool:
    """Whether a child-scope event is about somebody with whom another child lived in a household of these kinds."""
    others = [child for child in "abc" if child != row["child_id"]]
    return row["scope"] == "child" and any(reference.together(row, child, T, rows, kinds) for child in others)


class TestDefinitionsByHand:
    def test_a_window_holds_its_first_day_and_not_the_day_of_the_contact(self) -> None:
        rows = chronology([appointment(0, 10), appointment(1, 11), appointment(2, 1)])
        assert one(rows, "appointments.count.10d") == 2
        assert one(chronology([appointment(0, 0)]), "appointments.count.10d") == 0

    def test_an_event_counts_from_the_day_after_it_was_known(self) -> None:
        assert one(chronology([appointment(0, 5, known_date=T)]), "appointments.count.10d") == 0
        assert one(chronology([appointment(0, 5, known_date=T - DAY)]), "appointments.count.10d") == 1

    def test_the_hub_counts_only_what_had_reached_it(self) -> None:
        never, late = appointment(0, 5, shared_date=None), appointment(1, 5, shared_date=T)
        assert one(chronology([never, late]), "appointments.count.10d", view="hub") == 0
        assert one(chronology([never, late]), "appointments.count.10d", view="partnership") == 2

    def test_a_correction_takes_the_place_of_the_row_from_the_day_after_it_was_known(self) -> None:
        wrong = appointment(0, 8)
        in_time = appointment(1, 8, known_date=T - DAY, outcome="attended", replaces="e000")
        too_late = appointment(1, 8, known_date=T, outcome="attended", replaces="e000")
        assert one(chronology([wrong, in_time]), "not_brought.count.10d") == 0
        assert one(chronology([wrong, in_time]), "appointments.count.10d") == 1
        assert one(chronology([wrong, too_late]), "not_brought.count.10d") == 1

    def test_the_first_of_two_corrections_ends_the_row_even_where_the_second_comes_too_late(self) -> None:
        first = appointment(1, 8, known_date=T - DAY, outcome="attended", replaces="e000")
        second = appointment(2, 8, known_date=T + DAY, outcome="attended", replaces="e000")
        rows = chronology([appointment(0, 8), first, second])
        assert one(rows, "not_brought.count.10d") == 0
        assert one(rows, "appointments.count.10d") == 1

    def test_a_withdrawn_event_is_gone_and_its_withdrawal_is_no_event(self) -> None:
        rows = chronology([appointment(0, 8), event(1, T - 4 * DAY, event_type="withdrawn", replaces="e000")])
        assert one(rows, "appointments.count.10d") == 0

    def test_no_event_in_coverage_is_none_and_outside_coverage_is_unknown(self) -> None:
        inside = chronology([])
        outside = chronology([], coverage=covered(dt.date(2019, 1, 1), dt.date(2025, 1, 1), leave_out=("health",)))
        assert one(inside, "appointments.count.10d") == 0
        assert math.isnan(one(outside, "appointments.count.10d"))

    def test_a_window_is_unknown_only_if_no_day_of_it_is_covered(self) -> None:
        one_day = chronology([], coverage=covered(T - DAY, T))
        too_early = chronology([], coverage=covered(T - 60 * DAY, T - 10 * DAY))
        assert one(one_day, "appointments.count.10d") == 0
        assert math.isnan(one(too_early, "appointments.count.10d"))
        assert one(too_early, "appointments.count.30d") == 0

    def test_days_since_without_an_event_is_a_lower_bound(self) -> None:
        rows = chronology([], coverage=covered(T - 100 * DAY, T + DAY))
        assert one(rows, "not_brought.days_since.5y") == 100
        assert one(rows, "not_brought.count.5y") == 0
        assert one(chronology([]), "poor_ratings.days_since.30d") == 30

    def test_days_since_counts_from_the_latest_event(self) -> None:
        assert one(chronology([appointment(0, 9), appointment(1, 3)]), "not_brought.days_since.5y") == 3

    def test_share_of_nothing_is_unknown(self) -> None:
        assert math.isnan(one(chronology([]), "not_brought.share_of_appointments.10d"))
        rows = chronology([appointment(0, 3), appointment(1, 4, outcome="attended")])
        assert one(rows, "not_brought.share_of_appointments.10d") == 0.5

    def test_values_are_read_in_time_order_and_without_the_unrecorded(self) -> None:
        values = [(9, 5.0), (5, 1.0), (2, None)]
        rows = chronology(
            [event(i, T - ago * DAY, event_type="home_condition", value=value) for i, (ago, value) in enumerate(values)]
        )
        expected = {"count": 3, "last": 1, "mean": 3, "min": 1, "max": 5, "sum": 6}
        assert {measure: one(rows, f"ratings.{measure}.10d") for measure in expected} == expected

    def test_a_worry_is_untold_until_the_day_after_it_was_shared(self) -> None:
        rows = [event(n, T - 9 * DAY, shared_date=date) for n, date in enumerate([None, T - DAY, T, T + DAY])]
        assert one(chronology(rows), "untold.count.30d") == 3
        assert one(chronology(rows), "untold.count.30d", view="hub") == 0

    def test_a_siblings_own_events_reach_the_child_and_the_childs_own_do_not(self) -> None:
        homes = [stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY)]
        about = [event(0, T - 5 * DAY, child_id="b"), event(1, T - 5 * DAY, child_id="a"), event(2, T - 5 * DAY, child_id="c")]
        found = computed(chronology(about, households=homes), "abc")
        assert found["brothers_and_sisters.count.30d"].tolist() == [1, 1, 0]
        assert found["worries.count.30d"].tolist() == [1, 1, 1]

    def test_children_of_one_foster_home_are_not_each_others_siblings(self) -> None:
        homes = [stay("a", "h", T - 99 * DAY, kind="foster"), stay("b", "h", T - 99 * DAY, kind="foster")]
        rows = chronology([event(0, T - 5 * DAY, child_id="b")], households=homes)
        assert one(rows, "brothers_and_sisters.count.30d") == 0

    def test_a_snapshot_tells_how_recent_and_is_never_counted(self) -> None:
        rows = chronology([appointment(0, 3, is_snapshot=True)])
        assert one(rows, "not_brought.days_since.5y") == 3
        assert one(rows, "not_brought.count.5y") == 0

    def test_the_contact_itself_is_seen_with_all_its_sources_and_nothing_else_of_the_day(self) -> None:
        first = event(0, T, event_type="contact", agency="police", concern="neglect;emotional")
        second = event(1, T, event_type="contact", agency="school")
        rows = chronology([first, second, event(2, T)])
        assert one(rows, "contacts.distinct_agencies.contact") == 2
        assert one(rows, "neglect_named.count.contact") == 1
        assert one(rows, "contacts.count.30d") == 0
        assert one(rows, "worries.count.30d") == 0

    @pytest.mark.parametrize(
        ("households", "reaches"),
        [
            ([stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY)], True),
            ([stay("a", "h", T - 99 * DAY), stay("b", "k", T - 99 * DAY)], False),
            ([stay("a", "h", T - 99 * DAY), stay("b", "h", T - 4 * DAY)], False),
            ([stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY, known=T)], False),
            ([stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY, end=T - 9 * DAY)], False),
            ([stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY, end=T - 9 * DAY, end_known=T)], True),
            ([stay("a", "h", None), stay("b", "h", None)], False),
        ],
        ids=["same home", "another home", "moved in later", "known too late", "had moved out", "move not yet known", "undated"],
    )
    def test_a_household_event_reaches_who_was_known_to_live_there_on_the_day(self, households: list[Row], reaches: bool) -> None:
        rows = chronology([event(0, T - 5 * DAY, event_type="context", scope="household")], households=households)
        assert one(rows, "abuse.count.30d", "b") == reaches
        assert one(rows, "abuse.count.30d", "a") == 1

    def test_a_child_event_stays_with_the_child(self) -> None:
        homes = [stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY)]
        rows = chronology([event(0, T - 5 * DAY, event_type="context", scope="child")], households=homes)
        assert one(rows, "abuse.count.30d", "b") == 0

    def test_age_is_negative_before_an_expected_birth_and_unknown_without_a_month(self) -> None:
        children: list[Row] = [{"child_id": "a", "birth_month": dt.date(2024, 6, 1)}, {"child_id": "b", "birth_month": None}]
        ages = computed(chronology([], children=children), "ab")["age.years"]
        assert ages["a"] < 0
        assert math.isnan(ages["b"])

    def test_a_child_without_a_record_is_shown_as_having_none(self) -> None:
        assert one(chronology([]), "worries.count.30d", "c") == 0
