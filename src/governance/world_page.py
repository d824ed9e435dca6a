"""The page and the metrics of a simulated world: its calibration, and what its truth says about label and model."""

from __future__ import annotations

from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..pages.render import page
from ..simulate.calibration import Line, PublishedFigures
from .study import Study

LEFT, WIDTH = 330, 900  # of the pictures


def world_page(found: Study | None, lines: list[Line], figures: PublishedFigures, vocabulary: Vocabulary) -> str:
    """Return the HTML of the page. Without a study (real people) it says that nothing is estimable."""
    return page(
        "world.html",
        synthetic=vocabulary.synthetic if found else "",
        home="index.html",
        study=found,
        rows=[_row(line) for line in lines],
        strips=[_strip(line) for line in lines if line.value is not None],
        areas=[_area(name, stated) for name, stated in found.areas.items()] if found else [],
        left=LEFT,
        width=WIDTH,
        not_found=figures.not_found,
        not_comparable=figures.not_comparable,
    )


def world_metrics(found: Study | None, lines: list[Line]) -> dict[str, Any]:
    """Return what DVC compares between runs; "not estimable" where there is no truth."""
    if found is None:
        return {"study": "not estimable"}
    return {
        "areas_under_the_curve": found.areas,
        "apart": found.apart,
        "label_beside_the_truth": found.label,
        "true_drivers": found.drivers,
        "contacts": found.contacts,
        "calibration": {line.figure.name: None if line.value is None else round(line.value, 4) for line in lines},
    }


def _row(line: Line) -> dict[str, Any]:
    verdict = {True: "inside", False: "outside", None: "too few to tell"}[line.inside]
    low, high = line.figure.accept
    return {
        **line.figure.model_dump(),
        "world": "not estimable" if line.value is None else f"{100 * line.value:.1f} %",
        "number": line.of,
        "range": f"{100 * low:.1f} to {100 * high:.1f} %",
        "verdict": verdict if line.figure.gate else f"{verdict} (no gate)",
    }


def _place(share: float) -> float:
    return round(LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - 20), 1)


def _strip(line: Line) -> dict[str, Any]:
    low, high = line.figure.accept
    at = {"low": _place(low), "high": _place(high), "value": _place(line.value or 0.0)}
    return {"name": line.figure.name, **at, "off": line.inside is False}


def _area(name: str, stated: dict[str, float | None]) -> dict[str, Any]:
    value, low, high = (stated[key] for key in ("value", "low", "high"))
    said = "not estimable" if value is None else f"{value:.3f}"
    if low is not None and high is not None:
        said += f" ({low:.3f} to {high:.3f})"
    places = [_place((x - 0.5) * 2) for x in (value or 0.5, low or value or 0.5, high or value or 0.5)]
    return {"name": name, "said": said, "value": places[0], "low": places[1], "high": places[2]}
