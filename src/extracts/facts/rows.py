"""The facts recorded in the rows of a table, by the rules of its format, and what rows record about people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ...chronology.reading.distinct import days_as_text
from ...chronology.working_days import working_days_later
from ..formats.specification import PERSON, FactSpec, Known, Translation
from ..tables.extract import Extract
from ..tables.typed import TypedTable
from .columns import Rows, Words, frame_of, joined_words, one_word, taken

# Two rows that agree on these columns record the same about a fact.
PAYLOAD = [
    "agency", "held_by", "outcome", "concern", "seen", "consent_to_share", "consent_to_service", "scope", "value", "value_unit",
    "is_snapshot", "codes",
]  # fmt: skip
LEFT_OUT = "left out by the format's rule"
_NOTHING_REFUSED = pd.DataFrame(columns=["place", "column", "rule", "expected"], dtype="str")
_LATE, _UNMET = "dated after the day of the extract", "finds no row in the table that it belongs to"
RECORDED = "recorded"  # the role of a known date that the source itself recorded; all others are set by a rule
_BASES = [RECORDED, "rule", "extract"]
_NO_DAY = np.datetime64("NaT", "s")
_WORDS = ("agency", "held_by", "outcome", "seen", "consent_to_service", "consent_to_share", "scope")


@dataclass(frozen=True)
class TableFacts:
    """What became of the rows of one table.

    Attributes
    ----------
    table : its name in the format.
    facts : number of facts recorded in it, later versions included.
    people : one row for each row of the table that names a child: child_id and the roles of `specification.PERSON` it holds.
    refused : facts and rows that cannot be used: place, column, rule, expected.
    used : number of rows that record at least one fact, or something about a person.
    rows : number of rows of the table.
    """

    table: str
    facts: int
    people: pd.DataFrame
    refused: pd.DataFrame
    used: int
    rows: int


def facts_in_extract(extract: Extract, working_days_late: int) -> tuple[pd.DataFrame, list[TableFacts]]:
    """Return the facts recorded in an extract, and what became of the rows of each of its tables.

    Parameters
    ----------
    extract : the day on which it was made is the latest possible known date; facts dated after its own day are refused.
    working_days_late : by how many more working days each rule is put off (a sensitivity analysis).

    Returns
    -------
    facts : one row for each fact and version: child_id, event_type, event_date, seconds (its time on that day; 0 where none is
        given), known_date, known_basis, shared_date, the payload, `codes` ("system=code" joined by ";"), spell_id, team_id,
        place, version (0; 1 for what became known later), record (which record of the source tells it; empty if the row names
        none), column (which gives its day), table (its number in the extract). Columns of few words are categorical.
    tables : in their order; rows without any fact are refused.
    """
    parts: list[dict[str, Any]] = []
    tables = []
    for number, table in enumerate(extract.tables):
        own, result = _facts_in_table(table, extract, working_days_late)
        parts += [part | {"table": np.full(len(part["version"]), number, dtype=np.int32)} for part in own]
        tables.append(result)
    return frame_of(parts), tables


def _facts_in_table(table: TypedTable, extract: Extract, days_late: int) -> tuple[list[dict[str, Any]], TableFacts]:
    rows = Rows(table)
    left_out = _left_out(rows)
    unmet = table.unmet.to_numpy(dtype=bool) & ~left_out
    usable = ~left_out & ~unmet
    has_fact = np.full(rows.count, not table.spec.facts)  # or something about a person
    too_late = np.zeros(rows.count, dtype=bool)
    kept, late = [], [_NOTHING_REFUSED]
    for spec in table.spec.facts:
        which = np.flatnonzero(usable & _meets_conditions(spec, rows))
        for row, part in _facts(rows.at(which), spec, extract, days_late) if len(which) else []:
            after = part["event_date"] > np.datetime64(extract.date, "s")
            has_fact[row[~after]] = True
            kept.append({name: taken(column, np.flatnonzero(~after)) for name, column in part.items()} if after.any() else part)
            if part["version"][0] == 0:
                too_late[row[after]] = True
                late.append(_refusals(table.places.iloc[row[after]], spec.date, _LATE, "a day up to the extract"))
    header = next(iter(table.spec.requires[1:]), "")
    refused = [
        _refusals(table.places[usable & ~has_fact & ~too_late], header, "no date of an event", "a date that can be read"),
        _refusals(table.places[left_out], ", ".join(table.spec.without), LEFT_OUT, "see docs/reference/formats.md"),
        _refusals(table.places[unmet], table.spec.requires[0], _UNMET, "a key that a row has"),
        *late,
    ]
    every = pd.concat([part for part in refused if len(part)] or refused[:1], ignore_index=True)
    people = _people(table.cells if usable.all() else table.cells[usable])
    facts = sum(len(part["version"]) for part in kept)
    return kept, TableFacts(table.table, facts, people, every, int((usable & has_fact).sum()), rows.count)


def _refusals(places: pd.Series, column: str, rule: str, expected: str) -> pd.DataFrame:
    if places.empty:
        return _NOTHING_REFUSED
    return pd.DataFrame({"place": places, "column": column, "rule": rule, "expected": expected}, dtype="str")


def _left_out(rows: Rows) -> np.ndarray:
    left_out = np.zeros(rows.count, dtype=bool)
    for role, codes in rows.table.spec.without.items():
        if role in rows.table.cells:
            left_out |= rows.table.cells[role].isin(codes).to_numpy(dtype=bool)
    return left_out


def _facts(rows: Rows, spec: FactSpec, extract: Extract, days_late: int) -> list[tuple[np.ndarray, dict[str, Any]]]:
    """Return the columns of one fact for each row, and of its later versions, if any; with each the places of its rows."""
    days, record = rows.days(spec.date), rows.table.spec.record
    value = rows.text(spec.value).astype("float64").to_numpy()
    known = _known_dates(spec.known or [Known(of=spec.date)], rows, days, extract, days_late)
    first = {
        "child_id": rows.words("child"),
        "event_date": days,
        "seconds": rows.seconds(spec.date),
        "place": rows.of(rows.table.places.array),
        "event_type": _words(spec.type, rows),
        **{name: _words(getattr(spec, name), rows) for name in _WORDS},
        "concern": rows.words(spec.concern),
        "value": value,
        "value_unit": Words(np.isnan(value).astype(np.int8), [spec.value_unit, None]),
        "spell_id": _spell(rows, spec.spell).array,
        "team_id": rows.text(spec.team).array,
        "record": (f"{record} " + rows.text(record)).array,
        "codes": _codes(rows, spec.codes),
        "is_snapshot": np.full(rows.count, spec.snapshot),
        "version": np.zeros(rows.count, dtype=np.int8),
        "column": one_word(spec.date, rows.count),
        **known,
        "shared_date": _shared(rows, spec.shared, known["known_date"]),
    }
    places = np.arange(rows.count) if rows.which is None else rows.which
    versions = [(places, first)]
    for item in spec.later[:1]:
        known = _known_dates(item.known, rows, known["known_date"], extract, days_late)
        outcome = _words(item.outcome, rows) if item.outcome else first["outcome"]
        codes = joined_words([first["codes"], _codes(rows, item.codes)])
        ones = {"version": np.ones(rows.count, dtype=np.int8)}
        later = first | ones | known | {"shared_date": known["known_date"], "outcome": outcome, "codes": codes}
        other = np.flatnonzero(_differ(outcome, first["outcome"]) | _differ(codes, first["codes"]))
        if len(other):
            versions.append((places[other], {name: taken(column, other) for name, column in later.items()}))
    return versions


def _differ(one: Words, other: Words) -> np.ndarray:
    """Return in which rows two columns have another word; an empty cell is as one without a letter."""
    left, right = (np.array([word or "" for word in column.words], dtype=object)[column.places] for column in (one, other))
    return np.asarray(left != right, dtype=bool)


def _shared(rows: Rows, role: str | None, known: np.ndarray) -> np.ndarray:
    """Return when each row reached the hub: by the table's column (empty: never), or without one the known date."""
    if role is None or role not in rows.table.cells:
        return known
    shared = rows.days(role)
    return np.asarray(np.where(shared < known, known, shared))


def _spell(rows: Rows, role: str | None) -> pd.Series:
    """Return an identifier for the spell of each row: the file's own, or one made of child and start date."""
    cells = rows.text(role)
    if pd.api.types.is_datetime64_any_dtype(cells):
        cells = rows.text("child") + " " + days_as_text(cells)
    spells: pd.Series = f"{role} " + cells
    return spells


def _meets_conditions(spec: FactSpec, rows: Rows) -> np.ndarray:
    meets: np.ndarray = ~np.isnat(rows.days(spec.date))
    for role, codes in spec.when.items():
        meets &= rows.have(role, codes)
    for role, codes in spec.unless.items():
        meets &= ~rows.have(role, codes)
    return meets


def _words(spec: str | Translation | None, rows: Rows) -> Words:
    """Return a word for each row: the same for all, or translated from a code of the row."""
    if not isinstance(spec, Translation):
        return one_word(spec, rows.count)

    def word(cell: str | None) -> str | None:
        present = cell.split(";") if cell else []
        return next((word for code, word in spec.words.items() if code in present), spec.otherwise)

    return rows.translated(spec.column, word)


def _codes(rows: Rows, systems: dict[str, str]) -> Words:
    """Return the codes of each row as "system=code" joined by ";"; a code in no list is kept with the system "original"."""
    parts = [one_word("", rows.count)]
    for system, role in systems.items():
        parts.append(rows.translated(role, partial(_with_system, system)))
        if role in rows.table.unknown:
            parts.append(rows.translated(role, partial(_with_system, "original"), unknown=True))
    return joined_words(parts)


def _with_system(system: str, cell: str | None) -> str:
    return ";".join(f"{system}={code}" for code in cell.split(";")) if cell is not None else ""


def _known_dates(rules: list[Known], rows: Rows, earliest: np.ndarray, extract: Extract, days_late: int) -> dict[str, Any]:
    """Return the known date of each row, and its basis, by the first rule whose column is filled.

    A cell that is filled and cannot be read gives the day of the extract: the day that it meant may be later than any that
    another rule would set. A known date is never before `earliest`, and never after the day on which the extract was made:
    everything in the file was known by then.
    """
    made, unread = np.datetime64(extract.made, "s"), rows.table.unread
    known, basis = np.full(rows.count, _NO_DAY), np.full(rows.count, _BASES.index("extract"), dtype=np.int8)
    for rule in rules:
        cannot_be_read = rows.of(unread[rule.of].to_numpy()) if rule.of in unread else np.zeros(rows.count, dtype=bool)
        if rule.extract:
            day = np.full(rows.count, made)
        else:
            put_off = 0 if rule.of == RECORDED else days_late
            later = working_days_later(pd.Series(rows.days(rule.of)), rule.working_days + put_off)
            day = np.where(cannot_be_read, made, later.to_numpy("datetime64[s]"))
        new = np.isnat(known) & ~np.isnat(day)
        known = np.where(new, day, known)
        kind = "extract" if rule.extract else "recorded" if rule.of == RECORDED else "rule"
        basis[new & ~cannot_be_read] = _BASES.index(kind)
    known = np.where(known <= made, known, made)  # an empty one too
    return {"known_date": np.where(known < earliest, earliest, known), "known_basis": Words(basis, _BASES)}


def _people(cells: pd.DataFrame) -> pd.DataFrame:
    roles = [role for role in PERSON if role in cells]
    if "child" not in roles:
        return pd.DataFrame({"child_id": pd.Series(dtype="str")})
    return cells[roles].rename(columns={"child": "child_id"})
