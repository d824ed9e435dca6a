"""Every gap in one picture: none hides another, and what holds lies beyond the limits."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.pages import colours
from neglect_triage.pages.swarm import RADIUS, Gap, swarm

PLACES = st.lists(st.floats(-3, 3).map(lambda place: Gap(place, abs(place) > 1, place > 0)), max_size=40)


@given(rows=st.lists(PLACES, min_size=1, max_size=4))
def test_no_gap_lies_on_another_or_outside_and_what_holds_lies_beyond_its_limit(rows: list[list[Gap]]) -> None:
    named = [(f"row {place}", gaps) for place, gaps in enumerate(rows)]
    picture = str(swarm(named, ends=("left", "right"), along="along", about="Of all gaps, some hold.", note="a note"))
    dots = [
        (float(x), float(y), colour)
        for x, y, colour in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"[^>]* stroke="(#\w+)"', picture)
    ]
    assert len(dots) == sum(map(len, rows))
    assert all((x - u) ** 2 + (y - v) ** 2 >= (2 * RADIUS) ** 2 for (x, y, _), (u, v, _) in combinations(dots, 2))
    width, height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    assert all(160 <= x <= width - 20 and RADIUS <= y <= height - RADIUS for x, y, _ in dots)
    low, high = (float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>holds beyond', picture))
    assert all((x <= low or x >= high) == (colour == colours.RED) or x in (low, high) for x, _, colour in dots)
    assert 'aria-label="Of all gaps, some hold."' in picture
    assert all(f">{name}</text>" in picture for name, _ in named)
