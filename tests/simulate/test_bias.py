"""Bias by parameter: it reaches the group that it is meant for and nobody else, and a preset without it treats all alike."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.params import World
from neglect_triage.simulate.calibration import meant_to_be_like, names_neglect
from neglect_triage.simulate.draws import Draws
from neglect_triage.simulate.parameters import load_parameters, parameters_of
from neglect_triage.simulate.people import make_people
from neglect_triage.simulate.world import simulate

Tables = dict[str, pd.DataFrame]
BIAS = ("surveillance_disabled", "named_minority", "named_disabled", "named_affluent")
WHITE = ["white", "unknown"]
EVEN = World(seed=11, children=1200, start=dt.date(2016, 4, 1), end=dt.date(2018, 10, 1), preset="even")


@pytest.fixture(scope="module")
def even(vocabulary: Vocabulary) -> Tables:
    return simulate(EVEN, vocabulary)


@pytest.fixture(scope="module")
def named_more(vocabulary: Vocabulary) -> Tables:
    return simulate(EVEN.model_copy(update={"numbers": {"named_minority": 6.0}}), vocabulary)


def of_families(tables: Tables, white: bool) -> pd.DataFrame:
    """Return the events of the children whose recorded ethnicity is White (or not known), or those of the others."""
    children = tables["protected"].loc[tables["protected"]["ethnicity"].isin(WHITE) == white, "child_id"]
    return tables["events"][tables["events"]["child_id"].isin(children)].reset_index(drop=True)


def naming_neglect(tables: Tables, white: bool) -> float:
    """Return the share of the assessments about them that name neglect (factor 16A)."""
    events = of_families(tables, white)
    ended = events.loc[events["event_type"] == "assessment_end", "event_id"]
    codes = tables["event_codes"]
    return float(ended.isin(codes.loc[codes["code"] == "16A", "event_id"]).mean())


def test_a_bias_for_one_group_changes_no_record_of_the_other_families(even: Tables, named_more: Tables) -> None:
    pd.testing.assert_frame_equal(of_families(named_more, white=True), of_families(even, white=True))
    pd.testing.assert_frame_equal(named_more["truth"], even["truth"])


def test_decisions_about_the_group_name_neglect_at_the_same_need(even: Tables, named_more: Tables) -> None:
    assert naming_neglect(even, white=False) < 0.5
    assert naming_neglect(named_more, white=False) > 0.8
    plans = of_families(named_more, white=False).query("event_type == 'cp_plan_start'")
    assert names_neglect(plans).all()
    codes = [set(zip(of["event_codes"]["event_id"], of["event_codes"]["code"], strict=True)) for of in (even, named_more)]
    others = set(of_families(even, white=True)["event_id"])
    assert {one for one in codes[0] if one[0] in others} == {one for one in codes[1] if one[0] in others}


@pytest.mark.parametrize(
    ("number", "group"),
    [
        ("named_minority", lambda people: ~np.isin(people.ethnicity, WHITE)),
        ("named_disabled", lambda people: people.disability == "yes"),
        ("named_affluent", lambda people: people.quintile >= 4),
    ],
)
def test_each_number_reaches_its_own_group(number: str, group: object) -> None:
    p = parameters_of(EVEN.model_copy(update={"numbers": {number: 0.5}}))
    people = make_people(p, Draws(1, 0, "people"), 500, 1000)
    assert callable(group)
    np.testing.assert_array_equal(people.named, np.where(group(people), 0.5, 0.0))


def test_more_watched_children_are_seen_in_the_stated_proportion() -> None:
    usual, watched = (
        make_people(parameters_of(EVEN.model_copy(update={"numbers": numbers})), Draws(1, 0, "people"), 500, 1000)
        for numbers in ({}, {"surveillance_disabled": np.log(2)})
    )
    times = watched.visibility / usual.visibility
    np.testing.assert_allclose(times, np.where(usual.disability == "yes", 2.0, 1.0))


def test_in_the_even_world_nothing_hangs_on_a_group(vocabulary: Vocabulary) -> None:
    people = make_people(parameters_of(EVEN), Draws(1, 0, "people"), 4000, 1000)
    assert not people.named.any()
    assert not people.affluent_neglect.any()
    log = np.log(people.visibility)
    for group in (~np.isin(people.ethnicity, WHITE), people.disability == "yes", people.quintile == 5, people.sex == "female"):
        assert abs(log[group].mean() - log[~group].mean()) < 0.1


def test_the_default_world_holds_no_bias_by_parameter() -> None:
    p = load_parameters()
    assert [p[name] for name in BIAS] == [0] * len(BIAS)


def test_only_worlds_without_a_bias_by_parameter_are_held_to_published_figures() -> None:
    assert meant_to_be_like(EVEN.model_copy(update={"preset": "default"}))
    assert not meant_to_be_like(EVEN)
    assert not meant_to_be_like(EVEN.model_copy(update={"preset": "default", "numbers": {"named_minority": 1.0}}))


def test_a_number_that_the_world_does_not_have_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="named_minority"):
        parameters_of(EVEN.model_copy(update={"numbers": {"named_minorty": 1.0}}))
