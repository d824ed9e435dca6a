"""The children in need census (XML), read child by child, so that memory does not grow with the file.

A row is one element that the format names as a table, for example an assessment. It holds the values inside the element,
except those inside a nested element that is a row itself. A row inherits only the child's identifier: the conference date
of an enclosing episode never becomes that of a section 47 enquiry.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ...chronology.reading.ids import clean_ids
from ...errors import BadInput
from ..files.census_xml import iterate_children, local_name
from ..formats.specification import Format, TableSpec
from .found import FoundTable
from .rows import NO_IDENTIFIER, ONLY_IDENTIFIER
from .stated import Stated, stated_in_header

_PERSON = "ChildIdentifiers"  # the table with this block has exactly one row for each child
_CHUNK = 20_000


@dataclass(eq=False)
class _Rows:
    """The rows of one table read so far."""

    name: str
    spec: TableSpec
    numbered: dict[str, str]  # role: the table whose running number it holds
    chunks: list[pd.DataFrame] = field(default_factory=list)
    values: list[dict[str, str | None]] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    matched: dict[str, str] = field(default_factory=dict)
    unmatched: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.roles = {element: role for role, column in self.spec.columns.items() for element in column.names}
        self.read = [role for role, column in self.spec.columns.items() if column.type != "text" and not column.identifies]

    def role(self, element: str) -> str | None:
        """Return the role of an element, and record that it occurs."""
        role = self.roles.get(element)
        if role is None:
            self.unmatched[element] = None
        else:
            self.matched.setdefault(role, element)
        return role

    def is_first(self, element: str, role: str) -> bool:
        """Return whether the format prefers this element to another one for the role of a code."""
        column = self.spec.columns.get(role)
        return column is not None and column.type == "code" and column.names[0] == element

    def pack(self) -> None:
        """Pack the rows read so far into columns of text."""
        columns = {role: pd.array([row.get(role) for row in self.values], dtype="str") for role in ["place", *self.read]}
        self.chunks.append(pd.DataFrame(columns))
        self.values = []

    def found(self, file: str, identifier: str) -> FoundTable:
        """Return the table with the columns that occur, without the rows of children who have no identifier."""
        self.pack()
        cells = pd.concat(self.chunks, ignore_index=True)
        nameless = clean_ids(cells[identifier]).isna()
        skipped = self.skipped | dict.fromkeys(cells.loc[nameless, "place"], NO_IDENTIFIER)
        cells = cells[~nameless].reset_index(drop=True)
        present = [role for role in self.read if role in self.matched or role in self.numbered or role == identifier]
        matched = {role: element for role, element in self.matched.items() if role in self.spec.columns}
        return FoundTable(
            self.name, file, "", None, matched, list(self.unmatched), cells[present], cells["place"].rename(None), [], skipped
        )


@dataclass
class _Child:
    """The rows of one child, collected before the child's identifier is known."""

    number: int
    tables: dict[str, _Rows]
    rows: list[tuple[_Rows, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)
    elements: Counter[str] = field(default_factory=Counter)
    preferred: Counter[tuple[int, str]] = field(default_factory=Counter)  # how many values of a row's role come first

    def walk(self, element: Any, rows: _Rows, own: dict[str, list[str]], numbers: dict[str, str]) -> None:
        """Collect the values inside `element` in `own`, and each nested row in a row of its own."""
        for part in element:
            name = local_name(part)
            table = self.tables.get(name)
            if table is not None:
                self.elements[table.name] += 1
                inner = numbers | {table.name: f"{self.number}.{self.elements[table.name]}"}
                values: dict[str, list[str]] = defaultdict(list)
                self.rows.append((table, values, inner))
                self.walk(part, table, values, inner)
            elif len(part):
                self.walk(part, rows, own, numbers)
            elif name and (text := (part.text or "").strip()) and (role := rows.role(name)):
                # Where two elements mean one thing, the one that the format names first comes first.
                if rows.is_first(name, role):
                    own[role].insert(self.preferred[id(own), role], text)
                    self.preferred[id(own), role] += 1
                else:
                    own[role].append(text)


def census_tables(folder: Path, name: str, format: Format) -> tuple[list[FoundTable], Stated]:
    """Return the tables of a census file of any year from 2017 to 2027, and what its header says of its day and order.

    The file may have a namespace and any root element.
    A role of type id without a name is the running number of the element in the first table with the role: "12.2" is the
    second episode of the twelfth child. Values repeated in one element are joined by commas, except dates: each gives a
    row, as do several reviews in one block.

    Raises
    ------
    BadInput : the file is absent, not well-formed, declares a document type or entities, or holds no child.
    """
    tables = _tables(format)
    person = tables[_PERSON]
    inside = {element: rows for element, rows in tables.items() if rows is not person}
    identifier = person.spec.requires[0]
    header: dict[str, str] = {}
    number = 0
    for number, element in enumerate(iterate_children(folder / name, name, header), start=1):
        own: dict[str, list[str]] = defaultdict(list)
        child = _Child(number, inside, [(person, own, {})])
        child.walk(element, person, own, {})
        _keep(child, f"{name}!child {number}", identifier, person)
    if not number:
        raise BadInput(
            "A census file holds no child.",
            where=name,
            expected="elements named Child",
            do="export the census return again, or move this file out of the folder",
        )
    filled = [rows for rows in dict.fromkeys(tables.values()) if rows.values or rows.chunks or rows.skipped]
    found = [rows.found(name, identifier) for rows in filled]
    return found, stated_in_header(header)


def _tables(format: Format) -> dict[str, _Rows]:
    """Return empty rows for each table, by the names of its elements."""
    first: dict[str, str] = {}
    for name, spec in format.tables.items():
        for role, column in spec.columns.items():
            if column.type == "id" and not column.names:
                first.setdefault(role, name)
    tables: dict[str, _Rows] = {}
    for name, spec in format.tables.items():
        rows = _Rows(name, spec, {role: first[role] for role in spec.columns if role in first})
        tables |= dict.fromkeys(spec.names, rows)
    return tables


def _keep(child: _Child, place: str, identifier: str, person: _Rows) -> None:
    """Add the rows of a child to their tables, with the child's identifier and numbered places."""
    identifiers = set(child.rows[0][1].pop(identifier, []))
    identity = identifiers.pop() if len(identifiers) == 1 else None
    counts: Counter[str] = Counter()
    for rows, own, numbers in child.rows:
        for values in _each_date(own, rows.spec):
            counts[rows.name] += 1
            where = place if rows is person else f"{place}, {rows.name.replace('_', ' ')} {counts[rows.name]}"
            if not values and rows is not person:
                rows.skipped[where] = ONLY_IDENTIFIER if identity else NO_IDENTIFIER
                continue
            running = {role: numbers.get(table) for role, table in rows.numbered.items()}
            rows.values.append({**values, **running, identifier: identity, "place": where})
            if len(rows.values) == _CHUNK:
                rows.pack()


def _each_date(own: dict[str, list[str]], spec: TableSpec) -> list[dict[str, str]]:
    """Return one row, or a row for each date that a role repeats, with its code where as many are given; others are joined."""
    if all(len(values) == 1 for values in own.values()):
        return [{role: value for role, (value,) in own.items()}]
    count = max([1, *(len(days) for role, days in own.items() if spec.columns[role].type == "date")])
    each = {
        role: values
        for role, values in own.items()
        if spec.columns[role].type == "date" or (spec.columns[role].type == "code" and len(values) == count)
    }
    joined = {role: ",".join(values) for role, values in own.items() if role not in each}
    return [joined | {role: values[min(place, len(values) - 1)] for role, values in each.items()} for place in range(count)]
