"""The truth by its definitions, on pasts small enough to count by hand; and worlds in which one rule is switched off."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.params import World
from neglect_triage.simulate.parameters import parameters_of
from neglect_triage.simulate.truth import PARTS, Past, drivers, months_in_neglect, neglect_follows, poor_days
from neglect_triage.simulate.world import simulate

Tables = dict[str, pd.DataFrame]
EDGES = np.cumsum([0, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31]).tolist()
HOME = PARTS.index("usual")


def past_of(care: list[float]) -> Past:
    """The past of one child, whose usual care is one number in each month."""
    past = Past(EDGES[: len(care) + 1], below=-1.5, below_days=90, of_days=180)
    for value in care:
        parts = np.zeros((len(PARTS), 1))
        parts[HOME] = value
        past.parts.append(parts)
        past.living.append(np.ones(1, dtype=bool))
    return past


@given(st.lists(st.booleans(), min_size=1, max_size=14), st.data())
def test_neglect_is_poor_care_on_90_of_180_days_counted_day_by_day(poor_months: list[bool], data: st.DataObject) -> None:
    past = past_of([-2.0 if poor else 0.0 for poor in poor_months])
    poor, end = poor_days(past), past.edges[-1]
    daily = [poor_months[np.searchsorted(EDGES, day, side="right") - 1] for day in range(end)]
    neglected = [sum(daily[max(0, day - 179) : day + 1]) >= 90 for day in range(end)]
    everyone = np.zeros(end, dtype=np.int64)
    assert poor.in_neglect(everyone, np.arange(end)).tolist() == neglected
    monthly = months_in_neglect(poor)[:, 0]
    assert monthly.tolist() == [any(neglected[a:b]) for a, b in zip(past.edges[:-1], past.edges[1:], strict=True)]
    day = data.draw(st.integers(0, end - 1))
    follows = neglect_follows(poor, months_in_neglect(poor), np.zeros(1, dtype=np.int64), np.array([day]), 365)
    assert follows.tolist() == [any(neglected[day + 1 : day + 366])]


def test_the_driver_is_the_part_whose_removal_lowers_the_risk_most() -> None:
    past = past_of([-0.5] * 14)
    for month, parts in enumerate(past.parts):
        parts[PARTS.index("substance_use")] = -0.8 if month < 4 else 0
        parts[PARTS.index("help")] = 0.4
    risk, driver, by = drivers(past, lambda need: np.exp(need), np.array([0, 0]), np.array([40, 200]), 12)
    first = 3 * np.exp(0.9) + 9 * np.exp(0.1)
    without = 3 * np.exp(0.1) + 9 * np.exp(0.1)
    assert driver.tolist() == ["usual", "usual"], "more months of less outweigh three months of much"
    assert risk[0] == pytest.approx(first, rel=1e-5)
    assert by[0] > first - without
    _, driver, by = drivers(past, lambda need: (need > 0.5).astype(float), np.array([0, 0]), np.array([40, 200]), 12)
    assert driver.tolist() == ["substance_use", "none"] or driver.tolist() == ["usual", "none"]
    assert by.tolist() == [3.0, 0.0]


def test_the_driver_lowers_the_risk_in_the_world_and_is_a_part_of_care(simulated: Tables) -> None:
    truth = simulated["truth_contacts"]
    assert set(truth["driver"]) <= {*PARTS, "none"}
    assert (truth["lowers_by"] <= truth["risk"] + 1e-9).all()
    assert ((truth["driver"] == "none") == (truth["lowers_by"] == 0)).all()
    assert truth["driver"].nunique() > 4


def test_the_truth_of_contacts_has_each_contact_day_and_is_silent_beyond_the_end(simulated: Tables, place: World) -> None:
    events, truth = simulated["events"], simulated["truth_contacts"]
    contacts = events[events["event_type"] == "contact"].drop_duplicates(["child_id", "event_date"])
    born = truth.merge(contacts, left_on=["child_id", "date"], right_on=["child_id", "event_date"])
    assert len(born) == len(truth)
    assert 0.9 < len(truth) / len(contacts) < 1
    late = truth["date"] + pd.Timedelta(days=365) >= pd.Timestamp(place.end)
    assert (truth["neglect_follows"].isna() == late).all()
    assert truth.loc[~late & truth["in_neglect"], "neglect_follows"].mean() > 0.9


@pytest.fixture(scope="module")
def without_rule(place: World, vocabulary: Vocabulary) -> Tables:
    return simulate(place.model_copy(update={"three_contacts_rule": False}), vocabulary)


def told(events: pd.DataFrame) -> pd.DataFrame:
    """What was recorded, without the names of rows, which number all rows of a block."""
    columns = ["child_id", "event_type", "event_date", "known_date", "shared_date", "agency", "outcome", "value", "spell_id"]
    return events[columns].sort_values(columns).reset_index(drop=True)


def test_without_the_rule_nothing_changes_for_families_that_never_had_three_contacts(
    simulated: Tables, without_rule: Tables
) -> None:
    stays = simulated["households"].query("kind == 'private'")
    contacts = simulated["events"].query("event_type == 'contact'").drop_duplicates(["child_id", "event_date"])
    dates = contacts.sort_values(["child_id", "event_date"]).groupby("child_id")["event_date"]
    reached = contacts.loc[(contacts["event_date"] - dates.shift(2) < pd.Timedelta(days=365)).to_numpy(), "child_id"]
    touched = set(reached)
    for _ in range(3):
        homes = stays.loc[stays["child_id"].isin(touched), "household_id"]
        touched |= set(stays.loc[stays["household_id"].isin(homes), "child_id"])
    kept, other = (tables["events"][~tables["events"]["child_id"].isin(touched)] for tables in (simulated, without_rule))
    assert len(kept) > 1000
    pd.testing.assert_frame_equal(told(kept), told(other))


def test_without_the_rule_fewer_contacts_become_referrals(simulated: Tables, without_rule: Tables) -> None:
    kinds = [tables["events"]["event_type"].value_counts() for tables in (simulated, without_rule)]
    assert kinds[1]["referral"] / kinds[1]["contact"] < kinds[0]["referral"] / kinds[0]["contact"]
    outcomes = without_rule["events"].query("event_type == 'contact_decision'")["outcome"]
    assert "assessment" not in set(outcomes)


def test_in_the_null_world_care_changes_neither_contacts_nor_decisions(place: World, vocabulary: Vocabulary) -> None:
    null = simulate(place.model_copy(update={"preset": "null", "children": 1200}), vocabulary)
    truth = null["truth_contacts"]
    assert set(truth["driver"]) == {"none"}
    months = null["truth"].groupby("child_id").agg(care=("care", "mean"), months=("care", "size"))
    contacts = null["events"].query("event_type == 'contact'").groupby("child_id").size().reindex(months.index, fill_value=0)
    poorer = months["care"] < months["care"].median()
    rate = [contacts[half].sum() / months.loc[half, "months"].sum() for half in (poorer, ~poorer)]
    assert rate[0] == pytest.approx(rate[1], rel=0.15)


def test_presets_change_numbers_that_there_are() -> None:
    world = World(seed=1, children=1, start=dt.date(2020, 1, 1), end=dt.date(2021, 1, 1))
    default, null = (parameters_of(world.model_copy(update={"preset": name})) for name in ("default", "null"))
    assert default["need_counts"] == 1
    assert null["need_counts"] == 0
    assert parameters_of(world.model_copy(update={"three_contacts_rule": False}))["rule_effect"] == 0
    assert World.model_validate({**world.model_dump(), "preset": None}).preset == "null"


def test_slopes_are_dealt_anew_among_the_kinds_of_record_that_have_one_and_nothing_else_differs() -> None:
    world = World(seed=1, children=1, start=dt.date(2020, 1, 1), end=dt.date(2021, 1, 1))
    default, dealt = (parameters_of(world.model_copy(update={"preset": name})).records.rows for name in ("default", "reshuffled"))
    before, after = ([row.slope for row in rows] for rows in (default, dealt))
    assert sorted(before) == sorted(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) > len(before) / 2
    assert [each for each in before if each <= 0] == [each for each, was in zip(after, before, strict=True) if was <= 0]
    assert [row.model_copy(update={"slope": 0}) for row in default] == [row.model_copy(update={"slope": 0}) for row in dealt]
