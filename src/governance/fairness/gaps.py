"""The gaps between groups when contacts are picked out in several ways, side by side on the same draws of families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from ...models.evaluation.estimates import NONE, Stated, enough_families, stated
from ...models.evaluation.groups import Groups
from ...models.resampling import FamilyDraws
from .areas import areas
from .counting import confusion, members_of

RATES = ("selection_rate", "recall", "false_positive_rate", "precision")
AREA = "auc"
Told = dict[str, dict[str, Stated]]
"""figures and differences (to the reference group), each by metric."""
Figures = dict[str, np.ndarray]
"""By metric: draws, or draws x groups."""


@dataclass(frozen=True)
class Way:
    """A way of picking contacts out: whom it picks (a mask), and the scores that it ranks by, where it has any."""

    picked: np.ndarray
    scores: np.ndarray | None = None


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
        kept = {kind: {name: its[chosen] for name, its in group.items()} for kind, group in self.groups.items()}
        return replace(self, rows=self.rows[chosen].reset_index(drop=True), groups=kept)


def by_scores(scores: np.ndarray, share: float) -> Way:
    """Return the way that picks the upper `share` of the contacts; those with the same score at its edge are all picked."""
    number = max(round(share * len(scores)), 1)
    return Way(scores >= np.sort(scores)[-number], scores)


def gaps(its: Grouped, ways: Mapping[str, Way]) -> dict[str, Any]:
    """Return the figures of all and of each group by every way, and how far each way lies above the first (JSON).

    Returns
    -------
    dict : references; all, and groups (characteristic -> list with name and counts); both with ways and changes, by way:
        figures and differences to the reference group, by metric. A group of fewer than 30 families, or 10 with the outcome,
        has no figures.
    """
    rows, references = its.rows[["label", "family"]], its.references
    masks = {(kind, name): mask for kind, group in its.groups.items() for name, mask in group.items()}
    every = [np.ones(len(rows), bool), *masks.values()]
    made = {name: _figures(rows, way, every, its.drawn) for name, way in ways.items()}
    place = {key: number for number, key in enumerate(masks, 1)}
    large = {key: enough_families(rows[mask]) for key, mask in masks.items()}
    told: dict[str, list[dict[str, Any]]] = {kind: [] for kind in its.groups}
    for (kind, name), mask in masks.items():
        reference = (kind, references[kind])
        compared = name != references[kind] and large.get(reference, False)
        against = place[reference] if compared else None
        shown = _side_by_side(made, place[kind, name], against) if large[kind, name] else _not_estimable(made)
        told[kind].append({"name": name, "counts": counts_of(rows[mask])} | shown)
    return {"references": dict(references), "all": _side_by_side(made, 0, None), "groups": told}


def counts_of(rows: pd.DataFrame) -> dict[str, int]:
    """Return how many contacts and families there are, and how many with the outcome."""
    positive = rows["label"] == 1
    return {
        "contacts": len(rows),
        "families": int(rows["family"].nunique()),
        "positives": int(positive.sum()),
        "positive_families": int(rows.loc[positive, "family"].nunique()),
    }


def _figures(rows: pd.DataFrame, way: Way, masks: list[np.ndarray], drawn: FamilyDraws) -> Figures:
    """Return by metric draws x masks."""
    rows = rows.assign(flagged=way.picked)
    members, draws = members_of(masks), drawn.of(rows["family"].to_numpy())
    cells = confusion(rows, members, draws)
    figures = {metric: cells.rates()[metric] for metric in RATES}
    if way.scores is None:
        return figures
    return figures | {AREA: areas(rows.assign(score=way.scores), members, draws, cells)}


def _side_by_side(made: Mapping[str, Figures], place: int, against: int | None) -> dict[str, dict[str, Told]]:
    """Return what is told of one group: by every way, and the change from the first way to each other."""
    own = {way: {metric: values[:, place] for metric, values in figures.items()} for way, figures in made.items()}
    gap = {
        way: {metric: values[:, place] - values[:, against] for metric, values in figures.items()}
        for way, figures in made.items()
        if against is not None
    }
    first = next(iter(made))
    parts = {"figures": own, "differences": gap}
    return {
        "ways": {way: {part: _stated(its[way]) for part, its in parts.items() if way in its} for way in made},
        "changes": {
            way: {part: _stated(_less(its[way], its[first])) for part, its in parts.items() if way in its}
            for way in made
            if way != first
        },
    }


def _less(one: Figures, other: Figures) -> Figures:
    return {metric: values - other[metric] for metric, values in one.items() if metric in other}


def _stated(values: Figures) -> dict[str, Stated]:
    return {metric: stated(draws) for metric, draws in values.items()}


def _not_estimable(made: Mapping[str, Figures]) -> dict[str, dict[str, Told]]:
    first = next(iter(made))
    none = {way: {"figures": dict.fromkeys(figures, NONE)} for way, figures in made.items()}
    return {"ways": none, "changes": {way: its for way, its in none.items() if way != first}}
