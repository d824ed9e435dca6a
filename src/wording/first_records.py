"""Words of the records that a contact page names first."""

from __future__ import annotations

from .sentences import join_words, number_word

WHY = "After {points} with such a record, {outcome} was {times:.1f} times as frequent as after others."
NEAR = "Within three months of it: {others} by {agencies}."
OTHER, OTHERS = "{number} more record of such kinds", "{number} more records of such kinds"


def why(points: str, outcome: str, times: float) -> str:
    """Return why a record comes first: how many times as often its kind went with the outcome."""
    return WHY.format(points=points, outcome=outcome, times=times)


def near(others: int, agencies: list[str]) -> str:
    """Return what else was recorded around that time, and by whom; "" where there was nothing."""
    if not others:
        return ""
    number = (OTHER if others == 1 else OTHERS).format(number=number_word(others))
    return NEAR.format(others=number, agencies=join_words(agencies))
