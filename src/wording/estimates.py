"""Figures as text: an estimate with its 95 % interval, and "not estimable" for what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping

NOT_ESTIMABLE = "not estimable"


def number(value: Mapping[str, float | None] | None, digits: int = 3) -> str:
    """Return an estimate with its interval; "" for a figure that was not asked for."""
    return _said(value, f"{{:.{digits}f}}")


def percent(value: Mapping[str, float | None] | None, digits: int = 1) -> str:
    """Return a share in per cent with its interval."""
    hundred = None if value is None else {key: None if its is None else 100 * its for key, its in value.items()}
    return _said(hundred, f"{{:.{digits}f}}", " %")


def signed(value: Mapping[str, float | None] | None, digits: int = 3) -> str:
    """Return a difference with its sign and its interval; what rounds to nought has no sign."""
    said = _said(value, f"{{:+.{digits}f}}")
    nought = f"{0:.{digits}f}"
    return said.replace(f"+{nought}", nought).replace(f"-{nought}", nought)


def _said(value: Mapping[str, float | None] | None, how: str, unit: str = "") -> str:
    if value is None:
        return ""
    middle, low, high = value["value"], value.get("low"), value.get("high")
    if middle is None:
        return NOT_ESTIMABLE
    interval = "" if low is None or high is None else f" ({how.format(low)} to {how.format(high)})"
    return how.format(middle) + unit + interval
