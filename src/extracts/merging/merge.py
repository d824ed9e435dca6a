"""Merging several extracts and sources: each fact once, changes as corrections (formats.md 2.2, 6.11).

The first extract of a source that holds a fact gives its row. A later one with other content gives a correcting row. Where
two sources hold the same fact (child, type, day), the rows of the source with the lower precedence number are kept.

Within a source a fact is told by its record, where the rows name one (see `records`), and else by its day: rows of one column
that give different times of it are several facts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...chronology.reading.distinct import days_as_text, in_consonants, of_one_length, ranks, written_out
from ..facts.rows import PAYLOAD
from .order import undecided_facts
from .records import name_records

SAME = ["child_id", "event_type", "event_date"]
_TOLD_BY = ["child_id", "event_type", "record", "source"]
_ORDER = ["source", *SAME, "place_in_order", "extract", "version", "payload", "seconds", "place"]
_TEXTS = ["child_id", "event_type", "source", "extract", "place", "column"]
_DAY = pd.Timedelta(days=1)
_ONLY_TO_MERGE = [
    "column", "seconds", "version", "precedence", "extract", "place_in_order", "made", "covered_until", "record", "rank", "fact",
    "order",
]  # fmt: skip
_COMPARED_WITHIN_A_FACT = ["place_in_order", "extract", "version", "made", "payload", "row", "rank"]
_OF_ONE_FACT = ("source", "child_id", "event_type", "record", "rank", "order")
_DIGEST = 8  # bytes
_AT_ONCE = 2**16  # facts whose names are made at once, as each is an object of Python


@dataclass(frozen=True)
class Merged:
    """The facts of all extracts, each once.

    Attributes
    ----------
    events : canonical events, with `codes` as in `TableFacts.facts`.
    repeated : number of rows that tell a fact as another row tells it, by extract.
    overtaken : number of rows whose fact a later row tells otherwise, and no other row as they do, by extract.
    elsewhere : number of rows whose fact a preferred source holds, by extract.
    corrected : number of correcting rows, by extract.
    matched, apart : see `records.NamedRecords`.
    undecided : the extracts that tell a fact differently although nothing says which of them is the later.
    """

    events: pd.DataFrame
    repeated: pd.Series
    overtaken: pd.Series
    elsewhere: pd.Series
    corrected: pd.Series
    matched: pd.Series
    apart: pd.Series
    undecided: set[str]


def merge(facts: pd.DataFrame) -> Merged:
    """Merge the facts of all extracts.

    Parameters
    ----------
    facts : `TableFacts.facts` of all tables, with: source; precedence (1 wins); extract (name); place_in_order, see
        `order.places_in_order`; made, see `Extract`; covered_until, see `facts.coverage.covered_until`.
    """
    extracts = sorted(facts["extract"].unique())
    named = name_records(_compared(facts))
    records = named.facts["record"].fillna(days_as_text(named.facts["event_date"]))
    seconds = named.facts["seconds"].where(named.facts["record"].isna(), 0)
    compared = named.facts.assign(record=ranks(records), nth=_nth_time(named.facts.assign(seconds=seconds)))
    preferred = _preferred(compared)
    rows = compared if preferred.all() else compared[preferred]
    read, elsewhere = (_by_extract(part.groupby("extract").size(), extracts) for part in (rows, compared[~preferred]))
    matched, apart = (_by_extract(counts, extracts) for counts in (named.matched, named.apart))
    places = np.argsort(compared["row"].to_numpy(), kind="stable")
    del named, compared  # as large as the facts
    numbered = _number_same_day_facts(rows)
    del rows
    versions = _versions(numbered)
    kept, lost, corrected = (
        _by_extract(part.groupby("extract").size(), extracts)
        for part in (versions, _told_by_none(numbered, versions), versions[versions["order"] > 0])
    )
    del numbered
    chosen = versions["row"].to_numpy()
    events = facts.take(chosen).reset_index(drop=True).assign(record=records.array.take(places[chosen]))
    events = _with_later_known_dates(events.assign(**{name: versions[name].to_numpy() for name in ("rank", "fact", "order")}))
    undecided = {extracts[int(number)] for number in undecided_facts(versions)}
    events = _with_event_ids(events).drop(columns=_ONLY_TO_MERGE)
    return Merged(events, read - kept - lost, lost, elsewhere, corrected, matched, apart, undecided)


def _preferred(facts: pd.DataFrame) -> pd.Series:
    """Return which facts no source of a lower precedence number holds."""
    if facts["precedence"].nunique() < 2:
        return pd.Series(True, index=facts.index)
    return facts["precedence"] == facts.groupby(SAME, sort=False)["precedence"].transform("min")


def _compared(facts: pd.DataFrame) -> pd.DataFrame:
    """Return what is compared of the facts, in order: text as its place among all in its column, because numbers are fast.

    `row` is the place of each in `facts`; the names of records stay as they are.
    """
    numbers = {name: ranks(facts[name]) for name in _TEXTS}
    others = facts[["event_date", "seconds", "version", "place_in_order", "made", "precedence", "record"]]
    small = dict.fromkeys(("version", "place_in_order", "precedence"), "int32")
    compared = others.astype(small).assign(**numbers, payload=_payload(facts), row=np.arange(len(facts), dtype=np.int32))
    order = np.lexsort([compared[name].to_numpy() for name in reversed(_ORDER)])
    return compared.take(order).reset_index(drop=True)


def _by_extract(counts: pd.Series, extracts: list[str]) -> pd.Series:
    """Return counts by the number of an extract as counts of all extracts by their name."""
    return counts.reindex(range(len(extracts)), fill_value=0).set_axis(extracts)


def _payload(facts: pd.DataFrame) -> np.ndarray:
    """Return a number for what each row records of its fact, its day included, in the order of its text."""
    columns = [*PAYLOAD, "event_date"]
    different = facts.groupby(columns, sort=False, dropna=False).ngroup()
    _, firsts, numbers = np.unique(different, return_index=True, return_inverse=True)
    parts = [facts[name].take(firsts).astype("str").fillna("") for name in columns]
    return np.asarray(ranks(reduce(lambda left, right: left + "|" + right, parts))[numbers])


def _nth_time(facts: pd.DataFrame) -> pd.Series | int:
    """Return for each fact the place of its time among those that a column of the extract gives for such a fact on that day."""
    if not facts["seconds"].any():
        return 0
    alike = facts.groupby([*SAME, "source", "extract", "column", "version", "payload"], sort=False)
    return alike["seconds"].rank("dense").astype("int32")


def _number_same_day_facts(facts: pd.DataFrame) -> pd.DataFrame:
    """Drop rows repeated within an extract, and number the facts in the order of their text.

    `rank` numbers the different facts of a record or day in each extract, `fact` the facts of all. What tells a fact from
    others is left out, for it is no longer compared.
    """
    firsts = facts[facts["version"] == 0]
    kept = firsts[~firsts.duplicated([*SAME, "record", "source", "extract", "payload", "nth"])]
    firsts = kept.assign(rank=kept.groupby([*_TOLD_BY, "extract"], sort=False).cumcount().astype("int32"))
    later = facts[facts["version"] > 0].merge(
        firsts[["extract", "place", "column", *SAME, "record", "rank"]], on=["extract", "place", "column", *SAME, "record"]
    )
    both = pd.concat([firsts, later], ignore_index=True) if len(later) else firsts.reset_index(drop=True)
    fact = both.groupby([*_TOLD_BY, "rank"]).ngroup()
    return both[_COMPARED_WITHIN_A_FACT].assign(fact=fact.astype("int32"))


def _versions(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with new content, under their index: the first of each fact, and each that differs from the one before."""
    facts = facts.sort_values(["fact", "place_in_order", "extract", "version"], kind="stable")
    facts = facts[~_overtaken(facts)]
    of_extract = facts.groupby(["fact", "extract"], sort=False)
    first_extract = facts["extract"] == facts.groupby("fact", sort=False)["extract"].transform("first")
    # Of a later extract only the last version counts: its first is how the fact began, which an earlier extract holds.
    facts = facts[first_extract | (of_extract["version"].transform("max") == facts["version"])]
    before = facts.groupby("fact", sort=False)["payload"].shift()
    facts = facts[before.isna() | (before != facts["payload"])]
    return facts.assign(order=facts.groupby("fact", sort=False).cumcount())


def _told_by_none(facts: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose fact no row of `kept` tells as they do."""
    given = facts.groupby(["fact", "payload"], sort=False).ngroup()
    return facts[~given.isin(given[kept.index])]


def _overtaken(facts: pd.DataFrame) -> pd.Series:
    """Return which rows were sent only after an extract that tells the fact as of a later day: never the latest word."""
    backwards = facts[::-1]
    first_made = backwards.groupby("fact", sort=False)["made"].cummin()
    return (backwards["made"] > first_made)[::-1]


def _with_later_known_dates(facts: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the known dates that follow from other extracts.

    A fact that an earlier extract covered without holding it was known only after that extract. A correction is known by
    its own rule if that gives a day after the previous extract was made, else on the day on which its own was made.
    """
    missed = (facts["order"] == 0) & facts["covered_until"].notna() & (facts["covered_until"] + _DAY > facts["known_date"])
    last = facts[["extract", "made"]].shift()  # of the same fact: its rows stand together, in their order
    corrects = (facts["order"] > 0) & (facts["extract"] != last["extract"])
    by_rule = corrects & (facts["version"] > 0) & (facts["known_date"] > last["made"])
    known = facts["known_date"].mask(missed, facts["covered_until"] + _DAY).mask(corrects & ~by_rule, facts["made"])
    moved = missed | (corrects & ~by_rule)
    facts["known_basis"] = facts["known_basis"].mask(moved, "extract")
    # No correction becomes known before the row that it corrects.
    facts["known_date"] = known
    facts["known_date"] = facts.groupby("fact", sort=False)["known_date"].cummax().astype("datetime64[s]")
    facts["shared_date"] = facts["shared_date"].mask(facts["shared_date"] < facts["known_date"], facts["known_date"])
    return facts


def _with_event_ids(facts: pd.DataFrame) -> pd.DataFrame:
    """Return rows with an event_id made from their content, the same in every run, and `replaces` for corrections."""
    digests = b"".join(_digests(facts.iloc[start : start + _AT_ONCE]) for start in range(0, len(facts), _AT_ONCE))
    ids = written_out(facts["source"]) + "-" + of_one_length(digests, 2 * _DIGEST).set_axis(facts.index)
    return facts.assign(event_id=ids, replaces=ids.shift().where(facts["order"] > 0))


def _digests(facts: pd.DataFrame) -> bytes:
    """Return a digest of what tells each fact from all others, in letters, one after another."""
    parts = [pa.array(written_out(facts[name]).astype("str")) for name in _OF_ONE_FACT]
    keys = pc.binary_join_element_wise(*parts, pa.scalar("|", pa.large_string())).cast(pa.large_binary()).to_pylist()
    return in_consonants(b"".join([hashlib.sha256(key).digest()[:_DIGEST] for key in keys]))
