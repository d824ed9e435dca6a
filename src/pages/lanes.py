"""Blocks of labelled rows on one time axis: a mark for each month with records, and ratings as steps.

It is narrow, so that its labels can be read on a telephone; shapes and filling tell what colour does, so that it prints in grey.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

from markupsafe import Markup

from .charts import LARGEST, RADII
from .render import picture

WIDTH, LEFT, RIGHT, TOP, TITLE, ROW, STEPS, GAP, AXIS = 400, 84, 390, 18, 17, 15, 50, 4, 20
THICK, NARROWEST = 4, 3  # half of a band's height, and how wide a band of one day is
MIDDLE_OF_MONTH = dt.timedelta(days=14)


class Row(TypedDict):
    """A row: its label, its shape, the first day on which it could hold anything (ISO), and its marks.

    A mark is a day (ISO), a number, and how many records had not reached the hub; of `steps`, whether it had. That of a `band`
    has its last day (ISO; "" where no end is recorded) in place of the number.
    """

    label: str
    shape: Literal["bar", "diamond", "circle", "steps", "band"]
    since: str
    marks: Sequence[tuple[str, Any, int]]
    best: NotRequired[int]
    worst: NotRequired[int]


class Block(TypedDict):
    """A title, and the rows below it."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Mark:
    """A mark in the picture, as those of `charts.py`: filled, or hollow, or with a dot (`part`); of a band, its right end too."""

    x: float
    y: float
    size: float
    filled: bool
    part: bool = False
    end: float = 0.0


@dataclass(frozen=True)
class Placed:
    """A row in the picture: where its line runs and from where on, its marks, and (`ends`) the texts beside a scale."""

    row: Row
    y: float
    since: float
    marks: list[Mark]
    ends: list[tuple[float, str]]


@dataclass(frozen=True)
class Span:
    """The time of the axis, and where a day lies on it."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        """Return where a day lies, at an end of the axis for a day beyond it."""
        share = (min(max(day, self.first), self.last) - self.first).days / max((self.last - self.first).days, 1)
        return round(LEFT + share * (RIGHT - LEFT), 1)


def lanes(blocks: Sequence[Block], start: str, end: str, *, title: str, about: str, today: str) -> Markup:
    """Return the picture as inline SVG.

    Parameters
    ----------
    start, end : first day, and the day of the line at the right (ISO).
    title, about : what the picture is, and what it shows, in words. today : the label of the line.
    """
    span, y = Span(dt.date.fromisoformat(start), dt.date.fromisoformat(end)), float(TOP)
    titles: list[tuple[float, str]] = []
    rows: list[Placed] = []
    for block in blocks:
        titles.append((y + TITLE - 4, block["title"]))
        y += TITLE
        for row in block["rows"]:
            height = STEPS if row["shape"] == "steps" else ROW
            rows.append(_placed(row, y, height, span))
            y += height
        y += GAP
    years = [(span.x(dt.date(year, 1, 1)), year) for year in range(span.first.year + 1, span.last.year + 1)]
    return picture(
        "lanes.html", width=WIDTH, height=y + AXIS, top=TOP, bottom=y, left=LEFT, right=RIGHT, titles=titles, rows=rows,
        years=years, title=title, about=about, today=today,
    )  # fmt: skip


def _placed(row: Row, top: float, height: float, span: Span) -> Placed:
    since = span.x(dt.date.fromisoformat(row["since"]))
    if row["shape"] == "band":
        middle = top + height / 2
        return Placed(row, middle, since, [_band(mark, middle, span) for mark in row["marks"]], [])
    if row["shape"] != "steps":
        middle = top + height / 2
        return Placed(row, middle, since, [_month(mark, middle, span) for mark in row["marks"]], [])
    best, worst, first, last = row["best"], row["worst"], top + 8, top + height - 8
    marks = [
        Mark(span.x(dt.date.fromisoformat(day)), _level(value, best, worst, first, last), RADII[0][1], not unshared)
        for day, value, unshared in row["marks"]
    ]
    return Placed(
        row, last, since, marks, [(first, f"{best} best"), ((first + last) / 2, row["label"]), (last, f"{worst} worst")]
    )


def _month(mark: tuple[str, float, int], y: float, span: Span) -> Mark:
    day, records, unshared = mark
    size = next((radius for most, radius in RADII if records <= most), LARGEST)
    return Mark(span.x(dt.date.fromisoformat(day) + MIDDLE_OF_MONTH), y, size, unshared == 0, 0 < unshared < records)


def _band(mark: tuple[str, str, int], y: float, span: Span) -> Mark:
    first, last, unshared = mark
    end = span.x(dt.date.fromisoformat(last)) if last else float(RIGHT)
    start = span.x(dt.date.fromisoformat(first))
    return Mark(start, y, THICK, not unshared, end=max(end, start + NARROWEST))


def _level(value: float, best: float, worst: float, first: float, last: float) -> float:
    return round(first + (value - best) / (worst - best) * (last - first), 1)
