"""What was knowable before a contact: a repeated pattern, in the hub's records or only with those of partners."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.explain.decisions.small_audit import DAY, contact, lines_of, worry

FOUR = (10, 60, 120, 300)


def known(*events: dict[str, Any]) -> pd.Series:
    return lines_of([contact("k1")], list(events)).iloc[0]


def by_two(**more: Any) -> list[dict[str, Any]]:
    """Worries on four days, by two agencies."""
    return [worry("k1", days, agency="fire" if days > 20 else "police", **more) for days in FOUR]


def test_worries_on_four_days_by_two_agencies_are_a_repeated_pattern() -> None:
    line = known(*by_two())
    assert (line["hub_days"], line["hub_agencies"], line["knowledge"]) == (4, 2, "hub")


def test_three_days_are_none_and_four_days_by_one_agency_are_none() -> None:
    assert known(*by_two()[1:])["knowledge"] == "neither"
    assert known(*[worry("k1", days) for days in FOUR])["knowledge"] == "neither"


def test_two_worries_of_one_day_count_as_one_day() -> None:
    line = known(*by_two()[1:], worry("k1", 60) | {"event_id": "again", "agency": "gp"})
    assert (line["partnership_days"], line["partnership_agencies"]) == (3, 2)


def test_what_never_reached_the_hub_is_known_to_partners_only() -> None:
    line = known(*by_two(shared_date=pd.NaT))
    assert (line["hub_days"], line["partnership_days"], line["knowledge"]) == (0, 4, "partners")


def test_what_reached_the_hub_on_the_day_of_the_contact_was_not_yet_there() -> None:
    assert known(*by_two(shared_date=DAY))["knowledge"] == "partners"
    assert known(*by_two(shared_date=DAY - pd.Timedelta(days=1)))["knowledge"] == "hub"


@pytest.mark.parametrize(("days_before", "counted"), [(365, 1), (366, 0), (1, 1), (0, 0), (-1, 0)])
def test_the_window_is_the_365_days_before_the_contact(days_before: int, counted: int) -> None:
    assert known(worry("k1", days_before))["partnership_days"] == counted


def test_a_worry_about_the_household_counts_for_every_child_who_lived_there() -> None:
    stays = [
        {"child_id": child, "household_id": "h", "start": pd.Timestamp("2019-01-01"), "known_date": pd.Timestamp("2019-01-01"),
         "kind": "private"}
        for child in ("k1", "k2")
    ]  # fmt: skip
    events = [worry("k2", 30, scope="household"), worry("k2", 40)]
    assert lines_of([contact("k1")], events, stays)["partnership_days"].tolist() == [1]


def test_a_record_that_was_taken_back_before_the_contact_does_not_count() -> None:
    first = worry("k1", 30)
    back = worry("k1", 20) | {"event_type": "withdrawn", "replaces": first["event_id"]}
    assert known(first)["partnership_days"] == 1
    assert known(first, back)["partnership_days"] == 0
