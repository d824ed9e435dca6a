"""Words of the records that a contact page names first."""

from __future__ import annotations

from .sentences import join_words, number_word

WHY = "Before {points} with a high score there were at least {times:.1f} times as many such records as before others."
NEAR = "Within three months of it: {others} by {agencies}."
OTHER, OTHERS = "{number} more record of such kinds", "{number} more records of such kinds"


def why(points: str, times: float) -> str:
    """Return why a record comes first: how many times as many records of its kind stand before points with a high score."""
    return WHY.format(points=points, times=times)


def near(others: int, agencies: list[str]) -> str:
    """Return what else was recorded around that time, and by whom; "" where there was nothing."""
    if not others:
        return ""
    number = (OTHER if others == 1 else OTHERS).format(number=number_word(others))
    return NEAR.format(others=number, agencies=join_words(agencies))
