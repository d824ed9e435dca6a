"""The canonical tables and the quarantine, from the facts of all extracts."""

from __future__ import annotations

import pandas as pd

from ...chronology.checks.quarantine import conform
from ...chronology.tables import empty_table
from ...chronology.vocabulary import Vocabulary
from ..cells.extract import Extract
from ..facts.people import children, households, protected
from ..facts.rows import Told
from ..files.folder import FoundFile
from ..formats.specification import Format
from ..recognising.found import Found


def canonical_tables(
    events: pd.DataFrame, people: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary
) -> dict[str, pd.DataFrame]:
    """Return the canonical tables from merged facts, what was told of people, and the coverage of every extract."""
    codes = events.loc[events["codes"] != "", ["event_id", "codes"]]
    pairs = codes.assign(codes=codes["codes"].str.split(";")).explode("codes")
    parts = pairs["codes"].str.split("=", n=1, expand=True) if len(pairs) else pd.DataFrame(columns=[0, 1])
    known = pd.Series(pd.concat([events["child_id"], people["child_id"]]).unique())
    return {
        "children": children(people, known),
        "events": conform(events.rename(columns={"place": "source_ref"}), "events"),
        "event_codes": conform(pairs[["event_id"]].assign(system=parts[0], code=parts[1]).drop_duplicates(), "event_codes"),
        "households": households(people, known),
        "protected": protected(people, known),
        "points": empty_table("points"),
        "coverage": _counted(coverage, events, vocabulary),
    }


def _counted(coverage: pd.DataFrame, events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the coverage with the events of each source and table, counted on its first period."""
    kinds = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    counts = pd.DataFrame({"source": events["source"], "table": kinds}).value_counts().rename("rows").reset_index()
    ordered = coverage.drop_duplicates().sort_values(["source", "table", "start"], ignore_index=True)
    joined = ordered.merge(counts, on=["source", "table"], how="left")
    rows = joined["rows"].fillna(0).where(~joined.duplicated(["source", "table"]), 0)
    return conform(joined.assign(rows_read=rows, rows_kept=rows, rows_quarantined=0), "coverage")


def quarantine_of(told: dict[str, list[Told]], extracts: dict[str, Extract], groups: dict[str, list[FoundFile]]) -> pd.DataFrame:
    """Return the quarantine: rows and facts that cannot be used, torn rows, and rows that hold nothing to use."""
    parts = [
        one.refused.rename(columns={"place": "source_ref"}).assign(source=extracts[key].form.name)
        for key, tables in told.items()
        for one in tables
    ]
    for key, members in groups.items():
        for found in (found for file in members for found in file.found):
            parts.append(_left_by_reader(found, extracts[key].form))
    return conform(pd.concat(parts, ignore_index=True).assign(table="events"), "quarantine")


def _left_by_reader(found: Found, form: Format) -> pd.DataFrame:
    skipped = pd.DataFrame({"source_ref": list(found.skipped), "rule": list(found.skipped.values())}, dtype="str")
    torn = pd.DataFrame({"source_ref": found.torn, "rule": "torn row"}, dtype="str")
    return pd.concat([skipped, torn]).assign(source=form.name, column="(the whole row)", expected="a row about one child")
