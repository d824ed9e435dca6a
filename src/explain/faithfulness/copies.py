"""Copies of what was visible about a child on a day, each with some records removed or added, and their features.

Each copy becomes a child with one sibling, to whom the records about siblings belong, so that the engine computes all copies
at once, as it computes children.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...features.engine.compute import compute_features
from ...features.seen import Seen
from ...params import View
from ..record import Record, Sources

LONG_AGO = pd.Timestamp("1990-01-01")


@dataclass(frozen=True)
class Copy:
    """The records of a copy: rows of `events`, whether each is about a sibling, and by how many days its dates are moved."""

    record: Record
    rows: np.ndarray
    sibling: np.ndarray
    days_moved: np.ndarray


def copy_of(record: Record, without: np.ndarray | None = None, only: np.ndarray | None = None) -> Copy:
    """Return a copy of a record without some rows of `events`, or with some of them only."""
    seen: Seen = record.seen
    kept = np.ones(len(seen), bool)
    if without is not None:
        kept &= ~np.isin(seen.row, without)
    if only is not None:
        kept &= np.isin(seen.row, only)
    rows = seen.row[kept]
    return Copy(record, rows, seen.sibling[kept], np.zeros(len(rows), int))


def with_one_more(record: Record, row: int, days: int) -> Copy:
    """Return a copy of a record with one more row of `events`, about somebody else, moved by so many days."""
    copy = copy_of(record)
    return Copy(record, np.append(copy.rows, row), np.append(copy.sibling, False), np.append(copy.days_moved, days))


def features_of_copies(copies: Sequence[Copy], sources: Sources, view: View) -> pd.DataFrame:
    """Return point_id (0, 1, ...) and the features of each copy, computed by the as-of engine."""
    ids = [str(number) for number in range(len(copies))]
    points = pd.DataFrame({"point_id": ids, "child_id": ids, "as_of": [copy.record.as_of for copy in copies]})
    return compute_features(points, _tables(copies, sources), sources.catalogue, sources.vocabulary, view)


def _tables(copies: Sequence[Copy], sources: Sources) -> dict[str, pd.DataFrame]:
    copy_id = np.repeat(np.arange(len(copies)), [len(copy.rows) for copy in copies]).astype(str)
    rows, sibling, days_moved = (
        np.concatenate([getattr(copy, name) for copy in copies]) for name in ("rows", "sibling", "days_moved")
    )
    events = sources.evidence.events.iloc[rows].reset_index(drop=True)
    old, new = events["event_id"], pd.Series(events["event_id"].to_numpy(object) + "#" + copy_id.astype(object), dtype="str")
    owner = pd.Series(np.where(sibling, np.char.add(copy_id, "s"), copy_id), dtype="str")
    dates = {name: events[name] + pd.to_timedelta(days_moved, unit="D") for name in ("event_date", "known_date", "shared_date")}
    empty = pd.Series(pd.array([None] * len(events), dtype="str"))
    events = events.assign(event_id=new, child_id=owner, replaces=empty, **dates)
    names = pd.DataFrame({"event_id": old, "new": new})
    codes = sources.chronology["event_codes"].merge(names, on="event_id").drop(columns="event_id")
    return sources.chronology | {
        "events": events,
        "event_codes": codes.rename(columns={"new": "event_id"}),
        "children": _children(copies, sources),
        "households": _households(np.unique(copy_id[sibling]), sources),
    }


def _children(copies: Sequence[Copy], sources: Sources) -> pd.DataFrame:
    births = [copy.record.born for copy in copies]
    table = pd.DataFrame(
        {"child_id": [str(number) for number in range(len(copies))], "birth_month": pd.Series(births, dtype="datetime64[s]")}
    )
    columns = sources.chronology["children"]
    return table.reindex(columns=columns.columns).astype(columns.dtypes.to_dict())


def _households(copy_ids: np.ndarray, sources: Sources) -> pd.DataFrame:
    """Return one private home for each copy with records about siblings: the child and the sibling."""
    columns = sources.chronology["households"]
    stays = [
        {"child_id": child, "household_id": copy_id, "start": LONG_AGO, "known_date": LONG_AGO, "kind": "private"}
        for copy_id in copy_ids
        for child in (copy_id, f"{copy_id}s")
    ]
    return pd.DataFrame(stays, columns=columns.columns).astype(columns.dtypes.to_dict())
