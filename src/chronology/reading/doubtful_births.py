"""A warning about months of birth that lie after all records."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

_PREGNANCY = pd.Timedelta(days=300)


def born_too_late(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a warning where months of birth (children) lie so far after the coverage that nobody could expect them."""
    if "children" not in frames or frames["coverage"].empty:
        return []
    last = frames["coverage"]["end"].max() + _PREGNANCY
    number = int((frames["children"]["birth_month"] > last).sum())
    line = (
        f"WARNING: children: {number:,} months of birth lie too far after the last day that is covered, and ages by them are "
        "below zero. Mend them, or empty them."
    )
    return [line] * bool(number)
