"""Estimates as text, with their 95 % intervals; "not estimable" where there is no estimate."""

from __future__ import annotations

from collections.abc import Mapping

from ..pages.shares import of_100

NOT_ESTIMABLE = "not estimable"


def number(value: Mapping[str, float | None] | None, digits: int = 3) -> str:
    """Return an estimate with its interval; "" where there is no figure."""
    return _with_interval(value, f"{{:.{digits}f}}")


def percent(value: Mapping[str, float | None] | None, digits: int = 1) -> str:
    """Return a share in per cent with its interval: some is never "0.0 %" but "under 0.1 %", not all never "100.0 %"."""
    if value is None:
        return ""
    return _of_100(value, digits, ("under", "over"), " %")


def in_100(value: Mapping[str, float | None], digits: int = 0) -> str:
    """Return a share as a number of 100, "18 (8 to 30)": some is never 0 but "fewer than 1", not all never 100."""
    return _of_100(value, digits, ("fewer than", "more than"))


def of_hundred(share: float) -> str:
    """Return a share (0 to 1) as a number of 100, as `in_100` does."""
    return in_100({"value": share})


def rest_of_hundred(share: float) -> str:
    """Return what `of_hundred` leaves of 100, so that both add up."""
    shown = of_hundred(share)
    return str(100 - int(shown)) if shown.isdecimal() else of_hundred(1 - share)


def _of_100(value: Mapping[str, float | None], digits: int, near: tuple[str, str], unit: str = "") -> str:
    """Return a share with its interval, `near` before a share that would else round to none or all."""
    share, low, high = value["value"], value.get("low"), value.get("high")
    if share is None:
        return NOT_ESTIMABLE
    step, shown = 10.0**-digits, of_100(share, digits, near)
    if low is None or high is None:
        return shown + unit
    # An end that would touch none or all without being it is rounded outwards.
    lowest = 100 - step if low < 1 and round(100 * low, digits) == 100 else 100 * low
    highest = step if high > 0 and round(100 * high, digits) == 0 else 100 * high
    return f"{shown}{unit} ({lowest:.{digits}f} to {highest:.{digits}f})"


def signed(value: Mapping[str, float | None] | None, digits: int = 3) -> str:
    """Return a difference with its sign and its interval; what rounds to zero has no sign."""
    text = _with_interval(value, f"{{:+.{digits}f}}")
    zero = f"{0:.{digits}f}"
    return text.replace(f"+{zero}", zero).replace(f"-{zero}", zero)


def _with_interval(value: Mapping[str, float | None] | None, pattern: str, unit: str = "") -> str:
    if value is None:
        return ""
    middle, low, high = value["value"], value.get("low"), value.get("high")
    if middle is None:
        return NOT_ESTIMABLE
    interval = "" if low is None or high is None else f" ({pattern.format(low)} to {pattern.format(high)})"
    return pattern.format(middle) + unit + interval
