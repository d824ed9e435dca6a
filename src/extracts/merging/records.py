"""One name for each record of a source, where its extracts name it in different ways or only in some of them.

A record without a name, or whose name differs in letter case or zeros in front alone, is matched with one of another extract
that agrees in all else. What cannot be matched so is kept apart and counted: nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

from ...chronology.reading.ids import loosely

_KIND = ["source", "child_id", "event_type"]
_DAY = [*_KIND, "event_date"]
_CONTENT = [*_DAY, "payload"]
_ROW = ["extract", "place", "column", *_DAY]


@dataclass(frozen=True)
class NamedRecords:
    """The facts with a name for each record.

    Attributes
    ----------
    facts : the facts as given; `record` is empty where no extract names the record.
    matched : number of facts that were matched by what they hold, by extract.
    apart : number of facts that may be told twice: another extract has, of the same child, kind and day, only records under
        other names; by extract.
    """

    facts: pd.DataFrame
    matched: pd.Series
    apart: pd.Series


@dataclass
class _Spelling:
    """One name of a record: where it stands, and what is told under it."""

    record: str
    extracts: set[str] = field(default_factory=set)
    contents: set[tuple[object, int]] = field(default_factory=set)


def name_records(facts: pd.DataFrame) -> NamedRecords:
    """Give each record the same name in all extracts of its source.

    Parameters
    ----------
    facts : as `merge` takes them, in their order, with `payload` (a number for what a row records); `record` empty where a row
        names none.
    """
    firsts = facts[facts["version"] == 0]
    several = firsts.groupby("source")["extract"].transform("nunique") > 1
    firsts = firsts.loc[several, [*_ROW, "payload", "record"]]
    if firsts["record"].isna().all():
        return NamedRecords(facts, *(pd.Series(dtype="int64") for _ in range(2)))
    names = _one_spelling(firsts)
    names = names.fillna(_found_names(firsts.assign(record=names)))
    before = firsts["record"]
    matched = firsts[names.notna() & (before.isna() | (before != names))]
    named = firsts.assign(record=names)
    apart = _doubtful(named)
    return NamedRecords(_with_names(facts, named), matched.groupby("extract").size(), apart.groupby("extract").size())


def _with_names(facts: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the facts with the names of `named`: a later version of a fact has the name of its first."""
    names = named.drop_duplicates(_ROW).set_index(_ROW)["record"]
    later = facts[(facts["version"] > 0) & facts["source"].isin(named["source"].unique())]
    record = facts["record"].copy()
    record.loc[named.index] = named["record"]
    record.loc[later.index] = names.reindex(pd.MultiIndex.from_frame(later[_ROW])).to_numpy()
    return facts.assign(record=record.astype("str"))


def _one_spelling(firsts: pd.DataFrame) -> pd.Series:
    """Return the names, those that differ in letter case or zeros alone and stand for one record in its first spelling."""
    rows = firsts[firsts["record"].notna()]
    spelled = rows[[*_KIND, "record"]].drop_duplicates()
    parts = spelled["record"].str.partition(" ")
    spelled["loose"] = parts[0] + " " + loosely(parts[2])
    spelled = spelled[spelled.duplicated([*_KIND, "loose"], keep=False)]
    if spelled.empty:
        return firsts["record"]
    rows = rows.merge(spelled, on=[*_KIND, "record"])
    found: dict[tuple[str, ...], dict[str, _Spelling]] = defaultdict(dict)
    for *key, extract, record, day, content in rows[[*_KIND, "loose", "extract", "record", "event_date", "payload"]].itertuples(
        index=False, name=None
    ):
        spelling = found[tuple(key)].setdefault(record, _Spelling(record))
        spelling.extracts.add(extract)
        spelling.contents.add((day, content))
    other = {(*key[:3], name): first for key, group in found.items() for name, first in _merged(list(group.values())).items()}
    keys = pd.MultiIndex.from_frame(firsts[[*_KIND, "record"]])
    spellings = pd.Series(other, dtype="str").reindex(keys).set_axis(firsts.index) if other else pd.Series(dtype="str")
    return spellings.reindex(firsts.index).fillna(firsts["record"])


def _merged(spellings: list[_Spelling]) -> dict[str, str]:
    """Return the first spelling for each other one that no extract has beside it and under which the same is told."""
    first, *others = spellings
    names = {}
    for other in others:
        if first.extracts.isdisjoint(other.extracts) and first.contents & other.contents:
            names[other.record] = first.record
            first.extracts |= other.extracts
            first.contents |= other.contents
    return names


def _found_names(firsts: pd.DataFrame) -> pd.Series:
    """Return, for rows without a name, the first name under which another extract tells the same and theirs does not."""
    named = firsts[firsts["record"].notna()]
    nameless = firsts.loc[firsts["record"].isna(), [*_CONTENT, "extract"]]
    pairs = nameless.drop_duplicates().merge(named[[*_CONTENT, "record", "extract"]], on=_CONTENT, suffixes=("", "_other"))
    # An extract that tells both, with a name and without, knows two records.
    beside = pairs.loc[pairs["extract"] == pairs["extract_other"], [*_CONTENT, "record"]].drop_duplicates()
    pairs = _without(_without(pairs, beside), named[[*_KIND, "record", "extract"]].drop_duplicates())
    names = pairs.drop_duplicates([*_CONTENT, "extract"])[[*_CONTENT, "extract", "record"]]
    found = nameless.merge(names, on=[*_CONTENT, "extract"], how="left").set_axis(nameless.index)
    return found["record"].reindex(firsts.index)


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that agree with none of `others` in all columns of these."""
    marked = rows.merge(others, how="left", on=list(others), indicator="found")
    return marked[marked["found"] == "left_only"].drop(columns="found")


def _doubtful(firsts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that may be told twice (see `NamedRecords.apart`): neither extract has both names."""
    rows = firsts.assign(name=firsts["record"].fillna(""))[[*_DAY, "name", "extract"]].drop_duplicates()
    everywhere = rows.groupby([*_DAY, "name"])["extract"].transform("size") == rows.groupby(_DAY)["extract"].transform("nunique")
    rows = rows[~everywhere]
    pairs = rows.merge(rows, on=_DAY, suffixes=("", "_other"))
    pairs = pairs[(pairs["extract"] != pairs["extract_other"]) & (pairs["name"] != pairs["name_other"])]
    held = firsts[["extract", *_KIND, "record"]].dropna().drop_duplicates()
    theirs = held.rename(columns={"record": "name", "extract": "extract_other"})
    ours = held.rename(columns={"record": "name_other"})
    pairs = _without(_without(pairs, theirs), ours)
    return pairs[[*_DAY, "name", "extract"]].drop_duplicates()
