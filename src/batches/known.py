"""What a project knows already: the chronology of its run, with the records of earlier batches put over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ..chronology.later_records import put_over
from ..chronology.reading.assemble import Known
from ..chronology.tables import read_rows, read_table
from ..explain.record import dates_kept_apart
from ..paths import DataFolder

WHOLE = ("children", "households", "coverage")
"""Tables that are small enough to be read whole."""
Tables = Mapping[str, pd.DataFrame]


def ids_known(data: DataFolder, later: Sequence[Tables]) -> Known:
    """Return the ids of children and events that a run holds, and the records of later batches."""
    return {
        table: pd.concat([read_table(table, data.table(table), [key])[key], *(each[table][key] for each in later)])
        for table, key in (("children", "child_id"), ("events", "event_id"))
    }


def whole_tables(data: DataFolder, later: Iterable[Tables]) -> dict[str, pd.DataFrame]:
    """Return the tables that name everybody: children, households and coverage."""
    tables = {name: read_table(name, data.table(name)) for name in WHOLE}
    for records in later:
        tables = put_over(tables, records)
    return tables


def events_named(ids: pd.Series, data: DataFolder, later: Iterable[Tables]) -> dict[str, pd.DataFrame]:
    """Return the events with some ids and their codes, and those of later batches, which may correct them."""
    return _with_later(read_rows("events", data.events, "event_id", ids), data, later)


def events_about(people: pd.Series, data: DataFolder, later: Iterable[Tables]) -> dict[str, pd.DataFrame]:
    """Return the events about some people, and their codes."""
    found = _with_later(read_rows("events", data.events, "child_id", people), data, later)
    events = found["events"][found["events"]["child_id"].isin(people)]
    return {"events": events, "event_codes": found["event_codes"][found["event_codes"]["event_id"].isin(events["event_id"])]}


def _with_later(events: pd.DataFrame, data: DataFolder, later: Iterable[Tables]) -> dict[str, pd.DataFrame]:
    known = {"events": events, "event_codes": read_rows("event_codes", data.table("event_codes"), "event_id", events["event_id"])}
    for records in later:
        known = put_over(known, records)
    return known


def with_household(people: pd.Series, stays: pd.DataFrame) -> pd.Series:
    """Return people and everybody who ever shared a household with one of them (child_id)."""
    homes = stays.loc[stays["child_id"].isin(people), "household_id"]
    found: pd.Series = pd.concat([people, stays.loc[stays["household_id"].isin(homes), "child_id"]]).drop_duplicates()
    return found


def sources_kept_apart(data: DataFolder, later: Iterable[Tables]) -> frozenset[str]:
    """Return the sources that say when their records reached the hub, in the whole chronology."""
    names = ["source", "known_date", "shared_date"]
    return dates_kept_apart(pd.concat([read_table("events", data.events, names), *(each["events"][names] for each in later)]))
