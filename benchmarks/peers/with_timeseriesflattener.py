"""timeseriesflattener: a predictor specification for each event type and measure.

Its windows include both ends, ours leave out the day of the point: asked one second before midnight it gives the same.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl
from timeseriesflattener import Flattener, PredictionTimeFrame, PredictorSpec, ValueFrame
from timeseriesflattener.aggregators import (
    Aggregator,
    CountAggregator,
    LatestAggregator,
    MaxAggregator,
    MeanAggregator,
    MinAggregator,
)

from ..work import EVER, WINDOWS, Work, lean

SECOND = dt.timedelta(seconds=1)
# Its "latest" compares times of all events, also those outside the window, and then finds none; the time from the point is
# masked outside the window, and gives the latest in it.
MASKED_TIME = "time_from_prediction_to_value"


class Given(NamedTuple):
    """The prediction times, the values of each event type, and the work."""

    points: PredictionTimeFrame
    values: dict[str, pl.DataFrame]
    work: Work


def prepare(world: Path, work: Work) -> Given:
    """Return a frame of values for each event type: what happened (a count needs any value), or its day, or its value."""
    events, points = lean(world, work)
    found = pl.from_pandas(events).with_columns(timestamp=pl.col("day").cast(pl.Date).cast(pl.Datetime("us")))
    asked = pl.from_pandas(points).with_columns(asked=pl.col("day").cast(pl.Date).cast(pl.Datetime("us")) - SECOND)
    parts = found.partition_by("kind", as_dict=True)
    values = {kind: parts[(place,)].rename({"child": "entity_id"}) for place, kind in enumerate(work.kinds) if (place,) in parts}
    times = PredictionTimeFrame(
        asked.select("point", "day", entity_id="child", asked="asked"), timestamp_col_name="asked", entity_id_col_name="entity_id"
    )
    return Given(times, values, work)


def flatten(given: Given) -> pl.DataFrame:
    """Flatten with Polars's own threads, in one step: its other settings copy the tables or lose rows."""
    specs = []
    for kind, frame in given.values.items():
        if given.work.case == "counts":
            specs += [
                _spec(frame, "day", f"{kind}.count", list(WINDOWS), [CountAggregator()]),
                _spec(frame, "day", f"{kind}.days_since", [EVER], [MaxAggregator()]),
            ]
        else:
            aggregators = [MeanAggregator(), MinAggregator(), MaxAggregator(), LatestAggregator(MASKED_TIME)]
            specs.append(_spec(frame, "value", kind, list(WINDOWS), aggregators))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = Flattener(given.points).aggregate_timeseries(specs).df
    return _named(found, given.work)


def _spec(frame: pl.DataFrame, value: str, name: str, windows: Sequence[str], aggregators: Sequence[Aggregator]) -> PredictorSpec:
    values = ValueFrame(frame.select("entity_id", "timestamp", pl.col(value).cast(pl.Float64).alias(name)))
    distances = [dt.timedelta(days=WINDOWS[window]) for window in windows]
    return PredictorSpec(values, distances, aggregators, fallback=math.nan)


def _named(found: pl.DataFrame, work: Work) -> pl.DataFrame:
    """Rename the columns to those of the work; the latest day becomes days since."""
    theirs = {"count": "count", "days_since": "max", "last": "latest", "mean": "mean", "min": "min", "max": "max"}
    columns = []
    for column in work.columns:
        kind, measure, window = column.split(".")
        value = f"{kind}.{measure}" if work.case == "counts" else kind
        output = f"pred_{value}_within_0_to_{WINDOWS[window]}_days_{theirs[measure]}_fallback_nan"
        if output in found.columns:
            column_found = pl.col("day") - pl.col(output) if measure == "days_since" else pl.col(output)
            columns.append(column_found.alias(column))
    return found.select("point", *columns)
