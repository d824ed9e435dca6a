"""Checks of single columns and rows, as data, derived from tables.yaml and the vocabulary; and the results of checks.

An error stops the run; a warning is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from ..tables import Column, tables
from ..vocabulary import Vocabulary
from .quarantine import ALLOWED_NUMBERS, ORDERED_DATES, RANGES

Severity = Literal["critical", "warning"]

CHECKED = ("events", "event_codes", "children", "households", "coverage", "points", "protected")


@dataclass(frozen=True)
class Check:
    """One check: what must hold (`says`), and the Great Expectations class and arguments that test it.

    A warning has a name, and what it means for the reader.
    """

    table: str
    column: str
    says: str
    severity: Severity
    expectation: str
    arguments: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    means: str = ""


@dataclass(frozen=True)
class Result:
    """The result of one check: the number of rows that it concerns, and that failed it.

    A warning has a name, under which its rows are compared between runs, and what it means for the reader.
    """

    table: str
    column: str
    check: str
    severity: Severity
    rows: int
    failed: int
    passed: bool
    name: str = ""
    means: str = ""


def column_checks(name: str, vocabulary: Vocabulary) -> list[Check]:
    """Return the checks of the canonical table `name` that follow from its schema and the vocabulary."""
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
