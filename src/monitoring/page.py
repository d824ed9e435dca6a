"""The page of the monitoring report."""

from __future__ import annotations

from typing import Any

from ..features.catalogue import Catalogue
from ..pages.render import page
from ..wording.estimates import NOT_ESTIMABLE, number, percent, signed
from .calibration import AFTER, BEFORE
from .columns import FEATURE, MIX, SCORE, UNKNOWN

MOST = 25
FIGURES = {
    "observed_per_expected": "Followed by a step-up, for each one that scores expected",
    "slope": "Slope of recalibration (1: scores are spread as they should be)",
    "auc": "Area under the curve",
    "recall": "In the attention band, of those followed by a step-up",
    "precision": "Followed by a step-up, of those in the attention band",
    "selection_rate": "In the attention band",
}
SHARES = ("recall", "precision", "selection_rate")
HEADINGS = {
    FEATURE: "Values of features",
    UNKNOWN: "Features that became known or unknown",
    SCORE: "Scores and the attention band",
    MIX: "Which contacts come",
}


def monitoring_page(found: dict[str, Any], catalogue: Catalogue, synthetic: str) -> str:
    """Return the HTML of a report that `report.monitor` made."""
    return page(
        "monitoring.html",
        synthetic=synthetic,
        home="",
        found=found,
        drift=[_drift(found, kind, catalogue) for kind in HEADINGS],
        cells=[_cells(one) for one in found["drift"] if one["kind"] in (SCORE, MIX)],
        calibration=_calibration(found["calibration"]),
    )


def _drift(found: dict[str, Any], kind: str, catalogue: Catalogue) -> dict[str, Any]:
    """Return the heading, the counts, and the columns that moved most, those with an alarm first."""
    its = [one for one in found["drift"] if one["kind"] == kind]
    ranked = sorted(its, key=lambda one: (-one["alarm"], -one["index"], one["name"]))[:MOST]
    means = {feature.name: catalogue.indicators[feature.indicator].means for feature in catalogue.features}
    return {
        "heading": HEADINGS[kind],
        "watched": len(its),
        "alarms": sum(one["alarm"] for one in its),
        "table": {
            "caption": f"{HEADINGS[kind]}: what moved most",
            "columns": ("What", "Index", "By chance up to", "Threshold", "Alarm"),
            "rows": [
                [
                    f"{means[one['name']]} ({one['name']})" if one["name"] in means else one["name"],
                    f"{one['index']:.3f}",
                    NOT_ESTIMABLE if one["by_chance"] is None else f"{one['by_chance']:.3f}",
                    f"{one['threshold']:g}",
                    "alarm" if one["alarm"] else "no",
                ]
                for one in ranked
            ],
        },
    }


def _cells(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "caption": f"{one['name']}: the two periods",
        "columns": ("Group", "Earlier", "Later"),
        "rows": [[cell["cell"], *(f"{100 * cell[period]:.1f} %" for period in (BEFORE, AFTER))] for cell in one["cells"]],
    }


def _calibration(found: dict[str, Any]) -> dict[str, Any] | None:
    if not found:
        return None
    rows = []
    for name, means in FIGURES.items():
        says = percent if name in SHARES else number
        change = found["changes"].get(name)
        rows.append(
            [
                means,
                *(says(found[period]["figures"][name]) for period in (BEFORE, AFTER)),
                signed(change) if change else NOT_ESTIMABLE,
                "alarm" if change and change["alarm"] else "no",
            ]
        )
    return {
        "caption": "Do scores mean what they meant?",
        "columns": ("Figure", "Earlier", "Later", "Change", "Alarm"),
        "rows": rows,
    }
