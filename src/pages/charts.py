"""The timeline picture: a lane for each theme and agency, a mark for each month with records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from markupsafe import Markup

from .render import picture

AGENCY_LEFT, LEFT, WIDTH, LANE, MARGIN, AXIS = 130, 300, 920, 14, 8, 18
RADII = ((1, 3.0), (3, 4.0), (8, 5.0))  # up to how many records a month, and the mark's radius
LARGEST = 6.0


class LaneMonths(TypedDict):
    """A lane: its theme, its agency, and its months (first day, ISO; records; how many of these had not reached the hub)."""

    theme: str
    agency: str
    months: Sequence[tuple[str, int, int]]


@dataclass(frozen=True)
class Mark:
    """A mark in the picture: filled where all records had reached the hub, with a dot (`part`) where only some had."""

    x: float
    y: float
    radius: float
    filled: bool
    part: bool


@dataclass(frozen=True)
class Lane:
    """A lane in the picture; the first lane of a theme names it, and all its lanes have the same shading."""

    top: float
    theme: str
    agency: str
    shaded: bool


def timeline(lanes: Sequence[LaneMonths], start: str, end: str, *, about: str, unfilled: str, holder: str) -> Markup:
    """Return the picture as inline SVG.

    Parameters
    ----------
    lanes : from the top; those of one theme are adjacent.
    start, end : first day, and the day of the line at the right (ISO).
    about : what the line means. unfilled : what a hollow mark means. holder : who holds a record, as a noun.
    """
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    themes = list(dict.fromkeys(lane["theme"] for lane in lanes))
    drawn, marks = [], []
    for place, lane in enumerate(lanes):
        top = place * LANE
        named = place == 0 or lanes[place - 1]["theme"] != lane["theme"]
        drawn.append(Lane(top, lane["theme"] if named else "", lane["agency"], themes.index(lane["theme"]) % 2 == 0))
        marks += [_mark(month, top + LANE / 2, first, last) for month in lane["months"]]
    years = [(_x(dt.date(year, 1, 1), first, last), year) for year in range(first.year + 1, last.year + 1)]
    return picture(
        "timeline.html", lanes=drawn, marks=marks, years=years, bottom=len(lanes) * LANE, right=WIDTH - MARGIN, width=WIDTH,
        height=len(lanes) * LANE + AXIS, lane_height=LANE, agency_left=AGENCY_LEFT, about=about, unfilled=unfilled, holder=holder,
        records=sum(month[1] for lane in lanes for month in lane["months"]),
    )  # fmt: skip


def _mark(month: tuple[str, int, int], y: float, first: dt.date, last: dt.date) -> Mark:
    day, records, unshared = month
    middle = dt.date.fromisoformat(day) + dt.timedelta(days=14)
    radius = next((radius for most, radius in RADII if records <= most), LARGEST)
    return Mark(_x(min(max(middle, first), last), first, last), y, radius, unshared == 0, 0 < unshared < records)


def _x(day: dt.date, first: dt.date, last: dt.date) -> float:
    share = (day - first).days / max((last - first).days, 1)
    return round(LEFT + share * (WIDTH - MARGIN - LEFT), 1)
