"""The tables of what stands beside the groups' figures: every figure with its interval, or "not estimable"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...chronology.vocabulary import Vocabulary
from ...models.evaluation.estimates import Stated
from ..evaluation_tables import Table
from ..figures import number, percent, signed
from .characteristics import characteristics
from .gaps import AREA

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


@dataclass(frozen=True)
class Names:
    """How a page names characteristics, groups and what they are groups of."""

    vocabulary: Vocabulary

    def fill(self, text: str) -> str:
        """Return a text with the project's own nouns."""
        return text.format_map(self.vocabulary.nouns.model_dump())

    def title(self, kind: str) -> str:
        """Return the name of a characteristic."""
        return self.fill(characteristics()[kind].title)

    def group(self, kind: str, name: str) -> str:
        """Return the name of a group."""
        words = self.vocabulary.words.get("agency", {}) if kind == "source" else {}
        return words.get(name, characteristics()[kind].label(name))


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
    kind: str, rows: list[dict[str, Any]], metric: str, ways: Mapping[str, str], names: Names, caption: str = ""
) -> Table:
    """One figure of each group by several ways (name -> head of the column)."""
    told = [
        [names.group(kind, row["name"]), *(figure(metric, row["ways"][way]["figures"][metric]) for way in ways)] for row in rows
    ]
    return Table(names.fill(caption or SAID[metric]), ["Group", *ways.values()], told)


def changed(
    kind: str, rows: list[dict[str, Any]], metrics: tuple[str, ...], base: str, way: str, caption: str, names: Names
) -> Table:
    """Figures of each group as they stand, and what another way changes in them."""
    columns = [head for metric in metrics for head in (HEAD[metric], "change")]
    told = [
        [names.group(kind, row["name"])]
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


def gaps_apart(found: Mapping[str, Any], metric: str, base: str, way: str, names: Names) -> tuple[list[str], list[str]]:
    """Return a line for each group whose gap differs between two ways: of all looked at together, and one by one alone."""
    together: list[str] = []
    alone: list[str] = []
    for kind, rows in found["groups"].items():
        for row in rows:
            change = row["changes"][way].get("differences", {}).get(metric)
            if change is None or change["low"] is None or change["low"] <= 0 <= change["high"]:
                continue
            first, second = (row["ways"][its]["differences"][metric] for its in (base, way))
            pair = [names.group(kind, name).lower() for name in (row["name"], found["references"][kind])]
            line = f"{names.title(kind)}, {' against '.join(pair)}: {points(first)} and {points(second)}"
            (together if change["differs"] else alone).append(line)
    return together, alone


def proxy_table(kind: str, rows: list[dict[str, Any]], names: Names) -> Table:
    """How well each group of a characteristic is told from the rest, and by which records."""
    told = [
        [
            names.group(kind, row["name"]),
            f"{row['contacts']:,}" if isinstance(row["contacts"], int) else str(row["contacts"]),
            number(row["auc"]),
            _between(row["by_chance"]),
            "yes" if row["told"] else "no",
            "; ".join(f"{its['means']} ({100 * its['share']:.0f} %)" for its in row["indicators"]),
        ]
        for row in rows
    ]
    columns = ["Group", "Number", "AUC", "By chance", "Told beyond chance", "Records that carry most"]
    return Table(names.title(kind), columns, told)


def cost_row(said: str, found: Mapping[str, Any], way: str) -> list[str]:
    """What a remedy changes over all groups together."""
    told = found["all"]["changes"][way]["figures"]
    return [said, *(change(metric, told[metric]) for metric in (AREA, "recall", "precision"))]


def _between(ends: list[float | None]) -> str:
    low, high = ends
    return "not estimable" if low is None or high is None else f"{low:.3f} to {high:.3f}"
