"""A hundred dots, so many of them filled: a share as people count."""

from __future__ import annotations

from textwrap import wrap

from markupsafe import Markup

from .render import picture

COLUMNS, STEP, RADIUS, HEAD = 20, 17, 6, 30
TITLE_LINE, LETTERS_OF_A_LINE = 17, 38


def hundred(filled: int, *, title: str, says: tuple[str, str], about: str, note: str) -> Markup:
    """Return a hundred dots as inline SVG, the first `filled` of them filled.

    Parameters
    ----------
    title : what the hundred are. says : what the filled ones and the others are called, each with its number.
    about : what the picture shows, in words. note : a text that must be in it, or "".
    """
    lines = wrap(title, LETTERS_OF_A_LINE)
    head = HEAD + TITLE_LINE * (len(lines) - 1)
    marks = [
        {"x": STEP * (place % COLUMNS) + STEP / 2, "y": head + STEP * (place // COLUMNS), "filled": place < filled}
        for place in range(100)
    ]
    foot = head + STEP * (100 // COLUMNS)
    return picture(
        "dots.html", marks=marks, lines=lines, line=TITLE_LINE, says=says, about=about, note=note, radius=RADIUS, foot=foot,
        width=STEP * COLUMNS, height=foot + 58,
    )  # fmt: skip
