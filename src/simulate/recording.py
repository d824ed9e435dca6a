"""How facts become records: late, twice, in error, and shared with the hub later or never."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from ..chronology.tables import empty_table
from ..chronology.vocabulary import Vocabulary
from .log import Flags, Ints
from .town import Town

SHARED_AT_ONCE = ("contact",)
TELLS = ("contact", "partner_information_answered")
SOURCE = "simulated"


def record(town: Town, vocabulary: Vocabulary, days: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the canonical events and event codes: what was recorded, when it was known, and when it reached the hub.

    Days count from the start of the world until `days`; rows known later, or before their table was covered, are left out.
    """
    facts, codes = town.log.facts(), town.log.coded()
    facts["row"] = np.arange(len(facts))
    facts = _dated(town, facts)
    facts = _told(town, facts[_covered(town, vocabulary, facts, days)])
    facts = pd.concat([facts, _duplicates(town, facts), *_mended(town, facts, vocabulary)], ignore_index=True)
    facts = facts[_covered(town, vocabulary, facts, days)]
    facts = facts.sort_values(["child", "row"], kind="stable", ignore_index=True)
    facts.loc[facts["shared"] >= days, "shared"] = -1
    facts["event_id"] = [f"E{town.block:05d}{number:07d}" for number in range(len(facts))]
    original = facts.drop_duplicates("row").set_index("row")["event_id"]
    facts["replaces"] = facts["mends"].map(original)
    codes = facts.loc[facts["event_type"] != vocabulary.withdrawal, ["row", "event_id"]].merge(codes, on="row")
    return canonical("events", _named(town, facts)), canonical("event_codes", codes)


def _dated(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Add the days on which each fact was known and shared, by the habits of the agency that holds it."""
    keys = _keys(facts)
    draws = town.draws("recording")
    habits = {name: (row.delay, row.shared, row.shared_delay) for name, row in town.p.agencies.rows.items()}
    held = pd.DataFrame.from_dict(habits, orient="index", columns=["delay", "shared", "shared_delay"]).loc[facts["held_by"]]
    at_once = facts["event_type"].isin(SHARED_AT_ONCE).to_numpy()
    delay = draws.wait(keys, held["delay"].to_numpy(float))
    later = draws.wait(keys, held["shared_delay"].to_numpy(float))
    known = facts["day"].to_numpy() + np.where(at_once, 0, delay)
    shared = draws.random(keys) < np.where(at_once, 1, held["shared"].to_numpy(float))
    return facts.assign(key=keys, known=known, shared=np.where(shared, known + later, -1), mends=-1)


def _keys(facts: pd.DataFrame) -> Ints:
    """Return the number by which random numbers are drawn for each fact: what it is about, and not its place in the log."""
    words = []
    for name in ("event_type", "held_by"):
        places, found = pd.factorize(facts[name])
        words.append(np.array([zlib.crc32(str(word).encode()) for word in found], dtype=np.int64)[places])
    return np.asarray(
        (words[0] << 30) ^ (words[1] << 28) ^ (facts["child"].to_numpy() << 15) ^ (facts["day"].to_numpy() & 0x7FFF)
    )


def _covered(town: Town, vocabulary: Vocabulary, facts: pd.DataFrame, days: int) -> pd.Series:
    table = facts["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    first = table.map(coverage_starts(town, vocabulary))
    return (facts["day"] >= first) & (facts["known"] < days)


def coverage_starts(town: Town, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the first covered day of each coverage table."""
    late = town.p.share("coverage_delay")
    return {
        table: (town.start + pd.DateOffset(years=int(late.get(table, 0))) - town.start).days
        for table in vocabulary.allowed("coverage_table")
    }


def _told(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Let a partner's contact, or its answer to the hub, share what it had recorded about the child in the time before."""
    tells = facts.loc[facts["event_type"].isin(TELLS), ["child", "agency", "known"]]
    tells = tells.rename(columns={"agency": "held_by", "known": "told"}).sort_values("told", kind="stable")
    held = facts[["row", "child", "held_by", "known"]].sort_values("known", kind="stable")
    found = pd.merge_asof(
        held, tells, left_on="known", right_on="told", by=["child", "held_by"],
        direction="forward", tolerance=int(town.p["told_back"]),
    ).set_index("row")["told"]  # fmt: skip
    told = facts["row"].map(found)
    sooner = told.notna() & ((facts["shared"] < 0) | (told < facts["shared"]))
    return facts.assign(shared=facts["shared"].mask(sooner, told).astype("int64"))


def _duplicates(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Return facts that an agency entered twice, the second time a few days later."""
    draws = town.draws("duplicates")
    share = facts["held_by"].map({name: row.duplicated for name, row in town.p.agencies.rows.items()}).fillna(0)
    alone = ~facts["event_type"].str.contains("_start|_end|decision|referral|icpc|contact").to_numpy(bool)
    twice = facts[alone & (draws.random(facts["key"].to_numpy()) < share)]
    lag = 1 + draws.integers(twice["key"].to_numpy(), 14)
    return twice.assign(known=twice["known"] + lag, shared=twice["shared"].where(twice["shared"] < 0, twice["shared"] + lag))


def _mended(town: Town, facts: pd.DataFrame, vocabulary: Vocabulary) -> list[pd.DataFrame]:
    """Return corrections (another day, another grade) and withdrawals of a few partners' records."""
    draws = town.draws("corrections")
    partner = ~facts["held_by"].isin(["csc"]).to_numpy(bool) & (facts["day"] > 10).to_numpy(bool)
    keys = facts["key"].to_numpy()
    draw, later = draws.random(keys), 3 + draws.integers(keys, 57)
    corrected, withdrawn = town.p["corrected"], town.p["withdrawn"]

    def after(chosen: Flags) -> pd.DataFrame:
        rows = facts[chosen]
        known = rows["known"] + later[chosen]
        shared = rows["shared"].where(rows["shared"] < 0, np.maximum(rows["shared"], known))
        return rows.assign(known=known, shared=shared, mends=rows["row"])

    changed = after(partner & (draw < corrected))
    changed["day"] -= draws.integers(changed["key"].to_numpy(), 6)
    taken_back = after(partner & (draw >= corrected) & (draw < corrected + withdrawn))
    empty = dict.fromkeys(("outcome", "concern", "seen", "basis", "value_unit"), None)
    taken_back = taken_back.assign(event_type=vocabulary.withdrawal, value=np.nan, spell=-1, **empty)
    return [changed, taken_back]


def _named(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    def date(days: pd.Series) -> pd.Series:
        return (town.start + pd.to_timedelta(days.where(days >= 0), unit="D")).astype("datetime64[s]")

    spell = f"S{town.block:05d}" + facts["spell"].astype("str").str.zfill(7)
    return facts.assign(
        child_id=child_ids(town, facts["child"]),
        event_date=date(facts["day"]),
        known_date=date(facts["known"]),
        shared_date=date(facts["shared"]),
        known_basis="recorded",
        spell_id=spell.where(facts["spell"] >= 0),
        is_snapshot=False,
        source=SOURCE,
        source_ref=f"{SOURCE}:" + facts["event_id"],
    )


def canonical(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with the columns and dtypes of the canonical table `name`."""
    empty = empty_table(name)
    return frame.reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


def child_ids(town: Town, numbers: pd.Series | Ints) -> pd.Series:
    """Return the pseudonyms that belong to numbers of children."""
    return f"C{town.block:05d}" + pd.Series(numbers).astype("str").str.zfill(5)


def household_ids(town: Town, numbers: pd.Series | Ints) -> pd.Series:
    """Return the pseudonyms that belong to numbers of homes."""
    return f"H{town.block:05d}" + pd.Series(numbers).astype("str").str.zfill(5)
