"""The part of the fairness page on the further analyses: people's own decisions, proxies, directions, and possible remedies.

Every figure is shown with its interval, or as "not estimable".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..features.catalogue import Catalogue
from ..models.evaluation.estimates import Stated
from ..models.sensitivity.variants import BASE
from ..pages.shares import of_100
from ..pages.tables import Table
from ..wording.estimates import NOT_ESTIMABLE, number, percent, signed
from ..wording.fairness import Names
from .characteristics import PROTECTED, characteristics
from .figures.by_group import excludes_zero
from .figures.definitions import compared_rates
from .further_analyses import DIRECTIONS, LABELS, NO_PROXIES
from .gap_changes import AREA
from .human_decisions import EITHER, MODEL, PEOPLE
from .recalibration import BY_GROUP, TOGETHER

Found = Mapping[str, Any]
"""What `further_analyses` returned, or a part of it."""
COLUMNS = {PEOPLE: "Front Door", MODEL: "Model, same share", EITHER: "Either"}
CAPTIONS = {
    "selection_rate": "Picked out, of 100 {points}",
    "recall": "Picked out, of 100 that were followed by the outcome (recall)",
    "false_positive_rate": "Picked out, of 100 that were not followed (false-positive rate)",
    "precision": "Followed by the outcome, of 100 picked out (precision)",
}
CAME_BACK = "Picked out by the model, of 100 closed {points} after which a later one led to the outcome"
GAPS = {"selection_rate": "Picked out", "recall": "Recall", "precision": "Precision"}
HEADS = {
    "selection_rate": "picked out, of 100",
    "recall": "recall, of 100",
    "false_positive_rate": "false positives, of 100",
    "precision": "precision, of 100",
    AREA: "AUC",
}
AT_CAPACITY = (AREA, "selection_rate", "recall", "false_positive_rate")
COSTS = (AREA, "recall", "precision")


def further_content(found: Found, catalogue: Catalogue, names: Names) -> dict[str, Any]:
    """Return the content of fairness_further.html: humans, proxies, constraints, mitigation."""
    return {
        "humans": _humans(found["humans"], names) if found["humans"] else None,
        "proxies": _proxies(found, catalogue, names),
        "constraints": _constraints(found["refitted"], names),
        "mitigation": _mitigation(found, names),
    }


def _humans(found: Found, names: Names) -> dict[str, Any]:
    gaps, closed = found["gaps"], found["closed"]["gaps"]["groups"]
    differing = {title: _differing_gaps(gaps, metric, names) for metric, title in GAPS.items()}
    return {
        "without_decision": found["without_decision"],
        "taken_forward": found["taken_forward"],
        "either": found["either"],
        "together": gaps["together"][MODEL],
        "apart": {title: lines for title, (lines, _) in differing.items() if lines},
        "alone": differing[GAPS["recall"]][1],
        "closed": {name: found["closed"][name] for name in ("contacts", "came_back")},
        "parts": [
            {
                "title": names.titles[kind],
                "tables": [_compared_table(kind, rows, metric, COLUMNS, CAPTIONS[metric], names) for metric in compared_rates()],
                "closed": _compared_table(kind, closed[kind], "recall", {MODEL: COLUMNS[MODEL]}, CAME_BACK, names),
            }
            for kind, rows in _page_order(gaps["groups"])
        ],
    }


def _proxies(found: Found, catalogue: Catalogue, names: Names) -> dict[str, Any]:
    proxies = found["proxies"]
    return {
        "tried": proxies["tried"],
        "told": sum(row["told"] for rows in proxies["groups"].values() for row in rows),
        "table": _proxy_table(proxies["groups"], names),
        "taken_out": [catalogue.indicators[name].means for name in proxies["taken_out"]],
        "without": _tables_of_refit(found["refitted"], NO_PROXIES, names) if proxies["taken_out"] else [],
    }


def _constraints(refitted: Found, names: Names) -> dict[str, Any]:
    return {
        "capacity": refitted["capacity"],
        "together": refitted["together"][DIRECTIONS],
        "all": _cost_table(
            "All groups together: what changes without the directions",
            [_cost_row("Without the directions", refitted, DIRECTIONS)],
        ),
        "tables": [_change_table(kind, rows, BASE, DIRECTIONS, names) for kind, rows in _page_order(refitted["groups"])],
    }


def _mitigation(found: Found, names: Names) -> dict[str, Any]:
    refitted, by_kind = found["refitted"], list(_page_order(found["recalibrated"]))
    labels = [name for name in LABELS if name in refitted["all"]["ways"]]
    remedies = {name: f"Another outcome to learn from: {name.removeprefix('label: ')} alone" for name in labels}
    remedies |= {NO_PROXIES: "Without the records that carry most"} if NO_PROXIES in refitted["all"]["ways"] else {}
    costs = [_cost_row(title, refitted, name) for name, title in remedies.items()]
    costs += [_cost_row(f"Recalibrated by group: {names.titles[kind].lower()}", one, BY_GROUP) for kind, one in by_kind]
    return {
        "costs": _cost_table("What each would cost, over all groups together", costs, "Remedy"),
        "not_recalibrated": names.fill(found["not_recalibrated"]),
        "recalibrated": [_change_table(kind, one["groups"][kind], TOGETHER, BY_GROUP, names) for kind, one in by_kind],
        "not_refitted": [name.removeprefix("label: ") for name in found["not_refitted"]],
        "refitted": [
            {
                "title": remedies[name],
                "tables": _tables_of_refit(refitted, name, names),
                "own": _cost_table(
                    "Judged by that outcome, over all groups together",
                    [_cost_row(remedies[name], found["by_own_label"][name], name)],
                ),
            }
            for name in labels
        ],
    }


def _page_order(by_kind: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the items by characteristic in the order of the page, which a JSON file does not keep."""
    return ((kind, by_kind[kind]) for kind in characteristics() if kind in by_kind)


def _tables_of_refit(refitted: Found, name: str, names: Names) -> list[Table]:
    """Return a table for each protected characteristic of what a refit changes."""
    groups = refitted["groups"]
    return [_change_table(kind, groups[kind], BASE, name, names) for kind in PROTECTED if kind in groups]


def _compared_table(
    kind: str, rows: list[Found], metric: str, columns: Mapping[str, str], caption: str, names: Names
) -> Table:  # fmt: skip
    """Return one figure of each group under several selections (`columns`: the head of each)."""
    cells = [
        [names.label(kind, row["name"]), *(_figure(metric, row["ways"][name]["figures"][metric]) for name in columns)]
        for row in rows
    ]
    return Table(names.fill(caption), ["Group", *columns.values()], cells)


def _change_table(kind: str, rows: list[Found], base: str, changed: str, names: Names) -> Table:
    """Return figures of each group under one selection, and what another one changes in them."""
    cells = []
    for row in rows:
        figures, changes = row["ways"][base]["figures"], row["changes"][changed]["figures"]
        pairs = [(_figure(metric, figures[metric]), _change(metric, changes[metric])) for metric in AT_CAPACITY]
        cells.append([names.label(kind, row["name"]), *(cell for pair in pairs for cell in pair)])
    heads = [head for metric in AT_CAPACITY for head in (HEADS[metric], "change")]
    return Table(names.titles[kind], ["Group", *heads], cells)


def _differing_gaps(found: Found, metric: str, names: Names) -> tuple[list[str], list[str]]:
    """Return a line for each group whose gap differs between people and the model: when compared together, and only alone."""
    together: list[str] = []
    alone: list[str] = []
    for kind, rows in _page_order(found["groups"]):
        for row in rows:
            change = row["changes"][MODEL].get("differences", {}).get(metric)
            if change is None or not excludes_zero(change):
                continue
            people, model = (row["ways"][name]["differences"][metric] for name in (PEOPLE, MODEL))
            groups = [names.label(kind, name).lower() for name in (row["name"], found["references"][kind])]
            line = f"{names.titles[kind]}, {' against '.join(groups)}: {_points(people)} and {_points(model)}"
            (together if change["differs"] else alone).append(line)
    return together, alone


def _proxy_table(groups: Mapping[str, list[Found]], names: Names) -> Table:
    """Return how well each group of each characteristic is separated from the rest, and by which records."""
    cells = [
        [
            f"{names.titles[kind]}: {names.label(kind, row['name']).lower()}",
            f"{row['contacts']:,}",
            number(row["auc"]),
            _range(row["by_chance"]),
            "yes" if row["told"] else "no",
            "; ".join(f"{indicator['means']} ({of_100(indicator['share'], 0)} %)" for indicator in row["indicators"]),
        ]
        for kind, rows in _page_order(groups)
        for row in rows
    ]
    columns = ["Group", names.fill("{points}"), "AUC", "By chance", "Told beyond chance", "Records that carry most"]
    return Table("How well each group can be told from the rest", columns, cells)


def _cost_table(caption: str, rows: list[list[str]], head: str = "Change") -> Table:
    return Table(caption, [head, "AUC", "Recall", "Precision"], rows)


def _cost_row(title: str, found: Found, changed: str) -> list[str]:
    """Return what a remedy changes over all groups together."""
    figures = found["all"]["changes"][changed]["figures"]
    return [title, *(_change(metric, figures[metric]) for metric in COSTS)]


def _figure(metric: str, value: Stated | None) -> str:
    return number(value) if metric == AREA else percent(value)


def _change(metric: str, value: Stated | None) -> str:
    return signed(value) if metric == AREA else _points(value)


def _points(value: Stated | None) -> str:
    """Return a difference of shares in percentage points, signed."""
    return signed(None if value is None else {name: None if end is None else 100 * end for name, end in value.items()}, 1)


def _range(ends: list[float | None]) -> str:
    low, high = ends
    return NOT_ESTIMABLE if low is None or high is None else f"{low:.3f} to {high:.3f}"
