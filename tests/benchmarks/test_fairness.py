"""The audit's group metrics beside a count by hand."""

from __future__ import annotations

from benchmarks.fairness import CLOSE, GROUPS, by_hand, furthest, made_table, ours


def test_the_audits_rates_are_those_of_a_count_by_hand() -> None:
    table = made_table(6000)
    assert furthest(ours(table), by_hand(table)) <= CLOSE
    assert len(ours(table)) == sum(GROUPS.values())
