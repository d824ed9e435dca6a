"""The chronology of the children whom a batch is about, as far as it is known with the new records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from ..chronology.later_records import Later, later_records, put_over
from ..chronology.places import hide_places
from ..chronology.vocabulary import Vocabulary
from ..paths import DataFolder
from .known import Tables, events_about, events_named, whole_tables, with_household


@dataclass(frozen=True)
class Joined:
    """New records joined to what was known.

    before, after : canonical tables without and with the new records; events of `people` alone, all else whole.
    later : what the new records add. people : those with a new contact or with an earlier page that the new records touch, and
    everybody who shared a household with one of them (child_id). paged : which of the earlier pages these are (point_id).
    replaced : the known events that new ones correct or take back.
    """

    before: dict[str, pd.DataFrame]
    after: dict[str, pd.DataFrame]
    later: Later
    people: pd.Series
    paged: frozenset[str]
    replaced: pd.DataFrame


def joined(
    given: Tables, data: DataFolder, earlier: Sequence[Tables], pages: Collection[tuple[str, str]], vocabulary: Vocabulary
) -> Joined:
    """Join the canonical tables of new files to a run and the records of earlier batches.

    Parameters
    ----------
    pages : child_id and point_id of each page of an earlier batch.
    """
    given = dict(given) | {"events": hide_places(given["events"])[0]}
    whole = whole_tables(data, earlier)
    given_ids = pd.concat([given["events"]["event_id"], given["events"]["replaces"].dropna()])
    named = events_named(given_ids, data, earlier)
    later = later_records(whole | named, given, vocabulary)
    whole_after = put_over(whole, later.tables)
    events = later.tables["events"]
    replaced = named["events"][named["events"]["event_id"].isin(events["replaces"].dropna())]
    changed = [later.tables["children"]["child_id"], later.tables["households"]["child_id"]]
    touched = with_household(pd.concat([events["child_id"], replaced["child_id"], *changed]), whole_after["households"])
    paged = [(child, point) for child, point in pages if child in set(touched)]
    contacts = pd.concat([rows.loc[rows["event_type"] == vocabulary.index, "child_id"] for rows in (events, replaced)])
    about = pd.concat([contacts, pd.Series([child for child, _ in paged], dtype="str")]).drop_duplicates()
    people = with_household(about, whole_after["households"])
    before = whole | events_about(people, data, earlier)
    of_people = later.tables | _about(people, later.tables)
    return Joined(before, put_over(before, of_people), later, people, frozenset(point for _, point in paged), replaced)


def _about(people: pd.Series, tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the events about some people, and their codes."""
    events = tables["events"][tables["events"]["child_id"].isin(people)]
    return {"events": events, "event_codes": tables["event_codes"][tables["event_codes"]["event_id"].isin(events["event_id"])]}
