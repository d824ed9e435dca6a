"""The attack on released tables: the range in which a reader can place each hidden count, given everything that is shown."""

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
    """Return the smallest and the largest value that each hidden cell can have, given all others, by integer programming.

    Parameters
    ----------
    shown : what a reader sees of each cell: a count, `c` (known not to be zero), or None for a cell that is in no table but can
        be derived (the difference of two totals).
    sums : what a reader knows of the cells: a whole, and the parts that add up to it.
    exact : whether counts are shown as they are, instead of to the nearest ten.
    wanted : the cells to work out; those that are `c` if not given.

    Raises
    ------
    ValueError : no counts agree with what is shown, because a sum is wrong.
    """
    names = list(shown)
    position = {name: at for at, name in enumerate(names)}
    far = 2 * max((cell for cell in shown.values() if isinstance(cell, int)), default=0) + 100  # the solver needs a bound
    bounds = [_bounds(cell, exact, far) for cell in shown.values()]
    rows, columns, values = [], [], []
    for row, (whole, parts) in enumerate(sums):
        for name, value in [(whole, -1.0), *((part, 1.0) for part in parts)]:
            rows.append(row)
            columns.append(position[name])
            values.append(value)
    equal = coo_array((values, (rows, columns)), shape=(len(sums), len(names))).tocsr() if sums else None

    def end(name: Cell, sign: int) -> float:
        objective = np.zeros(len(names))
        objective[position[name]] = sign
        solution = linprog(objective, A_eq=equal, b_eq=np.zeros(len(sums)) if sums else None, bounds=bounds, integrality=1)
        if solution.status == INFEASIBLE:
            raise ValueError("no counts agree with what is shown")
        reached = sign * round(solution.fun)
        return np.inf if reached == far else reached

    hidden = [name for name, cell in shown.items() if cell == HIDDEN] if wanted is None else wanted
    return {name: (end(name, 1), end(name, -1)) for name in hidden}


def narrowest(ranges: Mapping[Cell, tuple[float, float]]) -> float:
    """Return the width of the narrowest range of a hidden cell; infinite where none is hidden."""
    return min((high - low for low, high in ranges.values()), default=np.inf)


def _bounds(shown: Shown, exact: bool, far: int) -> tuple[int, int]:
    if not isinstance(shown, int):
        return (1 if shown == HIDDEN else 0), far
    return (shown, shown) if exact else possible(shown)
