"""Shares of 100 as text: some is never none, and not all is never all."""

from __future__ import annotations


def of_100(share: float, digits: int = 1, near: tuple[str, str] = ("under", "over")) -> str:
    """Return a share (0 to 1) of 100, with `near` before one that would else round to none or to all."""
    step = 10.0**-digits
    shown = f"{100 * share:.{digits}f}"
    if 0 < share < 1 and float(shown) in (0, 100):
        return f"{near[0]} {step:.{digits}f}" if float(shown) == 0 else f"{near[1]} {100 - step:.{digits}f}"
    return shown


def chosen_share(share: float) -> str:
    """Return a share that somebody chose, of 100, as it was chosen: 0.025 is 2.5."""
    return f"{round(100 * share, 9):g}"
