"""How true the explanations are, as lines for people and as rows for tables: every figure from the run's own files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..files import read_json
from ..paths import DataFolder
from ..study.drivers import COUNTS, LEAD, MODEL
from ..wording.estimates import number, percent, signed

IN_WORDS = {
    "one unrelated record more": "one record of somebody else's was slipped in",
    "another seed": "the program was fitted again with other chance choices",
    "families drawn again": "the program was fitted again on other families",
}


@dataclass(frozen=True)
class ExplanationTruth:
    """What `faithfulness.json` and `drivers.json` hold; `drivers` is empty where there is no known truth."""

    faithfulness: dict[str, Any]
    drivers: dict[str, Any]


def gather_truth(data: DataFolder) -> ExplanationTruth:
    """Read what the stages faithfulness and study wrote."""
    return ExplanationTruth(read_json(data.faithfulness), read_json(data.drivers))


def lines(truth: ExplanationTruth, points: str) -> list[str]:
    """Return in plain words what was found, each figure with its range and what it was counted on."""
    found = truth.faithfulness
    every = found["groups"]["all"]
    deletion, insertion, share = every["deletion"], every["insertion"], every["completeness"]["share"]
    said = [
        f"The records of the first line were taken away at {deletion['contacts']:,} {points}. That moved the score more than "
        f"taking away as many others by lot for {_hundred(deletion['share_where_more'])} of 100.",
        f"Put back alone, they moved it more than as many others for {_hundred(insertion['share_where_more'])} of 100.",
        f"The lines shown carry {_hundred(share)} parts in 100 of what raised the score. Many small parts carry the rest.",
    ]
    for way, kept in found["stability"].items():
        stays, on = _hundred(kept["first_reason_stays"]), f"{kept['contacts']:,} {points}"
        said.append(f"When {IN_WORDS[way]}, the first line stayed first for {stays} of 100 ({on}).")
    return said + _of_drivers(truth.drivers, points)


def _of_drivers(drivers: dict[str, Any], points: str) -> list[str]:
    """Return whether reasons name the true driver of a simulated world; nothing where there is none."""
    if not drivers.get("told_apart"):
        return []
    mean = drivers["told_apart"]["mean of all"]
    ours, counts = (number(mean[way], 2) for way in (MODEL, COUNTS))
    return [
        f"In the made-up world, what truly drove {points} is known ({drivers['contacts']:,} of them). On a scale where 0.5 is "
        f"chance and 1 is always right, the lines reach {ours} and a bare count of records {counts}. {_verdict(mean[LEAD])} "
        "So a line tells what weighed in the score, and not what the cause was."
    ]


def _verdict(lead: dict[str, float | None]) -> str:
    """Return what a lead over bare counts, with its interval, says."""
    low, high = lead["low"], lead["high"]
    if low is not None and low > 0:
        return "The lines do better than the count."
    if high is not None and high < 0:
        return "The count does better than the lines."
    return "Which of them does better cannot be told."


def rows(truth: ExplanationTruth) -> list[tuple[str, str, str]]:
    """Return what was measured, on how many, and the figure with its interval."""
    found = truth.faithfulness
    told = [row for group, its in found["groups"].items() for row in _moves(group, its)]
    for way, kept in found["stability"].items():
        on = f"{kept['contacts']:,}"
        told.append((f"Stability, {way}: the first reason stays", on, percent(kept["first_reason_stays"])))
        told.append((f"Stability, {way}: share of the first three that stay", on, percent(kept["share_of_three_that_stay"])))
    ways = found["two_ways_of_attribution"]
    on = f"{ways['points']:,}"
    told.append(("Interventional values: the same indicator moves the score most", on, percent({"value": ways["same_first"]})))
    told.append(("Interventional values: mean correlation of ranks", on, number({"value": ways["mean_rank_correlation"]})))
    return told + _driver_rows(truth.drivers)


def _moves(group: str, its: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the rows on deletion, insertion and completeness of one group of points."""
    told = []
    for kind in ("deletion", "insertion"):
        name, on = f"{kind.capitalize()}, {group}: move of the log-odds", f"{its[kind]['contacts']:,}"
        told.append((f"{name} by the first reason's records", on, number(its[kind]["first_reason"])))
        told.append((f"{name} by as many others at random", on, number(its[kind]["as_many_others"])))
        told.append((f"{name}, difference", on, number(its[kind]["difference"])))
    complete = its["completeness"]
    on, share = f"{complete['contacts']:,}", percent(complete["share"])
    return [*told, (f"Completeness, {group}: share carried by the shown reasons", on, share)]


def _driver_rows(drivers: dict[str, Any]) -> list[tuple[str, str, str]]:
    if not drivers.get("told_apart"):
        return []
    on, agreement = f"{drivers['contacts']:,}", drivers["parts"]["all"]["agreement"]
    rank = f"Rank of the true driver among {drivers['number_of_groups']} (1 is first, 0.5 chance)"
    told = [(f"{rank}: {way}", on, number(agreement[way])) for way in (MODEL, COUNTS)]
    for name, its in drivers["told_apart"].items():
        told += [(f"Telling the true driver, AUC, {name}: {way}", on, number(its[way])) for way in (MODEL, COUNTS)]
        told.append((f"Telling the true driver, {name}: lead of the reasons", on, signed(its[LEAD])))
    return told


def _hundred(share: dict[str, float | None]) -> str:
    """Return a share as so many of 100, with its range."""
    value, low, high = (share.get(key) for key in ("value", "low", "high"))
    if value is None:
        return "an unknown number"
    said = f"{100 * value:.0f}"
    return said if low is None or high is None else f"{said} ({100 * low:.0f} to {100 * high:.0f})"
