"""Very many gaps in one picture: a line for each subject, a dot for each gap, and the limits beyond which a gap holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from .colours import BLUE, RED, WHITE
from .intervals import beside_names
from .render import picture

WIDTH, RIGHT, TOP, FOOT, RADIUS, STEP, PADDING = 920, 24, 40, 56, 4, 9, 12
LEAST = 1.5  # limits to show on each side at least: the limits themselves and what lies beyond


class Gap(NamedTuple):
    """A gap: where it is (1 or -1 is the limit beyond which it holds), whether it holds, and whether a direction is worse."""

    place: float
    holds: bool
    directed: bool


def swarm(rows: Sequence[tuple[str, Sequence[Gap]]], *, ends: tuple[str, str], along: str, about: str, note: str) -> Markup:
    """Return gaps as inline SVG, a row for each name; dots that would lie on one another stand above and below the line.

    Parameters
    ----------
    ends : what lies to the left and to the right. along : the label of the axis. about : what the picture shows, in words.
    note : a text that must be in it, or "".
    """
    reach = max([LEAST, *(math.ceil(2 * abs(gap.place)) / 2 for _, gaps in rows for gap in gaps)])
    left = beside_names(name for name, _ in rows)
    lines, top = [], TOP
    for name, gaps in rows:
        marks, most = _stacked([(_x(gap.place, reach, left), gap) for gap in sorted(gaps)])
        middle = top + PADDING + most / 2
        dots = [
            {"x": x, "y": middle + up, "fill": colour if gap.directed else WHITE, "stroke": colour}
            for x, up, gap in marks
            for colour in [RED if gap.holds else BLUE]
        ]
        lines.append({"name": name, "y": middle, "dots": dots})
        top = round(middle + most / 2 + PADDING)
    return picture(
        "swarm.html", lines=lines, ends=ends, along=along, about=about, note=note, radius=RADIUS, left=left,
        right=WIDTH - RIGHT, width=WIDTH, top=TOP, foot=top, height=top + FOOT, zero=_x(0, reach, left),
        limits=[_x(limit, reach, left) for limit in (-1, 1)],
    )  # fmt: skip


def _stacked(gaps: Sequence[tuple[float, Gap]]) -> tuple[list[tuple[float, float, Gap]], float]:
    """Return each gap with how far above or below its line it stands, and the height of all; `gaps` : in order of place."""
    last: dict[int, float] = {}  # by level, where the last dot on it stands
    marks = []
    for x, gap in gaps:
        level = next(level for level in range(len(gaps)) if x - last.get(level, -math.inf) >= STEP)
        last[level] = x
        marks.append((x, STEP * (-1) ** level * ((level + 1) // 2), gap))
    return marks, STEP * max(len(last), 1)


def _x(place: float, reach: float, left: int) -> float:
    return round((left + WIDTH - RIGHT) / 2 + place / reach * (WIDTH - RIGHT - left - 2 * RADIUS) / 2, 1)
