"""Funnel plots, shares over time and stacked bars: every group drawn where it belongs, and nothing off the scale."""

from __future__ import annotations

import re

import pytest

from neglect_triage.pages.funnel import BAR, WIDTH, Group, funnel, over_time, stacked

LIMITS: dict[str, tuple[float, float]] = {"95": (0.2, 0.6), "99.8": (0.1, 0.9)}
GROUPS: list[Group] = [
    {"name": "<b>", "of": 100, "share": 0.3, "limits": LIMITS},
    {"name": "north", "of": 400, "share": 0.5, "limits": LIMITS},
]
ENDS = {"95": [[0.1, 0.25], [0.9, 0.55]], "99.8": [[0.0, 0.2], [1.0, 0.6]]}


def marks(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)]


def test_larger_groups_stand_further_right_and_higher_shares_higher_up() -> None:
    svg = funnel(GROUPS, [10, 400], ENDS, 0.4, along="Contacts", about="shares", note="SYNTHETIC DATA")
    (x1, y1), (x2, y2) = marks(svg)
    assert x1 < x2
    assert y1 > y2
    assert "SYNTHETIC DATA" in svg
    assert re.findall(r">([12])</text>", svg) == ["1", "2"]


def test_limits_are_drawn_as_far_as_the_scale_reaches() -> None:
    svg = funnel(GROUPS, [10, 400], ENDS, 0.4, along="Contacts", about="shares", note="")
    lines = re.findall(r'<polyline points="([^"]*)"', svg)
    assert len(lines) == 4
    assert [len(line.split()) for line in lines] == [2, 1, 2, 1]
    assert min(float(pair.split(",")[1]) for line in lines for pair in line.split()) >= 0


def test_time_runs_to_the_right_and_names_are_escaped() -> None:
    svg = over_time(GROUPS, [(None, None) for _ in GROUPS], 0.4, along="Month", about="shares", note="")
    (x1, _), (x2, _) = marks(svg)
    assert x1 < x2
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg


def test_stacked_bars_fill_the_width_and_small_parts_carry_no_words() -> None:
    svg = stacked([("One", [0.5, 0.46, 0.04])], ["a", "b", "c"], about="parts", note="")
    widths = [float(width) for width in re.findall(rf'width="([\d.]+)" height="{BAR}"', svg)]
    assert sum(widths) == pytest.approx(WIDTH, abs=0.5)
    assert re.findall(r">(\d+ %)</text>", svg) == ["50 %", "46 %"]


def test_the_interval_of_each_share_is_drawn_through_its_mark_and_fits_the_scale() -> None:
    svg = over_time(GROUPS, [(0.2, 0.45), (None, None)], 0.4, along="Month", about="shares", note="")
    (x, y), _ = marks(svg)
    ((left, low, high),) = re.findall(r'<line x1="([\d.]+)" x2="[\d.]+" y1="([\d.]+)" y2="([\d.]+)"[^>]*stroke-opacity', svg)
    assert float(left) == x
    assert float(low) > y > float(high) >= 0
    tall = over_time(GROUPS, [(0.2, 0.99), (None, None)], 0.4, along="Month", about="shares", note="")
    assert min(float(high) for high in re.findall(r'y2="([\d.]+)"[^>]*stroke-opacity', tall)) >= 0
