"""Estimates as text, with their 95 % intervals; "not estimable" where there is no estimate."""

from __future__ import annotations

from collections.abc import Mapping

NOT_ESTIMABLE = "not estimable"


def number(value: Mapping[str, float | None] | None, digits: int = 3) -> str:
    """Return an estimate with its interval; "" where there is no figure."""
    return _with_interval(value, f"{{:.{digits}f}}")


def percent(value: Mapping[str, float | None] | None, digits: int = 1) -> str:
    """Return a share in per cent with its interval."""
    hundred = None if value is None else {key: None if share is None else 100 * share for key, share in value.items()}
    return _with_interval(hundred, f"{{:.{digits}f}}", " %")


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
