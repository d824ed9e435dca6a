"""Every measure means what its definition says, in examples that can be counted on the fingers."""

from __future__ import annotations

import datetime as dt
import inspect
import math
from typing import Any

import numpy as np
import pytest

from neglect_triage.features.measures import FAMILIES, FIELDS, MEASURES
from neglect_triage.features.measures.measure import READ
from neglect_triage.params import View
from tests.features import reference
from tests.features.chronologies import DAY, Row, T, appointment, chronology, covered, event, one, rated, worries


def test_every_measure_has_one_declaration_and_one_reference() -> None:
    assert len(MEASURES) == sum(len(family.MEASURES) for family in FAMILIES)
    assert MEASURES.keys() == reference.MEASURES.keys()


def test_every_measure_has_a_definition_a_unit_an_answer_without_events_and_a_phrase() -> None:
    assert [name for name, one in MEASURES.items() if not (one.means and one.unit and one.none and one.phrase)] == []


def test_every_measure_has_either_a_kernel_or_a_pass_that_computes_it() -> None:
    assert [name for name, one in MEASURES.items() if (one.kernel is None) == (one.computed_by == "kernel")] == []


def test_a_kernel_reads_only_what_the_engine_gives() -> None:
    read = {name for one in MEASURES.values() if one.kernel for name in inspect.signature(one.kernel).parameters}
    assert read <= READ.keys()


def test_every_field_of_a_sentence_belongs_to_one_measure_and_can_be_computed() -> None:
    fields = [(one, field) for one in MEASURES.values() for field in one.fields]
    assert len(FIELDS) == len(fields)
    assert [field.name for one, field in fields if not (field.figure or one.kernel)] == []


def test_what_measures_time_has_no_direction_of_risk() -> None:
    assert {name for name, one in MEASURES.items() if "undirected" in one.traits} == {"trend", "slope", "longest_gap"}


def test_values_swing_where_the_direction_changes_and_level_steps_and_rooms_of_one_day_do_not_count() -> None:
    assert one(rated(4, 2, 2, 4, 5, 1), "ratings.swings.30d") == 2
    assert one(rated(1, 2, 4, 5), "ratings.swings.30d") == 0
    rooms = [event(10 * day + room, T - (9 - day) * DAY, event_type="home_condition", value=value)
             for day in range(4) for room, value in enumerate((5, 1))]  # fmt: skip
    assert one(chronology(rooms), "ratings.swings.30d") == 0


@pytest.mark.parametrize("view", ["partnership", "hub"])
def test_without_an_event_days_since_counts_the_covered_days_since_the_last_gap(view: View) -> None:
    def silent(*periods: tuple[int, int], feature: str = "not_brought.days_since.5y") -> float:
        coverage = [row for oldest, newest in periods for row in covered(T - oldest * DAY, T - newest * DAY)]
        return one(chronology([], coverage=coverage), feature, view=view)

    assert silent((900, 0)) == 900
    assert silent((900, 400), (120, 0)) == 120
    assert silent((900, 400), (120, -30)) == 120
    assert silent((900, 400), (500, 0)) == 900
    assert silent((900, 400), (120, 0), feature="poor_ratings.days_since.30d") == 30
    # Coverage that ended before t: what is known to be quiet does not grow with the days of which nothing is known.
    assert silent((900, 400), (120, 20)) == 100
    assert silent((900, 20), feature="poor_ratings.days_since.30d") == 10
    assert silent((900, 400)) == 500


@pytest.mark.parametrize("view", ["partnership", "hub"])
def test_with_an_event_days_since_is_its_age_whatever_gaps_came_after(view: View) -> None:
    coverage = [*covered(T - 900 * DAY, T - 400 * DAY), *covered(T - 120 * DAY, T)]
    rows = chronology([appointment(1, 700)], coverage=coverage)
    assert one(rows, "not_brought.days_since.5y", view=view) == 700


def test_the_slope_is_put_per_year_and_unknown_below_two_days() -> None:
    assert one(rated(1, 2, 3), "ratings.slope.30d") == 365
    assert one(rated(2.5, 2.5, 2.5), "ratings.slope.30d") == 0
    assert math.isnan(one(rated(4), "ratings.slope.30d"))


def test_several_events_of_one_day_are_one_day() -> None:
    assert one(worries(1, 1, 30, 31), "worries.distinct_days.30d") == 2


def test_months_are_blocks_of_30_days_back_from_the_contact() -> None:
    assert one(worries(1, 30), "worries.distinct_months.61d") == 1
    assert one(worries(30, 31), "worries.distinct_months.61d") == 2
    assert one(worries(60, 61), "worries.distinct_months.61d") == 2


def test_trend_compares_equal_halves_and_leaves_out_an_odd_day() -> None:
    assert one(worries(1, 30, 31, 61), "worries.trend.61d") == 1
    assert one(worries(31, 60), "worries.trend.61d") == -2


def test_trend_is_unknown_where_a_half_is_not_covered() -> None:
    recent = covered(T - 30 * DAY, T)
    assert math.isnan(one(worries(1) | {"coverage": recent}, "worries.trend.61d"))
    assert one(worries(1) | {"coverage": covered(T - 31 * DAY, T)}, "worries.trend.61d") == 1


def test_an_event_weighs_half_after_half_a_year() -> None:
    assert one(worries(182), "worries.decayed.400d") == 0.5
    assert one(worries(1, 182, 364), "worries.decayed.400d") == np.float32(0.5 ** (1 / 182) + 0.75)


def test_events_within_28_days_are_taken_together() -> None:
    assert one(worries(1, 2, 28, 29), "worries.most_in_28_days.61d") == 3
    assert one(worries(1, 29, 57), "worries.most_in_28_days.61d") == 1


def test_a_run_of_events_ends_with_more_than_90_quiet_days() -> None:
    assert one(worries(1, 92), "worries.episodes.400d") == 1
    assert one(worries(1, 93), "worries.episodes.400d") == 2


def test_a_rate_counts_covered_days_only() -> None:
    half = {"coverage": covered(T - 20 * DAY, T)}
    assert one(worries(5, 15), "worries.rate.30d") == np.float32(365 * 2 / 30)
    assert one(worries(5, 15, 25) | half, "worries.rate.30d") == np.float32(365 * 2 / 20)


def test_a_rate_and_a_gap_begin_with_life() -> None:
    newborn: dict[str, list[Row]] = {"children": [{"child_id": "a", "birth_month": T - 9 * DAY}]}
    assert one(worries(3, 20) | newborn, "worries.rate.30d") == np.float32(365 / 9)
    assert one(worries(3, 20) | newborn, "worries.longest_gap.30d") == 6
    unborn: dict[str, list[Row]] = {"children": [{"child_id": "a", "birth_month": T + 9 * DAY}]}
    assert one(worries() | unborn, "worries.longest_gap.30d") == 30


def test_a_gap_is_the_longest_run_of_covered_days_without_an_event() -> None:
    assert one(worries(), "worries.longest_gap.30d") == 30
    assert one(worries(30), "worries.longest_gap.30d") == 29
    assert one(worries(4, 10), "worries.longest_gap.30d") == 20
    holed = {"coverage": covered(T - 30 * DAY, T - 20 * DAY) + covered(T - 18 * DAY, T)}
    assert one(worries(19, 5) | holed, "worries.longest_gap.30d") == 13


def test_events_are_counted_from_the_day_after_the_other() -> None:
    contact = event(50, T - 10 * DAY, event_type="contact")
    assert one(chronology([*worries(12, 10, 9, 1)["events"], contact]), "concerns.count_since_contacts.400d") == 2
    assert one(worries(12, 10), "concerns.count_since_contacts.400d") == 2


def test_events_since_something_that_is_not_recorded_here_are_unknown() -> None:
    coverage = covered(dt.date(2019, 1, 1), T, leave_out=("contacts",))
    assert math.isnan(one(worries(12) | {"coverage": coverage}, "concerns.count_since_contacts.400d"))


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ([(50, None)], [], 50),
        ([(50, None)], [(20, None)], 0),
        ([(50, None)], [(50, None)], 50),
        ([(50, "s")], [(50, "s")], 0),
        ([(50, "s")], [(20, "u")], 50),
        ([(50, "s"), (30, "u")], [(20, "u")], 50),
        ([(50, "s"), (30, None)], [(40, "s")], 30),
        ([(50, "s")], [(20, None)], 0),
    ],
    ids=["open", "ended", "begun anew that day", "ended that day", "another ended", "an earlier one is open",
         "a later one is open", "ended by one without a spell"],
)  # fmt: skip
def test_a_spell_is_open_until_it_ends(starts: list[Any], ends: list[Any], days: int) -> None:
    rows = [("cin_plan_start", *row) for row in starts] + [("cin_plan_end", *row) for row in ends]
    events = [event(n, T - ago * DAY, event_type=kind, spell_id=spell) for n, (kind, ago, spell) in enumerate(rows)]
    assert one(chronology(events), "plans.open_days_plan_ends.400d") == days


def test_kept_and_missed_alternate_from_day_to_day() -> None:
    outcomes = ["attended", "was_not_brought", "was_not_brought", "attended", "was_not_brought"]
    rows = [appointment(n, 20 - n, outcome=outcome) for n, outcome in enumerate(outcomes)]
    assert one(chronology(rows), "kept.alternations_not_brought.30d") == 3
    assert one(chronology(rows), "not_brought.alternations_appointments.30d") == 3
    same_day = [appointment(n, 5, outcome=outcome) for n, outcome in enumerate(outcomes)]
    assert one(chronology(same_day), "kept.alternations_not_brought.30d") == 0
