"""tsfresh: each point's events in a window are a time series of their own, so every event is copied for each point and window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from tsfresh import extract_features
from tsfresh.feature_extraction.feature_calculators import set_property

from ..work import EVER, WINDOWS, Work, lean


class Given(NamedTuple):
    """Events sorted by child and day, points, and the work."""

    events: pd.DataFrame
    points: pd.DataFrame
    work: Work


def last(values: np.ndarray) -> float:
    """Return the last value; tsfresh has no such calculator of its own."""
    return float(values[-1])


set_property("fctype", "simple")(last)

CALCULATORS: dict[str, str | Callable[[np.ndarray], float]] = {
    "count": "length",
    "days_since": "minimum",
    "mean": "mean",
    "min": "minimum",
    "max": "maximum",
    "last": last,
}


def prepare(world: Path, work: Work) -> Given:
    """Return the tables as they are."""
    events, points = lean(world, work)
    return Given(events, points, work)


def extract(given: Given) -> pd.DataFrame:
    """Extract window by window: of the ages of events for counts (the least age is days since), or of their values."""
    pairs = given.points.merge(given.events, on="child", suffixes=("_asked", ""))
    pairs = pairs.assign(age=pairs["day_asked"] - pairs["day"]).query("age > 0")
    found = [_in_window(pairs, window, given.work) for window in WINDOWS]
    return pd.concat(found, axis=1).rename_axis("point").reset_index()


def _in_window(pairs: pd.DataFrame, window: str, work: Work) -> pd.DataFrame:
    measures = [measure for measure in work.measures if measure != "days_since" or window == EVER]
    value = "age" if work.case == "counts" else "value"
    settings: dict[Any, None] = dict.fromkeys([CALCULATORS[measure] for measure in measures])
    found: pd.DataFrame = extract_features(
        pairs.loc[pairs["age"] <= WINDOWS[window], ["point", "kind", "day", value]],
        column_id="point",
        column_kind="kind",
        column_sort="day",
        column_value=value,
        default_fc_parameters=settings,
        disable_progressbar=True,
        n_jobs=0,
    )
    names = {}
    for place, kind in enumerate(work.kinds):
        for measure in measures:
            calculator = CALCULATORS[measure]
            theirs = calculator if isinstance(calculator, str) else calculator.__name__
            names[f"{place}__{theirs}"] = f"{kind}.{measure}.{window}"
    return found.rename(columns=names)
