"""Proxies: how well each protected characteristic can be predicted from what the model reads, and which indicators carry it.

A model is fitted to separate a group from the rest, on the same features as the triage model, and judged on families that it
never saw. It is fitted only to measure this, is never kept, and no other stage sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from .. import portable
from ..features.catalogue import Catalogue
from ..models.crossfit import side_by_side
from ..models.evaluation.estimates import FEWEST_FAMILIES, NONE, rounded, stated
from ..models.evaluation.ranking import rank
from ..models.groups import Groups
from ..models.resampling import Draws, interval
from ..models.triage import margins
from ..models.ways.boosted import fit_boosted
from ..params import Train
from .characteristics import PROTECTED, UNKNOWN
from .gap_changes import Grouped

ROUNDS = 100
PERMUTATIONS = 200
SHOWN, TAKEN_OUT = 5, 10


@dataclass(frozen=True)
class Task:
    """One group to separate from the rest: which rows have the characteristic recorded, and which are of the group (masks)."""

    kind: str
    name: str
    known: np.ndarray
    group: np.ndarray


def proxies(audited: Grouped, features: pd.DataFrame, half: np.ndarray, catalogue: Catalogue, train: Train) -> dict[str, Any]:
    """Return, for each group of each protected characteristic, how well it is separated from the rest (JSON).

    Parameters
    ----------
    audited, features : test contacts, in the same order. half : which half of the families each belongs to (0 or 1).
    catalogue : without directions, because more of a record may point to a group or away from it.

    Returns
    -------
    dict : tried (number of groups), groups (characteristic -> list of name, contacts, families, auc, by_chance [low, high],
        told (whether separated better than by chance), indicators: those that carry it, with their share).
    """
    quick = train.model_copy(update={"rounds": ROUNDS})

    def one(task: Task) -> dict[str, Any]:
        family = audited.rows.loc[task.known, "family"].to_numpy()
        draws = audited.drawn.of(family)
        group = task.group[task.known]
        separation = _separation(features[task.known], group, family, half[task.known], draws, catalogue, quick)
        return {"kind": task.kind, "name": task.name} | separation

    found: dict[str, list[dict[str, Any]]] = {}
    for row in side_by_side(one, list(_tasks(audited.groups, audited.references))):
        found.setdefault(row.pop("kind"), []).append(row)
    return {"tried": sum(row["auc"]["value"] is not None for rows in found.values() for row in rows), "groups": found}


def strongest(found: Mapping[str, Any]) -> list[str]:
    """Return the indicators that carry most of the separation beyond chance, at most ten, the strongest first."""
    weight: Counter[str] = Counter()
    for row in (row for rows in found["groups"].values() for row in rows if row["told"]):
        for indicator in row["indicators"]:
            weight[indicator["indicator"]] += indicator["share"] * (row["auc"]["value"] - 0.5)
    return [name for name, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:TAKEN_OUT]]


def _tasks(groups: Groups, references: Mapping[str, str]) -> Iterator[Task]:
    """Give each group of each protected characteristic; of one with two groups, the one that is not the reference."""
    for kind in PROTECTED:
        recorded = {name: rows for name, rows in groups.get(kind, {}).items() if name != UNKNOWN}
        if len(recorded) < 2:
            continue
        known = np.logical_or.reduce(list(recorded.values()))
        for name, group in recorded.items():
            if len(recorded) > 2 or name != references[kind]:
                yield Task(kind, name, known, group)


def _separation(
    features: pd.DataFrame,
    group: np.ndarray,
    family: np.ndarray,
    half: np.ndarray,
    draws: Draws,
    catalogue: Catalogue,
    train: Train,
) -> dict[str, Any]:
    """Return how well the rows of one group (a mask) are separated from the rest, each half by a model fitted on the other."""
    counts = {"contacts": int(group.sum()), "families": len(set(family[group]))}
    if min(len(set(family[rows & (half == side)])) for rows in (group, ~group) for side in (0, 1)) < FEWEST_FAMILIES:
        return counts | {"auc": NONE, "by_chance": [None, None], "told": False, "indicators": []}
    scores, gain = np.empty(len(group)), np.zeros(len(catalogue.features))
    for side in (0, 1):
        fitted = half == side
        model = fit_boosted(features[fitted], group[fitted].astype(float), catalogue, train)
        scores[~fitted] = margins(model, features[~fitted], catalogue)
        gain += model.feature_importance("gain")
    area, chance = rank(scores, group.astype(float), draws).auc, _by_chance(scores, group, family, train.seed)
    lowest, _ = interval(area[1:]) if len(area) > 1 else (None, None)
    beyond = bool(lowest is not None and lowest > 0.5 and area[0] > chance[1])
    return counts | {
        "auc": stated(area),
        "by_chance": [rounded(edge) for edge in chance],
        "told": beyond,
        "indicators": _carriers(gain, catalogue) if beyond else [],
    }


def _by_chance(scores: np.ndarray, group: np.ndarray, family: np.ndarray, seed: int) -> np.ndarray:
    """Return the range (low, high) of 95 % of areas when families are given each other's groups at random.

    All contacts of a family get the group of its first contact, so that families stay together.
    """
    _, first, place = np.unique(family, return_index=True, return_inverse=True)
    ranks, number = np.bincount(place, rankdata(scores)), np.bincount(place)
    generator = np.random.Generator(np.random.PCG64(seed))
    permuted = np.array([generator.permutation(group[first]) for _ in range(PERMUTATIONS)]).astype(np.float64)
    inside = portable.product(permuted, number)
    areas = (portable.product(permuted, ranks) - inside * (inside + 1) / 2) / (inside * (len(scores) - inside))
    return np.asarray(np.quantile(areas, [0.025, 0.975]))


def _carriers(gain: np.ndarray, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the indicators that the model used most, with the share of its gain that each has."""
    by_name = pd.Series(gain).groupby([feature.indicator for feature in catalogue.features]).sum() / gain.sum()
    largest = by_name[by_name > 0].sort_values(ascending=False, kind="stable")[:SHOWN]
    return [
        {
            "indicator": name,
            "means": catalogue.indicators[name].means,
            "theme": catalogue.indicators[name].theme,
            "share": round(float(share), 4),
        }
        for name, share in largest.items()
    ]
