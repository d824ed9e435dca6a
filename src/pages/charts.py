"""The timeline picture: one lane a theme, one mark a record, hollow where it had not reached the hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from markupsafe import Markup

from .render import environment

LEFT, WIDTH, RADIUS, STEP, PADDING, AXIS = 170, 920, 4, 9, 12, 26


class Given(TypedDict):
    """One record: its lane, its day (ISO), and whether it had reached the hub."""

    lane: str
    day: str
    in_hub: bool


@dataclass(frozen=True)
class Mark:
    """A mark in the picture."""

    x: float
    y: float
    filled: bool


@dataclass(frozen=True)
class Lane:
    """A lane in the picture: its top, height, name and marks."""

    top: float
    height: float
    name: str
    marks: list[Mark]


def timeline(lanes: Sequence[str], marks: Sequence[Given], start: str, end: str, *, about: str, unfilled: str) -> Markup:
    """Return the picture as inline SVG.

    Parameters
    ----------
    lanes : names, from the top.
    marks : the records.
    start, end : first day, and the day of the line at the right (ISO).
    about : what the line stands for. unfilled : what a hollow mark means.
    """
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    drawn: list[Lane] = []
    top = float(PADDING)
    for name in lanes:
        placed = _placed([mark for mark in marks if mark["lane"] == name], first, last)
        height = 2 * PADDING + STEP * max((level for _, level, _ in placed), default=0)
        base = top + height - PADDING
        drawn.append(Lane(top, height, name, [Mark(x, base - STEP * level, its["in_hub"]) for x, level, its in placed]))
        top += height
    years = [(_x(dt.date(year, 1, 1), first, last), year) for year in range(first.year + 1, last.year + 1)]
    template = environment().get_template("timeline.html")
    return Markup(
        template.render(
            lanes=drawn, years=years, bottom=top, left=LEFT, right=WIDTH - PADDING, width=WIDTH, height=top + AXIS,
            radius=RADIUS, about=about, unfilled=unfilled, records=len(marks),
        )
    )  # fmt: skip


def _x(day: dt.date, first: dt.date, last: dt.date) -> float:
    share = (day - first).days / max((last - first).days, 1)
    return round(LEFT + share * (WIDTH - PADDING - LEFT), 1)


def _placed(marks: Sequence[Given], first: dt.date, last: dt.date) -> list[tuple[float, int, Given]]:
    """Return each mark's place from the left and its level: marks that would cover each other stand one on another."""
    taken: dict[int, int] = {}
    placed = []
    for mark in marks:
        x = _x(dt.date.fromisoformat(mark["day"]), first, last)
        column = int(x // STEP)
        level = taken.get(column, 0)
        taken[column] = level + 1
        placed.append((x, level, mark))
    return placed
