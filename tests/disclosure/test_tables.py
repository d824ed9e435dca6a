"""Disclosure control: small counts are hidden, what is shown is true, and what is hidden cannot be worked out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.disclosure.tables import ALL, count_in, protect

COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=3), min_size=2, max_size=3).filter(
    lambda rows: len({len(row) for row in rows}) == 1
)


def table(rows: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, [f"r{number}" for number in range(len(rows))], [f"c{number}" for number in range(len(rows[0]))])


def with_totals(rows: list[list[int]]) -> np.ndarray:
    inner = np.array(rows)
    return np.vstack([np.column_stack([inner, inner.sum(axis=1)]), np.append(inner.sum(axis=0), inner.sum())])


def test_a_table_without_small_counts_is_shown_whole_with_its_totals() -> None:
    shown = protect(table([[6, 10], [0, 20]]))
    assert shown.to_numpy().tolist() == [[6, 10, 16], [0, 20, 20], [6, 30, 36]]


def test_counts_of_one_to_five_are_hidden_and_nought_and_six_are_not() -> None:
    shown = protect(table([[5, 40, 60], [6, 30, 0], [70, 30, 80]]))
    assert count_in(shown, "r0", "c0") is None
    assert count_in(shown, "r1", "c2") == 0


def test_a_small_count_is_not_given_away_by_its_row_or_its_column() -> None:
    shown = protect(table([[2, 40, 60], [50, 30, 45], [70, 35, 80]]))
    assert shown.loc["r0", ["c0", "c1", "c2", ALL]].isna().sum() >= 2
    assert shown.loc[["r0", "r1", "r2", ALL], "c0"].isna().sum() >= 2
    assert count_in(shown, ALL, ALL) == 412


def test_the_smallest_counts_that_do_are_hidden_beside_it() -> None:
    shown = protect(table([[2, 40, 90], [50, 30, 95], [70, 35, 80]]))
    hidden = {(row, column) for row in shown.index for column in shown.columns if count_in(shown, row, column) is None}
    assert hidden == {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}


def test_small_counts_that_stand_together_do_not_protect_each_other() -> None:
    """Ones alone could only be ones: their row and column would tell them, so larger counts are hidden with them."""
    shown = protect(table([[1, 1, 40], [1, 1, 45], [50, 50, 50]]))
    for row in ("r0", "r1"):
        assert count_in(shown, row, "c2") is None or count_in(shown, "r2", "c0") is None
    assert shown.iloc[:-1, :-1].isna().to_numpy().sum() > 4


def test_a_total_that_another_table_hides_is_hidden_and_not_the_sum_of_what_is_shown() -> None:
    shown = protect(table([[20, 40, 60], [50, 30, 45]]), hidden_totals=["c0"])
    assert count_in(shown, ALL, "c0") is None
    assert shown.loc[["r0", "r1"], "c0"].isna().any()
    assert shown.loc[ALL, ["c1", "c2"]].isna().any()  # the total of totals would tell it


def test_tables_of_the_same_columns_hide_the_same_totals() -> None:
    first, second = protect(table([[1, 9, 30], [2, 8, 20]])), protect(table([[0, 17, 10], [3, 0, 40]]))
    hidden = [[count_in(each, ALL, name) is None for name in ("c0", "c1", "c2", ALL)] for each in (first, second)]
    assert hidden == [[True, True, False, False]] * 2


@given(COUNTS)
def test_what_is_shown_is_true_and_no_small_count_is_shown(rows: list[list[int]]) -> None:
    shown, whole = protect(table(rows)), with_totals(rows)
    for place, value in np.ndenumerate(shown.to_numpy(object)):
        assert pd.isna(value) or (value == whole[place] and not 1 <= value <= 5)


@settings(max_examples=60)
@given(COUNTS)
def test_no_small_count_can_be_worked_out_from_what_is_shown(rows: list[list[int]]) -> None:
    """Every table of whole numbers that agrees with what is shown is tried: a small count is never the same in all of them."""
    shown, whole = protect(table(rows)), with_totals(rows)
    if shown.iloc[:-1].isna().to_numpy().all():
        return  # withheld as a whole
    least = 0 if (whole[shown.isna().to_numpy()] == 0).any() else 1
    possible = np.array(list(completions(shown, least)))
    assert any((each == np.array(rows).ravel()).all() for each in possible)
    for place, value in enumerate(np.array(rows).ravel()):
        if 1 <= value <= 5:
            assert len(set(possible[:, place])) > 1


def completions(shown: pd.DataFrame, least: int) -> Iterator[list[int]]:
    """Every inner table, as one list, whose counts and totals are those that are shown, hidden ones up to 10."""
    rows, columns = shown.shape[0] - 1, shown.shape[1] - 1
    cells = [None if pd.isna(cell) else int(cell) for cell in shown.to_numpy(object)[:-1, :-1].ravel()]
    sums = [[count_in(shown, str(row), ALL) for row in shown.index], [count_in(shown, ALL, str(name)) for name in shown.columns]]

    def fits(found: list[int]) -> bool:
        done = len(found)
        grid = [found[row * columns : (row + 1) * columns] for row in range(rows)]
        for row in range(rows):
            total = sums[0][row]
            if total is not None and (sum(grid[row]) > total or (len(grid[row]) == columns and sum(grid[row]) != total)):
                return False
        for column in range(columns):
            total, parts = sums[1][column], found[column::columns]
            if total is not None and (sum(parts) > total or (len(parts) == rows and sum(parts) != total)):
                return False
        return done < rows * columns or sums[0][rows] in (None, sum(found))

    def grown(found: list[int]) -> Iterator[list[int]]:
        if len(found) == rows * columns:
            yield found
            return
        known = cells[len(found)]
        for value in [known] if known is not None else range(least, 11):
            if fits([*found, value]):
                yield from grown([*found, value])

    yield from grown([])
