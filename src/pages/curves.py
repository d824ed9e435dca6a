"""Pictures of curves and surfaces whose axes are ranges: a bar for each range, or a field for each pair of ranges."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .colours import BLUES, ORANGES
from .render import picture

WIDTH, LEFT, RIGHT, HEAD, TALL, GAP = 920, 24, 24, 42, 110, 26
LABELS, FIELD, WIDEST, MARGIN, LINE, LINE_LETTERS = 154, 22, 95, 40, 20, 110  # of surfaces
LETTER = 6.5


@dataclass(frozen=True)
class Bar:
    """One range: its label, its value (bars go up above zero, down below), its text, and whether it rests on few families."""

    label: str
    value: float
    says: str
    few: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Curve:
    """A title and its bars, from left to right; those that are `apart` are not part of the order."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Surface:
    """The titles of rows and columns, their labels, and rows of values; None where a value rests on few families."""

    down: str
    across: str
    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float | None]]


def curves(drawn: Sequence[Curve], *, limit: float, about: str, note: str) -> Markup:
    """Return the curves one under another as inline SVG, all on the scale from -limit to limit; pale bars rest on few families.

    Parameters
    ----------
    about : what the picture shows, in words. note : a text that must be in every picture, or "".
    """
    panels = [_curve(curve, place * (HEAD + TALL + GAP) + HEAD + TALL / 2, limit) for place, curve in enumerate(drawn)]
    height = len(drawn) * (HEAD + TALL + GAP) + 20
    return picture("curves.html", width=WIDTH, panels=panels, height=height, half=TALL / 2, about=about, note=note)


def _curve(curve: Curve, middle: float, limit: float) -> dict[str, Any]:
    step = (WIDTH - LEFT - RIGHT) / (len(curve.bars) + 0.5 * any(bar.apart for bar in curve.bars))
    bars = []
    for place, bar in enumerate(curve.bars):
        share = max(-1.0, min(1.0, bar.value / limit)) if limit else 0.0
        height = max(1.0, round(abs(share) * (TALL / 2 - 14), 1))
        top = middle - height if share > 0 else middle
        left = round(LEFT + step * (place + 0.5 * bar.apart) + 1, 1)
        says = top - 4 if share > 0 else middle + height + 12
        bars.append({"bar": bar, "x": left, "width": round(step - 2, 1), "top": top, "height": height, "says": says})
    every = _every([bar.label for bar in curve.bars], step)
    return {"title": curve.title, "middle": middle, "bars": bars, "every": every, "says": step >= LETTER * 7}


def surfaces(drawn: Sequence[Surface], *, limit: float, about: str, note: str) -> Markup:
    """Return the surfaces one under another as inline SVG: orange above zero, blue below, darker further from zero.

    A field with a stroke instead of a colour rests on few families. Parameters as those of `curves`.
    """
    panels, top = [], 0.0
    for surface in drawn:
        panels.append(_surface(surface, top, limit))
        top = panels[-1]["bottom"] + GAP + 14
    return picture(
        "surfaces.html", width=WIDTH, panels=panels, height=top + 6, left=LABELS, field=FIELD, about=about, note=note
    )  # fmt: skip


def _surface(surface: Surface, top: float, limit: float) -> dict[str, Any]:
    wide = min(WIDEST, (WIDTH - LABELS - MARGIN) / len(surface.columns))
    titles = [*_titles("Down: ", surface.down), *_titles("Across: ", surface.across)]
    first = top + LINE * len(titles) + 8
    fields = [
        {"x": round(LABELS + wide * column, 1), "y": first + FIELD * row, "fill": _colour(value, limit)}
        for row, values in enumerate(surface.values)
        for column, value in enumerate(values)
    ]
    return {
        "titles": [(*title, top + LINE * (place + 0.8)) for place, title in enumerate(titles)],
        "bottom": first + FIELD * len(surface.rows),
        "wide": round(wide, 1),
        "fields": fields,
        "rows": [(label, first + FIELD * (place + 0.7)) for place, label in enumerate(surface.rows)],
        "columns": [(label, round(LABELS + wide * (place + 0.5), 1)) for place, label in enumerate(surface.columns)],
        "every": _every(surface.columns, wide),
    }


def _titles(head: str, title: str) -> list[tuple[str, str]]:
    """Return the lines of a title, the first of them with its head."""
    return [(head if place == 0 else "", line) for place, line in enumerate(textwrap.wrap(title, LINE_LETTERS))]


def shades(limit: float, *, note: str) -> Markup:
    """Return the colours of surfaces and their meaning, from -limit to limit, as inline SVG."""
    values = [limit * step / (len(BLUES) - 1) for step in range(1 - len(BLUES), len(BLUES))]
    fields = [(_colour(value, limit), f"×{math.exp(value):.2f}", LEFT + 70 * place) for place, value in enumerate(values)]
    about = "The colours of the surfaces"
    return picture(
        "shades.html", width=WIDTH, fields=fields, height=FIELD + 36, wide=70, field=FIELD, about=about, note=note
    )  # fmt: skip


def _colour(value: float | None, limit: float) -> str | None:
    if value is None:
        return None
    shades = ORANGES if value > 0 else BLUES
    share = min(1.0, abs(value) / limit) if limit else 0.0
    return shades[round(share * (len(shades) - 1))]


def _every(labels: Sequence[str], step: float) -> int:
    """Return the distance between labels that have room: 1 for every label, 2 for every second."""
    return math.ceil(max(map(len, labels)) * LETTER / step)
