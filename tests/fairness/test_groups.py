"""Which rows belong to which group: every row in one of each characteristic, and nothing known after the day counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.fairness.groups import groups_of_points, pairs_of, recorded_before

DAY = pd.Timestamp("2020-06-01")
POINTS = pd.DataFrame(
    {"point_id": ["p", "q", "r"], "child_id": ["a", "b", "a"], "as_of": [DAY, DAY, pd.Timestamp("2021-06-01")],
     "agencies": ["school;police", "", "gp"]}
)  # fmt: skip


def records(*rows: tuple[str, str, str, str, str | None]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return events (event_id, child_id, event_date, known_date, replaces), and a code that names each child a young carer."""
    events = pd.DataFrame(rows, columns=["event_id", "child_id", "event_date", "known_date", "replaces"])
    dates = {name: pd.to_datetime(events[name]) for name in ("event_date", "known_date")}
    named = events.loc[events["replaces"].isna(), "event_id"]
    return events.assign(**dates), pd.DataFrame({"event_id": named, "system": "circumstance", "code": "young_carer"})


def carers(*rows: tuple[str, str, str, str, str | None]) -> list[str]:
    return list(recorded_before(POINTS, *records(*rows), {"circumstance": ["young_carer"], "factor": ["7A"]}))


def test_a_record_counts_from_the_day_after_it_could_be_read() -> None:
    assert carers(("e", "a", "2020-05-01", "2020-05-31", None)) == ["yes", "no", "yes"]
    assert carers(("e", "a", "2020-05-01", "2020-06-01", None)) == ["no", "no", "yes"]


def test_a_record_that_was_taken_back_counts_until_then() -> None:
    told = ("e", "a", "2020-05-01", "2020-05-01", None)
    assert carers(told, ("w", "a", "2020-05-01", "2020-09-01", "e")) == ["yes", "no", "no"]


def test_other_codes_tell_nothing() -> None:
    events, codes = records(("e", "a", "2020-05-01", "2020-05-01", None))
    assert list(recorded_before(POINTS, events, codes.assign(code="other"), {"circumstance": ["young_carer"]})) == ["no"] * 3


SEX = st.sampled_from(["female", "male", "unknown"])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(SEX, st.sampled_from("12345")), min_size=3, max_size=8))
def test_every_row_is_in_one_group_of_each_characteristic_but_the_source(people: list[tuple[str, str]]) -> None:
    ids = [f"c{place}" for place in range(len(people))]
    protected = pd.DataFrame(people, index=pd.Index(ids, name="child_id"), columns=["sex", "deprivation_quintile"])
    for name in ("ethnicity", "disability", "special_needs"):
        protected[name] = "unknown"
    points = pd.DataFrame({"point_id": ids, "child_id": ids, "as_of": DAY, "agencies": "school;gp"})
    born = pd.to_datetime(["2020-09-01", *["2010-01-01"] * (len(ids) - 1)])
    children = pd.DataFrame({"child_id": ids, "birth_month": born, "area": "east"})
    events, codes = records()
    found = groups_of_points(points, protected, {"children": children, "events": events, "event_codes": codes})
    for name, its in found.items():
        expected = 2 if name == "source" else 1
        assert (np.sum(list(its.values()), axis=0) == expected).all(), name
    assert "ethnicity" not in found  # nothing is recorded of it
    assert list(found["unborn"]["yes"]) == [True] + [False] * (len(ids) - 1)
    pairs = list(pairs_of(found))
    assert all(rows.any() for _, rows in pairs)
    assert not [pair for pair, _ in pairs if {pair[0][0], pair[1][0]} == {"age", "unborn"}]
