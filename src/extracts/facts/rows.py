"""The facts that the rows of a table tell, by the rules of its format, and what rows tell of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...chronology.working_days import working_days_later
from ..cells.extract import Extract, Typed
from ..formats.specification import PERSON, FactSpec, Known, Turned

# What is compared to tell whether two rows say the same of a fact.
PAYLOAD = [
    "agency", "held_by", "outcome", "concern", "seen", "consent_to_share", "consent_to_service", "scope", "value", "value_unit",
    "is_snapshot", "codes",
]  # fmt: skip
RECORDED = "recorded"  # the role of a day that the source itself recorded; every other known date is a rule's
_WORDS = ("agency", "held_by", "outcome", "seen", "consent_to_service", "consent_to_share", "scope")


@dataclass(frozen=True)
class Told:
    """What one table tells.

    Attributes
    ----------
    facts : one row a fact and version: child_id, event_type, event_date, known_date, known_basis, shared_date, the payload,
        `codes` ("system=code" joined by ";"), spell_id, team_id, place, version (0; 1 for what became known later).
    people : one row a person and row of the table: child_id and the roles of `spec.PERSON` that it holds.
    refused : facts and rows that cannot be used: place, column, rule, expected.
    used : rows that told at least one fact, or something of a person.
    rows : rows of the table.
    """

    facts: pd.DataFrame
    people: pd.DataFrame
    refused: pd.DataFrame
    used: int
    rows: int


def told_by(table: Typed, extract: Extract, working_days_late: int) -> Told:
    """Return what a table tells, its rows without any fact refused.

    Parameters
    ----------
    table : with what it brings from others.
    extract : its extract date bounds every known date; facts dated after it are refused.
    working_days_late : by how many more working days each rule is put off (a sensitivity).
    """
    cells = table.cells.assign(_place=table.places)
    left_out = _left_out(table)
    usable = cells[~left_out]
    parts = [_facts(table, spec, usable, extract, working_days_late) for spec in table.spec.facts]
    facts = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    people = _people(usable)
    late, facts = _split(facts, extract)
    told = usable["_place"].isin(set(facts["place"])) if len(facts) else pd.Series(False, index=usable.index)
    about_people = pd.Series(not table.spec.facts, index=usable.index)
    silent = usable[~told & ~about_people & ~usable["_place"].isin(set(late["place"]))]
    header = next(iter(table.spec.requires[1:]), "")
    refused = [
        _refuse(silent["_place"], header, "no date that tells a fact", "a date that can be read"),
        _refuse(
            cells.loc[left_out, "_place"], ", ".join(table.spec.without), "left out by the format's rule", "see docs/formats.md"
        ),
        late,
    ]
    return Told(facts, people, pd.concat(refused, ignore_index=True), int((told | about_people).sum()), len(cells))


def _refuse(places: pd.Series, column: str, rule: str, expected: str) -> pd.DataFrame:
    return pd.DataFrame({"place": places, "column": column, "rule": rule, "expected": expected}, dtype="str")


def _left_out(table: Typed) -> pd.Series:
    found = pd.Series(False, index=table.cells.index)
    for role, codes in table.spec.without.items():
        found |= table.cells[role].isin(codes) if role in table.cells else False
    return found


def _split(facts: pd.DataFrame, extract: Extract) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the facts that are dated after the extract, as refusals, and the others."""
    if facts.empty:
        return _refuse(pd.Series(dtype="str"), "", "", ""), facts
    late = facts["event_date"] > extract.date
    rule = "dated after the day of the extract"
    first = facts[late & (facts["version"] == 0)]
    refused = pd.DataFrame(
        {"place": first["place"], "column": first["column"], "rule": rule, "expected": "a day up to the extract"}, dtype="str"
    )
    return refused, facts[~late]


def _facts(table: Typed, spec: FactSpec, cells: pd.DataFrame, extract: Extract, late: int) -> pd.DataFrame:
    """Return one fact for each row that tells it, and its later version where there is one."""
    rows = cells[_holds(spec, cells)]
    first = pd.DataFrame({"child_id": rows["child"], "event_date": _days(rows, spec.date), "place": rows["_place"]})
    first["event_type"] = _turned(spec.type, rows)
    for name in _WORDS:
        first[name] = _turned(getattr(spec, name), rows)
    first["concern"] = _column(rows, spec.concern)
    first["value"] = _column(rows, spec.value).astype("float64")
    first["value_unit"] = pd.Series(spec.value_unit, index=rows.index, dtype="str").where(first["value"].notna())
    first["spell_id"], first["team_id"] = _spell(rows, spec.spell), _column(rows, spec.team)
    first["codes"] = _codes(table, spec.codes, rows)
    first["is_snapshot"], first["version"], first["column"] = spec.snapshot, 0, spec.date
    first = first.assign(
        **_known(spec.known or [Known(of=spec.date, working_days=0)], rows, _days(rows, spec.date), extract, late)
    )
    first["shared_date"] = _shared(rows, spec.shared, first["known_date"])
    versions = [first]
    for item in spec.later[:1]:
        known = _known(item.known, rows, first["known_date"], extract, late)
        later = first.assign(version=1, **known, shared_date=known["known_date"])
        later["outcome"] = _turned(item.outcome, rows) if item.outcome else later["outcome"]
        later["codes"] = _join(later["codes"], _codes(table, item.codes, rows))
        versions.append(later[(later["outcome"].fillna("") != first["outcome"].fillna("")) | (later["codes"] != first["codes"])])
    return pd.concat(versions)


def _shared(rows: pd.DataFrame, role: str | None, known: pd.Series) -> pd.Series:
    """Return when each row reached the hub: as the table says (empty: never), and where no table says, when it was known."""
    if role is None or role not in rows:
        return known
    return rows[role].mask(rows[role] < known, known)


def _spell(rows: pd.DataFrame, role: str | None) -> pd.Series:
    """Return the spell of each row: an identifier of its kind, or the child's spell that began on a day, as in every file."""
    cells = _column(rows, role)
    if pd.api.types.is_datetime64_any_dtype(cells):
        cells = rows["child"] + " " + cells.dt.strftime("%Y-%m-%d").astype("str")
    named: pd.Series = f"{role} " + cells
    return named


def _holds(spec: FactSpec, cells: pd.DataFrame) -> pd.Series:
    held = cells[spec.date].notna() if spec.date in cells else pd.Series(False, index=cells.index)
    for role, codes in spec.when.items():
        held &= _holds_any(cells, role, codes)
    for role, codes in spec.unless.items():
        held &= ~_holds_any(cells, role, codes)
    return held


def _holds_any(cells: pd.DataFrame, role: str, codes: list[str]) -> pd.Series:
    if role not in cells:
        return pd.Series(False, index=cells.index)
    wanted = {cell for cell in cells[role].dropna().unique() if set(cell.split(";")) & set(codes)}
    return cells[role].isin(wanted)


def _column(cells: pd.DataFrame, role: str | None) -> pd.Series:
    return cells[role] if role is not None and role in cells else pd.Series(None, index=cells.index, dtype="str")


def _turned(what: str | Turned | None, cells: pd.DataFrame) -> pd.Series:
    """Return a word for each row: the same for all, or by a code of the row."""
    if not isinstance(what, Turned):
        return pd.Series(what, index=cells.index, dtype="str")
    codes = _column(cells, what.column)

    def word(cell: str) -> str | None:
        held = cell.split(";")
        return next((turned for code, turned in what.words.items() if code in held), what.otherwise)

    found = codes.map({cell: word(cell) for cell in codes.dropna().unique()}).astype("str")
    return found if what.otherwise is None else found.fillna(what.otherwise)


def _codes(table: Typed, systems: dict[str, str], rows: pd.DataFrame) -> pd.Series:
    """Return the codes of each row as "system=code" joined by ";"; a code in no list is kept as the source's own word."""
    parts = pd.Series("", index=rows.index, dtype="str")
    for system, role in systems.items():
        parts = _join(parts, _named(_column(rows, role), system))
        if role in table.unknown:
            parts = _join(parts, _named(table.unknown.loc[rows.index, role], "original"))
    return parts


def _named(codes: pd.Series, system: str) -> pd.Series:
    return (
        codes.map({cell: ";".join(f"{system}={code}" for code in cell.split(";")) for cell in codes.dropna().unique()})
        .astype("str")
        .fillna("")
    )


def _join(left: pd.Series, right: pd.Series) -> pd.Series:
    both = (left != "") & (right != "")
    return left + pd.Series(np.where(both, ";", ""), index=left.index, dtype="str") + right


def _known(rules: list[Known], rows: pd.DataFrame, earliest: pd.Series, extract: Extract, late: int) -> dict[str, pd.Series]:
    """Return the known date of each row and what it rests on: the first rule whose column is filled.

    It is never before `earliest`, and never after the extract (what stands in the file was known by then).
    """
    known = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    basis = pd.Series("extract", index=rows.index, dtype="str")
    for rule in rules:
        if rule.extract:
            day = pd.Series(extract.date, index=rows.index)
        else:
            put_off = 0 if rule.of == RECORDED else late
            day = working_days_later(_days(rows, str(rule.of)), rule.working_days + put_off)
        new = known.isna() & day.notna()
        known = known.where(~new, day)
        basis = basis.where(~new, "extract" if rule.extract else _basis(str(rule.of)))
    known = known.where(known <= extract.date, extract.date)  # an empty one too
    return {"known_date": known.mask(known < earliest, earliest).astype("datetime64[s]"), "known_basis": basis}


def _days(rows: pd.DataFrame, role: str) -> pd.Series:
    return rows[role] if role in rows else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")


def _basis(role: str) -> str:
    return "recorded" if role == RECORDED else "rule"


def _people(cells: pd.DataFrame) -> pd.DataFrame:
    held = [role for role in PERSON if role in cells]
    return (
        cells[held].rename(columns={"child": "child_id"})
        if "child" in held
        else pd.DataFrame({"child_id": pd.Series(dtype="str")})
    )
