"""What must hold of a chronology, as data: checks made from tables.yaml and the vocabulary, and facts between rows.

An error stops the run; a warning is counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from .cells import among
from .quarantine import ALLOWED_NUMBERS, ORDERED_DATES, RANGES
from .tables import Column, tables
from .vocabulary import Vocabulary

Severity = Literal["critical", "warning"]

CHECKED = ("events", "event_codes", "children", "households", "coverage", "points", "protected")
_BEFORE_BIRTH = pd.Timedelta(weeks=40)


@dataclass(frozen=True)
class Check:
    """One check: what it says, and the Great Expectations class and arguments that carry it out."""

    table: str
    column: str
    says: str
    severity: Severity
    expectation: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How one check came out: rows that it concerned, and rows that failed it."""

    table: str
    column: str
    check: str
    severity: Severity
    rows: int
    failed: int
    passed: bool


def checks_of_table(name: str, vocabulary: Vocabulary) -> list[Check]:
    """Return the checks that the schema and the vocabulary make of the canonical table `name`."""
    table = tables()[name]
    columns = list(table.columns)
    checks = [
        Check(name, "", "columns in their order", "critical", "ExpectTableColumnsToMatchOrderedList", {"column_list": columns})
    ]
    if table.key:
        checks.append(_of_column(name, table.key, "each value once", "ExpectColumnValuesToBeUnique"))
    for column, kind in table.columns.items():
        if kind.required:
            checks.append(_of_column(name, column, "filled in every row", "ExpectColumnValuesToNotBeNull"))
        if kind.words:
            checks.append(_words(name, column, kind, vocabulary))
    return checks + _order_and_range(name)


def _of_column(table: str, column: str, says: str, expectation: str, **arguments: Any) -> Check:
    return Check(table, column, says, "critical", expectation, {"column": column, **arguments})


def _words(table: str, column: str, kind: Column, vocabulary: Vocabulary) -> Check:
    allowed = vocabulary.allowed(str(kind.words))
    if not allowed:
        return _of_column(table, column, "empty, because the vocabulary has no word for it", "ExpectColumnValuesToBeNull")
    if kind.type == "word":
        return _of_column(table, column, f"words of the list {kind.words}", "ExpectColumnValuesToBeInSet", value_set=allowed)
    one = f"(?:{'|'.join(map(re.escape, allowed))})"
    return _of_column(
        table,
        column,
        f'words of the list {kind.words}, joined by ";"',
        "ExpectColumnValuesToMatchRegex",
        regex=f"^{one}(?:;{one})*$",
    )


def _order_and_range(table: str) -> list[Check]:
    ordered = [
        Check(table, later, f"on or after {earlier}", "critical", "ExpectColumnPairValuesAToBeGreaterThanB",
              {"column_A": later, "column_B": earlier, "or_equal": True, "ignore_row_if": "either_value_is_missing"})
        for earlier, later, _ in ORDERED_DATES.get(table, [])
    ]  # fmt: skip
    ranges = [
        _of_column(table, column, f"{low} to {high}", "ExpectColumnValuesToBeBetween", min_value=low, max_value=high)
        for column, low, high in RANGES.get(table, [])
    ]
    numbers = [
        _of_column(table, column, " or ".join(map(str, allowed)), "ExpectColumnValuesToBeInSet", value_set=allowed)
        for column, allowed in ALLOWED_NUMBERS.get(table, [])
    ]
    return ordered + ranges + numbers


@dataclass(frozen=True)
class Fact:
    """Something that must hold of each row of a table, given the other rows and tables.

    `holds` is a boolean for each row that it concerns.
    """

    table: str
    column: str
    says: str
    severity: Severity
    holds: pd.Series


def facts_between_rows(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[Fact]:
    """Return the facts of all tables that no check of one column can tell.

    Parameters
    ----------
    frames : the canonical tables named in `CHECKED`.
    vocabulary : says which event types may hold no outcome, and which codes there are.
    """
    return [
        *_parents(frames),
        *_events(frames["events"], vocabulary),
        *_events_in_time(frames, vocabulary),
        *_lasting(frames, vocabulary),
    ]


def _parents(frames: Mapping[str, pd.DataFrame]) -> list[Fact]:
    children = frames["children"]["child_id"]
    known = [
        Fact(name, "child_id", "names a child of the table children", "critical", among(frames[name]["child_id"], children))
        for name in ("events", "households", "points", "protected")
    ]
    codes = among(frames["event_codes"]["event_id"], frames["events"]["event_id"])
    return [*known, Fact("event_codes", "event_id", "names an event of the table events", "critical", codes)]


def _events(events: pd.DataFrame, vocabulary: Vocabulary) -> list[Fact]:
    bare = events["event_type"].isin([name for name, kind in vocabulary.event_types.items() if not kind.outcome])
    corrections = events.loc[events["replaces"].notna(), "replaces"]
    facts = [
        Fact("events", "outcome", "empty where the decision is a row of its own", "critical", events.loc[bare, "outcome"].isna()),
        Fact("events", "replaces", "names an event of the table events", "warning", among(corrections, events["event_id"])),
        Fact("events", "is_snapshot", "tells what happened, not only what was latest", "warning", ~events["is_snapshot"]),
    ]
    if vocabulary.withdrawal:
        withdrawals = events.loc[events["event_type"] == vocabulary.withdrawal, "replaces"]
        facts.append(Fact("events", "replaces", "filled where a record is taken back", "warning", withdrawals.notna()))
    return facts


def _events_in_time(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[Fact]:
    events, children = frames["events"], frames["children"]
    dates = events["event_date"]
    births = children.drop_duplicates("child_id").set_index("child_id")["birth_month"]
    birth = births.reindex(events["child_id"]).set_axis(events.index)
    covered = pd.Series(False, index=events.index)
    table = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    for row in frames["coverage"].to_dict("records"):
        in_time = (dates >= row["start"]) & (dates < row["end"])
        covered |= (events["source"] == row["source"]) & (table == row["table"]) & in_time
    born = birth.notna()
    return [
        Fact("events", "event_date", "not more than 40 weeks before birth", "warning", (dates >= birth - _BEFORE_BIRTH)[born]),
        Fact("events", "event_date", "within the coverage of its source", "warning", covered),
    ]


def _lasting(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[Fact]:
    """What has an end has a start; every child has a household; every code is in its list."""
    events, households, codes = frames["events"], frames["households"], frames["event_codes"]
    facts = []
    for end in vocabulary.event_types:
        start = end.removesuffix("_end") + "_start"
        if end.endswith("_end") and start in vocabulary.event_types:
            first = events[events["event_type"] == start].groupby("child_id")["event_date"].min()
            ends = events[events["event_type"] == end]
            holds = ends["event_date"] >= first.reindex(ends["child_id"]).set_axis(ends.index)
            facts.append(Fact("events", "event_type", f"{end} after a {start} of the same child", "warning", holds))
    if len(households):
        housed = among(frames["children"]["child_id"], households["child_id"])
        facts.append(Fact("children", "child_id", "has a household", "warning", housed))
    for system, words in vocabulary.codes.items():
        of_system = codes.loc[codes["system"] == system, "code"]
        facts.append(
            Fact("event_codes", "code", f"in the list {system} of the vocabulary", "warning", of_system.isin(list(words)))
        )
    return facts
