"""Those who stayed stand for those who left: weights that can be counted by hand, and that undo what leaving hides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.sensitivity.censoring import censoring_weights

DAY = pd.Timestamp("2020-01-01")
NO_MOVES = pd.DataFrame({"child_id": pd.Series([], dtype="str"), "event_date": pd.Series([], dtype="datetime64[s]")})


def point(outcome: list[float | None]) -> pd.DataFrame:
    """Points of one day about as many children, with the days until the outcome."""
    days = pd.to_timedelta(pd.Series(outcome, dtype=float), unit="D")
    ids = [f"c{k}" for k in range(len(outcome))]
    return pd.DataFrame({"child_id": ids, "as_of": DAY, "outcome_date": DAY + days, "label": days.notna().astype(float)})


def children(number: int, born: str = "2012-06-01", **deaths: str) -> pd.DataFrame:
    ids = [f"c{k}" for k in range(number)]
    died = pd.to_datetime([deaths.get(name, "") for name in ids])
    return pd.DataFrame({"child_id": ids, "birth_month": pd.Timestamp(born), "death_month": died})


def moved(**days: int) -> pd.DataFrame:
    return pd.DataFrame({"child_id": list(days), "event_date": [DAY + pd.Timedelta(days=day) for day in days.values()]})


def test_where_nobody_leaves_everybody_weighs_one() -> None:
    found = censoring_weights(point([None, 10, 300, None]), children(4), NO_MOVES, 365)
    assert found.weights.tolist() == [1] * 4
    assert sum(found.left.values()) == 0


def test_those_who_stay_weigh_for_one_who_moves_from_that_day_on() -> None:
    found = censoring_weights(point([None, 10, 300, None]), children(4), moved(c0=100), 365)
    assert np.isnan(found.weights[0])
    assert found.weights[1:].tolist() == pytest.approx([1, 1.5, 1.5])  # 3 were there on day 100, and 2 stayed
    assert found.left == {"18th birthday": 0, "death": 0, "move to another area": 1}


def test_one_whose_outcome_came_first_did_not_leave() -> None:
    found = censoring_weights(point([10, None]), children(2), moved(c0=100), 365)
    assert found.weights.tolist() == [1, 1]


def test_a_move_before_the_point_or_after_the_horizon_is_none() -> None:
    found = censoring_weights(point([None, None]), children(2), moved(c0=-5, c1=400), 365)
    assert found.weights.tolist() == [1, 1]


def test_birthdays_and_deaths_end_follow_up() -> None:
    found = censoring_weights(point([None] * 3), children(3, "2002-04-01", c2="2020-02-01"), NO_MOVES, 365)
    assert np.isnan(found.weights).all()
    assert found.left == {"18th birthday": 2, "death": 1, "move to another area": 0}


def test_ages_are_weighted_apart() -> None:
    both = children(4)
    both.loc[2:, "birth_month"] = pd.Timestamp("2019-06-01")
    found = censoring_weights(point([None] * 4), both, moved(c0=50), 365)
    assert found.weights[1:].tolist() == [2, 1, 1]


def test_weights_undo_what_leaving_hides() -> None:
    """Half of the children leave on a day at random; counting what was seen loses outcomes, weighting brings them back."""
    draw = np.random.default_rng(1)
    number = 20_000
    outcome = np.where(draw.random(number) < 0.3, draw.integers(1, 366, number), np.nan)
    leaves = np.where(draw.random(number) < 0.5, draw.integers(1, 366, number), 999)
    seen = np.where(outcome <= leaves, outcome, np.nan)
    points = point(list(seen))
    moves = moved(**{f"c{k}": int(day) for k, day in enumerate(leaves) if day < 999})
    found = censoring_weights(points, children(number), moves, 365)
    stayed = ~np.isnan(found.weights)
    weighted = np.average(points["label"][stayed], weights=found.weights[stayed])
    assert points["label"].mean() < 0.25
    assert weighted == pytest.approx(0.3, abs=0.015)
