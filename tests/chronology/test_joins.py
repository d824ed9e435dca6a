"""Every join has a rate; a low one warns, and a lost one stops."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.chronology.joins import Join, join_of, join_warnings, refuse_lost_joins
from neglect_triage.errors import BadInput


def joined(ids: list[str | None], others: list[str | None]) -> Join:
    return join_of("ssd", "factors", "assessments", "assessment", pd.Series(ids, dtype="str"), pd.Series(others, dtype="str"))


def test_rows_without_a_key_are_no_misses() -> None:
    join = joined(["a", "b", None, "c"], ["a", "b", "b", None])
    assert (join.rows, join.without_key, join.of, join.met) == (4, 1, 3, 2)
    assert join.plain()["rate"] == 0.667


def test_a_join_without_any_key_has_missed_nothing() -> None:
    assert joined([None], ["a"]).rate == 1
    assert joined([], []).rate == 1


def test_rows_that_a_looser_comparison_would_find_are_counted_and_not_joined() -> None:
    join = joined(["1", "A 2", "x", "3.0"], ["0001", "a2", "3"])
    assert (join.met, join.loosely) == (0, 3)
    assert join.nearly.startswith("3 more would")


def test_a_low_rate_warns_and_a_good_one_does_not() -> None:
    good, low = joined(["a"], ["a"]), joined(["a", "b", "c"], ["a"])
    (warning,) = join_warnings([good, low], 0.5)
    assert warning == (
        "WARNING: ssd: 1 of 3 rows of factors find theirs in assessments, by assessment (33%, expected at least 50%)."
    )
    refuse_lost_joins([good, low], 0.5)


def test_a_few_and_nearly_all_are_not_rounded_to_none_or_all() -> None:
    (warning,) = join_warnings([joined([str(number) for number in range(300)], ["1"])], 0.5)
    assert "(fewer than 1%, expected" in warning


def test_a_lost_join_stops_and_lowering_the_rate_leads_on() -> None:
    lost = [joined(["1"], ["0001"])]
    with pytest.raises(BadInput) as error:
        refuse_lost_joins(lost, 0.5)
    assert "0 of 1 rows of factors" in error.value.where
    assert "source.least_link_rate" in error.value.do
    refuse_lost_joins(lost, 0.0)
