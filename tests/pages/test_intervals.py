"""Dots with intervals: each stands at its share, its interval around it, and no name is cut off."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.pages.intervals import Dot, intervals

SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted)


def dot(name: str, share: list[float] | None, reference: bool = False) -> Dot:
    low, value, high = share or (None, None, None)
    return {"name": name, "value": value, "low": low, "high": high, "reference": reference}


@given(shares=st.lists(st.none() | SHARES, min_size=1, max_size=5), length=st.integers(1, 60))
def test_dots_stand_in_the_order_of_their_shares_and_names_fit_beside_them(shares: list[list[float] | None], length: int) -> None:
    dots = [dot("n" * length, share) for share in shares]
    picture = str(intervals(dots, along="Of 100", about="Shares.", note=""))
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', picture)]
    known = [share for share in shares if share]
    assert len(places) == len(known)
    assert picture.count("not estimable") == len(shares) - len(known)
    assert [x for _, x in sorted(zip(known, places, strict=True), key=lambda pair: pair[0][1])] == sorted(places)
    end = min(float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="end">n', picture))
    assert end >= 8 * length  # of letters that are 8 wide at most
    width = float(re.findall(r'viewBox="0 0 (\d+)', picture)[0])
    assert all(end < x <= width for x in places)


def test_the_group_that_others_are_compared_with_is_hollow_and_has_a_line_through_all() -> None:
    picture = str(intervals([dot("a", [0.1, 0.2, 0.3], True), dot("b", [0.2, 0.4, 0.5])], along="Of 100", about="S.", note="x"))
    place = re.findall(r'<circle cx="([\d.]+)"[^>]*fill="#ffffff"', picture)[0]
    assert re.findall(r'x1="([\d.]+)" x2="\1"[^>]*stroke-dasharray', picture) == [place]
