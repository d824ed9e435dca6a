"""featuretools: a feature matrix at cut-off times, once for each window, without the day of the cut-off itself.

Its work grows with the number of different cut-off times, here days. Each event type of a child is an entity of its own:
asked for children with a condition on the type instead, it took several times as long.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # one of its own libraries announces its end on import
    import featuretools as ft

from ..work import WINDOWS, Work, lean, windows_of

PRIMITIVES = {
    "count": ft.primitives.Count,
    "days_since": ft.primitives.TimeSinceLast(unit="days"),
    "mean": ft.primitives.Mean,
    "min": ft.primitives.Min,
    "max": ft.primitives.Max,
    "last": ft.primitives.Last,
}
COLUMNS = {"count": "event", "days_since": "day"}


class Given(NamedTuple):
    """A child's events of each type as related tables, when each is wanted, and the work."""

    tables: ft.EntitySet
    times: pd.DataFrame
    work: Work


def prepare(world: Path, work: Work) -> Given:
    """Return the tables as an entity set."""
    events, points = lean(world, work)
    kinds = len(work.kinds)
    children = int(max(events["child"].max(), points["child"].max())) + 1
    entities = pd.DataFrame({"entity": np.arange(-kinds, children * kinds)})
    dated = pd.DataFrame(
        {
            "event": np.arange(len(events)),
            "entity": events["child"].to_numpy(np.int64) * kinds + events["kind"],
            "day": pd.to_datetime(events["day"], unit="D"),
            "value": events["value"].astype(float),
        }
    )
    tables = ft.EntitySet("records")
    tables.add_dataframe(entities, dataframe_name="entities", index="entity")
    tables.add_dataframe(dated, dataframe_name="events", index="event", time_index="day")
    tables.add_relationship("entities", "entity", "events", "entity")
    each = points.loc[points.index.repeat(kinds)].assign(kind=np.tile(np.arange(kinds), len(points)))
    times = pd.DataFrame(
        {
            "entity": each["child"].to_numpy(np.int64) * kinds + each["kind"],
            "time": pd.to_datetime(each["day"], unit="D"),
            "point": each["point"],
            "kind": each["kind"],
        }
    )
    return Given(tables, times, work)


def calculate(given: Given) -> pd.DataFrame:
    """Calculate window by window, in one process, and lay the event types side by side."""
    long = pd.concat([_in_window(given, window).set_index(["point", "kind"]) for window in WINDOWS], axis=1)
    names = dict(enumerate(given.work.kinds))
    wide = long.rename(index=names, level="kind").unstack("kind")
    return wide.set_axis(wide.columns.map(lambda slot_and_kind: ".".join(reversed(slot_and_kind))), axis=1).reset_index()


def _in_window(given: Given, window: str) -> pd.DataFrame:
    measures = [measure for measure in given.work.measures if window in windows_of(measure)]
    events = given.tables["events"]
    features = [
        ft.Feature(
            ft.Feature(events.ww[COLUMNS.get(measure, "value")]),
            parent_dataframe_name="entities",
            primitive=PRIMITIVES[measure],
        )
        for measure in measures
    ]
    found: pd.DataFrame = ft.calculate_feature_matrix(
        features,
        given.tables,
        cutoff_time=given.times,
        training_window=f"{WINDOWS[window]} days",
        include_cutoff_time=False,
    )
    return found.set_axis([*(f"{measure}.{window}" for measure in measures), "point", "kind"], axis=1)
