"""The summary of a reading: rows read, used, set aside, repeated and overtaken, for the page of sources and the metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...chronology.checks.lost_kinds import Kind, rules_of
from ...chronology.checks.quarantine import first_places
from ...chronology.joins import Join, join_warnings
from ...pages.shares import chosen_share, of_100
from ..facts.rows import LEFT_OUT, TableFacts
from ..merging.merge import Merged
from ..recognising.files import RecognisedFile
from ..recognising.matching import Matching
from ..recognising.rows import NO_IDENTIFIER
from ..tables.extract import LATEST_RECORD, Extract
from ..tables.links import link_rates
from .capability import supported
from .columns import notes_of_columns


def reading_summary(
    files: list[RecognisedFile],
    extracts: list[Extract],
    facts: Mapping[str, list[TableFacts]],
    merged: Merged,
    people: pd.DataFrame,
    matching: Matching,
    referrals_as_contacts: bool,
    joins: list[Join],
    least_link_rate: float,
) -> dict[str, Any]:
    """Return the summary as plain data: formats, extracts with their rows, unreadable cells, links, capabilities, messages.

    Parameters
    ----------
    files, extracts : everything that was read.
    facts : the facts of each extract by its name.
    merged : the facts of all extracts.
    people : columns source and child_id.
    matching : the matching report as it was applied.
    referrals_as_contacts : whether each referral stands for a contact.
    joins : the rows of one table that find theirs in another.
    least_link_rate : a smaller part of a source's children in another, or of the rows of a join, gets a warning.

    Raises
    ------
    RuntimeError : of a table, rows read are not rows used + set aside + of tables that are not used (a bug).
    """
    cells = _unreadable_cells(extracts)
    unrecognised = [{"place": item.place, "why": item.why, "rows": item.rows} for file in files for item in file.unrecognised]
    rows = [_extract_rows(extract, facts[extract.name], merged) for extract in extracts]
    found = [extract.form.tables[item.table] for extract in extracts for item in extract.found]
    rates = link_rates(people)
    return {
        "formats": sorted({extract.form.says for extract in extracts}),
        "extracts": rows,
        "matching": matching.model_dump(mode="json"),
        "cells": cells,
        "unrecognised": unrecognised,
        "links": rates,
        "can": supported(found, referrals_as_contacts),
        "holds_not": {extract.form.says: extract.form.holds_not for extract in extracts},
        "warnings": _without_rows(extracts)
        + [_low_rate_warning(rate, least_link_rate) for rate in rates if rate["rate"] < least_link_rate]
        + join_warnings(joins, least_link_rate)
        + [_apart_warning(row) for row in rows if row["apart"]],
        "notes": _notes(rows, unrecognised, cells) + _known_last(extracts) + notes_of_columns(matching) + _clocks(extracts),
    }


def _without_rows(extracts: list[Extract]) -> list[str]:
    """Return a warning for each recognised table that is a header alone, as an export that failed half-way is."""
    return [
        f"WARNING: {found.place} has a header and no row. If there should be rows, export it again."
        for extract in extracts
        for found in extract.found
        if not found.rows_read
    ]


def kinds_of_extracts(extracts: list[Extract], facts: Mapping[str, list[TableFacts]]) -> list[Kind]:
    """Return the rows of each table of each format that records facts, without those that the format itself leaves out."""
    kinds: dict[str, Kind] = {}

    def add(name: str, read: int, kept: int, faults: pd.DataFrame) -> None:
        before = kinds.get(name, Kind(name, 0, 0))
        kinds[name] = Kind(name, before.read + read, before.kept + kept, before.rules + rules_of(faults))

    for extract in extracts:
        used = [one for one in facts[extract.name] if not extract.form.tables[one.table].because]
        for one in used:
            counted = one.refused[one.refused["rule"] != LEFT_OUT]
            read = one.rows - (len(one.refused) - len(counted))
            add(f"{extract.form.name}.{one.table}", read, one.used, counted)
        for found in (found for found in extract.found if not extract.form.tables[found.table].because):
            nameless = [place for place, why in found.skipped.items() if why == NO_IDENTIFIER]
            faults = pd.DataFrame(
                {"place": found.torn + nameless, "rule": "torn row, or no identifier", "column": "the whole row"}
            )
            add(f"{extract.form.name}.{found.table}", len(faults), 0, faults)
    return [kinds[name] for name in sorted(kinds)]


def _extract_rows(extract: Extract, facts: list[TableFacts], merged: Merged) -> dict[str, Any]:
    present = {found.table for found in extract.found}
    return {
        "name": extract.name,
        "format": extract.form.says,
        "date": f"{extract.date:%Y-%m-%d}",
        "date_from": extract.date_from,
        "tables": [_table_rows(name, extract, facts) for name in extract.form.tables if name in present],
        "facts": sum(one.facts for one in facts),
        "repeated": int(merged.repeated.get(extract.name, 0)),
        "overtaken": int(merged.overtaken.get(extract.name, 0)),
        "elsewhere": int(merged.elsewhere.get(extract.name, 0)),
        "corrections": int(merged.corrected.get(extract.name, 0)),
        "matched": int(merged.matched.get(extract.name, 0)),
        "apart": int(merged.apart.get(extract.name, 0)),
    }


def _table_rows(name: str, extract: Extract, facts: list[TableFacts]) -> dict[str, Any]:
    spec = extract.form.tables[name]
    found = [item for item in extract.found if item.table == name]
    of_table = [one for one in facts if one.table == name]
    read = sum(item.rows_read for item in found)
    used = sum(one.used for one in of_table)
    unused = sum(len(item.cells) for item in found) if spec.because else 0
    aside = sum(one.rows for one in of_table) - used + sum(len(item.skipped) + len(item.torn) for item in found)
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


def _unreadable_cells(extracts: list[Extract]) -> list[dict[str, Any]]:
    """Return the cells that could not be read, by table, column and rule: numbers and first places, never a value."""
    frames = [table.faults.assign(extract=extract.name) for extract in extracts for table in extract.tables if len(table.faults)]
    if not frames:
        return []
    keys = ["extract", "table", "column", "rule"]
    return [
        {**dict(zip(keys, labels, strict=True)), "cells": len(rows), "places": first_places(rows["place"])}
        for labels, rows in pd.concat(frames).groupby(keys, sort=True)
    ]


def _known_last(extracts: list[Extract]) -> list[str]:
    """Return a note for each column that says when a fact became known, and of which some cells cannot be read."""
    return [
        f"{extract.name}, {table.spec.says}: {int(unread.sum()):,} of {len(unread):,} cells of {role} cannot be read. Facts that "
        f"they would date count as known on the day of the extract ({extract.made:%Y-%m-%d}), and on no earlier day."
        for extract in extracts
        for table in extract.tables
        for role, unread in table.unread.items()
        if role in table.spec.known_by and unread.any()
    ]


def _clocks(extracts: list[Extract]) -> list[str]:
    return [
        note
        for extract in extracts
        for table in extract.tables
        for header, clock in table.clocks.items()
        for note in clock.says(f"{extract.name}, {table.spec.says}, column {header}")
    ]


def _low_rate_warning(rate: dict[str, Any], least: float) -> str:
    one, other = rate["sources"]
    return (
        f"WARNING: of {rate['of']:,} children only {rate['shared']:,} are in both {one} and {other} ({of_100(rate['rate'], 0)}%, "
        f"expected at least {chosen_share(least)}%). They may go by different identifiers: give a crosswalk (source.crosswalk), "
        "or the children's histories stay apart."
    )


def _apart_warning(row: dict[str, Any]) -> str:
    return (
        f"WARNING: {row['name']}: {row['apart']:,} facts may be told twice. Another extract has records of the same child, kind "
        "and day, but under other identifiers or none, so they are kept apart. Give a record one identifier in every extract; "
        "where each export numbers its records anew, give that column the role ignore in the matching report, for every file."
    )


def _notes(rows: list[dict[str, Any]], unrecognised: list[dict[str, Any]], cells: list[dict[str, Any]]) -> list[str]:
    notes = [
        f"{row['name']}: the day of the extract ({row['date']}) was taken from {row['date_from']}; "
        "set extract_date in the matching report if it is another."
        for row in rows
        if row["date_from"] == LATEST_RECORD
    ]
    notes += [
        f"{row['name']}: {row['matched']:,} facts of records without an identifier, or with one that differs in letter case or "
        "zeros in front alone, agree in all else with those of another extract and count as the same."
        for row in rows
        if row["matched"]
    ]
    notes += [f"Not read: {item['place']}, because {item['why']}." for item in unrecognised]
    if cells:
        notes.append(f"{sum(item['cells'] for item in cells):,} cells could not be read; their rows are kept without them.")
    notes.append(
        "These sources hold no recorded dates: known dates are set by rule, fact by fact (docs/reference/formats.md). "
        "What reached the hub is taken to be what was known, unless a table says when it was shared."
    )
    return notes
