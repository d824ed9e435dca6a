"""Periods of coverage are joined to runs of days, and days are counted in them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from neglect_triage.features.engine.observed import covered_runs, days_covered_before
from tests.features.chronologies import Row, covered, frames

FIRST = dt.date(1970, 1, 1)


def runs(*periods: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    rows: list[Row] = [row for a, b in periods for row in covered(FIRST + dt.timedelta(a), FIRST + dt.timedelta(b))]
    return covered_runs(frames({"coverage": rows})["coverage"], ("health",))


@pytest.mark.parametrize(
    ("periods", "joined"),
    [
        ([], []),
        ([(3, 5)], [(3, 5)]),
        ([(8, 9), (3, 5)], [(3, 5), (8, 9)]),
        ([(3, 5), (5, 7)], [(3, 7)]),
        ([(3, 9), (4, 5), (8, 12)], [(3, 12)]),
        ([(3, 3), (6, 7)], [(6, 7)]),
    ],
    ids=["none", "one", "two apart", "touching", "overlapping", "one without a day"],
)
def test_periods_are_joined(periods: list[tuple[int, int]], joined: list[tuple[int, int]]) -> None:
    assert list(zip(*(side.tolist() for side in runs(*periods)), strict=True)) == joined


def test_days_are_counted_up_to_but_not_with_a_day() -> None:
    begin, end = runs((3, 5), (8, 9))
    assert days_covered_before(begin, end, 2, 10).tolist() == [0, 0, 1, 2, 2, 2, 2, 3, 3]
    assert days_covered_before(begin, end, 4, 9).tolist() == [0, 1, 1, 1, 1, 2]
