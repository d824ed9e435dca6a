"""Measure what the charts of the strategy page name: by chance, where nothing changes, and where something does.

    python -m benchmarks.strategy_study --worlds 30

Worlds are simulated without any change of policy, and their families are dealt to places of one size, several times: counting a
large world once and cutting it costs far less than simulating each place. On each place every chart of the page is drawn; a page
on which any names a change is a false alarm. Then, one measure at a time, records of the last three years are made better at
random by some sizes. Places of one world share families and what happens to the whole world, so intervals draw worlds. Results
go to docs/explanation: strategy_study.json, and strategy_study.md, in which every number comes from the former.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from scipy.stats import binomtest

from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.files import write_json, write_text
from neglect_triage.params import StrategyChoices, World, load_params
from neglect_triage.simulate.world import simulate
from neglect_triage.strategy.chance import Course, distance_of_chance
from neglect_triage.strategy.counts import counts_of, place_of
from neglect_triage.strategy.definitions import Measure, load_strategy, with_words
from neglect_triage.strategy.run import judged

ROOT = Path(__file__).resolve().parents[1]
START, END = dt.date(2009, 4, 1), dt.date(2019, 4, 1)  # no policy changes in these years
LEVELS = (0.2, 0.5)  # tried beside the page's own share of false alarms: at these, so many pages can tell more
SIZES = (0.1, 0.2, 0.3, 0.5)
IMPROVED_MONTHS = 36
DRAWS, SEED = 10_000, 11
NOT_DRAWN, CANNOT_RISE, STANDS = "not drawn", "cannot", "as it stands"
LIMITS = (
    "Rare records can only show large changes; a larger place, or more years, shows smaller ones.",
    "",
    "## What these worlds cannot tell",
    "",
    "All worlds have the same rates and families as the simulator makes them. A real place can swing in ways that it does not.",
)
Json = dict[str, Any]


class Chart(NamedTuple):
    """What a measure counts in a world, by family and matured month."""

    measure: Measure
    counted: np.ndarray
    of: np.ndarray

    @property
    def share(self) -> bool:
        """Whether what is counted is a part of what it is counted among."""
        return self.measure.kind != "rate"

    def of_families(self, families: np.ndarray) -> Chart:
        """Return what the measure counts in some families."""
        return Chart(self.measure, self.counted[families], self.of[families])


def main(
    children: Annotated[int, typer.Option(help="children ever known in each place")] = 15_000,
    together: Annotated[int, typer.Option(help="places that are simulated together, as one world")] = 3,
    deals: Annotated[int, typer.Option(help="how often the families of a world are dealt to its places")] = 6,
    worlds: Annotated[int, typer.Option(help="worlds")] = 30,
    seed: Annotated[int, typer.Option(help="first seed; every world has one of its own")] = 770_001,
    out: Annotated[Path, typer.Option(help="folder for strategy_study.json and .md")] = ROOT / "docs/explanation",
) -> None:
    """Run the study, and write it after every world."""
    params = load_params(ROOT / "params.yaml")
    vocabulary = load_vocabulary(ROOT / params.source.vocabulary)
    assert params.world is not None
    whole = children * together
    numbers = params.world.numbers | {"children_together": whole}
    base = params.world.model_copy(update={"children": whole, "start": START, "end": END, "numbers": numbers})
    found: list[Json] = []
    started = time.perf_counter()
    for number in range(worlds):
        world = base.model_copy(update={"seed": seed + number})
        found.append(one_world(world, vocabulary, params.strategy, together, deals))
        print(f"{time.perf_counter() - started:6.0f} s: world {number + 1} of {worlds}", file=sys.stderr, flush=True)
        about = {"children": children, "places_of_a_world": together, "deals": deals, "synthetic": vocabulary.synthetic}
        study = about | summed(found, params.strategy.false_alarms)
        write_json(out / "strategy_study.json", study)
        write_text(out / "strategy_study.md", as_markdown(study))


def one_world(world: World, vocabulary: Vocabulary, choices: StrategyChoices, together: int, deals: int) -> Json:
    """Return what the charts of the places of a world name.

    Returns
    -------
    dict : pages, by level: of each place of each deal, whether any chart names a change; charts, by measure: drawn, on how many
        places of the first deal, and on how many of them it names a change as it stands, and of each size.
    """
    measures = with_words(load_strategy().measures, vocabulary)
    place = place_of(simulate(world, vocabulary), vocabulary, choices, len(measures))
    assert place is not None
    charts = {}
    for name, measure in measures.items():
        counts = counts_of(measure, place)
        charts[name] = Chart(measure, counts.counted[:, counts.run], counts.of[:, counts.run])
    generator = np.random.Generator(np.random.PCG64(world.seed))
    children = np.bincount(place.family, minlength=place.families)
    dealt = [each for _ in range(deals) for each in places_of(children, together, generator)]
    pages: dict[str, list[bool]] = {f"{level:g}": [] for level in (choices.false_alarms, *LEVELS)}
    for families in dealt:
        drawn = [_drawn(chart.of_families(families), place.charts, choices.false_alarms) for chart in charts.values()]
        for level, alarms in pages.items():
            alarms.append(any(_is_passed(each, place.charts, float(level)) for each in drawn))
    found = {
        name: _of_sizes([chart.of_families(families) for families in dealt[:together]], place.charts, choices, generator)
        for name, chart in charts.items()
    }
    return {"pages": pages, "charts": found}


def places_of(children: np.ndarray, number: int, generator: np.random.Generator) -> list[np.ndarray]:
    """Return the families of so many places, dealt at random, with about as many children each. `children` : of each family."""
    order = generator.permutation(len(children))
    place = np.minimum(np.cumsum(children[order]) * number // (children.sum() + 1), number - 1)
    return [np.sort(order[place == each]) for each in range(number)]


def improved(chart: Chart, size: float, generator: np.random.Generator) -> Chart | None:
    """Return a chart whose last months are better by a size: fewer records that count, or more where more are wanted.

    None where so many more would be more than all.
    """
    late, among = (each[:, -IMPROVED_MONTHS:].astype(int) for each in (chart.counted, chart.of))
    if chart.measure.wanted != "more":
        late = generator.binomial(late, 1 - size)
    elif chart.share:
        others = among - late
        chance = size * late.sum() / max(others.sum(), 1)
        if chance > 1:
            return None
        late = late + generator.binomial(others, chance)
    else:
        late = late + generator.binomial(late, size)
    return chart._replace(counted=np.concatenate([chart.counted[:, :-IMPROVED_MONTHS], late], axis=1))


def _drawn(chart: Chart, charts: int, false_alarms: float) -> Course | None:
    return judged(chart.counted, chart.of, chart.share, charts, false_alarms)


def _is_passed(drawn: Course | None, charts: int, false_alarms: float) -> bool:
    """Return whether a chart names a change by the limits of another share of false alarms."""
    if drawn is None:
        return False
    months = len(drawn.value) + 35  # 24 of the baseline, and all but one of the first twelve
    limit = distance_of_chance(months, charts, false_alarms)
    return bool((np.abs(np.nan_to_num(drawn.value - drawn.centre)) > limit * drawn.error).any())


def _of_sizes(places: list[Chart], charts: int, choices: StrategyChoices, generator: np.random.Generator) -> Json:
    """Return on how many places a chart is drawn, names a change as it stands, and names each size at its end.

    None for a size that cannot be reached on one of them.
    """
    drawn = {place: each for place, chart in enumerate(places) if (each := _drawn(chart, charts, choices.false_alarms))}
    found: Json = {"drawn": len(drawn), STANDS: sum(bool(each.outside.any()) for each in drawn.values())}
    for size in SIZES:
        better = [improved(places[place], size, generator) for place in drawn]
        courses = [_drawn(each, charts, choices.false_alarms) for each in better if each]
        side = 1 if places[0].measure.wanted == "more" else -1
        named = sum(each is not None and int(each.outside[-1]) == side for each in courses)
        found[f"{size:g}"] = named if len(courses) == len(drawn) else None
    return found


def summed(found: list[Json], nominal: float) -> Json:
    """Return the shares of pages with a false alarm, with intervals, and on how many places each size was named, by measure."""
    strategy = load_strategy().measures
    power: Json = {}
    for name in found[0]["charts"]:
        worlds = [each["charts"][name] for each in found]
        power[name] = {"title": strategy[name].title, "wanted": strategy[name].wanted}
        for key in ("drawn", STANDS, *(f"{size:g}" for size in SIZES)):
            numbers = [world[key] for world in worlds]
            power[name][key] = None if None in numbers else sum(numbers)
    pages = {level: [each["pages"][level] for each in found] for level in found[0]["pages"]}
    return {
        "worlds": len(found),
        "places": len(found) * len(pages[f"{nominal:g}"][0]),
        "charts": len(power),
        "nominal": nominal,
        "alarms": bounded({level: _share(worlds) for level, worlds in pages.items()}),
        "power": power,
    }


def _share(worlds: list[list[bool]]) -> Json:
    """Return how many of 100 pages have an alarm, with a 95 % interval that draws worlds.

    Where all worlds are alike, drawing them says nothing: each then counts as one page, and the interval is exact.
    """
    shares = np.array([np.mean(each) for each in worlds])
    if np.ptp(shares) > 0:
        generator = np.random.Generator(np.random.PCG64(SEED))
        low, high = np.quantile(generator.choice(shares, (DRAWS, len(shares))).mean(axis=1), (0.025, 0.975))
    else:
        exact = binomtest(round(shares.sum()), len(shares)).proportion_ci()
        low, high = exact.low, exact.high
    return {
        "pages": int(sum(map(sum, worlds))),
        "in_100": round(100 * float(shares.mean()), 1),
        "interval": [round(100 * float(end), 1) for end in (low, high)],
        "worlds_with_any": int((shares > 0).sum()),
    }


def bounded(alarms: Json) -> Json:
    """Return the shares with upper ends no higher than at wider limits: a page that passes stricter ones passes these too."""
    found, upper = {}, 100.0
    for level in sorted(alarms, key=float, reverse=True):
        low, high = alarms[level]["interval"]
        upper = min(upper, high)
        found[level] = alarms[level] | {"interval": [low, upper]}
    return {level: found[level] for level in alarms}


def as_markdown(study: Json) -> str:
    """Return the study as a page: every number comes from its JSON."""
    return "\n".join([*_about(study), *_alarms(study), *_power(study), *LIMITS, ""])


def _about(study: Json) -> list[str]:
    children, together = study["children"], study["places_of_a_world"]
    return [
        "# What the charts of the strategy page can find",
        "",
        f"**{study['synthetic']}** Made by `python -m benchmarks.strategy_study`. Every number comes from",
        f"`strategy_study.json`, which that run wrote: {study['worlds']} worlds of {children * together:,} children, ten years",
        "each, without any change of policy. The families of each were dealt at random to",
        f"{together} places of {children:,} children, {study['deals']} times: {study['places']:,} pages.",
        "",
    ]


def _alarms(study: Json) -> list[str]:
    stated = f"{100 * study['nominal']:g} of 100, unless `strategy.false_alarms` says otherwise"
    rows = [
        f"| {100 * float(level):g} | {each['in_100']:g} | {each['interval'][0]:g} to {each['interval'][1]:g} |"
        f" {each['pages']} of {study['places']:,} | {each['worlds_with_any']} of {study['worlds']} |"
        for level, each in study["alarms"].items()
    ]
    return [
        "## Where nothing changes",
        "",
        f"The limits of the page's {study['charts']} charts are set so that any of them may name a change by chance on a stated",
        f"share of pages: {stated}. Other shares were tried too, because so many",
        "pages can tell more there. Intervals (95 %) draw worlds, for the places of a world share families and whatever happens",
        "to the whole world; with fewer than about twenty worlds they are too narrow. A page that passes stricter limits passes",
        "wider ones too, so no interval reaches higher than that of a larger stated share.",
        "",
        "| stated, of 100 pages | found | interval | pages with a false alarm | worlds with any |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _power(study: Json) -> list[str]:
    return [
        "## Where something does",
        "",
        f"Records of the last {IMPROVED_MONTHS} matured months were made better at random, one measure at a time, on the places",
        "of the first deal: fewer that count, or more where the documents want more. The table says of each measure on how many",
        "places its chart was drawn, on how many it named a change as it stands, and on how many of 100 it named each size at",
        f'its end. "{NOT_DRAWN}" means too few records; "{CANNOT_RISE}", that so many more would be more than all.',
        "",
        f"| measure | made | drawn | {STANDS} | " + " | ".join(f"{100 * size:g} %" for size in SIZES) + " |",
        "| --- | --- | --- | --- | " + " | ".join("---" for _ in SIZES) + " |",
        *(_row(each) for each in study["power"].values()),
        "",
    ]


def _row(each: Json) -> str:
    sizes = [f"{size:g}" for size in SIZES]
    if not each["drawn"]:
        cells = ["0", *[NOT_DRAWN] * (1 + len(sizes))]
    else:
        named = (CANNOT_RISE if each[key] is None else f"{100 * each[key] / each['drawn']:.0f}" for key in sizes)
        cells = [str(each["drawn"]), str(each[STANDS]), *named]
    made = "more" if each["wanted"] == "more" else "fewer"
    return f"| {each['title']} | {made} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    typer.run(main)
