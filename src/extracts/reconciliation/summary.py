"""What became of every row of the extracts: read, used, set aside, known already; for the page of sources and the metrics."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...chronology.checks.contradictions import first_places
from ..cells.extract import Extract, Typed
from ..choices import Choices
from ..facts.rows import Told
from ..files.folder import FoundFile
from ..merging.merge import Merged
from ..recognising.found import Found
from ..recognising.matching import Matching
from .capability import supported


def account_of(
    files: list[FoundFile],
    extracts: dict[str, Extract],
    typed: dict[str, list[Typed]],
    told: dict[str, list[Told]],
    merged: Merged,
    rates: list[dict[str, Any]],
    choices: Choices,
    matching: Matching,
) -> dict[str, Any]:
    """Return the account as plain data: formats, extracts with their rows, cells that could not be read, links, what can be done.

    Rows read = used + set aside + of tables that are not used; asserted for each extract.
    """
    cells = _cells(typed)
    unrecognised = [
        {"place": _place(item.file, item.sheet), "why": item.why, "rows": item.rows}
        for file in files
        for item in file.unrecognised
    ]
    rows = [_rows(key, extract, told[key], typed[key], merged) for key, extract in extracts.items()]
    found = [extract.form.tables[item.table] for extract in extracts.values() for item in extract.found]
    low = [rate for rate in rates if rate["rate"] < choices.least_link_rate]
    return {
        "formats": sorted({extract.form.says for extract in extracts.values()}),
        "extracts": rows,
        "matching": matching.model_dump(mode="json"),
        "cells": cells,
        "unrecognised": unrecognised,
        "links": rates,
        "can": supported(found, choices.referrals_as_contacts),
        "holds_not": {extract.form.says: extract.form.holds_not for extract in extracts.values()},
        "warnings": [_low(rate, choices.least_link_rate) for rate in low],
        "notes": _notes(rows, unrecognised, cells),
    }


def _place(file: str, sheet: str) -> str:
    return f"{file}!{sheet}" if sheet else file


def _rows(key: str, extract: Extract, told: list[Told], typed: list[Typed], merged: Merged) -> dict[str, Any]:
    by_table = [
        _table(table, [one for one, of in zip(told, typed, strict=True) if of.table == table], extract)
        for table in _names(extract)
    ]
    return {
        "name": key,
        "format": extract.form.says,
        "date": f"{extract.date:%Y-%m-%d}",
        "date_from": extract.date_from,
        "tables": by_table,
        "facts": sum(len(one.facts) for one in told),
        "repeated": int(merged.repeated.get(key, 0)),
        "elsewhere": int(merged.elsewhere.get(key, 0)),
        "corrections": int(merged.corrected.get(key, 0)),
    }


def _names(extract: Extract) -> list[str]:
    there = {found.table for found in extract.found}
    return [name for name in extract.form.tables if name in there]


def _table(name: str, told: list[Told], extract: Extract) -> dict[str, Any]:
    spec = extract.form.tables[name]
    found: list[Found] = [item for item in extract.found if item.table == name]
    read = sum(item.rows_read for item in found)
    used = sum(one.used for one in told)
    aside = sum(one.rows for one in told) - used + sum(len(item.skipped) + len(item.torn) for item in found)
    unused = sum(len(item.cells) for item in found) if spec.because else 0
    if spec.because:
        aside = read - unused
    if read != used + aside + unused:
        raise RuntimeError("rows read are not rows used + rows set aside + rows of tables that are not used")
    return {
        "table": name,
        "says": spec.says,
        "read": read,
        "used": used,
        "aside": aside,
        "unused": unused,
        "because": spec.because,
    }


def _cells(typed: dict[str, list[Typed]]) -> list[dict[str, Any]]:
    """Return the cells that could not be read, by table, column and rule: counts and first places, never a value."""
    frames = [table.faults.assign(extract=key) for key, tables in typed.items() for table in tables if len(table.faults)]
    if not frames:
        return []
    keys = ["extract", "table", "column", "rule"]
    return [
        {**dict(zip(keys, labels, strict=True)), "cells": len(rows), "places": first_places(rows["place"])}
        for labels, rows in pd.concat(frames).groupby(keys, sort=True)
    ]


def _low(rate: dict[str, Any], least: float) -> str:
    one, other = rate["sources"]
    return (
        f"WARNING: of {rate['of']:,} children only {rate['shared']:,} are in both {one} and {other} ({rate['rate']:.0%}, "
        f"expected at least {least:.0%}). They may go by different identifiers: give a crosswalk (source.crosswalk), "
        "or the children's histories stay apart."
    )


def _notes(rows: list[dict[str, Any]], unrecognised: list[dict[str, Any]], cells: list[dict[str, Any]]) -> list[str]:
    notes = [
        f"{row['name']}: the day of the extract ({row['date']}) was taken from {row['date_from']}; "
        "set extract_date in the matching report if it is another."
        for row in rows
        if row["date_from"] == "its latest record"
    ]
    notes += [f"Not read: {item['place']}, because {item['why']}." for item in unrecognised]
    if cells:
        notes.append(f"{sum(item['cells'] for item in cells):,} cells could not be read; their rows are kept without them.")
    notes.append(
        "These sources hold no recorded dates: known dates are set by rule, fact by fact (docs/formats.md). "
        "What reached the hub is taken to be what was known, unless a table says when it was shared."
    )
    return notes
