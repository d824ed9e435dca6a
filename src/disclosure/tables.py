"""Disclosure control of tables of counts: small counts are not shown, nor anything that would give them away.

A count of 1 to 5 is hidden. A reader who subtracts what is shown from the totals must not learn more of it than that: so it
stands in a rectangle of hidden counts, two rows by two columns, in which one can be larger where its neighbours are smaller,
without any total changing; and its possible values there lie at least as far apart as 1 and 5.
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
    counts : whole numbers of 0 or more; rows and columns each part the whole, so that they add up.
    hidden_totals : columns whose totals another table hides: they are hidden here too, and protected.

    Returns
    -------
    pandas.DataFrame : Int64. Totals of columns are hidden in the same way whatever the rows, so that several tables of the
        same columns agree. Of a table that cannot be protected, those totals alone are shown.
    """
    inner = counts.to_numpy(np.int64)
    whole = np.vstack([np.column_stack([inner, inner.sum(axis=1)]), np.append(inner.sum(axis=0), inner.sum())])
    hidden = (whole > 0) & (whole <= LARGEST_SMALL)
    hidden[-1, :-1] |= [str(name) in hidden_totals for name in counts.columns]
    _hide_in_line(whole[-1, :-1], hidden[-1, :-1])
    for row, column in np.argwhere(hidden).tolist():
        if row == column == len(whole) - 1:
            continue  # nothing but the whole is small
        more = min(_rectangles(whole, hidden, (row, column)), default=None)
        if more is None:
            hidden[:-1] = True
            break
        for cell in more[-1]:
            hidden[cell] = True
    rows, columns = [*map(str, counts.index), ALL], [*map(str, counts.columns), ALL]
    return pd.DataFrame(whole, rows, columns).astype("Int64").mask(hidden)


def count_in(protected: pd.DataFrame, row: str, column: str) -> int | None:
    """Return a count of a protected table; None if it is hidden."""
    value: Any = protected.loc[row, column]
    return None if pd.isna(value) else int(value)


def _hide_in_line(values: np.ndarray, hidden: np.ndarray) -> None:
    """Hide more of a line of counts whose sum is known, the smallest first, until the hidden ones cannot be told."""
    for place in sorted(range(len(values)), key=lambda place: (values[place] == 0, values[place])):
        room = values[hidden].sum() - hidden.sum()
        if not hidden.any() or (hidden.sum() > 1 and room >= LEAST_SPREAD):
            return
        hidden[place] = True


def _rectangles(whole: np.ndarray, hidden: np.ndarray, cell: Cell) -> Iterator[tuple[bool, int, list[Cell]]]:
    """Give the rectangles that protect a cell: whether they would hide a nought, the sum of counts, and the cells to hide.

    No total of a column is hidden anew, because other tables show it, nor the whole.
    """
    last_row, last_column = whole.shape[0] - 1, whole.shape[1] - 1
    for row in set(range(whole.shape[0])) - {cell[0]}:
        for column in set(range(whole.shape[1])) - {cell[1]}:
            beside, below, across = (cell[0], column), (row, cell[1]), (row, column)
            new = [each for each in (beside, below, across) if not hidden[each]]
            if any(each[0] == last_row for each in new):
                continue
            # A total grows with its part; two parts of one total grow the one as the other shrinks.
            with_cell = beside if last_column in (column, cell[1]) else below if last_row in (row, cell[0]) else across
            shrinking = [whole[each] for each in (beside, below, across) if each != with_cell]
            room = max(0, min(shrinking) - 1) + max(0, min(whole[cell], whole[with_cell]) - 1)
            if room >= LEAST_SPREAD:
                values = [int(whole[each]) for each in new]
                yield 0 in values, sum(values), new
