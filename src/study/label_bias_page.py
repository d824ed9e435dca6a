"""What the page of the simulated world says of label bias: a table a characteristic, and in words who is further behind."""

from __future__ import annotations

from typing import Any

from ..fairness.characteristics import characteristics
from ..wording.estimates import NOT_ESTIMABLE, percent
from .label_bias import FALSE, FLAGGED, NEGLECTED, RECALL

COLUMNS = (
    "Group", "Contacts", "Neglected in truth", "Step-up recorded, of the neglected", "Step-up recorded, of the others",
    "In the attention band, of the neglected",
)  # fmt: skip
VERBS = {RECALL: "were followed by a recorded step-up", FLAGGED: "lie in the attention band"}
NOBODY = "No gap could be told from chance."

Row = dict[str, Any]


def label_bias_parts(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return for each characteristic its title, its table, and a sentence for each gap that chance does not explain."""
    return [
        {"title": characteristics()[name].title.format(point="contact"), "table": _table(name, rows), "gaps": _gaps(rows)}
        for name, rows in found["groups"].items()
    ]


def _table(name: str, rows: list[Row]) -> dict[str, Any]:
    title = characteristics()[name].title.format(point="contact")
    return {
        "caption": f"{title}: the recorded label and the model beside neglect in truth",
        "columns": COLUMNS,
        "rows": [_cells(row) for row in rows],
    }


def _cells(row: Row) -> list[str]:
    name = row["label"] + (" (the others are compared with it)" if row["reference"] else "")
    shares = [percent(row["figures"].get(figure)) or NOT_ESTIMABLE for figure in (NEGLECTED, RECALL, FALSE, FLAGGED)]
    return [name, f"{row['contacts']:,}", *shares]


def _gaps(rows: list[Row]) -> list[str]:
    """Return in words each gap whose interval leaves out nought."""
    reference = next((row for row in rows if row["reference"]), None)
    said = [_gap(row, reference, figure) for figure in VERBS for row in rows if _clear(row["apart"][figure])] if reference else []
    return said or [NOBODY]


def _clear(apart: dict[str, float | None]) -> bool:
    low, high = apart["low"], apart["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def _gap(row: Row, reference: Row, figure: str) -> str:
    mine, theirs = (percent(one["figures"][figure]) for one in (row, reference))
    value = row["apart"][figure]["value"]
    return (
        f"{row['label']}: of contacts about children neglected in truth, {mine} {VERBS[figure]}. "
        f"That is {'more' if value > 0 else 'fewer'} than of {reference['label']}, with {theirs}."
    )
