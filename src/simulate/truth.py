"""The truth of a simulated world: the care that each child lived with, month by month. Only `study` may read it.

The parts (in standard deviations of households' usual care) sum to `care`; `masked` tells whether practical support by a
school hid need in that month; `in_neglect` is true neglect.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .log import Flags, Floats
from .parameters import SHOCKS
from .town import Month, Town

PARTS = ("usual", "drift", *SHOCKS, "help", "own")
BELOW_MONTHS, OF_MONTHS = 3, 6  # about 90 days in any 180

COLUMNS: dict[str, str] = {
    "child_id": "str", "household_id": "str", "month": "datetime64[s]", "care": "float64", "in_neglect": "bool", "masked": "bool",
    **dict.fromkeys(PARTS, "float64"),
}  # fmt: skip


def month_of_truth(town: Town, month: Month, parts: dict[str, Floats]) -> pd.DataFrame:
    """Return one month of truth by child number and home number: care, its parts (they sum to care), and masking."""
    who = np.flatnonzero(town.present(month.middle) & (town.age(month.middle) >= 0))
    frame = {"child": who, "home": town.open.home[who], "month": month.index, "care": -town.need[who]}
    return pd.DataFrame({**frame, "masked": town.open.support_until[who] > month.start, **{k: v[who] for k, v in parts.items()}})


def in_neglect(truth: pd.DataFrame, below: float) -> Flags:
    """Return whether care was below the line in at least 3 of the 6 months that end with each row's month.

    `truth` is sorted by child and month and has no gaps inside a child.
    """
    poor = (truth["care"] < below).astype("int64")
    recent = poor.groupby(truth["child"]).rolling(OF_MONTHS, min_periods=1).sum()
    return np.asarray(recent.to_numpy() >= BELOW_MONTHS)
