"""The whole study, in rounds: each round gives the results so far, so the study can be stopped at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import pandas as pd

from benchmarks.bias_study.alarms import alarms
from benchmarks.bias_study.gaps import audited_gaps
from benchmarks.bias_study.power import SCENARIOS, Scenario, power
from benchmarks.bias_study.redraws import alarms_of_redraws, false_alarms
from benchmarks.bias_study.worlds import ScoredWorld, groups_of
from neglect_triage.params import World
from neglect_triage.simulate.parameters import parameters_of

MakeWorld = Callable[[int, dict[str, float]], ScoredWorld]
"""Makes a world of the preset `even` from a seed and the parameters to change."""


@dataclass(frozen=True)
class Size:
    """The size of the study: children in a world, worlds of each scenario, and redraws of groups in each of some worlds.

    draws : resamples of families in each audit. seed : the first; every world has a different one.
    """

    children: int
    worlds: int
    redraws: int
    redrawn_worlds: int
    draws: int
    seed: int


def bias_study(make: MakeWorld, size: Size, base: World, scenarios: Sequence[Scenario] = SCENARIOS) -> Iterator[dict[str, Any]]:
    """Yield the study (JSON) after every round of worlds, one of each scenario; the last is the whole.

    Parameters
    ----------
    make : simulates and scores a world. base : the even world, whose shares groups are drawn from.
    """
    audit = partial(audited_gaps, draws=size.draws, seed=size.seed)
    found: dict[str, list[pd.DataFrame]] = {scenario.name: [] for scenario in scenarios}
    sizes: dict[str, list[dict[str, int]]] = {scenario.name: [] for scenario in scenarios}
    redrawn: list[pd.DataFrame] = []
    for turn in range(size.worlds):
        for place, scenario in enumerate(scenarios):
            world = make(size.seed + turn * len(scenarios) + place, scenario.numbers)
            found[scenario.name].append(alarms(audit(world.rows, groups_of(world.contacts, world.people))).assign(draw=turn))
            sizes[scenario.name].append({"contacts": len(world.contacts), "positives": int(world.contacts["label"].sum())})
            if not scenario.numbers and turn < size.redrawn_worlds:
                drawn = alarms_of_redraws(world, parameters_of(base), audit, size.redraws, size.seed + turn * size.redraws)
                redrawn.append(drawn.assign(draw=drawn["draw"] + turn * size.redraws))
        yield {
            "size": asdict(size) | {"worlds": turn + 1, "redrawn_worlds": len(redrawn)},
            "false_alarms": {
                "groups drawn anew": false_alarms(pd.concat(redrawn)),
                "worlds fresh as a whole": {
                    scenario.name: false_alarms(pd.concat(found[scenario.name])) for scenario in scenarios if not scenario.numbers
                },
            },
            "power": {one.name: power(pd.concat(found[one.name]), pd.DataFrame(sizes[one.name]), one) for one in scenarios},
        }
