"""Tables of one run belong together: what is asked for is there, once, or a message says how many are not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.one_run import are_among, check_nothing_else, check_same_rows, rows_of
from neglect_triage.errors import BadInput

TABLE = pd.DataFrame({"point_id": ["a", "b", "c"], "value": [1, 2, 3]})


def ids(*wanted: str) -> pd.Series:
    return pd.Series(wanted, name="point_id", dtype="str")


def test_rows_come_in_the_order_of_the_keys_and_as_often() -> None:
    assert rows_of(ids("c", "a", "c"), TABLE, "scores")["value"].tolist() == [3, 1, 3]
    assert rows_of(ids(), TABLE, "scores").empty


def test_a_key_without_a_row_is_counted_and_not_named() -> None:
    with pytest.raises(BadInput, match="scores, point_id: 2 of 3 have no row, 0 rows repeat one") as error:
        rows_of(ids("a", "child-7", "child-8"), TABLE, "scores")
    assert "child-7" not in str(error.value)


def test_a_row_that_is_there_twice_is_no_guess() -> None:
    with pytest.raises(BadInput, match="0 of 1 have no row, 1 rows repeat one"):
        rows_of(ids("b"), pd.concat([TABLE, TABLE[:1]]), "scores")


def test_rows_about_anything_else_are_refused_where_nothing_else_may_be_there() -> None:
    check_nothing_else(TABLE, ids("a", "b", "c", "d"), "scores")
    with pytest.raises(BadInput, match="scores, point_id: 1 of 3 rows belong to none of the run"):
        check_nothing_else(TABLE, ids("a", "b"), "scores")


@pytest.mark.parametrize("other", [TABLE[::-1], TABLE[:2], pd.concat([TABLE, TABLE])])
def test_features_in_another_order_or_number_are_refused(other: pd.DataFrame) -> None:
    check_same_rows(TABLE, TABLE.copy())
    with pytest.raises(BadInput, match=f"features, point_id: {len(other)} rows, not the 3 points in their order"):
        check_same_rows(TABLE, other)


KEYS = st.lists(st.sampled_from(["a", "b", "c", "", None]), max_size=6)


@given(KEYS, KEYS, st.sampled_from(["str", "object"]), st.sampled_from(["str", "object"]))
def test_keys_are_among_others_as_pandas_finds_it(keys: list[str | None], others: list[str | None], own: str, other: str) -> None:
    asked = pd.Series(keys, range(5, 5 + len(keys)), own, "child_id")
    among = pd.Series(others, dtype=other)
    pd.testing.assert_series_equal(are_among(asked, among), asked.isin(among))


def test_keys_in_pieces_are_among_others_in_pieces() -> None:
    asked, among = (pd.concat([ids("a", "b"), ids(last)], ignore_index=True).astype("str") for last in "cd")
    assert are_among(asked, among).tolist() == [True, True, False]
    assert are_among(pd.Series([1, 2]), pd.Series([2])).tolist() == [False, True]
