"""Polars, tuned by hand: a lazy join and group-by, and running counts read off at the edges of each window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from ..work import EVER, WINDOWS, Work, lean
from .layout import laid_out

Given = tuple[pl.DataFrame, pl.DataFrame, Work]
KEY = 1 << 16  # more than any day, so that child and day pack into one sorted number


def prepare(world: Path, work: Work) -> Given:
    """Return events and points as Polars frames."""
    events, points = lean(world, work)
    return pl.from_pandas(events), pl.from_pandas(points), work


def join_counts(given: Given) -> np.ndarray:
    """Count by joining each point to its child's events and grouping by point and type."""
    counts = [(pl.col("age") <= days).sum().cast(pl.Float32).alias(f"count.{window}") for window, days in WINDOWS.items()]
    return _joined(given, [*counts, pl.col("age").min().cast(pl.Float32).alias(f"days_since.{EVER}")])


def join_values(given: Given) -> np.ndarray:
    """Summarise values likewise; the last value is the same in every window that reaches back to it."""
    within = {window: pl.when(pl.col("age") <= days).then(pl.col("value")) for window, days in WINDOWS.items()}
    summaries = [
        getattr(value, measure)().alias(f"{measure}.{window}")
        for measure in ("mean", "min", "max")
        for window, value in within.items()
    ]
    long = [*summaries, pl.col("value").min_by("age").alias("latest"), pl.col("age").min()]
    lasts = [pl.when(pl.col("age") <= days).then(pl.col("latest")).alias(f"last.{window}") for window, days in WINDOWS.items()]
    return _joined(given, long, lasts)


def _joined(given: Given, long: list[pl.Expr], after: list[pl.Expr] | None = None) -> np.ndarray:
    events, points, work = given
    pairs = (
        points.lazy()
        .select("point", "child", asof="day")
        .join(events.lazy(), on="child")
        .with_columns(age=pl.col("asof") - pl.col("day"))
        .filter(pl.col("age") > 0)
    )
    found = pairs.group_by("point", "kind").agg(long).with_columns(after or []).collect(engine="streaming")
    slots = [found[slot].to_numpy() for slot in work.slots]
    return laid_out(found["point"].to_numpy(), found["kind"].to_numpy(), slots, len(points), work)


def running_counts(given: Given) -> pl.DataFrame:
    """Count as a difference of running counts at a window's two edges, found by binary search in the sorted events.

    It has no mins and maxes, and rests on events sorted by child and day.
    """
    events, points, work = given
    key = pl.col("child").cast(pl.Int64) * KEY + pl.col("day")
    sorted_keys, asked = events.select(key).to_series(), points.select(key).to_series()
    now = _before(sorted_keys, asked)
    edges = {window: _before(sorted_keys, asked - days) for window, days in WINDOWS.items()}
    columns = [points["point"]]
    for place, kind in enumerate(work.kinds):
        mine = pl.col("kind") == place
        running = events.select(count=mine.cast(pl.Int32).cum_sum(), latest=pl.when(mine).then(pl.col("day")).forward_fill())
        upto = running["count"].gather(now).fill_null(0)
        for window, edge in edges.items():
            columns.append((upto - running["count"].gather(edge).fill_null(0)).cast(pl.Float32).alias(f"{kind}.count.{window}"))
        since = (points["day"] - running["latest"].gather(now)).cast(pl.Float32)
        seen = columns[-1] > 0  # else the latest event of that type is another child's
        columns.append(pl.select(pl.when(seen).then(since)).to_series().alias(f"{kind}.days_since.{EVER}"))
    return pl.DataFrame(columns)


def _before(keys: pl.Series, asked: pl.Series) -> pl.Series:
    """Return the row of the last key that is smaller than each asked one, or null."""
    place = keys.search_sorted(asked)
    return pl.select(pl.when(place > 0).then(place - 1)).to_series()
