"""From a day on, Family Help takes the place of early help and of child in need plans; nothing else changes."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.params import World
from neglect_triage.simulate.world import simulate

DAY = pd.Timestamp("2018-01-01")
OLD = {"early_help_start", "early_help_end", "cin_plan_start", "cin_plan_end"}
GROUP = {"family_group_offered", "family_group_held"}
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def switched(vocabulary: Vocabulary) -> Tables:
    return simulate(
        World(seed=7, children=2_000, start=dt.date(2015, 4, 1), end=dt.date(2020, 4, 1), family_help_from=DAY.date()), vocabulary
    )


@pytest.fixture(scope="module")
def old(vocabulary: Vocabulary) -> Tables:
    return simulate(World(seed=7, children=2_000, start=dt.date(2015, 4, 1), end=dt.date(2020, 4, 1)), vocabulary)


def without_group_meetings(events: pd.DataFrame) -> pd.DataFrame:
    return events[~events["event_type"].isin(GROUP)]


def starts(events: pd.DataFrame) -> pd.DataFrame:
    return events[events["event_type"].isin(["early_help_start", "cin_plan_start", "family_help_start"])]


def test_help_that_begins_from_that_day_on_is_family_help_and_none_before(switched: Tables) -> None:
    begun = starts(switched["events"])
    new = begun["event_type"] == "family_help_start"
    assert new.sum() > 50
    assert (new == (begun["event_date"] >= DAY)).all()


def test_help_that_began_before_keeps_its_words_to_its_end(switched: Tables) -> None:
    events = switched["events"]
    kinds = events[events["spell_id"].notna()].groupby(["child_id", "spell_id"])["event_type"].agg(set)
    assert not [kind for kind in kinds if kind & OLD and kind & {"family_help_start", "family_help_end"}]
    late = events[(events["event_type"] == "early_help_end") & (events["event_date"] >= DAY)]
    assert len(late)


def test_the_same_things_happen_on_the_same_days_to_the_same_children(switched: Tables, old: Tables) -> None:
    columns = ["child_id", "event_date", "known_date", "shared_date", "agency"]
    before, after = (
        frame[columns].sort_values(columns, ignore_index=True)
        for frame in (old["events"], without_group_meetings(switched["events"]))
    )
    pd.testing.assert_frame_equal(before, after)
    assert len(starts(old["events"])) == len(starts(switched["events"]))


def test_decisions_from_that_day_on_lead_to_family_help(switched: Tables) -> None:
    decided = switched["events"][switched["events"]["event_type"].isin(["contact_decision", "assessment_end"])]
    later = decided["event_date"] >= DAY
    assert "family_help" not in set(decided.loc[~later, "outcome"].dropna())
    assert not {"early_help", "cin_plan"} & set(decided.loc[later, "outcome"].dropna())


def test_a_family_group_meeting_is_offered_before_care_and_held_where_it_was_accepted(vocabulary: Vocabulary) -> None:
    place = World(
        seed=7, children=2_000, start=dt.date(2015, 4, 1), end=dt.date(2020, 4, 1), family_help_from=dt.date(2015, 4, 1),
        numbers={"pre_proceedings_above": 0, "to_pre_proceedings": 0.5},
    )  # fmt: skip
    events = simulate(place, vocabulary)["events"].drop_duplicates(["child_id", "event_type", "event_date"])
    offers, held = (events[events["event_type"] == kind] for kind in ("family_group_offered", "family_group_held"))
    steps = events[events["event_type"] == "pre_proceedings"]
    assert len(offers) > 20
    assert set(offers["child_id"]) <= set(steps["child_id"])
    assert 0 < len(held) <= (offers["outcome"] == "accepted").sum()
    accepted = offers[offers["outcome"] == "accepted"].merge(held, on=["child_id", "spell_id"], suffixes=("", "_held"))
    assert set(held["child_id"]) <= set(accepted["child_id"])
    after = (accepted["event_date_held"] - accepted["event_date"]).dt.days.between(28, 30)  # 28 days, or the Monday after
    assert set(accepted.loc[after, "event_id_held"]) == set(held["event_id"])
