"""A hub looks at so many units a week: small weeks whole, ties at random, and each outcome once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.evaluation.scores import MODEL
from neglect_triage.models.evaluation.weekly import by_week
from neglect_triage.models.resampling import draw_families
from tests.models.evaluation.made import rows


def week(scores: list[float], labels: list[float]) -> pd.DataFrame:
    """Return one week of review units, each a family of its own."""
    test = rows(len(scores), 0, size=1).assign(label=labels, **{MODEL: scores})
    return test.assign(as_of=pd.Timestamp("2024-01-03")).drop(columns=["local rule", "time split"])


def test_the_figures_can_be_counted_by_hand() -> None:
    test = week([9.0, 8, 7, 1, 0], [1.0, 0, 1, 1, 0])
    found = by_week(test, draw_families(test["family"].to_numpy(), 0, 1), 3)
    model = found["ways"][MODEL]
    assert (found["weeks"], found["weeks_looked_at_whole"], found["units_looked_at"]) == (1, 0, 3)
    assert (model["precision"]["value"], model["recall"]["value"]) == (pytest.approx(2 / 3, abs=1e-4),) * 2
    assert model["lift"]["value"] == pytest.approx((2 / 3) / (3 / 5), abs=1e-4)
    assert model["number to review"]["value"] == 1.5


def test_ties_give_the_best_and_the_worst_order_beside_the_mean() -> None:
    test = week([1.0] * 4, [1.0, 0, 0, 0])
    recall = by_week(test, draw_families(test["family"].to_numpy(), 0, 1), 1)["ways"][MODEL]["recall"]
    assert (recall["worst order"], recall["value"], recall["best order"]) == (0, 0.25, 1)


def test_an_outcome_counts_once_and_is_found_if_any_of_its_points_was_looked_at() -> None:
    test = week([9.0, 8, 1, 0], [1.0, 1, 1, 0]).assign(child_id=["a", "a", "b", "c"])
    days = pd.to_datetime(["2024-03-01", "2024-03-01", "2024-04-01", ""])
    found = by_week(test.assign(outcome_date=days), draw_families(test["family"].to_numpy(), 0, 1), 1)["outcomes"]
    assert found["outcomes"] == 2
    assert found["recall"]["value"] == 0.5


def test_where_days_of_outcomes_are_not_known_nothing_is_said_of_outcomes() -> None:
    test = week([2.0, 1], [1.0, 0])
    assert by_week(test, draw_families(test["family"].to_numpy(), 0, 1), 1)["outcomes"] is None


def test_intervals_hold_the_estimate() -> None:
    test = rows(200, 60)
    found = by_week(test, draw_families(test["family"].to_numpy(), 200, 1), 3)["ways"]
    for each in found.values():
        for value in each.values():
            assert value["low"] <= value["value"] <= value["high"]
    assert np.isfinite(found[MODEL]["lift"]["value"])
