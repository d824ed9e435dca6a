"""Several extracts and sources as one chronology: each fact once, what changed as a correction (formats.md 2.2, 6.11).

The first extract of a source that holds a fact gives its row. A later one that tells it otherwise gives a correcting row. Where
two sources hold the same fact (child, type, day), the rows of the source that holds most of it stand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import reduce

import pandas as pd

from ..facts.rows import PAYLOAD

SAME = ["child_id", "event_type", "event_date"]
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Merged:
    """The facts of all extracts, each once.

    Attributes
    ----------
    events : canonical events, with `codes` as `facts` gives them.
    repeated : rows of facts that an earlier row already told, by extract.
    elsewhere : rows of facts that a source of higher standing holds, by extract.
    corrected : correcting rows, by extract.
    """

    events: pd.DataFrame
    repeated: pd.Series
    elsewhere: pd.Series
    corrected: pd.Series


def merge(facts: pd.DataFrame) -> Merged:
    """Merge the facts of all extracts.

    Parameters
    ----------
    facts : as `facts.told_by` gives them, with: source; precedence (1 wins); extract (name); extract_date; covered_until, see
        `windows.covered_until`.
    """
    facts = facts.assign(payload=_payload(facts))
    order = ["source", *SAME, "extract_date", "extract", "version", "payload", "place"]
    facts = facts.sort_values(order, kind="stable", ignore_index=True)
    best = facts.groupby(SAME, sort=False)["precedence"].transform("min")
    standing = facts["precedence"] == best
    ranked = _ranked(facts[standing])
    rows = _versions(ranked)
    names = facts["extract"].unique()
    told, kept, corrected, elsewhere = (
        part.groupby("extract").size().reindex(names, fill_value=0)
        for part in (facts[standing], rows, rows[rows["order"] > 0], facts[~standing])
    )
    return Merged(_identified(rows), told - kept, elsewhere, corrected)


def _payload(facts: pd.DataFrame) -> pd.Series:
    parts = [facts[name].astype("str").fillna("") for name in PAYLOAD]
    return reduce(lambda left, right: left + "|" + right, parts)


def _ranked(facts: pd.DataFrame) -> pd.DataFrame:
    """Drop rows that repeat a row of the same extract, and number the different facts of one day in each extract."""
    firsts = facts[facts["version"] == 0]
    again = firsts.duplicated([*SAME, "source", "extract", "payload"])
    kept = firsts[~again]
    rank = kept.groupby([*SAME, "source", "extract"], sort=False).cumcount()
    firsts = kept.assign(rank=rank)
    later = facts[facts["version"] > 0].merge(
        firsts[["extract", "place", "column", *SAME, "rank"]], on=["extract", "place", "column", *SAME]
    )
    return pd.concat([firsts, later], ignore_index=True)


def _versions(facts: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that tell something new: the first of a fact, and each that differs from what was last told."""
    fact = [*SAME, "source", "rank"]
    facts = facts.sort_values([*fact, "extract_date", "extract", "version"], kind="stable", ignore_index=True)
    of_extract = facts.groupby([*fact, "extract"], sort=False)
    first_extract = facts["extract"] == facts.groupby(fact, sort=False)["extract"].transform("first")
    # Of a later extract only its last word counts: its first version is how the fact began, which is told already.
    facts = facts[first_extract | (of_extract["version"].transform("max") == facts["version"])].copy()
    before = facts.groupby(fact, sort=False)["payload"].shift()
    facts = facts[before.isna() | (before != facts["payload"])].copy()
    facts["order"] = facts.groupby(fact, sort=False).cumcount()
    return _in_time(facts, fact)


def _in_time(facts: pd.DataFrame, fact: list[str]) -> pd.DataFrame:
    """Set when rows of later extracts were known: a fact that an earlier extract should have held, and every correction.

    A correction is known by its own rule if that lies after the extract before it, else on the day of its own extract.
    """
    missed = (facts["order"] == 0) & facts["covered_until"].notna() & (facts["covered_until"] + _DAY > facts["known_date"])
    last_date = facts.groupby(fact, sort=False)["extract_date"].shift()
    corrects = (facts["order"] > 0) & (facts["extract_date"] > last_date)
    by_rule = corrects & (facts["version"] > 0) & (facts["known_date"] > last_date)
    known = facts["known_date"].mask(missed, facts["covered_until"] + _DAY).mask(corrects & ~by_rule, facts["extract_date"])
    moved = missed | (corrects & ~by_rule)
    facts["known_basis"] = facts["known_basis"].mask(moved, "extract")
    # Corrections are read in the order of their days: none becomes known before what it corrects.
    facts["known_date"] = known
    facts["known_date"] = facts.groupby(fact, sort=False)["known_date"].cummax().astype("datetime64[s]")
    facts["shared_date"] = facts["shared_date"].mask(facts["shared_date"] < facts["known_date"], facts["known_date"])
    return facts


def _identified(facts: pd.DataFrame) -> pd.DataFrame:
    """Name each row by what it is about, so that the same files give the same names; a correction names what it replaces."""
    fact = [*SAME, "source", "rank"]
    parts = [facts["child_id"], facts["event_type"], facts["event_date"].dt.strftime("%Y-%m-%d"), facts["rank"], facts["order"]]
    keys = reduce(lambda left, right: left + "|" + right.astype("str"), parts, facts["source"])
    names = facts["source"] + "-" + keys.map(lambda key: hashlib.sha256(key.encode()).hexdigest()[:16]).astype("str")
    facts = facts.assign(event_id=names)
    return facts.assign(replaces=facts.groupby(fact, sort=False)["event_id"].shift())
