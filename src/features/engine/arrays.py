"""A chronology as the arrays that the compiled part reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ...chronology.vocabulary import Vocabulary
from ...params import View
from ..catalogue import Catalogue
from ..matching import Kinds as EventKinds
from ..matching import kinds_of
from ..measures import MEASURES
from ..visibility import HOUSEHOLD, OWN, SIBLING, sightings
from .columns import FOREVER, Table, codes, column, days, locked, numbers, positions, text
from .lists import Kinds, Points, Seen
from .order import by_child
from .plan import ListName, Plan, make_plan
from .scans import Facts


@dataclass(frozen=True)
class Arrays:
    """The points by child and day, with their positions in the caller's order, and all that can be seen at them.

    `born` is the day of birth of each child (FOREVER if it is not recorded).
    """

    order: np.ndarray
    points: Points
    born: np.ndarray
    seen: Seen
    kinds: Kinds
    facts: Facts
    plan: Plan


def prepare(points: Table, chronology: Mapping[str, Table], catalogue: Catalogue, vocabulary: Vocabulary, view: View) -> Arrays:
    """Return the arrays for these points (at least one) and the features of a catalogue that measure events."""
    events, day = chronology["events"], days(points["as_of"])
    asked = by_child(column(points, "child_id"), [day])
    plan = make_plan(catalogue, vocabulary, chronology["coverage"], int(day.min()), int(day.max()))
    kinds = kinds_of(catalogue, events, chronology["event_codes"], vocabulary)
    belongs = _kinds(plan.lists, kinds, catalogue)
    shared = days(events["shared_date"]) if belongs.unshared.any() else np.zeros(0, np.int32)
    return Arrays(
        np.arange(len(day)) if asked.order is None else asked.order,
        Points(locked(day if asked.order is None else day[asked.order]), asked.start),
        births(asked.children, chronology["children"]),
        _seen(asked.children, events, chronology["households"], kinds, view, shared),
        belongs,
        _facts(events, catalogue),
        plan,
    )


def births(ids: pa.Array, children: Table) -> np.ndarray:
    """Return the day of birth of each child: the first day of the month (int32, days since 1970; FOREVER if not recorded)."""
    born = np.append(days(children["birth_month"]), np.int32(FOREVER))
    days_of_birth: np.ndarray = born[positions(ids, text(children, "child_id"))]
    return days_of_birth


def _seen(children: pa.Array, events: Table, households: Table, kinds: EventKinds, view: View, shared: np.ndarray) -> Seen:
    """Return the sightings of these children; a child with no record has none."""
    taken_back, siblings = (flag[kinds.kind] if flag.any() else None for flag in (kinds.taken_back, kinds.siblings))
    every = sightings(events, households, view, taken_back, siblings)
    position = positions(children, every.children)
    kind = kinds.kind[every.event]
    if every.through.any():
        kind += np.int32(len(kinds.matrix)) * every.through
    begin, end = np.append(every.start[:-1], 0)[position], np.append(every.start[1:], 0)[position]
    arrays = (begin, end, every.event, every.day, every.seen_from, every.seen_to, kind, shared)
    return Seen(*(locked(array) for array in arrays))


def _kinds(lists: list[ListName], kinds: EventKinds, catalogue: Catalogue) -> Kinds:
    """Return the lists that each kind of sighting belongs to: kinds of own events, then through a household, then of siblings."""
    number, indicators = len(kinds.matrix), list(catalogue.indicators)
    selections = [selection for name, _ in lists if (selection := catalogue.indicators[name].events)]
    belongs = np.zeros((3, number, len(lists)), bool)
    for nth, (selection, (name, today)) in enumerate(zip(selections, lists, strict=True)):
        about = kinds.matrix[:, indicators.index(name)]
        if today:
            belongs[OWN, :, nth] = about & kinds.index
        elif selection.about == "siblings":
            belongs[SIBLING, :, nth] = about
        else:
            belongs[[OWN, HOUSEHOLD], :, nth] = about
    flat = belongs.reshape(3 * number, len(lists))
    return Kinds(
        np.cumsum([0, *flat.sum(axis=1)]),
        np.nonzero(flat)[1].astype(np.int32),
        np.tile(kinds.snapshot, 3),
        np.array([today for _, today in lists]),
        np.array([selection.unshared for selection in selections]),
    )


def _facts(events: Table, catalogue: Catalogue) -> Facts:
    """Return what the measures of a catalogue read of each event; columns that none of them reads stay empty."""
    used = {MEASURES[feature.measure] for feature in catalogue.features if feature.measure in MEASURES}
    read = {measure.column for measure in used}
    none = np.zeros(0, np.int32)
    words = [codes(events, name)[0] if name in read else none for name in ("agency", "source", "spell_id")]
    value = numbers(events, "value") if any(measure.kernel for measure in used) or "value" in read else np.zeros(0)
    return Facts(*(locked(array) for array in (*words, value)))
