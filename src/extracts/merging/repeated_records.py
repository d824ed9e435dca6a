"""Records that two rows of one extract tell differently: one row stands, the others are set aside and named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from ...chronology.checks.quarantine import first_places
from ..facts.rows import PAYLOAD, RECORDED, TableFacts
from ..recognising.matching import Unclear
from ..tables.extract import Extract

_RECORD = ["child_id", "event_type", "column", "record"]
_RULE = "another row of the extract tells its record differently"
_EXPECTED = "one row for each record, or a recorded date that says which is the latest"


def told_once(extract: Extract, facts: pd.DataFrame, tables: list[TableFacts]) -> tuple[pd.DataFrame, list[TableFacts]]:
    """Return the facts of an extract in which each record is told in one way, and its tables, which refuse the other facts.

    The row that was recorded last stands, if every row of the record has a recorded date; else the first in the file.

    Raises
    ------
    Unclear : files of the extract contradict each other, no recorded date says which row is the later, and neither does the
        user, who may give them one order: the order of names decides nothing.
    """
    if facts.empty:
        return facts, tables
    firsts = facts[(facts["version"] == 0) & facts["record"].notna()]
    firsts = firsts[firsts.duplicated(_RECORD, keep=False)]
    if firsts.empty:
        return facts, tables
    others, files = _differing(firsts)
    if files and extract.sequence[0] is None:
        raise Unclear(
            "Two files tell the same records differently, and nothing says which of them is the later.",
            where="\n            ".join(files),
            expected="a day in the name of each file (2024-03-31), a recorded date in each row, or each record in one file",
            mend="give each of them an extract_date or an order (1 for the earliest; parts of one table have the same)",
            blank={name: ["extract_date", "order"] for name in files},
        )
    if others.empty:
        return facts, tables
    key = ["table", *_RECORD, "place"]
    kept = facts[~pd.MultiIndex.from_frame(facts[key]).isin(pd.MultiIndex.from_frame(others[key]))]
    return kept.reset_index(drop=True), [_without(one, others, kept, number) for number, one in enumerate(tables)]


def warnings_of_repeated(name: str, tables: Iterable[TableFacts]) -> list[str]:
    """Return a warning for each table of the extract `name` that tells records in two ways."""
    warnings = []
    for one in tables:
        places = one.refused.loc[one.refused["rule"] == _RULE, "place"]
        if len(places):
            warnings.append(
                f"WARNING: {name}, {one.table}: records have rows that differ, though each has one identifier: {len(places):,} "
                f"row{'s' * (len(places) > 1)} set aside ({first_places(places)}). The row recorded last stands, or the first in "
                "the file where recorded dates do not decide. Mend them in the export; if the column identifies no records, "
                "give it the role ignore in the matching report."
            )
    return warnings


def _differing(firsts: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the facts that tell their record differently from the row of it that stands, and the files that only names order."""
    content = firsts.groupby([*PAYLOAD, "event_date"], sort=False, dropna=False).ngroup()
    several = content.groupby([firsts[name] for name in _RECORD], sort=False).transform("nunique") > 1
    rows = firsts.assign(content=content)[several]
    rows = rows.assign(row=pd.to_numeric(rows["place"].str.extract(r"(\d+)$")[0]))
    of_record = rows.groupby(_RECORD, sort=False)
    recorded = (rows["known_basis"] == RECORDED).groupby([rows[name] for name in _RECORD], sort=False).transform("all")
    latest = of_record["known_date"].transform("max")
    rows = rows.assign(earlier=recorded & (rows["known_date"] < latest)).sort_values(["earlier", "table", "row"], kind="stable")
    standing = rows.groupby(_RECORD, sort=False)
    # One row may record several facts of a record: those beside the standing one are no contradiction.
    beside = (rows["place"] == standing["place"].transform("first")) | (rows["content"] == standing["content"].transform("first"))
    others = firsts.loc[rows.index[~beside]]
    file, first = (places.str.replace("!.*", "", regex=True) for places in (rows["place"], standing["place"].transform("first")))
    unordered = ~beside & ~rows["earlier"] & (file != first)
    return others, sorted({*file[unordered], *first[unordered]})


def _without(one: TableFacts, others: pd.DataFrame, kept: pd.DataFrame, number: int) -> TableFacts:
    """Return a table of which only the facts in `kept` stand, not `others`; rows that tell nothing else are no longer used."""
    others, kept = others[others["table"] == number], kept[kept["table"] == number]
    if others.empty:
        return one
    refused = others[["place", "column"]].assign(rule=_RULE, expected=_EXPECTED).astype("str")
    lost = set(others["place"]) - set(kept["place"])
    every = pd.concat([one.refused, refused], ignore_index=True)
    return replace(one, facts=len(kept), refused=every, used=one.used - len(lost))
