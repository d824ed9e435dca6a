"""Artificial identifiers, from ranges that are never issued, to test that the readers refuse identifiers."""

from __future__ import annotations

import pandas as pd
from stdnum.gb import nhs

from ...extracts.formats.specification import Format

_NHS_FIRST = 999_000_000  # numbers from 999 000 0000 on are kept for tests


def with_identifiers(rows: dict[str, pd.DataFrame], form: Format) -> dict[str, pd.DataFrame]:
    """Return the tables with values in every column that identifies people, places or workers in the format."""
    found = {}
    for name, frame in rows.items():
        columns = {role: column for role, column in form.tables[name].columns.items() if column.identifies}
        numbers = pd.Series(range(1, len(frame) + 1), index=frame.index)
        found[name] = frame.assign(**{role: numbers.map(lambda number, role=role: planted(role, number)) for role in columns})
    return found


def planted(role: str, number: int) -> str:
    """Return an artificial identifier of the kind that a column of this role holds."""
    if role == "nhs":
        return nhs_number(number)
    if "upn" in role:
        return f"Z{999_000_000_000 + number}"
    if "postcode" in role:
        return f"ZZ99 {number % 10}ZZ"
    if role == "full":
        return f'{{"POSTCODE": "ZZ99 {number % 10}ZZ", "HOUSE": "{number}", "STREET": "Synthetic Street"}}'
    return f"{role.capitalize()} {number}"


def nhs_number(number: int) -> str:
    """Return an artificial NHS number with a valid check digit, from the range reserved for tests."""
    stem = _NHS_FIRST + number
    while not (valid := [f"{stem}{digit}" for digit in range(10) if nhs.is_valid(f"{stem}{digit}")]):
        stem += 1_000  # no digit completes this stem
    return valid[0]
