"""The timeline of a page: one lane a theme and agency, one mark a month, and whether its records had reached the hub."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ..features.catalogue import LONGEST_WINDOW_DAYS, THIS_CONTACT
from ..features.seen import Seen, date_of
from .record import Record, Sources

OTHER_RECORDS, OTHERS = "other records", ""
MOST_LANES, MOST_NAMED = 16, 2


def themes_of(record: Record, sources: Sources) -> dict[int, str]:
    """Return the theme of each record by its row in `events`: that of the first indicator that it counts for."""
    entries = list(sources.catalogue.indicators.values())
    of_today = np.array([THIS_CONTACT in entry.windows for entry in entries])
    matched = record.counts & (of_today == record.seen.today[:, None])
    first, any_ = matched.argmax(axis=1), matched.any(axis=1)
    return {
        row: entries[place].theme if there else OTHER_RECORDS
        for row, place, there in zip(record.seen.row.tolist(), first.tolist(), any_.tolist(), strict=True)
    }


def timeline_of(record: Record, themes: dict[int, str], sources: Sources) -> dict[str, Any]:
    """Return every record of the longest window, month by month, in the lane of its theme and agency.

    Returns
    -------
    dict : start (ISO); lanes, each with theme, agency and months (first day, records, and how many of them had not reached
        the hub); records drawn, and how many older ones are not.
    """
    start = record.t - LONGEST_WINDOW_DAYS
    rows = record.visible.take(record.visible["event_date"] >= start)
    names = sources.vocabulary.words["agency"]
    pairs = [(themes[row], names[agency]) for row, agency in zip(rows.row.tolist(), rows["agency"], strict=True)]
    lanes = _as_many_as_fit(pairs)
    return {
        "start": f"{date_of(start):%Y-%m-%d}",
        "lanes": _drawn(rows, [agency for _, agency in pairs], lanes, [*sources.catalogue.themes, OTHER_RECORDS]),
        "records": len(rows),
        "older": len(record.visible) - len(rows),
    }


def _as_many_as_fit(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the lane of each record; where there are too many, agencies with few records share one in their theme."""
    counts = Counter(pairs)
    lane = {pair: pair for pair in counts}
    for theme, agency in sorted(counts, key=lambda pair: (counts[pair], pair)):
        if len(set(lane.values())) <= MOST_LANES:
            break
        if sum(other == theme for other, _ in counts) > 1:
            lane[theme, agency] = (theme, OTHERS)
    return [lane[pair] for pair in pairs]


def _named(agencies: list[str]) -> str:
    """Return the agencies of a lane: all where they are few, else some and how many more."""
    more = len(agencies) - MOST_NAMED
    return ", ".join(agencies) if more <= 0 else f"{', '.join(agencies[:MOST_NAMED])} and {more} more"


def _drawn(rows: Seen, agencies: list[str], lanes: list[tuple[str, str]], themes: list[str]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, list[int]]] = {}
    named: dict[tuple[str, str], set[str]] = {}
    for lane, agency, day, in_hub in zip(lanes, agencies, rows["event_date"].tolist(), rows.in_hub.tolist(), strict=True):
        named.setdefault(lane, set()).add(agency)
        month = found.setdefault(lane, {}).setdefault(f"{date_of(day):%Y-%m}-01", [0, 0])
        month[0] += 1
        month[1] += not in_hub
    ordered = sorted(found, key=lambda lane: (themes.index(lane[0]), lane[1] == OTHERS, lane[1]))
    months = {lane: [[day, *its[day]] for day in sorted(its)] for lane, its in found.items()}
    return [{"theme": lane[0], "agency": _named(sorted(named[lane])), "months": months[lane]} for lane in ordered]
