"""The tables of what stands beside the groups' figures: every figure with its interval, or "not estimable"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.evaluation.estimates import Stated
from ..pages.tables import Table
from ..wording.estimates import number, percent, signed
from .characteristics import characteristics
from .gaps import AREA
from .words import Words

SAID = {
    "selection_rate": "Picked out, of 100 {points}",
    "recall": "Picked out, of 100 that were followed by the outcome (recall)",
    "false_positive_rate": "Picked out, of 100 that were not followed (false-positive rate)",
    "precision": "Followed by the outcome, of 100 picked out (precision)",
}
GAP = {"selection_rate": "Picked out", "recall": "Recall", "precision": "Precision"}
CAME_BACK = "Picked out by the model, of 100 closed {points} after which a later one led to the outcome"
HEAD = {
    "selection_rate": "picked out, of 100",
    "recall": "recall, of 100",
    "false_positive_rate": "false positives, of 100",
    "precision": "precision, of 100",
    AREA: "AUC",
}


def in_order(by_kind: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what is told by characteristic in the order of the page, which a JSON file does not keep."""
    return [(kind, by_kind[kind]) for kind in characteristics() if kind in by_kind]


def points(value: Stated | None) -> str:
    """Return a difference of shares in percentage points, signed."""
    return signed(None if value is None else {key: None if its is None else 100 * its for key, its in value.items()}, 1)


def figure(metric: str, value: Stated | None) -> str:
    """Return a figure as its table states it."""
    return number(value) if metric == AREA else percent(value)


def change(metric: str, value: Stated | None) -> str:
    """Return a change of a figure as its table states it."""
    return signed(value) if metric == AREA else points(value)


def side_by_side(
    kind: str, rows: list[dict[str, Any]], metric: str, ways: Mapping[str, str], words: Words, caption: str = ""
) -> Table:
    """One figure of each group by several ways (name -> head of the column)."""
    told = [
        [words.label(kind, row["name"]), *(figure(metric, row["ways"][way]["figures"][metric]) for way in ways)] for row in rows
    ]
    return Table(words.fill(caption or SAID[metric]), ["Group", *ways.values()], told)


def changed(
    kind: str, rows: list[dict[str, Any]], metrics: tuple[str, ...], base: str, way: str, caption: str, words: Words
) -> Table:
    """Figures of each group as they stand, and what another way changes in them."""
    columns = [head for metric in metrics for head in (HEAD[metric], "change")]
    told = [
        [words.label(kind, row["name"])]
        + [
            said
            for metric in metrics
            for said in (
                figure(metric, row["ways"][base]["figures"][metric]),
                change(metric, row["changes"][way]["figures"][metric]),
            )
        ]
        for row in rows
    ]
    return Table(caption, ["Group", *columns], told)


def gaps_apart(found: Mapping[str, Any], metric: str, base: str, way: str, words: Words) -> tuple[list[str], list[str]]:
    """Return a line for each group whose gap differs between two ways: of all looked at together, and one by one alone."""
    together: list[str] = []
    alone: list[str] = []
    for kind, rows in in_order(found["groups"]):
        for row in rows:
            change = row["changes"][way].get("differences", {}).get(metric)
            if change is None or change["low"] is None or change["low"] <= 0 <= change["high"]:
                continue
            first, second = (row["ways"][its]["differences"][metric] for its in (base, way))
            pair = [words.label(kind, name).lower() for name in (row["name"], found["references"][kind])]
            line = f"{words.title(kind)}, {' against '.join(pair)}: {points(first)} and {points(second)}"
            (together if change["differs"] else alone).append(line)
    return together, alone


def proxy_table(groups: Mapping[str, list[dict[str, Any]]], words: Words) -> Table:
    """How well each group of each characteristic is told from the rest, and by which records."""
    told = [
        [
            f"{words.title(kind)}: {words.label(kind, row['name']).lower()}",
            f"{row['contacts']:,}",
            number(row["auc"]),
            _between(row["by_chance"]),
            "yes" if row["told"] else "no",
            "; ".join(f"{its['means']} ({100 * its['share']:.0f} %)" for its in row["indicators"]),
        ]
        for kind, rows in in_order(groups)
        for row in rows
    ]
    columns = ["Group", words.fill("{points}"), "AUC", "By chance", "Told beyond chance", "Records that carry most"]
    return Table("How well each group can be told from the rest", columns, told)


def cost_row(said: str, found: Mapping[str, Any], way: str) -> list[str]:
    """What a remedy changes over all groups together."""
    told = found["all"]["changes"][way]["figures"]
    return [said, *(change(metric, told[metric]) for metric in (AREA, "recall", "precision"))]


def _between(ends: list[float | None]) -> str:
    low, high = ends
    return "not estimable" if low is None or high is None else f"{low:.3f} to {high:.3f}"
