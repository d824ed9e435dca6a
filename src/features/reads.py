"""Which columns of a chronology a catalogue reads: without them, features would be zeros that mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..chronology.tables import tables
from ..errors import BadInput
from ..params import View
from .catalogue import Catalogue, Indicator
from .measures import MEASURES
from .visibility import VIEW_DATES

_SHOWN = 4


def refuse_unreadable(catalogue: Catalogue, columns: Mapping[str, Iterable[str]]) -> None:
    """Raise BadInput where the catalogue reads columns that are missing.

    Parameters
    ----------
    catalogue : the indicators to compute.
    columns : the columns of each table.
    """
    present = {f"{name}.{column}" for name, of_table in columns.items() for column in of_table}
    missing: dict[str, list[str]] = {}
    for name, entry in catalogue.indicators.items():
        for column in sorted(columns_of(entry) - present):
            missing.setdefault(column, []).append(name)
    if missing:
        raise BadInput(
            "The catalogue reads what the tables do not hold.",
            where="\n            ".join(f"{column}, for {_some(names)}" for column, names in sorted(missing.items())),
            expected="every column that an indicator reads: where nothing can be recorded, a count of 0 would mean nothing",
            do="add the columns, or bring a catalogue without these indicators (--catalogue)",
        )


def columns_of(entry: Indicator) -> set[str]:
    """Return what an indicator reads besides the type and dates of events, as `table.column`."""
    if entry.events is None:
        return set()
    of_events = tables()["events"].columns
    columns = {f"events.{key}" for key, wanted in entry.events if wanted and key in of_events}
    if entry.events.code:
        columns.add("event_codes.code")
    if entry.events.value_at_least is not None or entry.events.value_at_most is not None:
        columns.add("events.value")
    if entry.events.about == "siblings":
        columns.add("households.household_id")
    if entry.events.unshared:
        columns.add("events.shared_date")
    measures = [MEASURES[name] for name in entry.measures if name in MEASURES]
    return columns | {
        f"events.{measure.column}" for measure in measures if measure.column and "column_optional" not in measure.traits
    }


def event_columns(catalogue: Catalogue, views: Iterable[View]) -> list[str]:
    """Return the columns of events that features are computed from."""
    columns = {f"events.{VIEW_DATES[view]}" for view in views}.union(*map(columns_of, catalogue.indicators.values()))
    columns |= {f"events.{MEASURES[feature.measure].column}" for feature in catalogue.features if feature.measure in MEASURES}
    return [column for column in tables()["events"].columns if column in _ALWAYS or f"events.{column}" in columns]


_ALWAYS = ("event_id", "child_id", "event_date", "known_date", "event_type", "scope", "value", "is_snapshot", "replaces")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
