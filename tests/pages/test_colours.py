"""The colours of pictures have one place, so that a colour means the same on each."""

from __future__ import annotations

import re
from pathlib import Path

from neglect_triage.pages import colours

SRC = Path(__file__).resolve().parents[2] / "src"
COLOUR = re.compile("""["']#[0-9a-fA-F]{3,6}["']""")


def test_no_module_and_no_template_names_a_colour_of_its_own() -> None:
    sources = [path for kind in ("*.py", "*.html") for path in SRC.rglob(kind)]
    assert [path.name for path in sources if COLOUR.search(path.read_text("utf-8"))] == ["colours.py"]


def test_every_part_of_a_stacked_bar_has_an_ink_that_can_be_read_on_it() -> None:
    for part, ink in zip(colours.PARTS, colours.PART_INKS, strict=True):
        assert _contrast(part, ink) >= 4.5


def test_every_line_of_a_plot_stands_out_from_the_paper_and_from_every_other_line() -> None:
    assert len(set(colours.METHODS)) == len(colours.METHODS)
    assert min(_contrast(colour, colours.WHITE) for colour in colours.METHODS) >= 2.5


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
