"""The headline of a run: few figures, by names that people know, for `dvc metrics show` (under 100 columns) and for MLflow.

Each is read from the table from which the pages quote it. All others are on the pages and in the files of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..disclosure.figures import controlled
from ..disclosure.rounding import HIDDEN
from ..fairness.figures.definitions import rates
from ..fairness.summary import names_of, worse_off
from ..files import read_json
from ..models.evaluation.estimates import NONE
from ..models.evaluation.operating_points import operating_points
from ..models.evaluation.scores import MODEL
from ..paths import DataFolder
from ..study.true_records import CHOSEN, FIRST
from ..wording.operating_points import WEEKLY, point_called

EVIDENCE = "evidence"
MEANS = {
    "auc": "how well scores rank: 0.5 is chance, 1 is perfect",
    "precision": "at the hub's weekly capacity, the share of those looked at that were followed by the outcome",
    "recall": "at the hub's weekly capacity, the share of those followed by the outcome that were looked at",
    "gain": "recall above the local rule's, when as many are looked at as the rule names",
    "slope": "of stated chances on what followed: 1 is right, less is too extreme",
    "gap": "the largest difference for the worse between a group and its reference, among rates whose gaps hold; 0: none",
    EVIDENCE: "share that care accounts for of the records to open first, where a simulated world knows it",
    "outcomes": "outcomes that followed the contacts on which the model was tested, each counted once",
}
"""Every figure of the headline, in order, and what it is."""

Figures = dict[str, Any]
"""By the names in `MEANS`: estimates as value, low and high; counts as whole numbers."""


def headline(
    evaluation: Mapping[str, Any], audit: Mapping[str, Any], world: Mapping[str, Any], vocabulary: Vocabulary
) -> Figures:
    """Return the headline of a run, in full. An estimate that cannot be made has None as its value.

    Parameters
    ----------
    evaluation, audit, world : what evaluation.json, audit.json and world.json hold.
    """
    details = evaluation["details"]
    counts = details["counts"]
    stratum = max((evaluation["strata"][name] for name in evaluation["headline"]), key=lambda one: one["counts"]["points"])
    at = point_called(WEEKLY, operating_points(evaluation))
    model = at.ways[MODEL] if at else {}
    return {
        "auc": _of(stratum.get("ways", {}).get(MODEL, {}).get("auc"), min(counts["positives"], counts["positive_families"])),
        "precision": _of(model.get("precision"), at.looked_at if at else 0),
        "recall": _of(model.get("recall"), (at.followed or 0) if at else 0),
        "gain": _of((stratum.get("at_rule_share") or {}).get("gain in recall"), counts["positives"]),
        "slope": _of((details.get("agreement") or {}).get("slope"), min(counts["positives"], counts["positive_families"])),
        "gap": _largest_gap(audit, vocabulary),
        EVIDENCE: _evidence(world),
        "outcomes": ((details.get("weekly") or {}).get("outcomes") or {}).get("outcomes"),
    }


def headline_of(data: DataFolder, vocabulary: Vocabulary) -> Figures:
    """Return the headline of a finished run, in full."""
    return headline(read_json(data.evaluation), read_json(data.audit), read_json(data.world_figures), vocabulary)


def as_it_may_leave(figures: Figures, evaluation: Mapping[str, Any]) -> dict[str, float | int | None]:
    """Return the value of each figure after disclosure control, because git carries it. A count that is hidden is None.

    What a simulated world's truth says is about nobody, and stays exact.
    """
    counts = evaluation["details"]["counts"]
    families = {name: counts[name] for name in ("families", "positive_families")}
    exact = {EVIDENCE: figures[EVIDENCE]}
    shown = controlled({"counts": families} | {name: figure for name, figure in figures.items() if name not in exact})
    left = {name: shown.get(name, exact.get(name)) for name in figures}
    return {name: None if value == HIDDEN else value for name, value in values(left).items()}


def values(figures: Figures) -> dict[str, Any]:
    """Return each figure as one number."""
    return {name: figure["value"] if isinstance(figure, Mapping) else figure for name, figure in figures.items()}


def _of(estimate: Mapping[str, Any] | None, denominator: int) -> dict[str, Any]:
    """Return an estimate with its denominator, so that control can round it."""
    return {name: (estimate or NONE)[name] for name in ("value", "low", "high")} | {"of": denominator}


def _largest_gap(audit: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the largest gap in a rate that holds for the worse, as a share: 0 if none does, None if none could be compared."""
    shares = rates()
    held = [found for found in worse_off(audit, names_of(vocabulary).titles) if found.figure in shares]
    if not held:
        compared = any(question["comparisons"] for question in audit["together"].values())
        return {"value": 0.0 if compared else None, "low": None, "high": None, "of": audit["all"]["counts"]["contacts"]}
    largest = max(held, key=lambda found: abs(found.gap["value"]))
    low, high = sorted(abs(largest.gap[end]) for end in ("low", "high"))
    smaller = min(largest.value["of"], largest.reference_value["of"])
    return {"value": abs(largest.gap["value"]), "low": low, "high": high, "of": smaller}


def _evidence(world: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how much is due to care of the records that pages name first; None where no truth is known, or no page has any."""
    records = world.get("true_records")
    found: Mapping[str, Any] = records[FIRST]["due"] if isinstance(records, Mapping) else {}
    return found["due"][CHOSEN] if found.get("pages") else NONE
