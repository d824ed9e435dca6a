"""How much is measured at each size of run."""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True)
class Plan:
    """Events of the comparison (a tenth as many points), how often, and where peers that are too slow for it are measured.

    `growth` are the events of each step. `large` are events and points of the largest run. A contender gets
    `budget_seconds` for one round.
    """

    events: int
    rounds: int
    slower: dict[str, int]
    growth: tuple[int, ...]
    large: tuple[int, int] | None
    budget_seconds: int = 1_200


PLANS = {
    "small": Plan(
        events=500_000,
        rounds=2,
        slower={"DuckDB, one query": 100_000, "tsfresh": 2_000, "featuretools": 500},
        growth=(500_000, 1 * MILLION, 2 * MILLION),
        large=None,
    ),
    "full": Plan(
        events=5 * MILLION,
        rounds=2,
        slower={"DuckDB, one query": 500_000, "tsfresh": 20_000, "featuretools": 5_000},
        growth=tuple(2**step * MILLION for step in range(6)),
        large=(100 * MILLION, 5 * MILLION),
    ),
}
