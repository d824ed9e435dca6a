"""The work given to every engine: which features of which events, and the paths of the data. Imports no engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

WINDOWS = {"30d": 30, "90d": 90, "180d": 180, "365d": 365, "730d": 730, "5y": 1826}
EVER = "5y"  # the events span less than five years
FIRST_DAY = np.datetime64("2020-01-01")
SPAN = 1_600  # days of events and of coverage
MEASURES = {"counts": ("count", "days_since"), "values": ("mean", "min", "max", "last")}
KINDS = {"counts": 40, "values": 10}  # of the 40 event types, the first ten carry values


@dataclass(frozen=True)
class Work:
    """One case: the event types (an indicator each), and the measures of each in each window (days_since in the longest)."""

    case: str
    kinds: tuple[str, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        return MEASURES[self.case]

    @property
    def slots(self) -> list[str]:
        """What is asked of each event type: a measure in a window."""
        return [f"{measure}.{window}" for measure in self.measures for window in windows_of(measure)]

    @property
    def columns(self) -> list[str]:
        """The columns of the matrix, in the order in which the engine makes them."""
        return [f"{kind}.{slot}" for kind in self.kinds for slot in self.slots]


def windows_of(measure: str) -> list[str]:
    """Return the windows in which a measure is taken."""
    return [EVER] if measure == "days_since" else list(WINDOWS)


def work_of(case: str, world: Path) -> Work:
    """Return the work of a case on the event types that the generated files in `world` hold."""
    return Work(case, tuple((world / "kinds.txt").read_text(encoding="utf-8").split()[: KINDS[case]]))


def lean(world: Path, work: Work) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events and points that peers are given, as small as they can be; making them is not timed.

    Returns
    -------
    events : child, kind (place in `work.kinds`), day (days since 1970), value; those of the work alone, in their order.
    points : point (row number), child, day.
    """
    events = pd.read_parquet(world / "events.parquet", columns=["child_id", "event_type", "event_date", "value"])
    points = pd.read_parquet(world / "points.parquet")
    children = pd.Index(events["child_id"].unique())
    kinds = pd.Index(work.kinds).get_indexer(pd.Index(events["event_type"]))
    found = pd.DataFrame(
        {
            "child": children.get_indexer(pd.Index(events["child_id"])).astype(np.int32),
            "kind": kinds.astype(np.int8),
            "day": _days(events["event_date"]),
            "value": events["value"].to_numpy(np.float32),
        }
    )
    asked = pd.DataFrame(
        {
            "point": np.arange(len(points), dtype=np.int32),
            "child": children.get_indexer(pd.Index(points["child_id"])).astype(np.int32),
            "day": _days(points["as_of"]),
        }
    )
    return found[kinds >= 0].reset_index(drop=True), asked


def _days(dates: pd.Series) -> np.ndarray:
    return pd.to_datetime(dates).to_numpy("datetime64[D]").astype(np.int32)


def complete(matrix: np.ndarray, points: pd.DataFrame, work: Work) -> np.ndarray:
    """Put into a peer's matrix what it leaves empty by definition: no event counts 0, and its days_since is a lower bound.

    The bound is the days since coverage began. Not timed, to the peer's gain.
    """
    filled = matrix.astype(np.float32)
    bound = (points["day"].to_numpy() - FIRST_DAY.astype(np.int32)).astype(np.float32)
    for place, column in enumerate(work.columns):
        measure = column.split(".")[1]
        if measure in ("count", "days_since"):
            empty = np.isnan(filled[:, place])
            filled[empty, place] = 0 if measure == "count" else bound[empty]
    return filled
