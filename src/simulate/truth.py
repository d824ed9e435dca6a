"""The truth of a simulated world: the care that each child lived with, month by month. Only `study` may read it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..files import atomic
from .log import Flags, Floats
from .parameters import SHOCKS
from .town import Month, Town

PARTS = ("usual", "drift", *SHOCKS, "help", "own")
BELOW_MONTHS, OF_MONTHS = 3, 6  # about 90 days in any 180

SCHEMA = pa.schema(
    [
        pa.field("child_id", pa.string(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("care", pa.float64(), nullable=False),
        pa.field("in_neglect", pa.bool_(), nullable=False),
        pa.field("masked", pa.bool_(), nullable=False),
        *(pa.field(part, pa.float64(), nullable=False) for part in PARTS),
    ]
)


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


def write_truth(frame: pd.DataFrame, path: Path) -> None:
    """Write the truth as Parquet, sorted by child and month."""
    complete = frame.sort_values(["child_id", "month"], kind="stable", ignore_index=True)
    complete["month"] = complete["month"].astype("datetime64[s]").dt.date
    arrays = [pa.array(complete[field.name], type=field.type) for field in SCHEMA]
    with atomic(path) as partial:
        pq.write_table(pa.table(arrays, schema=SCHEMA), partial, compression="zstd")
