"""When each event could be read, and about which children (design rules 1 and 8, section 3).

Every event becomes one or more *sightings*: of one child, readable at every t with seen_from < t <= seen_to.
A correction ends the visibility of the row that it replaces. A carer- or household-scope event reaches every child who
lived in that household on the day, once the membership was known. For indicators about siblings, child-scope events
reach the other children who lived in the same private household on the day, likewise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..params import View
from .engine.columns import FOREVER, Table, codes, column, days, text
from .engine.order import ByChild, by_child

VIEW_DATES: dict[View, str] = {"partnership": "known_date", "hub": "shared_date"}
OWN, HOUSEHOLD, SIBLING = range(3)  # how an event reaches a child
PRIVATE = "private"  # the kind of household whose children count as siblings


@dataclass(frozen=True)
class Sightings:
    """Which events could be read about which child, and when; by child, event date, known date and event id.

    children : their ids. start : where each child's sightings begin, and the end. event : row in `events`. day : event date.
    seen_from, seen_to : first and last day around t (int32, days since 1970). through : OWN, HOUSEHOLD or SIBLING.
    """

    children: pa.Array
    start: np.ndarray
    event: np.ndarray
    day: np.ndarray
    seen_from: np.ndarray
    seen_to: np.ndarray
    through: np.ndarray


def sightings(
    events: Table, households: Table, view: View, taken_back: np.ndarray | None = None, siblings: np.ndarray | None = None
) -> Sightings:
    """Return the sightings of all children.

    Parameters
    ----------
    events, households : canonical tables.
    view : `partnership` reads known_date, `hub` reads shared_date.
    taken_back : which events are withdrawals: they remove an earlier event and are not events themselves (bool; None: none).
    siblings : which events an indicator about siblings selects (bool; None: none).
    """
    day, known = days(events["event_date"]), days(events["known_date"])
    when = known if view == "partnership" else days(events[VIEW_DATES[view]])
    grouped = by_child(column(events, "child_id"), [day, known], text(events, "event_id"))
    until = _valid_until(events, when)
    own = _own(grouped, day, when, until, taken_back)
    if len(households) == 0:
        return own
    children, reached = _through_households(own, events, households, siblings)
    return _merged(own, children, reached, known, text(events, "event_id")) if len(reached) else own


def _own(grouped: ByChild, day: np.ndarray, when: np.ndarray, until: np.ndarray, taken_back: np.ndarray | None) -> Sightings:
    """Return the sightings of the own events of each child."""
    start, rows = grouped.start, grouped.order
    rows = np.arange(len(day), dtype=np.int32) if rows is None else rows.astype(np.int32)
    if grouped.order is not None:
        day, when, until = day[rows], when[rows], until[rows]
    kept = when < FOREVER
    if taken_back is not None:
        kept &= ~taken_back[rows]
    if not kept.all():
        start = np.concatenate([[0], np.cumsum(kept)])[start]
        rows, day, when, until = rows[kept], day[kept], when[kept], until[kept]
    return Sightings(grouped.children, start, rows, day, when, until, np.zeros(len(rows), np.int8))


def _valid_until(events: Table, when: np.ndarray) -> np.ndarray:
    """Return the last day on which each event is valid: that on which the first row that replaces it could be read."""
    until = np.full(len(when), FOREVER, np.int32)
    replaces = text(events, "replaces")
    if replaces.null_count == len(replaces):
        return until
    rows = np.flatnonzero(np.asarray(replaces.is_valid()))
    targets = replaces.take(pa.array(rows)).dictionary_encode()
    first = np.full(len(targets.dictionary), FOREVER, np.int32)
    np.minimum.at(first, np.asarray(targets.indices), when[rows])
    target = pc.index_in(text(events, "event_id"), value_set=targets.dictionary)
    replaced = np.flatnonzero(np.asarray(target.is_valid()))
    until[replaced] = first[np.asarray(target.take(pa.array(replaced)))]
    return until


def _through_households(
    own: Sightings, events: Table, households: Table, siblings: np.ndarray | None
) -> tuple[pa.Array, pd.DataFrame]:
    """Return the children (those without own events come last) and the sightings that reach them through a household.

    The frame has child (position among the children) and the columns of `Sightings`.
    """
    residents = text(households, "child_id")
    others = pc.unique(residents.filter(pc.invert(pc.is_in(residents, value_set=own.children))))
    children = pa.concat_arrays([own.children, others])
    stays = _stays(households, np.asarray(pc.index_in(residents, value_set=children)))
    scope, words = codes(events, "scope")
    is_shared, is_child = (
        np.array([*(word in scopes for word in words), False])[scope[own.event]]
        for scopes in (("carer", "household"), ("child",))
    )
    parts = [_reached(_rows(own, is_shared), stays, HOUSEHOLD)]
    if siblings is not None:
        private = stays[stays["private"]]
        parts.append(_reached(_rows(own, is_child & siblings[own.event]), private, SIBLING))
    return children, pd.concat(parts, ignore_index=True)


def _rows(own: Sightings, chosen: np.ndarray) -> pd.DataFrame:
    """Return some of the sightings as rows."""
    child = np.repeat(np.arange(len(own.children)), np.diff(own.start))[chosen]
    columns = {name: getattr(own, name)[chosen] for name in ("event", "day", "seen_from", "seen_to")}
    return pd.DataFrame({"child": child, **columns})


def _stays(households: Table, child: np.ndarray) -> pd.DataFrame:
    """Return the dated stays: child, home, start, known, end and end_known (days since 1970), and whether the home is private."""
    start, end = days(households["start"]), days(households["end"])
    known, end_known = days(households["known_date"]), days(households["end_known_date"])
    kind, kinds = codes(households, "kind")
    stays = pd.DataFrame(
        {
            "child": child,
            "home": codes(households, "household_id")[0],
            "start": start,
            "known": np.where(known < FOREVER, np.maximum(known, start), start),
            "end": end,
            "end_known": np.where(end_known < FOREVER, end_known, end),
            "private": np.array([word == PRIVATE for word in kinds] + [False])[kind],
        }
    )
    return stays[start < FOREVER]


def _reached(shared: pd.DataFrame, stays: pd.DataFrame, through: int) -> pd.DataFrame:
    """Return the sightings through which events of one member of a household reach the others."""
    theirs = shared.merge(stays, on="child").query("start <= day")
    ours = stays.rename(columns=lambda name: name if name == "home" else f"member_{name}")
    both = theirs.merge(ours, on="home").query("member_start <= day and member_child != child")
    until = np.minimum(_believed_until(both, ""), _believed_until(both, "member_"))
    reached = pd.DataFrame(
        {
            "child": both["member_child"],
            "event": both["event"],
            "day": both["day"],
            "seen_from": both[["seen_from", "known", "member_known"]].max(axis=1).astype(np.int32),
            "seen_to": np.minimum(both["seen_to"], until),
            "through": np.int8(through),
        }
    )
    return _united(reached[reached["seen_from"] < reached["seen_to"]])


def _believed_until(both: pd.DataFrame, who: str) -> np.ndarray:
    """Return until when a stay counts: one that ended before the event counts until the end is known (design section 3)."""
    return np.where(both[f"{who}end"] < both["day"], both[f"{who}end_known"], FOREVER).astype(np.int32)


def _united(reached: pd.DataFrame) -> pd.DataFrame:
    """Join overlapping intervals, so that an event that reaches a child through two homes counts once."""
    reached = reached.sort_values(["child", "event", "seen_from"], ignore_index=True)
    keys = [reached["child"], reached["event"]]
    before = reached.groupby(keys, sort=False)["seen_to"].cummax().groupby(keys, sort=False).shift(fill_value=-1)
    group = (reached["seen_from"] > before).cumsum()
    first = reached[~group.duplicated()].reset_index(drop=True)
    return first.assign(seen_to=reached.groupby(group, sort=False)["seen_to"].max().to_numpy(np.int32))


def _merged(own: Sightings, children: pa.Array, reached: pd.DataFrame, known: np.ndarray, ids: pa.Array) -> Sightings:
    """Return own sightings and those through households, in the order of sightings."""
    names = ("event", "day", "seen_from", "seen_to", "through")
    event, day, seen_from, seen_to, through = (np.concatenate([getattr(own, name), reached[name].to_numpy()]) for name in names)
    child = np.concatenate([np.repeat(np.arange(len(own.children)), np.diff(own.start)), reached["child"].to_numpy()])
    order = _ordered(child, day, known[event], ids, event, seen_from, len(own.event))
    start = np.searchsorted(child[order], np.arange(len(children) + 1))
    columns = (event.astype(np.int32), day, seen_from, seen_to, through)
    return Sightings(children, start, *(values[order] for values in columns))


def _ordered(
    child: np.ndarray, day: np.ndarray, known: np.ndarray, ids: pa.Array, event: np.ndarray, seen_from: np.ndarray, own: int
) -> np.ndarray:
    """Return the order of sightings: by child, date, known date, event id and seen_from; the first `own` are in it already."""
    width = int(max(day.max(), known.max())) - int(min(day.min(), known.min())) + 1
    key = (child * width + (day - int(day.min()))) * width + (known - int(known.min()))
    order = np.argsort(key, kind="stable")
    group = np.cumsum(np.diff(key[order], prepend=-1) != 0)
    mixed = np.zeros(group[-1] + 1, bool)
    mixed[group[order >= own]] = True
    position = np.flatnonzero(mixed[group] & (np.bincount(group)[group] > 1))
    tied = order[position]
    _, rank = np.unique(ids.take(pa.array(event[tied])).to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    order[position] = tied[np.lexsort([seen_from[tied], rank, key[tied]])]
    return order
