"""Dots with intervals: a line for each group, so that groups can be compared by eye."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypedDict

from markupsafe import Markup

from .render import picture

WIDTH, RIGHT, LINE, TOP, FOOT = 920, 24, 30, 12, 52


class Dot(TypedDict):
    """A group: its name, its share with its interval (None: not estimable), and whether others are compared with it."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    reference: bool


def intervals(dots: Sequence[Dot], *, along: str, about: str, note: str) -> Markup:
    """Return shares (0 to 1) as dots with their intervals, as inline SVG; the reference is hollow, with a line through all.

    Parameters
    ----------
    along : the label of the axis. about : what the picture shows, in words. note : a text that must be in it, or "".
    """
    ends = [end for dot in dots for end in (dot["value"], dot["high"]) if end is not None]
    most = min(1.0, max(1, math.ceil(10 * max(ends, default=1.0))) / 10)
    left = beside_names(dot["name"] for dot in dots)
    marks = [
        {
            "name": dot["name"],
            "reference": dot["reference"],
            "y": TOP + LINE * place + LINE / 2,
            "x": None if dot["value"] is None else _x(dot["value"], most, left),
            "low": None if dot["low"] is None else _x(dot["low"], most, left),
            "high": None if dot["high"] is None else _x(dot["high"], most, left),
        }
        for place, dot in enumerate(dots)
    ]
    step = 0.1 if most > 0.4 else 0.05
    ticks = [(_x(at * step, most, left), f"{100 * at * step:.0f}") for at in range(round(most / step) + 1)]
    return picture(
        "intervals.html", marks=marks, ticks=ticks, along=along, about=about, note=note, left=left, right=WIDTH - RIGHT,
        width=WIDTH, foot=TOP + LINE * len(dots), height=TOP + LINE * len(dots) + FOOT, top=TOP,
        compared=next((mark["x"] for mark in marks if mark["reference"]), None),
    )  # fmt: skip


def beside_names(names: Iterable[str]) -> int:
    """Return how far from the left a picture begins, so that the longest of the names beside it is not cut off."""
    return max(160, 30 + 8 * max(map(len, names), default=0))


def _x(share: float, most: float, left: int) -> float:
    return round(left + share / most * (WIDTH - RIGHT - left), 1)
