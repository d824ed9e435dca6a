"""How well each protected characteristic can be told from what the model reads, and which indicators carry it.

A model is fitted to tell a group from the rest, on the same features as the triage model, and judged on families that it
never saw. It is made to measure this, is never kept, and no other stage sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ..features.catalogue import Catalogue
from ..models.crossfit import side_by_side
from ..models.evaluation.estimates import FEWEST_FAMILIES, NONE, rounded, stated
from ..models.evaluation.ranking import rank
from ..models.groups import Groups
from ..models.resampling import Draws, interval
from ..models.triage import fit, margins
from ..params import Train
from .characteristics import UNKNOWN, characteristics
from .constraints import without_directions
from .gaps import Grouped

PROTECTED = ("sex", "ethnicity", "disability", "special_needs", "deprivation_quintile")
ROUNDS = 100
DEALINGS = 200
SHOWN, TAKEN_OUT = 5, 10
NO_PROXIES = "without the indicators that carry most"


@dataclass(frozen=True)
class Task:
    """One group to tell from the rest: which rows have the characteristic recorded, and which are of the group (masks)."""

    kind: str
    name: str
    known: np.ndarray
    own: np.ndarray


def proxies(
    audited: Grouped, features: pd.DataFrame, half: np.ndarray, catalogue: Catalogue, train: Train
) -> dict[str, Any]:  # fmt: skip
    """Return, for each group of each protected characteristic, how well it is told from the rest (JSON).

    Parameters
    ----------
    audited, features : test contacts, in the same order. half : which half of the families each belongs to.

    Returns
    -------
    dict : tried (number of groups), groups (characteristic -> list of name, contacts, families, auc, by_chance [low, high],
        told, indicators: those that carry it, with their share).
    """
    free, quick = without_directions(catalogue), train.model_copy(update={"rounds": ROUNDS})

    def one(task: Task) -> dict[str, Any]:
        family = audited.rows.loc[task.known, "family"].to_numpy()
        draws = audited.drawn.of(family)
        own, its_half = task.own[task.known], half[task.known]
        told = _told_apart(features[task.known], own, family, its_half, draws, free, quick)
        return {"kind": task.kind, "name": task.name} | told

    found: dict[str, list[dict[str, Any]]] = {}
    for row in side_by_side(one, list(_tasks(audited.groups))):
        found.setdefault(row.pop("kind"), []).append(row)
    return {"tried": sum(row["auc"]["value"] is not None for its in found.values() for row in its), "groups": found}


def strongest(found: Mapping[str, Any]) -> list[str]:
    """Return the indicators that carry most of what is told beyond chance, at most ten, the strongest first."""
    weight: Counter[str] = Counter()
    for row in (row for rows in found["groups"].values() for row in rows if row["told"]):
        for its in row["indicators"]:
            weight[its["indicator"]] += its["share"] * (row["auc"]["value"] - 0.5)
    return [name for name, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:TAKEN_OUT]]


def _tasks(groups: Groups) -> Iterator[Task]:
    """Give each group of each protected characteristic; of one with two groups, the one that is not the reference."""
    for kind in PROTECTED:
        recorded = {name: its for name, its in groups.get(kind, {}).items() if name != UNKNOWN}
        if len(recorded) < 2:
            continue
        known = np.logical_or.reduce(list(recorded.values()))
        for name, own in recorded.items():
            if len(recorded) > 2 or name != characteristics()[kind].reference:
                yield Task(kind, name, known, own)


def _told_apart(
    features: pd.DataFrame,
    own: np.ndarray,
    family: np.ndarray,
    half: np.ndarray,
    draws: Draws,
    catalogue: Catalogue,
    train: Train,
) -> dict[str, Any]:
    """Return how well the rows of one group (`own`) are told from the rest, each half by a model fitted on the other."""
    counts = {"contacts": int(own.sum()), "families": len(set(family[own]))}
    if min(len(set(family[its & (half == side)])) for its in (own, ~own) for side in (0, 1)) < FEWEST_FAMILIES:
        return counts | {"auc": NONE, "by_chance": [None, None], "told": False, "indicators": []}
    scores, gain = np.empty(len(own)), np.zeros(len(catalogue.features))
    for side in (0, 1):
        mine = half == side
        model = fit(features[mine], own[mine].astype(float), catalogue, train)
        scores[~mine] = margins(model, features[~mine], catalogue)
        gain += model.feature_importance("gain")
    area, chance = rank(scores, own.astype(float), draws).auc, _by_chance(scores, own, family, train.seed)
    lowest, _ = interval(area[1:]) if len(area) > 1 else (None, None)
    beyond = bool(lowest is not None and lowest > 0.5 and area[0] > chance[1])
    return counts | {
        "auc": stated(area),
        "by_chance": [rounded(edge) for edge in chance],
        "told": beyond,
        "indicators": _carriers(gain, catalogue) if beyond else [],
    }


def _by_chance(scores: np.ndarray, own: np.ndarray, family: np.ndarray, seed: int) -> np.ndarray:
    """Return between which areas 95 % of dealings lie that give each family the group of another, whatever its records.

    Contacts of one family are dealt the group of its first contact, so that families stay together.
    """
    _, first, place = np.unique(family, return_index=True, return_inverse=True)
    ranks, number = np.bincount(place, rankdata(scores)), np.bincount(place)
    generator = np.random.Generator(np.random.PCG64(seed))
    dealt = np.array([generator.permutation(own[first]) for _ in range(DEALINGS)]).astype(np.float64)
    inside = dealt @ number
    areas = (dealt @ ranks - inside * (inside + 1) / 2) / (inside * (len(scores) - inside))
    return np.quantile(areas, [0.025, 0.975])


def _carriers(gain: np.ndarray, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the indicators of which the model made most use, with the share of its gain that each has."""
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
