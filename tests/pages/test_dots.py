"""A hundred dots, of which as many are filled as were counted."""

from __future__ import annotations

import re

import pytest

from neglect_triage.pages import colours
from neglect_triage.pages.dots import hundred


@pytest.mark.parametrize("filled", [0, 1, 34, 99, 100])
def test_as_many_dots_are_filled_as_were_counted_and_none_lies_on_another(filled: int) -> None:
    picture = str(hundred(filled, title="100 contacts", says=("found", "left out"), about="Found and left out.", note="a note"))
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="6" fill="(#\w+)"', picture)
    assert len(dots) == len({(x, y) for x, y, _ in dots}) == 102  # two of them are the key
    assert sum(fill == colours.BLUE for *_, fill in dots) == filled + 1
    width, height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    assert all(6 <= float(x) <= width - 6 and 6 <= float(y) <= height - 6 for x, y, _ in dots)
    assert 'aria-label="Found and left out."' in picture
    assert ">a note</text>" in picture


def test_a_long_title_has_lines_that_fit_above_the_dots() -> None:
    title = "100 prediction points that the model would choose"
    picture = str(hundred(50, title=title, says=("found", "left out"), about="Found and left out.", note=""))
    lines = re.findall(r'<text x="0" y="(\d+)" font-weight="bold">([^<]+)</text>', picture)
    assert " ".join(words for _, words in lines) == title
    assert max(len(words) for _, words in lines) <= 38
    heights = [int(y) for y, _ in lines]
    assert heights == sorted(set(heights))
    assert max(heights) + 6 < min(float(y) for y in re.findall(r'cy="([\d.]+)"', picture)) - 6
