"""Disclosure control of two-way tables: small counts are hidden, and so are counts that would give them away.

A count of 1 to 5 is hidden. A reader who subtracts what is shown from the totals must not learn more about it than that. So it is
part of a rectangle of hidden counts, two rows by two columns, in which one can be larger where its neighbours are smaller,
without any total changing; and its possible values there span at least as much as 1 to 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd

from .rounding import LARGEST_SMALL, LEAST_SPREAD

ALL = "all"
Cell = tuple[int, int]


def protect(counts: pd.DataFrame, hidden_totals: Collection[str] = ()) -> pd.DataFrame:
    """Return the counts with totals (row and column `all`), and missing values for what may not be shown.

    Parameters
    ----------
    counts : whole numbers of 0 or more; both rows and columns are parts of a whole, so that they add up.
    hidden_totals : columns whose totals another table hides: these are hidden here too, and protected.

    Returns
    -------
    pandas.DataFrame : Int64. Totals of columns are hidden in the same way whatever the rows, so that several tables with the
        same columns agree. Of a table that cannot be protected, only those totals are shown.
    """
    inner = counts.to_numpy(np.int64)
    whole = np.vstack([np.column_stack([inner, inner.sum(axis=1)]), np.append(inner.sum(axis=0), inner.sum())])
    hidden = (whole > 0) & (whole <= LARGEST_SMALL)
    hidden[-1, :-1] |= [str(name) in hidden_totals for name in counts.columns]
    _hide_in_list(whole[-1, :-1], hidden[-1, :-1])
    for row, column in np.argwhere(hidden).tolist():
        if row == column == len(whole) - 1:
            continue  # only the whole is small
        rectangle = min(_rectangles(whole, hidden, (row, column)), default=None)
        if rectangle is None:
            hidden[:-1] = True
            break
        for cell in rectangle[-1]:
            hidden[cell] = True
    rows, columns = [*map(str, counts.index), ALL], [*map(str, counts.columns), ALL]
    return pd.DataFrame(whole, rows, columns).astype("Int64").mask(hidden)


def count_in(protected: pd.DataFrame, row: str, column: str) -> int | None:
    """Return a count of a protected table; None if it is hidden."""
    value: Any = protected.loc[row, column]
    return None if pd.isna(value) else int(value)


def _hide_in_list(values: np.ndarray, hidden: np.ndarray) -> None:
    """Hide more counts of a list whose sum is known, the smallest first, until the hidden ones cannot be told."""
    for position in sorted(range(len(values)), key=lambda at: (values[at] == 0, values[at])):
        room = values[hidden].sum() - hidden.sum()
        if not hidden.any() or (hidden.sum() > 1 and room >= LEAST_SPREAD):
            return
        hidden[position] = True


def _rectangles(whole: np.ndarray, hidden: np.ndarray, cell: Cell) -> Iterator[tuple[bool, int, list[Cell]]]:
    """Yield the rectangles that protect a cell: whether they would hide a zero, the sum of their counts, and the cells to hide.

    Neither totals of columns, which other tables show, nor the whole are hidden in addition.
    """
    last_row, last_column = whole.shape[0] - 1, whole.shape[1] - 1
    for row in set(range(whole.shape[0])) - {cell[0]}:
        for column in set(range(whole.shape[1])) - {cell[1]}:
            same_row, same_column, diagonal = (cell[0], column), (row, cell[1]), (row, column)
            new = [each for each in (same_row, same_column, diagonal) if not hidden[each]]
            if any(each[0] == last_row for each in new):
                continue
            # A total grows with its part; of two parts of one total, one grows as the other shrinks.
            with_cell = same_row if last_column in (column, cell[1]) else same_column if last_row in (row, cell[0]) else diagonal
            shrinking = [whole[each] for each in (same_row, same_column, diagonal) if each != with_cell]
            room = max(0, min(shrinking) - 1) + max(0, min(whole[cell], whole[with_cell]) - 1)
            if room >= LEAST_SPREAD:
                values = [int(whole[each]) for each in new]
                yield 0 in values, sum(values), new
