"""People's decisions compared with the model: the same share, the same contacts, and closed contacts judged by later ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from neglect_triage.fairness.figures.definitions import compared_rates
from neglect_triage.fairness.gap_changes import Grouped
from neglect_triage.fairness.human_decisions import EITHER, MODEL, PEOPLE, human_decisions
from neglect_triage.models.resampling import draw_families
from tests.fairness.made import made_rows

ROWS, GROUPS = made_rows(1500, 500)
FORWARD = np.random.default_rng(2).random(len(ROWS)) < 0.2 + 0.4 * ROWS["label"]


def found(draws: int = 20, **columns: Any) -> dict[str, Any]:
    rows = ROWS.assign(model=ROWS["score"], taken_forward=pd.array(FORWARD, "boolean"), later=0.0).assign(**columns)
    analysis = human_decisions(
        Grouped(rows, GROUPS, {"colour": "red", "seen by": "one"}, draw_families(rows["family"].to_numpy(), draws, 1))
    )
    assert analysis is not None
    return analysis


def value(analysis: dict[str, Any], way: str, metric: str) -> float:
    return float(analysis["gaps"]["all"]["ways"][way]["figures"][metric]["value"])


def test_the_model_is_read_at_the_share_that_people_took_forward() -> None:
    analysis = found()
    assert analysis["taken_forward"] == pytest.approx(FORWARD.mean(), abs=1e-4)
    assert value(analysis, MODEL, "selection_rate") == pytest.approx(value(analysis, PEOPLE, "selection_rate"), abs=1e-3)
    assert value(analysis, PEOPLE, "recall") == pytest.approx(FORWARD[ROWS["label"] == 1].mean(), abs=1e-4)


@settings(max_examples=15)
@given(some.integers(0, 10_000), some.floats(0.05, 0.9))
def test_either_finds_no_less_than_each_and_picks_no_more_than_both(seed: int, share: float) -> None:
    forward = np.random.default_rng(seed).random(len(ROWS)) < share
    analysis = found(0, taken_forward=pd.array(forward, "boolean"))
    for metric in ("selection_rate", "recall", "false_positive_rate"):
        each = [value(analysis, way, metric) for way in (PEOPLE, MODEL)]
        assert max(each) <= value(analysis, EITHER, metric) <= sum(each) + 2e-4


def test_contacts_without_a_decision_are_left_out_and_counted() -> None:
    decided = pd.array(FORWARD, "boolean")
    decided[:100] = pd.NA
    analysis = found(taken_forward=decided)
    assert analysis["without_decision"] == 100
    assert analysis["contacts"] == len(ROWS) - 100
    assert analysis["taken_forward"] == pytest.approx(FORWARD[100:].mean(), abs=1e-4)


def test_the_closed_are_judged_by_what_came_through_a_later_contact() -> None:
    """The label of a closed contact follows from analysis being closed: it is not read there at all."""
    later = np.where(FORWARD, np.nan, (np.arange(len(ROWS)) % 5 == 0).astype(float))
    analysis, other = found(later=later), found(later=later, label=1 - ROWS["label"])
    closed = analysis["closed"]
    assert closed == other["closed"]
    assert closed["contacts"] == int((~FORWARD).sum())
    assert closed["came_back"] == int(np.nansum(later))
    assert list(closed["gaps"]["all"]["ways"]) == [MODEL]


def test_closed_contacts_that_were_not_followed_up_are_no_negatives() -> None:
    later = np.where(np.arange(len(ROWS)) < 700, np.nan, 0.0)
    assert found(later=later)["closed"]["contacts"] == int((~FORWARD[700:]).sum())


def test_a_gap_of_people_alone_is_found_and_is_not_the_models() -> None:
    red = GROUPS["colour"]["red"]
    forward = np.where(red, ROWS["label"] == 1, (ROWS["label"] == 1) & (np.arange(len(ROWS)) % 3 == 0))
    analysis = found(100, taken_forward=pd.array(forward, "boolean"))
    green = next(row for row in analysis["gaps"]["groups"]["colour"] if row["name"] == "green")
    people = green["ways"][PEOPLE]["differences"]["recall"]
    assert people["high"] < -0.4
    assert green["changes"][MODEL]["differences"]["recall"]["low"] > 0.2
    assert set(green["ways"][PEOPLE]["figures"]) == set(compared_rates())


def test_without_any_decision_there_is_nothing_to_tell() -> None:
    rows = ROWS.assign(model=ROWS["score"])
    drawn = draw_families(rows["family"].to_numpy(), 0, 1)
    assert human_decisions(Grouped(rows, GROUPS, {}, drawn)) is None
    empty = rows.assign(taken_forward=pd.array([pd.NA] * len(rows), "boolean"), later=0.0)
    assert human_decisions(Grouped(empty, GROUPS, {}, drawn)) is None
