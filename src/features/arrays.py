"""A chronology as the arrays that the compiled part reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .catalogue import Catalogue
from .lists import Kinds, Points, Sightings
from .matching import about_siblings, match_matrix
from .plan import ListName, Plan, make_plan
from .scans import Facts
from .visibility import OWN, SIBLING, View, days, sightings


@dataclass(frozen=True)
class Arrays:
    """The points by child and day, with their rows in the caller's order, and all that can be seen at them.

    `born` is the day of birth of each child (FOREVER if it is not recorded), `snapshot` marks events by row.
    """

    order: np.ndarray
    points: Points
    born: np.ndarray
    seen: Sightings
    kinds: Kinds
    snapshot: np.ndarray
    facts: Facts
    plan: Plan


def prepare(
    points: pd.DataFrame, chronology: dict[str, pd.DataFrame], catalogue: Catalogue, vocabulary: Vocabulary, view: View
) -> Arrays:
    """Return the arrays for these points (at least one) and the features of a catalogue that are of events."""
    child, names = pd.factorize(points["child_id"])
    day = days(points["as_of"])
    order = np.lexsort([day, child])
    children = chronology["children"].set_index("child_id")["birth_month"].reindex(names)
    plan = make_plan(catalogue, vocabulary, chronology["coverage"], int(day.min()), int(day.max()))
    seen, kinds = _seen(plan.lists, pd.Index(names), chronology, catalogue, vocabulary, view)
    return Arrays(
        order,
        Points(day[order], np.searchsorted(child[order], np.arange(len(names) + 1))),
        days(children),
        seen,
        kinds,
        chronology["events"]["is_snapshot"].to_numpy(bool),
        _facts(chronology["events"]),
        plan,
    )


def _seen(
    lists: list[ListName], names: pd.Index, chronology: dict[str, pd.DataFrame],
    catalogue: Catalogue, vocabulary: Vocabulary, view: View,
) -> tuple[Sightings, Kinds]:  # fmt: skip
    """Return the sightings of the children of the points, and which lists each kind of them belongs to."""
    events = chronology["events"]
    matrix = match_matrix(catalogue, events, chronology["event_codes"], vocabulary)
    siblings = about_siblings(catalogue, matrix)
    found = sightings(events, chronology["households"], view, vocabulary.withdrawal, siblings)
    found = found.assign(child=names.get_indexer(pd.Index(found["child_id"])))
    found = found[found["child"] >= 0].sort_values("child", kind="stable")
    event, through = found["event"].to_numpy(), found["through"].to_numpy()
    chosen = [its for name, _ in lists if (its := catalogue.indicators[name].events)]
    columns = [list(catalogue.indicators).index(name) for name, _ in lists]
    of_today = (events["event_type"] == vocabulary.index).to_numpy()[event] & (through == OWN)
    belongs = matrix[event][:, columns]
    for place, (its, (_, today)) in enumerate(zip(chosen, lists, strict=True)):
        belongs[:, place] &= of_today if today else (through == SIBLING) == (its.about == "siblings")
    packed = np.ascontiguousarray(np.packbits(belongs, axis=1))
    _, first, kind = np.unique(packed.view(f"V{packed.shape[1]}")[:, 0], return_index=True, return_inverse=True)
    kinds = belongs[first]
    return Sightings(
        np.searchsorted(found["child"], np.arange(len(names) + 1)),
        event.astype(np.int32),
        found["event_day"].to_numpy(np.int32),
        found["visible_from"].to_numpy(np.int32),
        found["visible_to"].to_numpy(np.int32),
        days(events["shared_date"]),
        kind.astype(np.int32),
    ), Kinds(
        np.cumsum([0, *kinds.sum(axis=1)]),
        np.nonzero(kinds)[1].astype(np.int32),
        np.array([today for _, today in lists]),
        np.array([its.unshared for its in chosen]),
    )


def _facts(events: pd.DataFrame) -> Facts:
    agency, source, spell = (pd.factorize(events[name])[0].astype(np.int32) for name in ("agency", "source", "spell_id"))
    return Facts(agency, source, spell, events["value"].to_numpy(np.float64))
