"""What chance gives: seldom passed where nothing changes, and passed where something does."""

from __future__ import annotations

import numpy as np
import pytest

from neglect_triage.strategy.chance import BASELINE, YEAR, course, distance_of_chance

MONTHS = 72


def drawn(seed: int, spread: float = 0.0, alike: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return counts of 400 families x months; months differ by `spread` (log odds), families by `alike`."""
    generator = np.random.Generator(np.random.PCG64(seed))
    of = generator.poisson(1.0, (400, MONTHS))
    odds = np.log(0.3 / 0.7) + spread * generator.standard_normal(MONTHS) + alike * generator.standard_normal((400, 1))
    return generator.binomial(of, 1 / (1 + np.exp(-odds))).astype(float), of.astype(float)


def alarms(pages: int, charts: int, **how: float) -> float:
    """Return the share of pages on which any chart names a change."""
    named = 0
    for page in range(pages):
        found = [course(*drawn(1000 * page + chart, **how), charts, 0.05) for chart in range(charts)]
        named += any(one is not None and one.outside.any() for one in found)
    return named / pages


@pytest.mark.parametrize("how", [{}, {"spread": 0.3}, {"alike": 1.5}])
def test_where_nothing_changes_few_pages_name_a_change(how: dict[str, float]) -> None:
    """With five charts a page; at 5 in 100, more than 12 of 100 pages have a chance of about 1 in 500."""
    assert alarms(100, 5, **how) <= 0.12


def test_a_change_that_is_large_enough_is_named_from_when_it_is_and_on_its_side() -> None:
    counted, of = drawn(5)
    counted[:, 48:] = np.minimum(counted[:, 48:] * 2, of[:, 48:])
    found = course(counted, of, 30, 0.05)
    assert found is not None
    assert found.outside[-1] == 1
    assert not found.outside[: 48 - BASELINE - YEAR + 1].any()


def test_one_family_with_many_records_is_one_piece_of_evidence() -> None:
    counted, of = drawn(6)
    plain = course(counted, of, 1, 0.05)
    of[0, 60:] += 200
    counted[0, 60:] += 200
    crowded = course(counted, of, 1, 0.05)
    assert plain is not None
    assert crowded is not None
    assert crowded.error[-1] > 5 * plain.error[-1]
    assert crowded.outside[-1] == 0


def test_seasons_move_neither_the_line_nor_the_limits() -> None:
    of = np.full((300, MONTHS), 20.0)
    generator = np.random.Generator(np.random.PCG64(3))
    season = np.tile(np.linspace(0.1, 0.5, YEAR), MONTHS // YEAR)
    counted = generator.binomial(20, season, (300, MONTHS)).astype(float)
    found = course(counted, of, 30, 0.05)
    assert found is not None
    assert found.overdispersion < 2.5
    assert np.abs(found.value - found.centre).max() < 0.02


def test_limits_widen_with_the_charts_that_are_looked_at_together() -> None:
    limits = [distance_of_chance(MONTHS, charts, 0.05) for charts in (1, 10, 30)]
    assert limits == sorted(limits)
    assert limits[0] > 1.96
    assert distance_of_chance(MONTHS, 10, 0.01) > distance_of_chance(MONTHS, 10, 0.2)


def test_too_short_a_time_or_nothing_to_count_has_no_limits() -> None:
    counted, of = drawn(7)
    assert course(counted[:, : BASELINE + YEAR - 1], of[:, : BASELINE + YEAR - 1], 1, 0.05) is None
    assert course(np.zeros((5, MONTHS)), np.zeros((5, MONTHS)), 1, 0.05) is None
    assert course(np.zeros((5, MONTHS)), np.ones((5, MONTHS)), 1, 0.05) is None
