"""A measure over time: a dot for each month or quarter, the twelve months up to each month, and what chance gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from markupsafe import Markup

from .render import picture

LEFT, WIDTH, RIGHT, HEIGHT, TOP, BOTTOM = 64, 920, 12, 270, 34, 44
TICKS = (1, 2, 2.5, 5, 10)


class Point(TypedDict):
    """A dot: the middle of its months (years, such as 2021.5), its value, and whether it is complete."""

    at: float
    value: float
    complete: bool


class Year(TypedDict):
    """Twelve months: their end (years), their value, what chance gives, and the side on which they lie outside it (-1, 0, 1)."""

    at: float
    value: float
    low: float
    high: float
    outside: int


class Span(TypedDict):
    """A time to mark: from and to (years), and what it is called."""

    start: float
    end: float
    says: str


class Level(Span):
    """A time and the value that held in it."""

    value: float


def run_chart(
    points: Sequence[Point], apart: Sequence[Point], years: Sequence[Year], centre: Level | None, changes: Sequence[Span],
    *, along: str, about: str, note: str,
) -> Markup:  # fmt: skip
    """Return the picture as inline SVG.

    Parameters
    ----------
    points, apart, years : in order of time; those apart are drawn as crosses. centre : the baseline; None without one.
    changes : times in which a policy held. along : what the figures are. about : what the picture shows, in words.
    note : a text that must be in it, or "".
    """
    times = [point["at"] for point in (*points, *apart)]
    first, last = min(times) - 0.2, max(times) + 0.2
    top = _step((max(point["value"] for point in (*points, *apart)) or 1) / 4) * 5

    def x(at: float) -> float:
        return round(LEFT + (min(max(at, first), last) - first) / (last - first) * (WIDTH - RIGHT - LEFT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - min(value / top, 1) * (HEIGHT - BOTTOM - TOP), 1)

    band = [(x(year["at"]), y(year["high"])) for year in years] + [(x(year["at"]), y(year["low"])) for year in reversed(years)]
    return picture(
        "run_chart.html",
        dots=[{"x": x(point["at"]), "y": y(point["value"]), "filled": point["complete"]} for point in points],
        crosses=[{"x": x(point["at"]), "y": y(point["value"])} for point in apart],
        band=_line(band),
        line=_line([(x(year["at"]), y(year["value"])) for year in years]),
        marks=[{"x": x(year["at"]), "y": y(year["value"])} for year in years if year["outside"]],
        centre=centre and {
            "y": y(centre["value"]), "start": x(centre["start"]), "end": x(centre["end"]), "says": centre["says"],
        },
        changes=[
            {"x": x(span["start"]), "width": round(max(x(span["end"]) - x(span["start"]), 2), 1), "says": span["says"]}
            for span in changes
            if span["end"] > first and span["start"] < last
        ],
        ticks=[(x(year), year) for year in range(int(first) + 1, int(last) + 1)],
        levels=[(y(top * step / 5), f"{top * step / 5:g}") for step in range(6)],
        left=LEFT, right=WIDTH - RIGHT, top=TOP, foot=HEIGHT - BOTTOM, width=WIDTH, height=HEIGHT,
        along=along, about=about, note=note,
    )  # fmt: skip


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _step(least: float) -> float:
    """Return the smallest round number that is at least `least`."""
    power = 1.0
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(float(f"{power * tick:g}") for tick in TICKS if power * tick >= least)
