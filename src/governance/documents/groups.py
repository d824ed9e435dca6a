"""For whom the model does worse, in sentences, from what the fairness audit found."""

from __future__ import annotations

from typing import Any

from ..figures import signed

NOT_MEASURED = "Not measured in this run: whether it does worse for some groups of people than for others."
NONE_TOLD = "No group was found for which it does worse by more than chance. That is no proof that there is none."
# Which way of a difference is worse: the sign, by metric.
WORSE = {"recall": -1, "precision": -1, "auc": -1, "false-positive rate": 1}
METRICS = {
    "recall": "share of the followed that it flags",
    "precision": "share of the flagged that is followed",
    "auc": "AUC",
    "false-positive rate": "share of the others that it flags",
}


def group_lines(audit: dict[str, Any] | None) -> list[str]:
    """Return a sentence for each group and metric whose whole interval lies on the worse side of the reference's."""
    if audit is None:
        return [NOT_MEASURED]
    found = [
        f"{characteristic.replace('_', ' ').capitalize()}, {group['name']}: {METRICS[metric]} differs by {signed(apart)}."
        for characteristic, groups in audit["groups"].items()
        for group in groups
        for metric, sign in WORSE.items()
        if (apart := (group.get("differences") or {}).get(metric)) and _worse(apart, sign)
    ]
    return found or [NONE_TOLD]


def _worse(apart: dict[str, float | None], sign: int) -> bool:
    nearest = apart["high"] if sign < 0 else apart["low"]
    return nearest is not None and sign * nearest > 0
