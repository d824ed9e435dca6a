"""Records that could be read later: working days of England, what is moved, and families that stay together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.working_days import bank_holidays
from neglect_triage.models.sensitivity.late import later_by, sample_families


def events(*days: str, basis: str = "recorded", shared: str | None = None) -> pd.DataFrame:
    known = pd.to_datetime(list(days)).astype("datetime64[s]")
    when = pd.Series(pd.to_datetime([shared or ""] * len(days)).astype("datetime64[s]"))
    return pd.DataFrame({"known_date": known, "shared_date": when, "known_basis": basis})


@pytest.mark.parametrize(
    ("day", "working_days", "later"),
    [
        ("2022-03-02", 5, "2022-03-09"),
        ("2022-04-14", 1, "2022-04-19"),  # Good Friday, a weekend and Easter Monday lie between
        ("2022-12-23", 2, "2022-12-29"),  # Christmas and its days in lieu
        ("2022-03-05", 5, "2022-03-11"),  # a Saturday counts as the Friday before
        ("2022-06-01", 1, "2022-06-06"),  # the jubilee of one year
    ],
)
def test_days_are_working_days_of_england(day: str, working_days: int, later: str) -> None:
    assert later_by(events(day), working_days)["known_date"].tolist() == [pd.Timestamp(later)]


def test_no_record_can_be_read_earlier_than_before_and_the_order_stays() -> None:
    days = pd.date_range("2021-12-01", "2022-02-01").strftime("%Y-%m-%d")
    for working_days in (1, 5, 20):
        moved = later_by(events(*days), working_days)["known_date"]
        assert (moved > pd.to_datetime(days)).all()
        assert moved.is_monotonic_increasing


def test_where_a_rule_gave_some_dates_only_those_move() -> None:
    both = pd.concat([events("2022-03-02"), events("2022-03-02", basis="rule")], ignore_index=True)
    assert later_by(both, 5)["known_date"].dt.day.tolist() == [2, 9]


def test_what_reached_the_hub_moves_too_and_what_never_did_stays_so() -> None:
    assert later_by(events("2022-03-02", shared="2022-03-03"), 5)["shared_date"].tolist() == [pd.Timestamp("2022-03-10")]
    assert later_by(events("2022-03-02"), 5)["shared_date"].isna().all()


def test_bank_holidays_reach_beyond_the_last_record() -> None:
    found = bank_holidays(events("2022-12-31")["known_date"])
    assert np.datetime64("2023-01-02") in found


def test_a_part_holds_whole_families_and_all_that_is_theirs() -> None:
    children = pd.DataFrame({"child_id": [f"c{k}" for k in range(40)]})
    homes = children.assign(household_id=[f"h{k // 2}" for k in range(40)], kind="private")
    rows = children.assign(event_id=[f"e{k}" for k in range(40)])
    codes, coverage = rows[["event_id"]], pd.DataFrame({"source": ["x"]})
    chronology = {"children": children, "households": homes, "events": rows, "event_codes": codes, "coverage": coverage}
    part = sample_families(chronology, 0.25, 1)
    kept = set(part["children"]["child_id"])
    assert len(kept) == 10
    assert all((f"c{k}" in kept) == (f"c{k + 1}" in kept) for k in range(0, 40, 2))
    assert set(part["events"]["child_id"]) == kept
    assert set(part["event_codes"]["event_id"]) == set(part["events"]["event_id"])
    assert part["coverage"] is coverage
    assert set(sample_families(chronology, 1.0, 1)["children"]["child_id"]) == set(children["child_id"])
