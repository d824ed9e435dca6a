"""True neglect beside recorded neglect, by year and by how much a child is watched."""

from __future__ import annotations

import pandas as pd

from neglect_triage.study.recorded_and_true import recorded_and_true

MONTHS = pd.date_range("2020-01-01", "2020-12-01", freq="MS")


def months(child: str, neglected: int, number: int = 12) -> pd.DataFrame:
    """Return a child's year, so many months of it in neglect."""
    return pd.DataFrame(
        {"child_id": child, "month": MONTHS[:number], "in_neglect": [place < neglected for place in range(number)]}
    )


def appointments(child: str, number: int) -> pd.DataFrame:
    days = MONTHS[:number]
    return pd.DataFrame({"child_id": child, "event_type": "appointment", "event_date": days})


TRUTH = pd.concat([months("a", 6), months("b", 5), months("c", 12), months("d", 12, 11)])
EVENTS = pd.concat([appointments("a", 1), appointments("b", 2), appointments("c", 3)])
RECORDED = pd.DataFrame(
    {"child_id": ["a", "a", "b", "c"], "day": pd.to_datetime(["2020-02-01", "2020-03-01", "2020-04-01", "2021-01-01"])}
)


def test_a_child_is_neglected_in_half_a_year_and_more_and_years_that_are_not_whole_do_not_count() -> None:
    (year,) = recorded_and_true(TRUTH, RECORDED, EVENTS)["by_year"]
    assert year == {"year": 2020, "children": 3, "neglected": 2, "recorded": 2, "found": 1, "named_otherwise": 1}


def test_thirds_are_by_how_many_appointments_a_child_had() -> None:
    fewest, some, most = recorded_and_true(TRUTH, RECORDED, EVENTS)["by_watch"]
    assert [row["watched"] for row in (fewest, some, most)] == ["fewest", "some", "most"]
    assert [row["neglected"] for row in (fewest, some, most)] == [1, 0, 1]
    assert [row["found"] for row in (fewest, some, most)] == [1, 0, 0]
    assert [row["named_otherwise"] for row in (fewest, some, most)] == [0, 1, 0]
