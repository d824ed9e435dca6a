"""Power: how often the audit detects a bias that was put into the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarks.bias_study.alarms import ALONE, TOGETHER, share
from benchmarks.bias_study.worlds import MINORITY
from neglect_triage.fairness.characteristics import UNKNOWN
from neglect_triage.models.evaluation.estimates import rounded


@dataclass(frozen=True)
class Scenario:
    """A bias in the even world: the parameters that create it, what it means, and the characteristics that should show it."""

    name: str
    means: str
    numbers: dict[str, float]
    shows_in: tuple[str, ...]


BY_ETHNICITY, BY_DISABILITY = ("ethnicity", MINORITY), ("disability",)
NO_BIAS = "no bias"
SCENARIOS = (
    Scenario(NO_BIAS, "No group is treated otherwise than another.", {}, ()),
    Scenario("named, 2.7 times", "Decisions about children whose recorded ethnicity is not White name neglect with 2.7 times the "
             "odds at the same need.", {"named_minority": 1.0}, BY_ETHNICITY),
    Scenario("named, 7.4 times", "The same, with 7.4 times the odds.", {"named_minority": 2.0}, BY_ETHNICITY),
    Scenario("watched, 2 times", "Children whose recorded ethnicity is not White are seen and reported twice as often.",
             {"surveillance_minority": 0.693}, BY_ETHNICITY),
    Scenario("watched, 4 times", "The same, four times as often.", {"surveillance_minority": 1.386}, BY_ETHNICITY),
    Scenario("missed, 7.4 times", "Decisions about disabled children name neglect with 7.4 times lower odds at the same need.",
             {"named_disabled": -2.0}, BY_DISABILITY),
)  # fmt: skip


def power(found: pd.DataFrame, sizes: pd.DataFrame, scenario: Scenario) -> dict[str, Any]:
    """Return what was found of one scenario in its worlds (JSON).

    Parameters
    ----------
    found : alarms of every world, with the column `draw`: the number of the world. A world in which no gap of a characteristic
        could be estimated counts as one without an alarm. Children not recorded belong to no biased group.
    sizes : contacts and positives, one row a world.
    """
    known = found[found["group"] != UNKNOWN]
    return {
        "means": scenario.means,
        "numbers": scenario.numbers,
        "worlds": len(sizes),
        "contacts": rounded(sizes["contacts"].mean(), 1),
        "positives": rounded(sizes["positives"].mean(), 1),
        "found": {kind: _of_characteristic(known[known["characteristic"] == kind], len(sizes)) for kind in scenario.shows_in},
    }


def _of_characteristic(rows: pd.DataFrame, worlds: int) -> dict[str, Any]:
    figures = {str(name): {"mean gap": rounded(of["gap"].mean())} | _found(of, worlds) for name, of in rows.groupby("figure")}
    return {"gaps in a world": rounded(len(rows) / worlds, 1), "figures": figures} | _found(rows, worlds)


def _found(rows: pd.DataFrame, worlds: int) -> dict[str, Any]:
    """Return the share of the worlds in which some of the rows raised an alarm."""
    return {how: share(int(rows.loc[rows[how], "draw"].nunique()), worlds) for how in (ALONE, TOGETHER)}
