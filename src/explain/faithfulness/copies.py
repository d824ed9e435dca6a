"""Copies of what was visible about a child on a day, each with some records taken out or put in, and their features.

A copy is a child of its own, with a sibling of its own to whom the records about siblings belong, so that the engine computes
every copy at once, as it computes children.
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
    """The records of a copy: places in `events`, whether each is about a sibling, and by how many days it is moved."""

    record: Record
    rows: np.ndarray
    sibling: np.ndarray
    moved: np.ndarray


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
    """Return a copy of a record with a row of `events` of somebody else, moved by so many days."""
    mine = copy_of(record)
    return Copy(record, np.append(mine.rows, row), np.append(mine.sibling, False), np.append(mine.moved, days))


def features_of(copies: Sequence[Copy], sources: Sources, view: View) -> pd.DataFrame:
    """Return point_id (0, 1, ...) and the features of each copy, by the engine itself."""
    ids = [str(place) for place in range(len(copies))]
    points = pd.DataFrame({"point_id": ids, "child_id": ids, "as_of": [copy.record.as_of for copy in copies]})
    return compute_features(points, _tables(copies, sources), sources.catalogue, sources.vocabulary, view)


def _tables(copies: Sequence[Copy], sources: Sources) -> dict[str, pd.DataFrame]:
    place = np.repeat(np.arange(len(copies)), [len(copy.rows) for copy in copies]).astype(str)
    rows, sibling, moved = (np.concatenate([getattr(copy, name) for copy in copies]) for name in ("rows", "sibling", "moved"))
    events = sources.evidence.events.iloc[rows].reset_index(drop=True)
    old, new = events["event_id"], pd.Series(events["event_id"].to_numpy(object) + "#" + place.astype(object), dtype="str")
    owner = pd.Series(np.where(sibling, np.char.add(place, "s"), place), dtype="str")
    later = {name: events[name] + pd.to_timedelta(moved, unit="D") for name in ("event_date", "known_date", "shared_date")}
    empty = pd.Series(pd.array([None] * len(events), dtype="str"))
    events = events.assign(event_id=new, child_id=owner, replaces=empty, **later)
    names = pd.DataFrame({"event_id": old, "new": new})
    codes = sources.chronology["event_codes"].merge(names, on="event_id").drop(columns="event_id")
    return sources.chronology | {
        "events": events,
        "event_codes": codes.rename(columns={"new": "event_id"}),
        "children": _children(copies, sources),
        "households": _households(np.unique(place[sibling]), sources),
    }


def _children(copies: Sequence[Copy], sources: Sources) -> pd.DataFrame:
    births = [copy.record.born for copy in copies]
    table = pd.DataFrame(
        {"child_id": [str(place) for place in range(len(copies))], "birth_month": pd.Series(births, dtype="datetime64[s]")}
    )
    columns = sources.chronology["children"]
    return table.reindex(columns=columns.columns).astype(columns.dtypes.to_dict())


def _households(places: np.ndarray, sources: Sources) -> pd.DataFrame:
    """Return one private home for each copy with records about siblings: the child and the sibling."""
    columns = sources.chronology["households"]
    stays = [
        {"child_id": child, "household_id": place, "start": LONG_AGO, "known_date": LONG_AGO, "kind": "private"}
        for place in places
        for child in (place, f"{place}s")
    ]
    return pd.DataFrame(stays, columns=columns.columns).astype(columns.dtypes.to_dict())
