"""The canonical tables and the quarantine, from the facts of all extracts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chronology.coverage import count_rows
from ...chronology.reading.distinct import written_out
from ...chronology.tables import conform, empty_table
from ...chronology.vocabulary import Vocabulary
from ..facts.people import children, households, protected
from ..facts.rows import TableFacts
from ..formats.specification import Format
from ..recognising.found import FoundTable
from ..tables.extract import Extract


def canonical_tables(
    events: pd.DataFrame, people: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary
) -> dict[str, pd.DataFrame]:
    """Return the canonical tables from merged facts, rows about people, and the coverage of every extract."""
    canonical = conform(events.rename(columns={"place": "source_ref"}), "events")
    known = pd.Series(pd.concat([canonical["child_id"], written_out(people["child_id"])]).unique())
    return {
        "children": children(people, known),
        "events": canonical,
        "event_codes": _event_codes(events.loc[events["codes"] != "", ["event_id", "codes"]]),
        "households": households(people, known),
        "protected": protected(people, known),
        "points": empty_table("points"),
        "coverage": conform(count_rows(coverage.drop_duplicates(), canonical, vocabulary), "coverage"),
    }


def _event_codes(events: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each code of an event, once; `codes` holds them as "system=code" joined by ";"."""
    numbers, lists = pd.factorize(events["codes"])
    pairs = [(number, *code.split("=", 1)) for number, codes in enumerate(lists) for code in dict.fromkeys(codes.split(";"))]
    parts = pd.DataFrame(pairs, columns=["number", "system", "code"]).astype({"number": "int64"})
    return conform(events.assign(number=numbers).merge(parts, on="number", how="left"), "event_codes")


def quarantined_rows(facts: Mapping[str, list[TableFacts]], extracts: list[Extract]) -> pd.DataFrame:
    """Return the quarantine: rows and facts that cannot be used, torn rows, and rows that hold nothing to use.

    Parameters
    ----------
    facts : the facts of each extract by its name.
    extracts : the extracts.
    """
    parts = [
        one.refused.rename(columns={"place": "source_ref"}).assign(source=extract.form.name)
        for extract in extracts
        for one in facts[extract.name]
        if len(one.refused)
    ]
    parts += [
        _left_out_rows(found, extract.form) for extract in extracts for found in extract.found if found.skipped or found.torn
    ]
    if not parts:
        return empty_table("quarantine")
    return conform(pd.concat(parts, ignore_index=True).assign(table="events"), "quarantine")


def _left_out_rows(found: FoundTable, form: Format) -> pd.DataFrame:
    skipped = pd.DataFrame({"source_ref": list(found.skipped), "rule": list(found.skipped.values())}, dtype="str")
    torn = pd.DataFrame({"source_ref": found.torn, "rule": "torn row"}, dtype="str")
    return pd.concat([skipped, torn]).assign(source=form.name, column="(the whole row)", expected="a row about one child")
