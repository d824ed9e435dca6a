"""How true the explanations are, as sentences and as rows of tables; every figure comes from the run's own files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..files import read_json
from ..paths import DataFolder
from ..study.drivers import CEILING, COUNTS, LEAD, MODEL, SHARE
from ..wording.estimates import in_100, number, percent, signed

CHANGES = {
    "one unrelated record more": "one record of somebody else's was slipped in",
    "another seed": "the program was fitted again with other chance choices",
    "records drawn again": "the program was fitted again on other records",
}

RANKINGS = (MODEL, COUNTS, CEILING)


@dataclass(frozen=True)
class ExplanationTruth:
    """What `faithfulness.json` and `drivers.json` hold; `drivers` is empty where there is no known truth."""

    faithfulness: dict[str, Any]
    drivers: dict[str, Any]


def gather_truth(data: DataFolder) -> ExplanationTruth:
    """Read what the stages faithfulness and study wrote."""
    return ExplanationTruth(read_json(data.faithfulness), read_json(data.drivers))


def lines(truth: ExplanationTruth, points: str) -> list[str]:
    """Return the findings in plain words, each figure with its interval and the number of contacts."""
    found = truth.faithfulness
    every = found["groups"]["all"]
    deletion, insertion, share = every["deletion"], every["insertion"], every["completeness"]["share"]
    sentences = [
        f"The records of the first line were taken away at {deletion['contacts']:,} {points}. That moved the score more than "
        f"taking away as many others at random for {_hundred(deletion['share_where_more'])} of 100.",
        f"Put back alone, they moved it more than as many others for {_hundred(insertion['share_where_more'])} of 100.",
        f"The lines shown carry {_hundred(share)} parts in 100 of what raised the score. Many small parts carry the rest.",
    ]
    for change, kept in found["stability"].items():
        stays, on = _hundred(kept["first_reason_stays"]), f"{kept['contacts']:,} {points}"
        sentences.append(f"When {CHANGES[change]}, the first line stayed first for {stays} of 100 ({on}).")
    return sentences + _driver_sentence(truth.drivers, points)


def _driver_sentence(drivers: dict[str, Any], points: str) -> list[str]:
    """Return whether reasons name the true driver in a simulated world; empty where there is no known driver."""
    if not drivers.get("told_apart"):
        return []
    mean = drivers["told_apart"]["mean of all"]
    ours, counts, ceiling = (number(mean[name], 2) for name in RANKINGS)
    return [
        f"In the made-up world, what truly drove {points} is known ({drivers['contacts']:,} of them). On a scale where 0.5 is "
        f"chance and 1 is always right, the lines reach {ours} and a bare count of records {counts}. {_verdict(mean[LEAD])} "
        f"A model that was fitted with the truth reaches {ceiling}. The rest cannot be seen in the records. "
        "So a line tells what weighed in the score, and not what the cause was."
    ]


def _verdict(lead: dict[str, float | None]) -> str:
    """Return what a lead over bare counts shows, given its interval."""
    low, high = lead["low"], lead["high"]
    if low is not None and low > 0:
        return "The lines do better than the count."
    if high is not None and high < 0:
        return "The count does better than the lines."
    return "Which of them does better cannot be told."


def rows(truth: ExplanationTruth) -> list[tuple[str, str, str]]:
    """Return rows of what was measured, on how many contacts, and the figure with its interval."""
    found = truth.faithfulness
    table = [row for group, figures in found["groups"].items() for row in _group_rows(group, figures)]
    for change, kept in found["stability"].items():
        on = f"{kept['contacts']:,}"
        table.append((f"Stability, {change}: the first reason stays", on, percent(kept["first_reason_stays"])))
        table.append((f"Stability, {change}: share of the first three that stay", on, percent(kept["share_of_three_that_stay"])))
        five = (f"{kept['contacts_with_first_records']:,}", percent(kept["share_of_five_that_stay"]))
        table.append((f"Stability, {change}: share of the records to open first that stay", *five))
    ways = found["two_ways_of_attribution"]
    on = f"{ways['points']:,}"
    table.append(("Interventional values: the same indicator moves the score most", on, percent({"value": ways["same_first"]})))
    table.append(("Interventional values: mean correlation of ranks", on, number({"value": ways["mean_rank_correlation"]})))
    return table + _driver_rows(truth.drivers)


def _group_rows(group: str, figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the rows on deletion, insertion and completeness of one group of points."""
    table = []
    for kind in ("deletion", "insertion"):
        name, on = f"{kind.capitalize()}, {group}: move of the log-odds", f"{figures[kind]['contacts']:,}"
        table.append((f"{name} by the first reason's records", on, number(figures[kind]["first_reason"])))
        table.append((f"{name} by as many others at random", on, number(figures[kind]["as_many_others"])))
        table.append((f"{name}, difference", on, number(figures[kind]["difference"])))
    complete = figures["completeness"]
    on, share = f"{complete['contacts']:,}", percent(complete["share"])
    return [*table, (f"Completeness, {group}: share carried by the shown reasons", on, share)]


def _driver_rows(drivers: dict[str, Any]) -> list[tuple[str, str, str]]:
    if not drivers.get("told_apart"):
        return []
    on, agreement = f"{drivers['contacts']:,}", drivers["parts"]["all"]["agreement"]
    rank = f"Rank of the true driver among {drivers['number_of_groups']} (1 is first, 0.5 chance)"
    table = [(f"{rank}: {ranking}", on, number(agreement[ranking])) for ranking in RANKINGS]
    for name, areas in drivers["told_apart"].items():
        table += [(f"Telling the true driver, AUC, {name}: {each}", on, number(areas[each])) for each in RANKINGS]
        table.append((f"Telling the true driver, {name}: lead of the reasons", on, signed(areas[LEAD])))
        table.append(
            (f"Telling the true driver, {name}: share of what such a model gains over chance", on, percent(areas[SHARE]))
        )
    return table


def _hundred(share: dict[str, float | None]) -> str:
    """Return a share as a number of 100, with its interval."""
    return "an unknown number" if share["value"] is None else in_100({"low": None, "high": None} | share)
