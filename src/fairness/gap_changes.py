"""Gaps between groups under several selections of contacts, compared on the same draws of families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from ..models.evaluation.estimates import stated
from ..models.groups import Groups
from ..models.resampling import FamilyDraws
from .figures.by_group import group_figures
from .figures.counts import membership_of
from .figures.definitions import compared_rates
from .groups import part_of
from .selections import Selection
from .simultaneous_bands import simultaneous_bands

AREA = "auc"
COUNTED = ("contacts", "families", "positives", "positive_families")
Draws = Mapping[str, np.ndarray]
"""By figure: draws x groups; NaN: not estimable."""


@dataclass(frozen=True)
class FiguresAndGaps:
    """Figures of all contacts and of each group, and their gaps to the reference groups."""

    figures: Draws
    gaps: Draws


@dataclass(frozen=True)
class Grouped:
    """Rows and the groups that they belong to.

    rows : label, family and what else a figure needs. groups : masks of the rows, by characteristic. references : by
    characteristic, the group that others are compared with. drawn : draws of the families, the same for every part.
    """

    rows: pd.DataFrame
    groups: Groups
    references: Mapping[str, str]
    drawn: FamilyDraws

    def part(self, chosen: np.ndarray) -> Self:
        """Return some of the rows (a mask) with their groups."""
        return replace(self, rows=self.rows[chosen].reset_index(drop=True), groups=part_of(self.groups, chosen))


def gap_changes(grouped: Grouped, selections: Mapping[str, Selection]) -> dict[str, Any]:
    """Return the figures of all contacts and of each group under every selection, and their changes from the first (JSON).

    Returns
    -------
    dict : references; together (by selection: how many changes of gaps were compared at once, and how many differ); all, and
        groups (by characteristic, a list with name and counts); both with ways and changes, by selection: figures, and
        differences to the reference group, by metric. `differs` says whether a gap changes when all changes are compared at
        once. Figures of fewer than 30 families, or 10 with the outcome, are not estimable.
    """
    rows = grouped.rows[["label", "family"]]
    names = [(kind, name) for kind, by_name in grouped.groups.items() for name in by_name]
    membership = membership_of([np.ones(len(rows), bool), *(grouped.groups[kind][name] for kind, name in names)])
    draws = grouped.drawn.of(rows["family"].to_numpy())
    drawn = {
        name: group_figures(_flagged(rows, selection), membership, draws, calibrated=False)
        for name, selection in selections.items()
    }
    positions = {name: at for at, name in enumerate(names, 1)}
    references = np.array([0, *(positions.get((kind, grouped.references[kind]), 0) for kind, _ in names)])
    figures = {name: _with_gaps(one.draws, references) for name, one in drawn.items()}
    base = next(iter(figures.values()))
    changed = {
        name: FiguresAndGaps(_less(one.figures, base.figures), _less(one.gaps, base.gaps))
        for name, one in list(figures.items())[1:]
    }
    differing = {name: _differing(one.gaps, references) for name, one in changed.items()}

    def summary(group: int) -> dict[str, Any]:
        compared = references[group] not in (0, group)
        return {
            "ways": {name: _stated(one, group, compared) for name, one in figures.items()},
            "changes": {name: _stated(one, group, compared, differing[name][1]) for name, one in changed.items()},
        }

    counts = next(iter(drawn.values())).counts
    groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in grouped.groups}
    for (kind, name), at in positions.items():
        groups[kind].append({"name": name, "counts": {key: int(counts[key].iloc[at]) for key in COUNTED}} | summary(at))
    together = {name: {"comparisons": compared, "differ": len(differ)} for name, (compared, differ) in differing.items()}
    return {"references": dict(grouped.references), "together": together, "all": summary(0), "groups": groups}


def _flagged(rows: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    flagged = rows.assign(flagged=selection.picked)
    return flagged if selection.scores is None else flagged.assign(score=selection.scores)


def _with_gaps(draws: Draws, references: np.ndarray) -> FiguresAndGaps:
    """Return the figures that are compared, and their gaps to the groups at `references`."""
    figures = {name: draws[name] for name in (*compared_rates(), AREA) if name in draws}
    return FiguresAndGaps(figures, {name: values - values[:, references] for name, values in figures.items()})


def _less(one: Draws, other: Draws) -> Draws:
    """Return the differences of the figures that both have."""
    return {metric: values - other[metric] for metric, values in one.items() if metric in other}


def _differing(gaps: Draws, references: np.ndarray) -> tuple[int, set[tuple[int, str]]]:
    """Return how many changes of gaps were compared at once, and which differ from zero: the group's position and metric."""
    keys = [(at, metric) for at in range(1, len(references)) if references[at] not in (0, at) for metric in gaps]
    if not keys:
        return 0, set()
    bands = simultaneous_bands(np.column_stack([gaps[metric][:, at] for at, metric in keys]))
    return bands.comparisons, {key for key, differs in zip(keys, bands.differs, strict=True) if differs}


def _stated(
    found: FiguresAndGaps, group: int, compared: bool, differing: set[tuple[int, str]] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the figures of one group, and its differences if it is `compared`, marked by whether they are among `differing`."""
    figures = {metric: stated(values[:, group]) for metric, values in found.figures.items()}
    if not compared:
        return {"figures": figures}
    gaps: dict[str, Any] = {metric: stated(values[:, group]) for metric, values in found.gaps.items()}
    if differing is not None:
        gaps = {metric: gap | {"differs": (group, metric) in differing} for metric, gap in gaps.items()}
    return {"figures": figures, "differences": gaps}
