"""Measure what the charts of the strategy page name: by chance, where nothing changes, and where something does.

    python -m benchmarks.strategy_study --worlds 40

Worlds are simulated without any change of policy. On each, every chart of the page is drawn; a page on which any names a change
is a false alarm. Then records of the last three years are made fewer at random, by some sizes, one measure at a time. Results
go to docs/explanation: strategy_study.json, and strategy_study.md, in which every number comes from the former.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from scipy.stats import binomtest

from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.files import write_json, write_text
from neglect_triage.params import StrategyChoices, World, load_params
from neglect_triage.simulate.world import simulate
from neglect_triage.strategy.chance import Course, course
from neglect_triage.strategy.counts import counts_of, place_of
from neglect_triage.strategy.definitions import load_strategy, with_words

ROOT = Path(__file__).resolve().parents[1]
START, END = dt.date(2009, 4, 1), dt.date(2019, 4, 1)  # no policy changes in these years
SIZES = (0.1, 0.2, 0.3, 0.5)
IMPROVED_MONTHS = 36
NOT_DRAWN = "not drawn"


def main(
    children: Annotated[int, typer.Option(help="children ever known in each world")] = 20_000,
    worlds: Annotated[int, typer.Option(help="worlds")] = 40,
    seed: Annotated[int, typer.Option(help="first seed; every world has one of its own")] = 770_001,
    out: Annotated[Path, typer.Option(help="folder for strategy_study.json and .md")] = ROOT / "docs/explanation",
) -> None:
    """Run the study, and write it after every world."""
    params = load_params(ROOT / "params.yaml")
    vocabulary = load_vocabulary(ROOT / params.source.vocabulary)
    assert params.world is not None
    base = params.world.model_copy(update={"children": children, "start": START, "end": END})
    found: list[dict[str, Any]] = []
    started = time.perf_counter()
    for number in range(worlds):
        found.append(one_world(base.model_copy(update={"seed": seed + number}), vocabulary, params.strategy))
        print(f"{time.perf_counter() - started:6.0f} s: world {number + 1} of {worlds}", file=sys.stderr, flush=True)
        study = with_intervals(summed(found, children, params.strategy.false_alarms) | {"synthetic": vocabulary.synthetic})
        write_json(out / "strategy_study.json", study)
        write_text(out / "strategy_study.md", as_markdown(study))


def one_world(world: World, vocabulary: Vocabulary, choices: StrategyChoices) -> dict[str, Any]:
    """Return by measure whether its chart names a change as it stands, and with records made fewer by each of the sizes."""
    measures = with_words(load_strategy().measures, vocabulary)
    place = place_of(simulate(world, vocabulary), vocabulary, choices, len(measures))
    assert place is not None
    generator = np.random.Generator(np.random.PCG64(world.seed))
    found: dict[str, Any] = {}
    for name, measure in measures.items():
        counts = counts_of(measure, place)
        counted, of = counts.counted[:, counts.run], counts.of[:, counts.run]
        drawn = course(counted, of, place.charts, choices.false_alarms)
        found[name] = {"as it stands": _named(drawn)}
        for size in SIZES:
            late = counted.copy()
            late[:, -IMPROVED_MONTHS:] = generator.binomial(late[:, -IMPROVED_MONTHS:].astype(int), 1 - size)
            found[name][f"{size:g}"] = _named(course(late, of, place.charts, choices.false_alarms), below=True)
    return found


def _named(drawn: Course | None, below: bool = False) -> bool | None:
    """Return whether a chart names a change (`below`: at its end, of fewer); None where it cannot be drawn."""
    if drawn is None:
        return None
    return bool(drawn.outside[-1] == -1) if below else bool(drawn.outside.any())


def summed(found: list[dict[str, Any]], children: int, nominal: float) -> dict[str, Any]:
    """Return how many pages had a false alarm, and of each measure in how many worlds each size was named."""
    titles = {name: each.title for name, each in load_strategy().measures.items()}
    power: dict[str, Any] = defaultdict(dict)
    for name in found[0]:
        drawn = [world[name] for world in found if world[name]["as it stands"] is not None]
        power[name] = {"title": titles[name], "drawn": len(drawn)}
        power[name] |= {key: sum(bool(each[key]) for each in drawn) for key in ("as it stands", *(f"{size:g}" for size in SIZES))}
    alarms = sum(any(each["as it stands"] for each in world.values()) for world in found)
    return {"worlds": len(found), "children": children, "nominal": nominal, "pages_with_an_alarm": alarms, "power": power}


def with_intervals(study: dict[str, Any]) -> dict[str, Any]:
    """Return the study with what so many worlds can tell: exact 95 % intervals, in 100."""
    worlds = study["worlds"]
    alarms, all_found = (binomtest(number, worlds).proportion_ci() for number in (study["pages_with_an_alarm"], worlds))
    interval = [round(100 * float(end), 1) for end in (alarms.low, alarms.high)]
    means = {"charts": len(study["power"]), "alarms_in_100": interval, "all_means_at_least": round(100 * float(all_found.low), 1)}
    return study | means


def as_markdown(study: dict[str, Any]) -> str:
    """Return the study as a page: every number comes from its JSON."""
    worlds, alarms, (low, high) = study["worlds"], study["pages_with_an_alarm"], study["alarms_in_100"]
    lines = [
        "# What the charts of the strategy page can find",
        "",
        f"**{study['synthetic']}** Made by `python -m benchmarks.strategy_study`. Every number comes from `strategy_study.json`,",
        f"which that run wrote: {worlds} worlds of {study['children']:,} children, ten years each, without any change of policy.",
        "",
        "## Where nothing changes",
        "",
        f"By their limits, {100 * study['nominal']:g} of 100 pages of {study['charts']} charts may name a change by chance.",
        f"Of {worlds} pages, {alarms} did: the share lies between {low:g} and {high:g} of 100 (exact 95 % interval).",
        "",
        "## Where something does",
        "",
        f"Records that count were made fewer at random in the last {IMPROVED_MONTHS} matured months, one measure at a time.",
        "The table says in how many worlds the chart named it at its end, of those in which the chart could be drawn.",
        "",
        "| measure | drawn | as it stands | " + " | ".join(f"{100 * size:g} % fewer" for size in SIZES) + " |",
        "| --- | --- | --- | " + " | ".join("---" for _ in SIZES) + " |",
    ]
    for each in study["power"].values():
        cells = [str(each[key]) if each["drawn"] else NOT_DRAWN for key in ("as it stands", *(f"{size:g}" for size in SIZES))]
        lines.append(f"| {each['title']} | {each['drawn']} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Rare records can only show large changes; a larger place, or more years, shows smaller ones. That something became",
        "more was not tried.",
        "",
        "## What so few worlds cannot tell",
        "",
        "Whether the share of false alarms is what the limits promise, closer than the interval above. A change that was named",
        f"in all of {worlds} worlds is named in {study['all_means_at_least']:g} of 100 or more; no more is known. All worlds",
        "have the same rates, the same size and families as the simulator makes them: a real place can swing in ways",
        "that it does not.",
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    typer.run(main)
