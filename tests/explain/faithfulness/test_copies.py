"""A copy of what was visible has the features of the child itself, and records taken out or put in are all that differs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from neglect_triage.explain.faithfulness.copies import copy_of, features_of_copies, with_one_more
from neglect_triage.explain.record import Record, record_of
from tests.explain.small_run import CATALOGUE, chronology, event, small_features, small_points, small_sources, sources_of

NAMES = [feature.name for feature in CATALOGUE.features]
DAY = pd.Timestamp("2022-03-10")


def records() -> list[Record]:
    points = small_points()
    return [record_of(small_sources(), child, day) for child, day in zip(points["child_id"], points["as_of"], strict=True)]


def test_a_whole_copy_has_the_features_of_the_child_to_the_bit() -> None:
    found = features_of_copies([copy_of(record) for record in records()], small_sources(), "partnership")
    assert any(record.seen.sibling.any() for record in records())
    assert any((~record.seen.own & ~record.seen.sibling).any() for record in records())
    np.testing.assert_array_equal(found[NAMES].to_numpy(), small_features()[NAMES].to_numpy())


def test_records_taken_out_are_counted_no_more_and_nothing_else_changes() -> None:
    events = [event(f"p{n}", "k", f"2021-05-0{n}", "police_notification") for n in range(1, 4)]
    sources = sources_of(chronology([*events, event("m", "k", "2021-06-01", "missing_start")], born={"k": "2014-01-01"}))
    record = record_of(sources, "k", DAY)
    two = record.seen.row[:2]
    copies = [copy_of(record), copy_of(record, without=two), copy_of(record, only=two), copy_of(record, only=np.array([], int))]
    found = features_of_copies(copies, sources, "partnership")
    assert found["police_notifications.count.365d"].tolist() == [3, 1, 2, 0]
    assert found["missing_from_home.count.365d"].tolist() == [1, 1, 0, 0]


def test_a_record_put_in_counts_from_its_moved_day() -> None:
    events = [event("p", "k", "2021-05-01", "police_notification"), event("m", "other", "2019-06-01", "missing_start")]
    sources = sources_of(chronology(events, born={"k": "2014-01-01", "other": "2014-01-01"}))
    record, row = record_of(sources, "k", DAY), int(record_of(sources, "other", DAY).seen.row[0])
    near, far = with_one_more(record, row, 900), with_one_more(record, row, 0)
    found = features_of_copies([near, far], sources, "partnership")
    assert found["missing_from_home.count.365d"].tolist() == [1, 0]
    assert found["missing_from_home.count.5y"].tolist() == [1, 1]
