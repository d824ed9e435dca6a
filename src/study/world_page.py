"""The page and the metrics of a simulated world: its calibration, and what its truth says about label and model."""

from __future__ import annotations

from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..models.evaluation.estimates import Stated
from ..pages.render import page
from ..simulate.calibration import Calibration, Line, PublishedFigures
from .label_bias_page import label_bias_parts
from .single_features import NEEDS_EXPLANATION
from .study import Study

WIDTH = 920
RANGE = (470, 690)  # of the pictures: where the accepted range of every row starts and ends
AXIS = (330, 880)  # and where areas of 0.5 and 1.0 stand
VERDICTS = {True: "inside", False: "outside", None: "too few to tell"}


def world_page(
    found: Study | None,
    calibration: Calibration | None,
    figures: PublishedFigures,
    vocabulary: Vocabulary,
    bias: dict[str, Any] | None = None,
) -> str:
    """Return the HTML of the page. Without a study (real people) it says that nothing is estimable; `bias` is by `label_bias`."""
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
        apart=[(name, _said(stated, "{:+.3f}")) for name, stated in found.apart.items()] if found else [],
        singles=[(one, _said(one.area, "{:.3f}")) for one in found.singles] if found else [],
        needs_explanation=NEEDS_EXPLANATION,
        labels=_labels(found) if found else [],
        about=bias,
        parts=label_bias_parts(bias) if bias else [],
        places={"range": RANGE, "axis": AXIS, "width": WIDTH},
        not_found=figures.not_found,
        notes=figures.notes,
    )


def world_metrics(found: Study | None, calibration: Calibration | None) -> dict[str, Any]:
    """Return what DVC compares between runs; "not estimable" where there is no truth."""
    if found is None or calibration is None:
        return {"study": "not estimable"}
    return {
        "areas_under_the_curve": found.areas,
        "apart": found.apart,
        "single_features": {one.feature: one.area for one in found.singles},
        "label_beside_the_truth": found.label,
        "true_drivers": found.drivers,
        "contacts": found.contacts,
        "followed": found.followed,
        "calibration": {line.figure.name: _metric(line) for line in calibration.lines},
        "population": {"children": round(calibration.population.children), "known": round(calibration.population.known, 4)},
    }


def _metric(line: Line) -> dict[str, Any]:
    value = None if line.value is None else round(line.value, 5)
    return {"value": value, "verdict": VERDICTS[line.inside], "gate": line.figure.gate}


def _counts(lines: list[Line]) -> dict[str, int]:
    """Return how many rows with a gate there are, and how many lie inside, outside, or cannot be told."""
    gated = [line for line in lines if line.figure.gate]
    return {"gated": len(gated)} | {words: sum(line.inside is key for line in gated) for key, words in VERDICTS.items()}


def _row(line: Line) -> dict[str, Any]:
    figure, verdict = line.figure, VERDICTS[line.inside]
    low, high = figure.accept
    return {
        **figure.model_dump(),
        "world": "not estimable" if line.value is None else figure.said(line.value),
        "unit": " %" if figure.per == 100 else "",
        "number": line.of,
        "range": f"{figure.said(low)} to {figure.said(high)}",
        "verdict": verdict if figure.gate else f"{verdict} (no gate)",
    }


def _strip(line: Line) -> dict[str, Any]:
    """Return one row of the picture: every accepted range has the same width, so that all rows can be read together."""
    figure = line.figure
    low, high = figure.accept

    def place(value: float) -> float:
        share = (value - low) / (high - low)
        return round(RANGE[0] + min(max(share, -0.2), 1.2) * (RANGE[1] - RANGE[0]), 1)

    row = _row(line)
    return {
        "name": figure.name,
        "low": figure.said(low),
        "high": figure.said(high),
        "world": row["world"] + row["unit"],
        "value": place(line.value or 0.0),
        "published": [place(value) for value in figure.figures],
        "off": line.inside is False,
    }


def _said(stated: Stated, how: str) -> str:
    value, low, high = (stated[key] for key in ("value", "low", "high"))
    if value is None:
        return "not estimable"
    return how.format(value) + (f" ({how.format(low)} to {how.format(high)})" if low is not None and high is not None else "")


def _area(name: str, stated: Stated) -> dict[str, Any]:
    value, low, high = (stated[key] for key in ("value", "low", "high"))
    middle = 0.5 if value is None else value
    ends = [middle if x is None else x for x in (middle, low, high)]
    places = [round(AXIS[0] + min(max((x - 0.5) * 2, 0.0), 1.0) * (AXIS[1] - AXIS[0]), 1) for x in ends]
    return {"name": name, "said": _said(stated, "{:.3f}"), "value": places[0], "low": places[1], "high": places[2]}


def _labels(found: Study) -> list[tuple[str, int, list[str]]]:
    """Return for each group of contacts its name, its number, and the shares in the order of the page's columns."""
    rows = []
    for name, row in found.label.items():
        shares = [value for value in row.values() if not isinstance(value, int)]
        rows.append((name, found.label[name]["contacts"], [_percent(share) for share in shares]))
    return rows  # type: ignore[return-value]


def _percent(stated: Stated) -> str:
    hundred = {key: None if value is None else 100 * value for key, value in stated.items()}
    return _said(hundred, "{:.1f}")
