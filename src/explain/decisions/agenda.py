"""The agenda of one meeting: a few contacts from the lists for a second look, chosen at random and grouped by child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MEETING = 10  # contacts for one meeting


def agenda(lists: Sequence[Mapping[str, Any]], seed: int, most: int = MEETING, meeting: int = 1) -> list[dict[str, Any]]:
    """Return the contacts for a meeting: one from each list in turn until there are enough, so that every question comes up.

    Parameters
    ----------
    lists : what `second_look` returns. most : how many a meeting looks at. meeting : which, from 1; no contact is in two.

    Returns
    -------
    list : the entries of the lists, each once, with `lists` (the names of all lists that hold it). Those about one child are
        adjacent; children are in the order of their first contact here, so that nobody is ranked.
    """
    dice = np.random.default_rng(seed)
    waiting = [[each["entries"][at] for at in dice.permutation(len(each["entries"]))] for each in lists]
    chosen: dict[str, dict[str, Any]] = {}
    while len(chosen) < most * meeting and any(waiting):
        for entries in waiting:
            while entries and entries[0]["point_id"] in chosen:
                entries.pop(0)
            if entries and len(chosen) < most * meeting:
                entry = entries.pop(0)
                chosen[entry["point_id"]] = entry
    chosen = dict(list(chosen.items())[most * (meeting - 1) :])
    held_by = {point: [each["name"] for each in lists if _holds(each, point)] for point in chosen}
    first = {entry["child_id"]: entry["iso_date"] for entry in sorted(chosen.values(), key=_day, reverse=True)}
    ordered = sorted(chosen.values(), key=lambda entry: (first[entry["child_id"]], entry["child_id"], *_day(entry)))
    return [{**entry, "lists": held_by[entry["point_id"]]} for entry in ordered]


def _holds(listed: Mapping[str, Any], point: str) -> bool:
    return any(entry["point_id"] == point for entry in listed["entries"])


def _day(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["iso_date"], entry["point_id"]
