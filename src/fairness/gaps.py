"""The gaps between groups when contacts are picked out in several ways, side by side on the same draws of families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from ..models.evaluation.estimates import Stated, stated
from ..models.groups import Groups
from ..models.resampling import FamilyDraws
from .comparisons import together
from .counting import members_of
from .figures import draw
from .flagging import at_capacity
from .groups import part_of

RATES = ("selection_rate", "recall", "false_positive_rate", "precision")
AREA = "auc"
COUNTED = ("contacts", "families", "positives", "positive_families")
Told = dict[str, dict[str, Stated]]
"""figures and differences (to the reference group), each by metric."""


@dataclass(frozen=True)
class Way:
    """A way of picking contacts out: whom it picks (a mask), and the scores that it ranks by, where it has any."""

    picked: np.ndarray
    scores: np.ndarray | None = None

    def part(self, chosen: np.ndarray) -> Self:
        """Return the way on some of the contacts (a mask)."""
        return replace(self, picked=self.picked[chosen], scores=None if self.scores is None else self.scores[chosen])


@dataclass(frozen=True)
class Grouped:
    """Rows and how they are told apart.

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


def by_scores(scores: np.ndarray, share: float) -> Way:
    """Return the way that picks the upper `share` of the contacts; those with the same score at its edge are all picked."""
    number = max(round(share * len(scores)), 1)
    return Way(scores >= np.sort(scores)[-number], scores)


def by_units(scores: np.ndarray, rows: pd.DataFrame, capacity: float) -> Way:
    """Return the way that picks the contacts of the upper `capacity` (a share) of what people look at together."""
    return Way(at_capacity(scores, rows["review_unit"].to_numpy(), capacity), scores)


def gaps(its: Grouped, ways: Mapping[str, Way]) -> dict[str, Any]:
    """Return the figures of all and of each group by every way, and how far each way lies above the first (JSON).

    Returns
    -------
    dict : references; together (way -> how many changes of gaps were compared at once, and how many differ); all, and groups
        (characteristic -> list with name and counts); both with ways and changes, by way: figures, and differences to the
        reference group, by metric. `differs` says whether a gap changes when all changes are looked at together. Figures of
        fewer than 30 families, or 10 with the outcome, are not estimable.
    """
    rows = its.rows[["label", "family"]]
    names = [(kind, name) for kind, group in its.groups.items() for name in group]
    members = members_of([np.ones(len(rows), bool), *(its.groups[kind][name] for kind, name in names)])
    draws = its.drawn.of(rows["family"].to_numpy())
    drawn = {name: draw(_flagged(rows, way), members, draws, calibrated=False) for name, way in ways.items()}
    place = {key: number for number, key in enumerate(names, 1)}
    against = np.array([0, *(place.get((kind, its.references[kind]), 0) for kind, _ in names)])
    made = {name: Made.of(one.figures, against) for name, one in drawn.items()}
    first, *others = made.values()
    changes = {name: one.less(first) for name, one in zip(list(made)[1:], others, strict=True)}
    held = {name: _held_together(one, against) for name, one in changes.items()}
    counts = next(iter(drawn.values())).sizes

    def told(at: int) -> dict[str, Any]:
        compared = against[at] not in (0, at)
        return {
            "ways": {name: one.told(at, compared) for name, one in made.items()},
            "changes": {name: _marked(one.told(at, compared), held[name], at) for name, one in changes.items()},
        }

    groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in its.groups}
    for (kind, name), at in place.items():
        groups[kind].append({"name": name, "counts": {key: int(counts[key].iloc[at]) for key in COUNTED}} | told(at))
    together_ = {name: {"comparisons": one.compared, "differ": len(one.differ)} for name, one in held.items()}
    return {"references": dict(its.references), "together": together_, "all": told(0), "groups": groups}


@dataclass(frozen=True)
class Made:
    """Figures and gaps to the reference by metric: draws x groups, the first of which is all; NaN: not estimable."""

    figures: dict[str, np.ndarray]
    gaps: dict[str, np.ndarray]

    @classmethod
    def of(cls, figures: Mapping[str, np.ndarray], against: np.ndarray) -> Self:
        """Return the figures that are told, and their gaps to the groups at `against`."""
        kept = {metric: figures[metric] for metric in (*RATES, AREA) if metric in figures}
        return cls(kept, {metric: values - values[:, against] for metric, values in kept.items()})

    def less(self, other: Self) -> Self:
        """Return how far figures and gaps lie above those of another way; of metrics that both have."""
        return replace(self, figures=_less(self.figures, other.figures), gaps=_less(self.gaps, other.gaps))

    def told(self, at: int, compared: bool) -> Told:
        """Return what is told of one group: figures, and differences where it is compared with another."""
        parts = {"figures": self.figures} | ({"differences": self.gaps} if compared else {})
        return {part: {metric: stated(its[:, at]) for metric, its in values.items()} for part, values in parts.items()}


@dataclass(frozen=True)
class Held:
    """How many gaps were compared at once, and which differ: group's place and metric."""

    compared: int
    differ: set[tuple[int, str]]


def _held_together(change: Made, against: np.ndarray) -> Held:
    compared = [at for at in range(1, len(against)) if against[at] not in (0, at)]
    keys = [(at, metric) for at in compared for metric in change.gaps]
    if not keys:
        return Held(0, set())
    bands = together(np.column_stack([change.gaps[metric][:, at] for at, metric in keys]))
    return Held(bands.gaps, {key for key, differs in zip(keys, bands.differs, strict=True) if differs})


def _marked(told: Told, held: Held, at: int) -> dict[str, Any]:
    differences = {metric: its | {"differs": (at, metric) in held.differ} for metric, its in told.get("differences", {}).items()}
    return told | ({"differences": differences} if differences else {})


def _flagged(rows: pd.DataFrame, way: Way) -> pd.DataFrame:
    flagged = rows.assign(flagged=way.picked)
    return flagged if way.scores is None else flagged.assign(score=way.scores)


def _less(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {metric: values - other[metric] for metric, values in one.items() if metric in other}
