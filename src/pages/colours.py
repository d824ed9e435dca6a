"""The colours of every picture. Those of text and of the page around them are the style sheets'."""

from __future__ import annotations

INK, WHITE = "#0b0c0c", "#ffffff"
DARK_GREY, GREY, PALE_GREY, SHADE = "#505a5f", "#b1b4b6", "#e0e0e0", "#f3f2f1"
BLUE, RED = "#1d70b8", "#d4351c"
PALE_BLUE = "#b3cbe3"  # a bar that rests on few families
INTERVAL = "#d2e2f1"  # what lies between two limits
RANGE, RANGE_TEXT = "#dbe4ea", "#484949"  # where a figure of the world may lie
BLUES = (WHITE, "#d2e2f1", "#8eb8dc", "#3f7fb5", "#0f385c")  # from none to most
ORANGES = (WHITE, "#fce0cb", "#f7b58a", "#dd7a3a", "#8f4010")
PARTS = (BLUES[4], BLUES[2], BLUES[1], ORANGES[3], ORANGES[1], GREY)  # of a stacked bar
PART_INKS = (WHITE, INK, INK, INK, INK, INK)
METHODS = (BLUE, RED, "#00703c", "#4c2c92", "#f47738", DARK_GREY, INK, "#d53880", "#28a197", "#b58840")  # one line each

NAMED = {
    "ink": INK,
    "white": WHITE,
    "dark_grey": DARK_GREY,
    "grey": GREY,
    "pale_grey": PALE_GREY,
    "shade": SHADE,
    "blue": BLUE,
    "red": RED,
    "pale_blue": PALE_BLUE,
    "interval": INTERVAL,
    "range": RANGE,
    "range_text": RANGE_TEXT,
}  # as templates call them: {{ colours.ink }}
