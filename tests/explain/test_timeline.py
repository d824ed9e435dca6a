"""The timeline draws every record, in a number of lanes that a person can read."""

from __future__ import annotations

import pandas as pd

from neglect_triage.explain.record import record_of
from neglect_triage.explain.timeline import MOST_LANES, MOST_LETTERS, themes_of, timeline_of
from tests.explain.small_run import VOCABULARY, chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")
AGENCIES = VOCABULARY.allowed("agency")[: MOST_LANES + 2]


def test_agencies_with_fewest_records_share_a_lane_where_there_are_too_many() -> None:
    busy, quiet = AGENCIES[:-3], AGENCIES[-3:]
    days = {**dict.fromkeys(busy, ("2021-05-01", "2021-05-09")), **dict.fromkeys(quiet, ("2021-06-01",))}
    events = [event(f"{agency}{day}", "k", day, "sign", agency=agency) for agency in AGENCIES for day in days[agency]]
    sources = sources_of(chronology(events))
    record = record_of(sources, "k", DAY)
    lanes = timeline_of(record, themes_of(record, sources), sources)["lanes"]
    assert len(lanes) == MOST_LANES
    assert all(lane["months"] == [["2021-05-01", 2, 0]] for lane in lanes[:-1])
    assert lanes[-1]["agency"].endswith((" and 1 more", " and 2 more"))
    assert lanes[-1]["months"] == [["2021-06-01", 3, 0]]


def test_a_month_counts_its_records_and_those_that_had_not_reached_the_hub() -> None:
    shared, not_shared = event("1", "k", "2021-05-01", "sign"), event("2", "k", "2021-05-20", "sign", shared_date=pd.NaT)
    older = event("3", "k", "2016-05-01", "sign")
    sources = sources_of(chronology([shared, not_shared, older]))
    record = record_of(sources, "k", DAY)
    timeline = timeline_of(record, themes_of(record, sources), sources)
    assert [lane["months"] for lane in timeline["lanes"]] == [[["2021-05-01", 2, 1]]]
    assert (timeline["records"], timeline["older"]) == (2, 1)


def test_the_agencies_of_a_lane_have_room_beside_it() -> None:
    events = [event(agency, "k", "2021-05-01", "sign", agency=agency) for agency in VOCABULARY.allowed("agency")]
    sources = sources_of(chronology(events))
    record = record_of(sources, "k", DAY)
    lanes = timeline_of(record, themes_of(record, sources), sources)["lanes"]
    single = set(VOCABULARY.words["agency"].values())
    assert all(len(lane["agency"]) <= MOST_LETTERS or lane["agency"].partition(" and ")[0] in single for lane in lanes)
