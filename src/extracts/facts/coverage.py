"""The period in which an extract holds records of each kind: outside it, absence is unknown (formats.md section 0, point 2)."""

from __future__ import annotations

import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ..tables.extract import Extract

_DAY = pd.Timedelta(days=1)


def extract_coverage(extract: Extract, facts: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the coverage of one extract: source, table, start, end (first day no longer covered), extract_date.

    A coverage table is covered if the extract has a table of the format that covers it, with or without rows. It starts with
    the window that the format or the user states, or with the first record of its kind.
    """
    names = sorted({name for found in extract.found for name in extract.form.tables[found.table].covers})
    kinds = vocabulary.coverage_tables(facts["event_type"]) if len(facts) else pd.Series(dtype="str")
    rows = []
    for name in names:
        start = extract.start
        if start is None:
            days = facts.loc[kinds.index[kinds == name], "event_date"] if len(kinds) else kinds
            if days.empty:
                continue
            start = days.min()
        if start <= extract.date:
            rows.append({"table": name, "start": start})
    return pd.DataFrame(rows, columns=["table", "start"]).assign(
        source=extract.form.name, end=extract.date + _DAY, extract_date=extract.date
    )


def covered_until(facts: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return for each fact the day of its source's latest earlier extract that covers the fact's day; empty if there is none.

    An extract that covered the day and did not hold the fact shows that it was not known by then.
    """
    kinds = vocabulary.coverage_tables(facts["event_type"])
    days = pd.Series(pd.NaT, index=facts.index, dtype="datetime64[s]")
    for row in coverage.sort_values("extract_date").to_dict("records"):
        covers = (facts["source"] == row["source"]) & (kinds == row["table"]) & (facts["event_date"] >= row["start"])
        earlier = (facts["event_date"] < row["end"]) & (facts["extract_date"] > row["extract_date"])
        days = days.mask(covers & earlier, row["extract_date"])
    return days
