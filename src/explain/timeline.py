"""The timeline of a contact page: a lane for each theme and agency, a mark for each month, hollow for what the hub lacked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ..features.catalogue import LONGEST_WINDOW_DAYS, THIS_CONTACT
from ..features.seen import Seen, date_of
from ..wording.contact_page import OTHER_RECORDS
from .record import Record, Sources, from_day

OTHER_AGENCIES = ""
MOST_LANES, MOST_NAMED, MOST_LETTERS = 16, 2, 30
Lane = tuple[str, str]  # theme, agency


def themes_of(record: Record, sources: Sources) -> dict[int, str]:
    """Return the theme of each record by its row in `events`: that of the first indicator that it counts for."""
    indicators = list(sources.catalogue.indicators.values())
    of_today = np.array([THIS_CONTACT in indicator.windows for indicator in indicators])
    matched = record.indicator_matches & (of_today == record.seen.today[:, None])
    first, any_matched = matched.argmax(axis=1), matched.any(axis=1)
    return {
        row: indicators[number].theme if has_theme else OTHER_RECORDS
        for row, number, has_theme in zip(record.seen.row.tolist(), first.tolist(), any_matched.tolist(), strict=True)
    }


def timeline_of(record: Record, themes: dict[int, str], sources: Sources) -> dict[str, Any]:
    """Return every record of the longest window, month by month, in the lane of its theme and agency.

    Returns
    -------
    dict : start (ISO); lanes, each with theme, agency and months (first day, records, and how many of them had not reached
        the hub); records drawn, and how many older ones are not.
    """
    start = record.t - LONGEST_WINDOW_DAYS
    drawn = from_day(record.visible, start)
    names = sources.vocabulary.words["agency"]
    lanes = [(themes[row], names[agency]) for row, agency in zip(drawn.row.tolist(), drawn["agency"], strict=True)]
    return {
        "start": f"{date_of(start):%Y-%m-%d}",
        "lanes": _drawn_lanes(drawn, lanes, [*sources.catalogue.themes, OTHER_RECORDS]),
        "records": len(drawn),
        "older": len(record.visible) - len(drawn),
    }


def _drawn_lanes(drawn: Seen, lanes: list[Lane], themes: list[str]) -> list[dict[str, Any]]:
    months: dict[Lane, dict[str, list[int]]] = {}
    agencies: dict[Lane, set[str]] = {}
    shared_lanes = _at_most_so_many(lanes)
    for own_lane, day, in_hub in zip(lanes, drawn["event_date"].tolist(), drawn.in_hub.tolist(), strict=True):
        lane = shared_lanes[own_lane]
        agencies.setdefault(lane, set()).add(own_lane[1])
        month = months.setdefault(lane, {}).setdefault(f"{date_of(day):%Y-%m}-01", [0, 0])
        month[0] += 1
        month[1] += not in_hub
    ordered = sorted(months, key=lambda lane: (themes.index(lane[0]), lane[1] == OTHER_AGENCIES, lane[1]))
    return [
        {
            "theme": lane[0],
            "agency": _named(sorted(agencies[lane])),
            "months": [[day, *counts] for day, counts in sorted(months[lane].items())],
        }
        for lane in ordered
    ]


def _at_most_so_many(lanes: list[Lane]) -> dict[Lane, Lane]:
    """Return where each lane is drawn: where there are too many, agencies with few records share a lane in their theme."""
    records = Counter(lanes)
    drawn_in = {lane: lane for lane in records}
    for theme, agency in sorted(records, key=lambda lane: (records[lane], lane)):
        if len(set(drawn_in.values())) <= MOST_LANES:
            break
        if sum(other == theme for other, _ in records) > 1:
            drawn_in[theme, agency] = (theme, OTHER_AGENCIES)
    return drawn_in


def _named(agencies: list[str]) -> str:
    """Return the agencies of a lane: all where they have room beside it, else some and how many more."""
    for named in range(min(len(agencies), MOST_NAMED), 0, -1):
        more = len(agencies) - named
        text = ", ".join(agencies[:named]) + (f" and {more} more" if more else "")
        if len(text) <= MOST_LETTERS or named == 1:
            return text
    return ""
