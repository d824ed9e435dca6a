"""What a reader can work out of hidden counts from everything that is shown: the least and the greatest that each can be."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from .rounding import HIDDEN, possible

Cell = TypeVar("Cell", bound=Hashable)
Shown = int | str | None
INFEASIBLE = 2


def intervals(
    shown: Mapping[Cell, Shown],
    sums: Sequence[tuple[Cell, Collection[Cell]]],
    exact: bool = False,
    wanted: Collection[Cell] | None = None,
) -> dict[Cell, tuple[float, float]]:
    """Return the least and the greatest that each hidden cell can be, given all others, by whole-number programming.

    Parameters
    ----------
    shown : what a reader sees of each cell: a count, `c`, or None for one that no table holds, which the reader can name all the
        same (the difference of two totals). Who reads `c` knows that it is no nought.
    sums : what a reader knows of the cells: a whole, and the parts that it is the sum of.
    exact : whether counts are shown as they are, and not to the nearest ten.
    wanted : the cells to be worked out; those that are `c` if not given.

    Raises
    ------
    ValueError : no numbers agree with what is shown; somebody's sums are wrong.
    """
    names = list(shown)
    place = {name: at for at, name in enumerate(names)}
    far = 2 * max((its for its in shown.values() if isinstance(its, int)), default=0) + 100  # no end: the solver wants one
    bounds = [_bounds(its, exact, far) for its in shown.values()]
    rows, columns, values = [], [], []
    for row, (whole, parts) in enumerate(sums):
        for name, value in [(whole, -1.0), *((part, 1.0) for part in parts)]:
            rows.append(row)
            columns.append(place[name])
            values.append(value)
    equal = coo_array((values, (rows, columns)), shape=(len(sums), len(names))).tocsr() if sums else None

    def end(name: Cell, sign: int) -> float:
        aim = np.zeros(len(names))
        aim[place[name]] = sign
        found = linprog(aim, A_eq=equal, b_eq=np.zeros(len(sums)) if sums else None, bounds=bounds, integrality=1)
        if found.status == INFEASIBLE:
            raise ValueError("no counts agree with what is shown")
        reached = sign * round(found.fun)
        return np.inf if reached == far else reached

    hidden = [name for name, its in shown.items() if its == HIDDEN] if wanted is None else wanted
    return {name: (end(name, 1), end(name, -1)) for name in hidden}


def narrowest(found: Mapping[Cell, tuple[float, float]]) -> float:
    """Return by how much the best known of the hidden cells can still vary; infinite where none is hidden."""
    return min((high - low for low, high in found.values()), default=np.inf)


def _bounds(shown: Shown, exact: bool, far: int) -> tuple[int, int]:
    if not isinstance(shown, int):
        return (1 if shown == HIDDEN else 0), far
    return (shown, shown) if exact else possible(shown)
