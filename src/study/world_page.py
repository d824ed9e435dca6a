"""The page and the figures of a simulated world: its calibration, and what its truth says about label, model and label bias."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..fairness.characteristics import characteristics
from ..fairness.figures.by_group import excludes_zero
from ..models.evaluation.estimates import Stated
from ..pages.render import page
from ..pages.tables import Table
from ..simulate.calibration import Calibration, Line, PublishedFigures
from ..wording.estimates import NOT_ESTIMABLE, number, percent
from ..wording.groups import sum_sentence
from .label_and_model import Study
from .label_bias import COMPARED, FALSE, FLAGGED, NEGLECTED, RECALL
from .single_features import NEEDS_EXPLANATION
from .true_records_page import true_records_part

WIDTH = 920
RANGE = (470, 690)  # of the pictures: where the accepted range of every row starts and ends
AXIS = (330, 880)  # and where areas of 0.5 and 1.0 are drawn
VERDICTS = {True: "inside", False: "outside", None: "too few to tell"}
BIAS_COLUMNS = [
    "Group", "Contacts", "Neglected in truth", "Step-up recorded, of the neglected", "Step-up recorded, of the others",
    "In the attention band, of the neglected",
]  # fmt: skip
VERBS = {RECALL: "were followed by a recorded step-up", FLAGGED: "lie in the attention band"}
NO_GAP = "No gap could be told from chance."

Row = dict[str, Any]


def world_page(
    found: Study | None,
    calibration: Calibration | None,
    figures: PublishedFigures,
    vocabulary: Vocabulary,
    bias: dict[str, Any] | None = None,
    records: dict[str, Any] | None = None,
    by_group: Sequence[dict[str, Any]] = (),
) -> str:
    """Return the HTML of the page; without a study (real people) it says so.

    `bias` is what `label_bias` returns, `records` what `true_records` does, and `by_group` what `gains_by_group` does.
    """
    lines = calibration.lines if calibration else []
    return page(
        "world.html",
        synthetic=vocabulary.synthetic if found else "",
        home="index.html",
        study=found,
        population=calibration.population if calibration else None,
        counts=_counts(lines),
        rows=[_row(line) for line in lines],
        strips=[_strip(line) for line in lines if line.value is not None],
        areas=[_area(name, stated) for name, stated in found.areas.items()] if found else [],
        apart=[(name, _with_interval(stated, "{:+.3f}")) for name, stated in found.apart.items()] if found else [],
        singles=[(one, number(one.area)) for one in found.singles] if found else [],
        needs_explanation=NEEDS_EXPLANATION,
        labels=_labels(found) if found else [],
        about=bias,
        parts=label_bias_parts(bias) if bias else [],
        records=true_records_part(records, by_group) if records else None,
        places={"range": RANGE, "axis": AXIS, "width": WIDTH},
        not_found=figures.not_found,
        notes=figures.notes,
    )


def world_figures(found: Study | None, calibration: Calibration | None, records: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the figures of the page for others to read; "not estimable" where there is no truth."""
    if found is None or calibration is None:
        return {"study": NOT_ESTIMABLE}
    return {
        "areas_under_the_curve": found.areas,
        "apart": found.apart,
        "single_features": {one.feature: one.area for one in found.singles},
        "label_beside_the_truth": found.label,
        "true_drivers": found.drivers,
        "true_records": records or NOT_ESTIMABLE,
        "contacts_with_truth": found.with_truth.plain(),
        "contacts": found.contacts,
        "followed": found.followed,
        "calibration": {line.figure.name: _metric(line) for line in calibration.lines},
        "population": {"children": round(calibration.population.children), "known": round(calibration.population.known, 4)},
    }


def _metric(line: Line) -> dict[str, Any]:
    value = None if line.value is None else round(line.value, 5)
    return {"value": value, "verdict": VERDICTS[line.inside], "gate": line.figure.gate}


def _counts(lines: list[Line]) -> dict[str, int]:
    """Return how many rows have a required range, and how many of them are inside it, outside, or cannot be told."""
    gated = [line for line in lines if line.figure.gate]
    return {"gated": len(gated)} | {words: sum(line.inside is key for line in gated) for key, words in VERDICTS.items()}


def _row(line: Line) -> dict[str, Any]:
    figure, verdict = line.figure, VERDICTS[line.inside]
    low, high = figure.accept
    return {
        **figure.model_dump(),
        "world": NOT_ESTIMABLE if line.value is None else figure.format_rate(line.value),
        "unit": " %" if figure.per == 100 else "",
        "number": line.of,
        "range": f"{figure.format_rate(low)} to {figure.format_rate(high)}",
        "verdict": verdict if figure.gate else f"{verdict} (no gate)",
    }


def _strip(line: Line) -> dict[str, Any]:
    """Return one row of the picture: every accepted range has the same width, so that the rows can be compared."""
    figure = line.figure
    low, high = figure.accept

    def x_of(value: float) -> float:
        share = (value - low) / (high - low)
        return round(RANGE[0] + min(max(share, -0.2), 1.2) * (RANGE[1] - RANGE[0]), 1)

    row = _row(line)
    return {
        "name": figure.name,
        "low": figure.format_rate(low),
        "high": figure.format_rate(high),
        "world": row["world"] + row["unit"],
        "value": x_of(line.value or 0.0),
        "published": [x_of(value) for value in figure.figures],
        "off": line.inside is False,
    }


def _with_interval(stated: Stated, how: str) -> str:
    value, low, high = (stated[key] for key in ("value", "low", "high"))
    if value is None:
        return NOT_ESTIMABLE
    return how.format(value) + (f" ({how.format(low)} to {how.format(high)})" if low is not None and high is not None else "")


def _area(name: str, stated: Stated) -> dict[str, Any]:
    value, low, high = (stated[key] for key in ("value", "low", "high"))
    middle = 0.5 if value is None else value
    ends = [middle if x is None else x for x in (middle, low, high)]
    xs = [round(AXIS[0] + min(max((x - 0.5) * 2, 0.0), 1.0) * (AXIS[1] - AXIS[0]), 1) for x in ends]
    return {"name": name, "said": number(stated), "value": xs[0], "low": xs[1], "high": xs[2]}


def _labels(found: Study) -> list[tuple[str, int, list[str]]]:
    """Return for each group of contacts its name, its number, and the shares in the order of the page's columns."""
    rows = []
    for name, row in found.label.items():
        shares = [percent(value).replace(" %", "") for value in row.values() if not isinstance(value, int)]
        rows.append((name, row["contacts"], shares))
    return rows  # type: ignore[return-value]


def label_bias_parts(bias: dict[str, Any]) -> list[dict[str, Any]]:
    """Return for each characteristic its title, its table, and a sentence for each gap that chance does not explain."""
    titles = {name: characteristics()[name].title.format(point="contact") for name in COMPARED if name in bias["groups"]}
    caption = "{}: the recorded label and the model beside neglect in truth"
    return [
        {
            "title": title,
            "table": Table(caption.format(title), BIAS_COLUMNS, [_bias_cells(row) for row in bias["groups"][name]]),
            "gaps": _bias_sentences(bias["groups"][name]),
            "sum": _bias_sum(bias["groups"][name], bias["accounts"][name]),
        }
        for name, title in titles.items()
    ]


def _bias_cells(row: Row) -> list[str]:
    name = row["label"] + (" (the others are compared with it)" if row["reference"] else "")
    shares = [percent(row["figures"].get(figure)) or NOT_ESTIMABLE for figure in (NEGLECTED, RECALL, FALSE, FLAGGED)]
    return [name, f"{row['contacts']:,}", *shares]


def _bias_sum(rows: list[Row], account: dict[str, Any]) -> str:
    """Return where each contact is, in the order of the table."""
    labels = {row["group"]: row["label"] for row in rows}
    in_order = account | {"groups": {group: account["groups"][group] for group in labels}}
    return sum_sentence(in_order, labels.__getitem__, "contacts")


def _bias_sentences(rows: list[Row]) -> list[str]:
    """Return a sentence on each gap whose interval excludes zero."""
    reference = next((row for row in rows if row["reference"]), None)
    if reference is None:
        return [NO_GAP]
    clear = [(row, figure) for figure in VERBS for row in rows if excludes_zero(row["apart"][figure])]
    return [_bias_sentence(row, reference, figure) for row, figure in clear] or [NO_GAP]


def _bias_sentence(row: Row, reference: Row, figure: str) -> str:
    mine, theirs = (percent(one["figures"][figure]) for one in (row, reference))
    value = row["apart"][figure]["value"]
    return (
        f"{row['label']}: of contacts about children neglected in truth, {mine} {VERBS[figure]}. "
        f"That is {'more' if value > 0 else 'fewer'} than of {reference['label']}, with {theirs}."
    )
