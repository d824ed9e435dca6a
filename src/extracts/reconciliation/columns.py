"""Headers of which nothing is used, and those that were taken for a column by a name that is only near its own."""

from __future__ import annotations

from collections.abc import Iterable

from ..formats.specification import FILLED, TableSpec, load_format
from ..recognising.found import IGNORE
from ..recognising.matching import Matching, SheetMatching
from ..recognising.names import WITHOUT_BRACKETS, is_name, match_level, near_name

_MOST_NAMED = 10


def notes_of_columns(matching: Matching) -> list[str]:
    """Return a line for each sheet that is read: its headers taken by a near name, and those of which nothing is used.

    Headers to which the user gave a role, or the role ignore, are as meant.

    Parameters
    ----------
    matching : the matching report as it was applied.
    """
    notes = []
    for name, file in matching.files.items():
        tables = load_format(file.format).tables if file.format and file.format != IGNORE else {}
        for sheet, own in file.sheets.items():
            if own.table in tables:
                found = [*_near(own, tables[own.table]), *_unused(own, tables[own.table])]
                place = f"{name}, sheet {sheet}" if sheet else name
                notes += [f"{place}: {'; '.join(found)}. Mend what is wrong in the matching report."] if found else []
    return notes


def _near(sheet: SheetMatching, spec: TableSpec) -> list[str]:
    taken = [
        f'"{header}" for {role}'
        for header, role in sheet.columns.items()
        if role in spec.columns and (_level(header, spec.columns[role].names) or 0) >= WITHOUT_BRACKETS
    ]
    return [f"headers taken by a near name: {_named(taken)}"] if taken else []


def _level(header: str, names: Iterable[str]) -> int | None:
    return min((level for name in names if (level := match_level(header, name)) is not None), default=None)


def _unused(sheet: SheetMatching, spec: TableSpec) -> list[str]:
    """Return the headers without a role, each with the column that it may be, if the sheet has no other for that."""
    held = set(sheet.columns.values())
    free = {name: role for role, column in spec.columns.items() if role not in held for name in column.names}
    unused = []
    for header in (header for header, role in sheet.columns.items() if role is None):
        near = near_name(header, free)
        unused.append(f'"{header}"' + (_second(header, sheet, spec) or (f" (is it {free[near]}?)" if near else "")))
    return [f"nothing is used of {len(unused):,} column{'s' * (len(unused) > 1)}: {_named(unused)}"] if unused else []


def _second(header: str, sheet: SheetMatching, spec: TableSpec) -> str:
    """Return what is said of a header that is a name of a column for which another header is used, or ""."""
    for used, role in sheet.columns.items():
        if role in spec.columns and is_name(header, spec.columns[role].names):
            fills = " but to fill its empty cells" if role in FILLED else ""
            return f' (a name of {role} too, which is read from "{used}"{fills})'
    return ""


def _named(parts: list[str]) -> str:
    more = len(parts) - _MOST_NAMED
    return ", ".join(parts[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
