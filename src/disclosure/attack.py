"""The attack on released tables: the range in which a reader can place each hidden count, given everything that is shown."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .rounding import HIDDEN, possible

Cell = TypeVar("Cell", bound=Hashable)
Shown = int | str | None
Component = tuple[list[Cell], list[tuple[Cell, Collection[Cell]]]]
INFEASIBLE = 2


def intervals(
    shown: Mapping[Cell, Shown],
    sums: Sequence[tuple[Cell, Collection[Cell]]],
    exact: bool = False,
    wanted: Collection[Cell] | None = None,
    known: Mapping[Cell, tuple[float, float]] | None = None,
) -> dict[Cell, tuple[float, float]]:
    """Return the smallest and the largest value that each hidden cell can have, given all others, by integer programming.

    Parameters
    ----------
    shown : what a reader sees of each cell: a count, `c` (known not to be zero), or None for a cell that is in no table but can
        be derived (the difference of two totals).
    sums : what a reader knows of the cells: a whole, and the parts that add up to it.
    exact : whether counts are shown as they are, instead of to the nearest ten.
    wanted : the cells to work out; those that are `c` if not given.
    known : the smallest and the largest that cells can be from what else the reader knows.

    Raises
    ------
    ValueError : no counts agree with what is shown, because a sum is wrong.
    """
    stated = [int(end) for both in (known or {}).values() for end in both if np.isfinite(end)]
    seen = [*(cell for cell in shown.values() if isinstance(cell, int)), *stated]
    far = 2 * max(seen, default=0) + 100  # the solver needs a bound
    bounds = {name: _bounds(cell, exact, far) for name, cell in shown.items()}
    for name, (low, high) in (known or {}).items():
        bounds[name] = int(max(bounds[name][0], low)), int(min(bounds[name][1], high))
    hidden = [name for name, cell in shown.items() if cell == HIDDEN] if wanted is None else wanted
    related = _related(list(shown), sums)
    ranges = {}
    for name in hidden:
        names, own_sums = related[name]
        ends = _range(name, {each: bounds[each] for each in names}, own_sums)
        ranges[name] = (ends[0], np.inf if ends[1] == far else ends[1])
    return ranges


def _related(names: Sequence[Cell], sums: Sequence[tuple[Cell, Collection[Cell]]]) -> dict[Cell, Component[Cell]]:
    """Return, for each cell, the cells that any chain of sums links to it, and those sums: no other cell bears on its range."""
    position = {name: at for at, name in enumerate(names)}
    links = [(position[whole], position[part]) for whole, parts in sums for part in parts]
    ends = np.array(links, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), (ends[0], ends[1])), shape=(len(names), len(names)))
    component_of = connected_components(graph, directed=False)[1]
    components: dict[int, Component[Cell]] = {int(number): ([], []) for number in component_of}
    for name, number in zip(names, component_of, strict=True):
        components[number][0].append(name)
    for whole, parts in sums:
        components[component_of[position[whole]]][1].append((whole, parts))
    return {name: components[number] for name, number in zip(names, component_of, strict=True)}


def _range(
    name: Cell, bounds: Mapping[Cell, tuple[int, int]], sums: Sequence[tuple[Cell, Collection[Cell]]]
) -> tuple[float, float]:
    """Return the smallest and the largest whole number that a cell can be, by integer programming; its bounds without a sum."""
    if not sums:
        return bounds[name]
    position = {each: at for at, each in enumerate(bounds)}
    rows, columns, values = [], [], []
    for row, (whole, parts) in enumerate(sums):
        for cell, value in [(whole, -1.0), *((part, 1.0) for part in parts)]:
            rows.append(row)
            columns.append(position[cell])
            values.append(value)
    equal = coo_array((values, (rows, columns)), shape=(len(sums), len(bounds))).tocsr()
    ends = []
    for sign in (1, -1):
        objective = np.zeros(len(bounds))
        objective[position[name]] = sign
        solution = linprog(objective, A_eq=equal, b_eq=np.zeros(len(sums)), bounds=list(bounds.values()), integrality=1)
        if solution.status == INFEASIBLE:
            raise ValueError("no counts agree with what is shown")
        ends.append(sign * round(solution.fun))
    return ends[0], ends[1]


def narrowest(ranges: Mapping[Cell, tuple[float, float]]) -> float:
    """Return the width of the narrowest range of a hidden cell; infinite where none is hidden."""
    return min((high - low for low, high in ranges.values()), default=np.inf)


def _bounds(shown: Shown, exact: bool, far: int) -> tuple[int, int]:
    if not isinstance(shown, int):
        return (1 if shown == HIDDEN else 0), far
    return (shown, shown) if exact else possible(shown)
