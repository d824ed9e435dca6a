"""What must hold of any chronology: nothing from the future, nobody else's life and no accident of form changes a feature."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neglect_triage.params import View
from tests.features import reference
from tests.features.chronologies import CATALOGUE, DAY, Row, T, chronologies, computed, delays, event, kinds

# What doubles where every fact is there twice, and what does not change. Neither: the last value where a day has several.
TIMES = ("count", "sum", "trend", "decayed", "rate", "most_in_28_days", "count_since")
LEVELS = ("days_since", "days_since_first", "distinct_agencies", "distinct_sources", "distinct_days", "distinct_months",
          "mean", "min", "max", "slope", "swings", "share_of", "longest_gap", "episodes", "open_days",
          "alternations")  # fmt: skip


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(rows=chronologies(), data=st.data(), view=st.sampled_from(get_args(View)))
def test_nothing_known_at_or_after_the_contact_changes_a_feature(
    rows: dict[str, list[Row]], data: st.DataObject, view: View
) -> None:
    before = computed(rows, view=view)
    late = [row for row in rows["events"] if reference.date_in(view, row) >= T and not is_todays_contact(row)]
    kept = [row for row in rows["events"] if row not in late]
    planted = []
    for number in range(data.draw(st.integers(0, 4), label="planted")):
        known = T + data.draw(delays) * DAY
        happened = known - data.draw(st.integers(0, 40)) * DAY
        replaces = data.draw(st.sampled_from([None, *(row["event_id"] for row in kept)]))
        kind = data.draw(kinds.filter(lambda kind: kind != "contact"))
        scope = data.draw(st.sampled_from(["child", "household"]))
        planted.append(event(900 + number, happened, known, event_type=kind, replaces=replaces, scope=scope, value=5.0))
    if view == "partnership":
        later = st.sampled_from([None, T, T + DAY])
        kept = [row | {"shared_date": data.draw(later)} if reference.date_in("hub", row) >= T else row for row in kept]
    after = computed(rows | {"events": kept + planted}, view=view)
    pd.testing.assert_frame_equal(before, after)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(rows=chronologies(), shift=st.sampled_from([1, 30, 365, -1461]))
def test_shifting_every_date_shifts_nothing(rows: dict[str, list[Row]], shift: int) -> None:
    moved = {name: [shifted(row, shift) for row in content] for name, content in rows.items()}
    ages = "age.years"
    before, after = computed(rows), computed(moved, as_of=T + shift * DAY)
    pd.testing.assert_frame_equal(before.drop(columns=ages), after.drop(columns=ages))


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(rows=chronologies())
def test_children_outside_the_household_change_nothing(rows: dict[str, list[Row]]) -> None:
    homes = {row["household_id"] for row in rows["households"] if row["child_id"] == "a"}
    near = {"a", *(row["child_id"] for row in rows["households"] if row["household_id"] in homes)}
    theirs = {row["event_id"] for row in rows["events"] if row["child_id"] in near}
    kept = [row for row in rows["events"] if row["child_id"] in near or row["replaces"] in theirs]
    pd.testing.assert_frame_equal(computed(rows, "a"), computed(rows | {"events": kept}, "a"))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(rows=chronologies(), view=st.sampled_from(get_args(View)))
def test_a_fact_that_two_sources_hold_is_counted_twice_and_otherwise_changes_nothing(
    rows: dict[str, list[Row]], view: View
) -> None:
    alone = [row for row in rows["events"] if not row["event_id"].startswith("x")]
    alone = [row | {"replaces": None} for row in alone]
    again = {"events": alone, "event_codes": rows["event_codes"]}
    again = {name: [*part, *(row | {"event_id": f"y{row['event_id']}"} for row in part)] for name, part in again.items()}
    before, after = computed(rows | {"events": alone}, view=view), computed(rows | again, view=view)
    for feature in CATALOGUE.features:
        if feature.measure in TIMES:
            pd.testing.assert_series_equal(after[feature.name], before[feature.name] * 2)
        if feature.measure in LEVELS:
            pd.testing.assert_series_equal(after[feature.name], before[feature.name])


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(rows=chronologies(), data=st.data())
def test_the_order_of_rows_and_of_points_changes_nothing(rows: dict[str, list[Row]], data: st.DataObject) -> None:
    shuffled = rows | {"events": data.draw(st.permutations(rows["events"]))}
    pd.testing.assert_frame_equal(computed(rows, "abc"), computed(shuffled, "cab").loc[list("abc")])


def is_todays_contact(row: Row) -> bool:
    return bool(row["event_type"] == "contact" and row["event_date"] == T)


def shifted(row: Row, by: int) -> Row:
    return {key: value + by * DAY if isinstance(value, dt.date) else value for key, value in row.items()}
