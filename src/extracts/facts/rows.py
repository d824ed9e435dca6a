"""The facts recorded in the rows of a table, by the rules of its format, and what rows record about people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...chronology.reading.cells import among
from ...chronology.working_days import working_days_later
from ..formats.specification import PERSON, FactSpec, Known, Translation
from ..tables.extract import Extract
from ..tables.typed import TypedTable

# Two rows that agree on these columns record the same about a fact.
PAYLOAD = [
    "agency", "held_by", "outcome", "concern", "seen", "consent_to_share", "consent_to_service", "scope", "value", "value_unit",
    "is_snapshot", "codes",
]  # fmt: skip
LEFT_OUT = "left out by the format's rule"
RECORDED = "recorded"  # the role of a known date that the source itself recorded; all others are set by a rule
_WORDS = ("agency", "held_by", "outcome", "seen", "consent_to_service", "consent_to_share", "scope")


@dataclass(frozen=True)
class TableFacts:
    """The facts recorded in one table.

    Attributes
    ----------
    table : its name in the format.
    facts : one row for each fact and version: child_id, event_type, event_date, known_date, known_basis, shared_date, the
        payload, `codes` ("system=code" joined by ";"), spell_id, team_id, place, version (0; 1 for what became known later),
        record (which record of the source tells it; empty if the row names none).
    people : one row for each row of the table that names a child: child_id and the roles of `specification.PERSON` it holds.
    refused : facts and rows that cannot be used: place, column, rule, expected.
    used : number of rows that record at least one fact, or something about a person.
    rows : number of rows of the table.
    """

    table: str
    facts: pd.DataFrame
    people: pd.DataFrame
    refused: pd.DataFrame
    used: int
    rows: int


def facts_in_table(table: TypedTable, extract: Extract, working_days_late: int) -> TableFacts:
    """Return the facts recorded in a table; rows without any fact are refused.

    Parameters
    ----------
    table : a table of the extract.
    extract : the day on which it was made is the latest possible known date; facts dated after its own day are refused.
    working_days_late : by how many more working days each rule is put off (a sensitivity analysis).
    """
    cells = table.cells.assign(_place=table.places)
    left_out = _left_out(table)
    unmet = table.unmet & ~left_out
    usable = cells[~left_out & ~unmet]
    recorded = [(spec, usable[_meets_conditions(spec, usable)]) for spec in table.spec.facts]
    parts = [_facts(table, spec, rows, extract, working_days_late) for spec, rows in recorded if len(rows)]
    facts = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    late, facts = _split_late(facts, extract)
    has_fact = among(usable["_place"], facts["place"]) if len(facts) else pd.Series(False, index=usable.index)
    about_people = pd.Series(not table.spec.facts, index=usable.index)
    without_fact = usable[~has_fact & ~about_people & ~among(usable["_place"], late["place"])]
    header = next(iter(table.spec.requires[1:]), "")
    refused = [
        _refusals(without_fact["_place"], header, "no date of an event", "a date that can be read"),
        _refusals(cells.loc[left_out, "_place"], ", ".join(table.spec.without), LEFT_OUT, "see docs/formats.md"),
        _refusals(
            cells.loc[unmet, "_place"],
            table.spec.requires[0],
            "finds no row in the table that it belongs to",
            "a key that a row has",
        ),
        late,
    ]
    used = int((has_fact | about_people).sum())
    return TableFacts(table.table, facts, _people(usable), pd.concat(refused, ignore_index=True), used, len(cells))


def _refusals(places: pd.Series, column: pd.Series | str, rule: str, expected: str) -> pd.DataFrame:
    return pd.DataFrame({"place": places, "column": column, "rule": rule, "expected": expected}, dtype="str")


def _left_out(table: TypedTable) -> pd.Series:
    left_out = pd.Series(False, index=table.cells.index)
    for role, codes in table.spec.without.items():
        left_out |= table.cells[role].isin(codes) if role in table.cells else False
    return left_out


def _split_late(facts: pd.DataFrame, extract: Extract) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the refusals of facts that are dated after the extract, and the other facts."""
    if facts.empty:
        return _refusals(pd.Series(dtype="str"), "", "", ""), facts
    late = facts["event_date"] > extract.date
    first = facts[late & (facts["version"] == 0)]
    refused = _refusals(first["place"], first["column"], "dated after the day of the extract", "a day up to the extract")
    return refused, facts[~late]


def _facts(table: TypedTable, spec: FactSpec, rows: pd.DataFrame, extract: Extract, days_late: int) -> pd.DataFrame:
    """Return one fact for each row, and its later version where there is one."""
    days = _days(rows, spec.date)
    value = _column(rows, spec.value).astype("float64")
    unread = table.unread.loc[rows.index]
    known = _known_dates(spec.known or [Known(of=spec.date)], rows, unread, days, extract, days_late)
    columns = {
        "child_id": rows["child"],
        "event_date": days,
        "place": rows["_place"],
        "event_type": _words(spec.type, rows),
        **{name: _words(getattr(spec, name), rows) for name in _WORDS},
        "concern": _column(rows, spec.concern),
        "value": value,
        "value_unit": pd.Series(spec.value_unit, index=rows.index, dtype="str").where(value.notna()),
        "spell_id": _spell(rows, spec.spell),
        "team_id": _column(rows, spec.team),
        "record": f"{table.spec.record} " + _column(rows, table.spec.record),
        "codes": _codes(table, spec.codes, rows),
        "is_snapshot": spec.snapshot,
        "version": 0,
        "column": spec.date,
        **known,
        "shared_date": _shared(rows, spec.shared, known["known_date"]),
    }
    first = pd.DataFrame(columns, index=rows.index)
    versions = [first]
    for item in spec.later[:1]:
        known = _known_dates(item.known, rows, unread, first["known_date"], extract, days_late)
        later = first.assign(version=1, **known, shared_date=known["known_date"])
        later["outcome"] = _words(item.outcome, rows) if item.outcome else later["outcome"]
        later["codes"] = _join(later["codes"], _codes(table, item.codes, rows))
        versions.append(later[(later["outcome"].fillna("") != first["outcome"].fillna("")) | (later["codes"] != first["codes"])])
    return pd.concat(versions)


def _shared(rows: pd.DataFrame, role: str | None, known: pd.Series) -> pd.Series:
    """Return when each row reached the hub: by the table's column (empty: never), or without one the known date."""
    if role is None or role not in rows:
        return known
    return rows[role].mask(rows[role] < known, known)


def _spell(rows: pd.DataFrame, role: str | None) -> pd.Series:
    """Return an identifier for the spell of each row: the file's own, or one made of child and start date."""
    cells = _column(rows, role)
    if pd.api.types.is_datetime64_any_dtype(cells):
        cells = rows["child"] + " " + cells.dt.strftime("%Y-%m-%d").astype("str")
    spells: pd.Series = f"{role} " + cells
    return spells


def _meets_conditions(spec: FactSpec, cells: pd.DataFrame) -> pd.Series:
    meets = _days(cells, spec.date).notna()
    for role, codes in spec.when.items():
        meets &= _has_any_code(cells, role, codes)
    for role, codes in spec.unless.items():
        meets &= ~_has_any_code(cells, role, codes)
    return meets


def _has_any_code(cells: pd.DataFrame, role: str, codes: list[str]) -> pd.Series:
    if role not in cells:
        return pd.Series(False, index=cells.index)
    wanted = {cell for cell in cells[role].dropna().unique() if set(cell.split(";")) & set(codes)}
    return cells[role].isin(wanted)


def _column(cells: pd.DataFrame, role: str | None) -> pd.Series:
    return cells[role] if role is not None and role in cells else pd.Series(None, index=cells.index, dtype="str")


def _words(spec: str | Translation | None, cells: pd.DataFrame) -> pd.Series:
    """Return a word for each row: the same for all, or translated from a code of the row."""
    if not isinstance(spec, Translation):
        return pd.Series(spec, index=cells.index, dtype="str")
    codes = _column(cells, spec.column)

    def word(cell: str) -> str | None:
        present = cell.split(";")
        return next((word for code, word in spec.words.items() if code in present), spec.otherwise)

    words = codes.map({cell: word(cell) for cell in codes.dropna().unique()}).astype("str")
    return words if spec.otherwise is None else words.fillna(spec.otherwise)


def _codes(table: TypedTable, systems: dict[str, str], rows: pd.DataFrame) -> pd.Series:
    """Return the codes of each row as "system=code" joined by ";"; a code in no list is kept with the system "original"."""
    parts = pd.Series("", index=rows.index, dtype="str")
    for system, role in systems.items():
        parts = _join(parts, _with_system(_column(rows, role), system))
        if role in table.unknown:
            parts = _join(parts, _with_system(table.unknown.loc[rows.index, role], "original"))
    return parts


def _with_system(codes: pd.Series, system: str) -> pd.Series:
    texts = {cell: ";".join(f"{system}={code}" for code in cell.split(";")) for cell in codes.dropna().unique()}
    return codes.map(texts).astype("str").fillna("")


def _join(left: pd.Series, right: pd.Series) -> pd.Series:
    both = (left != "") & (right != "")
    return left + pd.Series(np.where(both, ";", ""), index=left.index, dtype="str") + right


def _known_dates(
    rules: list[Known], rows: pd.DataFrame, unread: pd.DataFrame, earliest: pd.Series, extract: Extract, days_late: int
) -> dict[str, pd.Series]:
    """Return the known date of each row, and its basis, by the first rule whose column is filled.

    A cell that is filled and cannot be read gives the day of the extract: the day that it meant may be later than any that
    another rule would set. A known date is never before `earliest`, and never after the day on which the extract was made:
    everything in the file was known by then.
    """
    known = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    basis = pd.Series("extract", index=rows.index, dtype="str")
    for rule in rules:
        cannot_be_read = unread.get(str(rule.of), pd.Series(False, index=rows.index))
        if rule.extract:
            day = pd.Series(extract.made, index=rows.index)
        else:
            put_off = 0 if rule.of == RECORDED else days_late
            day = working_days_later(_days(rows, str(rule.of)), rule.working_days + put_off).mask(cannot_be_read, extract.made)
        new = known.isna() & day.notna()
        known = known.where(~new, day)
        kind = "extract" if rule.extract else "recorded" if rule.of == RECORDED else "rule"
        basis = basis.mask(new & ~cannot_be_read, kind)
    known = known.where(known <= extract.made, extract.made)  # an empty one too
    return {"known_date": known.mask(known < earliest, earliest).astype("datetime64[s]"), "known_basis": basis}


def _days(rows: pd.DataFrame, role: str) -> pd.Series:
    return rows[role] if role in rows else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")


def _people(cells: pd.DataFrame) -> pd.DataFrame:
    roles = [role for role in PERSON if role in cells]
    if "child" not in roles:
        return pd.DataFrame({"child_id": pd.Series(dtype="str")})
    return cells[roles].rename(columns={"child": "child_id"})
