"""Funnel plots and shares over time, with the limits of chance; and shares of a whole as stacked bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypedDict

from markupsafe import Markup

from .colours import PART_INKS, PARTS
from .render import picture

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 920, 400, 60, 20, 16, 54
STEP, BAR, LEGEND = 56, 30, 24


class Group(TypedDict):
    """A group: its name, its size, its share, and the limits at its size (by level: low, high)."""

    name: str
    of: int
    share: float
    limits: dict[str, tuple[float, float]]


def funnel(
    groups: Sequence[Group], sizes: Sequence[int], limits: dict[str, Any], overall: float, *, along: str, about: str, note: str
) -> Markup:
    """Return the funnel as inline SVG: a numbered mark for each group, in the order given, and the limits of chance by size.

    Parameters
    ----------
    sizes, limits : sizes, and by level the lower and the upper limits at each size.
    along : what the size counts. about : what the picture shows, in words. note : a text that must be in it, or "".
    """
    top = _top([group["share"] for group in groups])
    most = max(sizes)
    lines = [
        {"level": level, "points": _line([(_x(n, most), share) for n, share in zip(sizes, end, strict=True)], top)}
        for level, ends in limits.items()
        for end in ends
    ]
    marks = [
        {"x": _x(group["of"], most), "y": _y(group["share"], top), "says": str(place)}
        for place, group in enumerate(groups, start=1)
    ]
    ticks = [(_x(n, most), f"{n:,}") for n in _round_sizes(most)]
    return _drawn(lines, marks, ticks, top, overall, along=along, about=about, note=note, joined=False)


def over_time(
    groups: Sequence[Group],
    ranges: Sequence[tuple[float | None, float | None]],
    overall: float,
    *,
    along: str,
    about: str,
    note: str,
) -> Markup:
    """Return shares in order of time as inline SVG, with the limits of chance at the size of each; see `funnel`.

    Parameters
    ----------
    ranges : the ends of the interval of each share; None where it has none.
    """
    top = _top([high or group["share"] for group, (_, high) in zip(groups, ranges, strict=True)])
    last = max(len(groups) - 1, 1)
    lines = [
        {
            "level": level,
            "points": _line([(_x(place, last, 1), group["limits"][level][end]) for place, group in enumerate(groups)], top),
        }
        for level in groups[0]["limits"]
        for end in (0, 1)
    ]
    marks = [
        {
            "x": _x(place, last, 1), "y": _y(group["share"], top), "says": "",
            "low": None if low is None else _y(low, top), "high": None if high is None else _y(high, top),
        }
        for place, (group, (low, high)) in enumerate(zip(groups, ranges, strict=True))
    ]  # fmt: skip
    every = -(-len(groups) // 8)
    ticks = [(_x(place, last, 1), group["name"]) for place, group in enumerate(groups) if place % every == 0]
    return _drawn(lines, marks, ticks, top, overall, along=along, about=about, note=note, joined=True)


def _line(points: Sequence[tuple[float, float]], top: float) -> str:
    """Return the points of a line, without those above the scale."""
    return " ".join(f"{x},{_y(share, top)}" for x, share in points if share <= top)


def _top(shares: Sequence[float]) -> float:
    """Return the end of the scale of shares: a full tenth above the highest."""
    return min(1.0, (int(10 * max(shares)) + 2) / 10)


def _round_sizes(most: int) -> list[int]:
    """Return round numbers up to the largest size, far enough apart for their labels."""
    numbers = [digit * 10**power for power in range(len(str(most))) for digit in (1, 2, 5)]
    return [0, *(n for n in numbers if most / 100 <= n <= most)]


def _x(value: float, most: float, power: float = 0.5) -> float:
    """Return the position from the left: sizes are on a square root scale, so that small groups do not crowd."""
    along = math.pow(value / most, power)
    return round(LEFT + 14 + along * (WIDTH - RIGHT - LEFT - 28), 1)


def _y(share: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - share / top * (HEIGHT - BOTTOM - TOP), 1)


def _drawn(
    lines: list[dict[str, Any]], marks: list[dict[str, Any]], ticks: Sequence[tuple[float, str]], top: float, overall: float,
    **more: Any,
) -> Markup:  # fmt: skip
    shares = [(_y(step / 10, top), f"{10 * step} %") for step in range(0, int(10 * top) + 1, 2 if top > 0.5 else 1)]
    return picture(
        "funnel.html", lines=lines, marks=marks, ticks=ticks, shares=shares, overall=_y(overall, top), width=WIDTH,
        height=HEIGHT, left=LEFT, right=WIDTH - RIGHT, foot=HEIGHT - BOTTOM, **more,
    )  # fmt: skip


def stacked(rows: Sequence[tuple[str, Sequence[float]]], parts: Sequence[str], *, about: str, note: str) -> Markup:
    """Return shares of a whole as inline SVG: a bar for each row (its name, and the share of each part), and a key."""
    bars = []
    for place, (name, shares) in enumerate(rows):
        reached, top = 0.0, place * STEP
        pieces = []
        for number, share in enumerate(shares):
            pieces.append(
                {
                    "x": round(reached * WIDTH, 1),
                    "width": round(share * WIDTH, 1),
                    "fill": PARTS[number],
                    "ink": PART_INKS[number],
                    "says": f"{100 * share:.0f} %" if share >= 0.05 else "",
                }
            )
            reached += share
        bars.append({"name": name, "top": top, "pieces": pieces})
    key = [(name, PARTS[number]) for number, name in enumerate(parts)]
    foot = STEP * len(bars) + 14
    return picture(
        "stacked.html", bars=bars, key=key, width=WIDTH, bar=BAR, foot=foot, height=foot + LEGEND, about=about, note=note
    )  # fmt: skip
