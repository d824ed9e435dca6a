"""False alarms: meaningless groups, redrawn many times over one simulated and scored world.

In the preset `even` a characteristic is drawn independently of everything else: ethnicity, deprivation and area once a family,
sex, disability and special needs once a child. They change neither care, nor records, nor decisions, and no model reads them.
So contacts, labels, families and scores are independent of them, and redrawing them from the same shares gives exactly one
more draw of (world, groups), given the rest of the world: hundreds of draws replace hundreds of whole simulations. A redraw
cannot vary the rest of the world. Several worlds are used for that, and a few completely new worlds confirm the rates.

Families are those of the cohort: children who ever shared a private home. The simulation draws by the same families.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.bias_study.alarms import ALONE, TOGETHER, Audit, alarms, mean_of, share
from benchmarks.bias_study.worlds import ScoredWorld, groups_of
from neglect_triage.models.evaluation.estimates import rounded
from neglect_triage.simulate.parameters import Parameters

OF_FAMILIES = {"ethnicity": "ethnicity", "deprivation_quintile": "deprivation", "area": "area"}


def redrawn_people(contacts: pd.DataFrame, p: Parameters, seed: int) -> pd.DataFrame:
    """Return the characteristics of the children of some contacts, redrawn from the shares of the simulated world."""
    rng = np.random.Generator(np.random.PCG64(seed))
    children = contacts[["child_id", "family"]].drop_duplicates("child_id")
    _, family = np.unique(children["family"], return_inverse=True)
    number = len(children)
    found = {name: _drawn(p.share(shares), family.max() + 1, rng)[family] for name, shares in OF_FAMILIES.items()}
    disabled = rng.random(number) < p["disability"]
    needs = rng.random(number) < np.where(disabled, p["special_needs_if_disabled"], p["special_needs"])
    found |= {"sex": _drawn(p.share("sex"), number, rng), "disability": np.where(disabled, "yes", "no")}
    return pd.DataFrame(found | {"special_needs": np.where(needs, "yes", "no")}, index=pd.Index(children["child_id"]))


def _drawn(shares: dict[str, float], number: int, rng: np.random.Generator) -> np.ndarray:
    weights = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares), dtype=object), number, p=weights / weights.sum())


def alarms_of_redraws(world: ScoredWorld, p: Parameters, audit: Audit, redraws: int, seed: int) -> pd.DataFrame:
    """Return the alarms (see `alarms`) of every redraw of the groups of a world, with the column `draw`."""
    rows = world.rows
    found = []
    for draw in range(redraws):
        people = redrawn_people(world.contacts, p, seed + draw)
        found.append(alarms(audit(rows, groups_of(world.contacts, people))).assign(draw=draw))
    return pd.concat(found, ignore_index=True)


def false_alarms(found: pd.DataFrame) -> dict[str, Any]:
    """Return rates of false alarms (JSON): of one gap alone, by figure too, and of any gap at all, in a draw of groups.

    Parameters
    ----------
    found : alarms with the column `draw`; draws are independent, gaps of one draw are not.
    """
    by_draw = found.groupby("draw")
    figures = {str(name): rounded(rows[ALONE].mean()) for name, rows in found.groupby("figure")}
    any_of_all = by_draw[[ALONE, TOGETHER]].any()
    return {
        "draws": int(by_draw.ngroups),
        "gaps in a draw": rounded(by_draw.size().mean(), 1),
        "a gap alone": mean_of(by_draw[ALONE].mean().to_numpy()),
        "a gap alone, by figure": figures,
        "any gap, each alone": share(int(any_of_all[ALONE].sum()), len(any_of_all)),
        "any gap, all together": share(int(any_of_all[TOGETHER].sum()), len(any_of_all)),
    }
