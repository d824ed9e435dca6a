"""The page of the monitoring report."""

from __future__ import annotations

from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..features.catalogue import Catalogue
from ..pages.render import page
from ..pages.tables import Table
from ..wording.estimates import NOT_ESTIMABLE, in_100, number, of_hundred, percent, signed
from .calibration import AFTER, BEFORE
from .columns import FEATURE, MIX, SCORE, UNKNOWN

MOST = 25
FIGURES = {
    "observed_per_expected": "Followed by the outcome, for each one that scores expected",
    "slope": "Slope of recalibration (1: scores are spread as they should be)",
    "auc": "Area under the curve",
    "recall": "In the attention band, of those followed by the outcome",
    "precision": "Followed by the outcome, of those in the attention band",
    "selection_rate": "In the attention band",
}
SHARES = ("recall", "precision", "selection_rate")
HEADINGS = {
    FEATURE: "Values of features",
    UNKNOWN: "Features that became known or unknown",
    SCORE: "Scores and the attention band",
    MIX: "Which {points} come",
}


def monitoring_page(found: dict[str, Any], catalogue: Catalogue, vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the HTML of a comparison of two periods, as `compare_periods` returned it.

    Of a run, `found` also has under `recalibration` what `later_calibration` found, and the name of the file that holds it.
    """
    return page(
        "monitoring.html",
        words=vocabulary.nouns,
        synthetic=vocabulary.synthetic if synthetic else "",
        home="",
        found=found,
        drift=[_drift_part(found, kind, catalogue, vocabulary) for kind in HEADINGS],
        cells=[_share_table(one) for one in found["drift"] if one["kind"] in (SCORE, MIX)],
        calibration=_calibration_table(found["calibration"]),
        learnt=found.get("recalibration"),
        recalibration=_recalibration_table(found.get("recalibration", {}).get("shown")),
    )


def _drift_part(found: dict[str, Any], kind: str, catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the heading, the counts, and the columns that moved most, those with an alarm first."""
    columns = [one for one in found["drift"] if one["kind"] == kind]
    ranked = sorted(columns, key=lambda one: (-one["alarm"], -(one["index"] or 0), one["name"]))[:MOST]
    means = {feature.name: catalogue.indicators[feature.indicator].means for feature in catalogue.features}
    rows = [
        [
            f"{means[one['name']]} ({one['name']})" if one["name"] in means else one["name"],
            *(number({"value": one[name]}) for name in ("index", "by_chance")),
            f"{one['threshold']:g}",
            "alarm" if one["alarm"] else "no",
        ]
        for one in ranked
    ]
    heading = HEADINGS[kind].format_map(vocabulary.nouns.model_dump())
    heads = ["What", "Index", "By chance up to", "Threshold", "Alarm"]
    return {
        "heading": heading,
        "watched": len(columns),
        "alarms": sum(one["alarm"] for one in columns),
        "table": Table(f"{heading}: what moved most", heads, rows),
    }


def _share_table(one: dict[str, Any]) -> Table:
    rows = [[cell["cell"], *(percent({"value": cell[period]}) for period in (BEFORE, AFTER))] for cell in one["cells"]]
    return Table(f"{one['name']}: the two periods", ["Group", "Earlier", "Later"], rows)


def _calibration_table(found: dict[str, Any]) -> Table | None:
    if not found:
        return None
    rows = []
    for name, title in FIGURES.items():
        as_text = percent if name in SHARES else number
        change = found["changes"].get(name)
        rows.append(
            [
                title,
                *(as_text(found[period]["figures"][name]) for period in (BEFORE, AFTER)),
                signed(change) if change else NOT_ESTIMABLE,
                "alarm" if change and change["alarm"] else "no",
            ]
        )
    return Table("Do scores mean what they meant?", ["Figure", "Earlier", "Later", "Change", "Alarm"], rows)


def _recalibration_table(shown: list[dict[str, Any]] | None) -> Table | None:
    """Return how often contacts with some scores were followed by the outcome, by the model's calibration and the later one."""
    if not shown:
        return None
    rows = [
        [
            f"{of_hundred(1 - one['quantile'])} in 100 have this score or a higher one",
            *(in_100(dict(zip(("value", "low", "high"), one[which], strict=True))) for which in ("own", "later")),
        ]
        for one in shown
    ]
    return Table(
        "Of 100 such contacts, how many were followed by the outcome", ["Score", "As the model says", "In the later period"], rows
    )
