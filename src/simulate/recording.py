"""How facts become records: with delays, duplicates and errors, and shared with the hub later or never."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .due import all_of, what_follows
from .family_help import in_new_words
from .log import Flags, Ints
from .naming import canonical, child_ids, dates, identifiers, one_word
from .town import Town
from .truth import OF_RECORDS, PARTS

SHARED_AT_ONCE = ("contact",)
SHARES_EARLIER_RECORDS = ("contact", "partner_information_answered")
SOURCE = "simulated"
# Keys of random numbers: kind of fact, holder, child and day, packed into one integer at these bits.
TYPE_AT, HOLDER_AT, CHILD_AT = 30, 28, 15
ROW_DIGITS = 7


def record(town: Town, vocabulary: Vocabulary, days: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the canonical events and event codes: what was recorded, when it was known and reached the hub; and why (`truth`).

    Days count from the start of the world until `days`; rows known later, or before their table was covered, are left out.
    """
    facts = town.log.facts()
    facts["event_type"] = facts["event_type"].cat.add_categories(str(vocabulary.withdrawal))
    facts = _dated(town, facts.assign(row=np.arange(len(facts))))
    facts = _shared_on_contact(town, facts[_covered(town, vocabulary, facts, days)])
    facts = pd.concat([facts, _duplicates(town, facts), *_mended(town, facts, vocabulary)], ignore_index=True)
    facts = facts[_covered(town, vocabulary, facts, days)]
    facts = facts.sort_values(["child", "row"], kind="stable", ignore_index=True)
    facts.loc[facts["shared"] >= days, "shared"] = -1
    facts["number"] = np.arange(len(facts))
    original = facts.drop_duplicates("row").set_index("row")["number"]
    facts["replaces"] = facts["mends"].map(original)
    withdrawn = facts["event_type"] == vocabulary.withdrawal
    codes, truth = _coded(town, facts[~withdrawn]), _caused(town, facts, withdrawn)
    facts = facts.sort_values(["child", "day", "known", "number"], kind="stable", ignore_index=True)
    return canonical("events", _named(town, in_new_words(facts, town.family_help_from))), codes, truth


def _caused(town: Town, facts: pd.DataFrame, withdrawn: pd.Series) -> pd.DataFrame:
    """Return the truth of each record; a duplicate or correction has that of the original, and a withdrawal follows it."""
    place = np.full(town.log.size, -1)  # of each fact's truth among the causes, the last of which is that of what follows
    rows, dues = zip(*town.log.causes, (np.zeros(0, dtype=np.int64), what_follows()), strict=True)
    place[np.concatenate(rows)] = np.arange(sum(map(len, rows)))
    due = all_of(list(dues)).of(np.where(withdrawn, -1, place[facts["row"]]))
    names = np.array([*PARTS, "none"], dtype=object)  # NO_PART is the last
    frame = pd.DataFrame({"event_id": _event_ids(town, facts["number"]), "child_id": child_ids(town, facts["child"])})
    frame = frame.assign(
        due=due.due,
        due_without_shocks=due.due_without_shocks,
        twin=pd.array(due.twin).astype("boolean"),
        twin_without_shocks=pd.array(due.twin_without_shocks).astype("boolean"),
        part=names[due.part],
        follows=due.follows,
    )
    return frame[list(OF_RECORDS)].astype(OF_RECORDS)


def _coded(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the table event_codes; a duplicate or correction has the codes of the original."""
    codes = facts[["row", "number"]].merge(town.log.coded(), on="row")
    codes = codes.sort_values(["number", "system", "code"], kind="stable", ignore_index=True)
    return canonical("event_codes", codes.assign(event_id=_event_ids(town, codes["number"])))


def _by_word(words: pd.Series, value: Callable[[str], Any]) -> Any:
    """Return an array of `value` of each of `words`, a categorical column without missing values."""
    return np.array([value(str(word)) for word in words.cat.categories])[words.cat.codes]


def _dated(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Add the days on which each fact became known and was shared, by the habits of the agency that holds it."""
    keys, agencies = _keys(facts), town.p.agencies.rows
    draws = town.draws("recording")
    at_once = _by_word(facts["event_type"], lambda name: name in SHARED_AT_ONCE)
    visits = _visits(facts)  # what an agency notes about a child on one day is entered and shared together
    delay = draws.wait(visits, _by_word(facts["held_by"], lambda name: agencies[name].delay))
    later = draws.wait(visits, _by_word(facts["held_by"], lambda name: agencies[name].shared_delay))
    known = facts["day"].to_numpy() + np.where(at_once, 0, delay)
    share = _by_word(facts["held_by"], lambda name: agencies[name].shared)
    shared = draws.random(visits) < np.where(at_once, 1, share)
    return facts.assign(key=keys, known=known, shared=np.where(shared, known + later, -1), mends=-1)


def _keys(facts: pd.DataFrame) -> Ints:
    """Return the key of random numbers for each fact: by what it is about, not its position in the log."""
    return np.asarray((_checksums(facts["event_type"]) << TYPE_AT) ^ _visits(facts))


def _visits(facts: pd.DataFrame) -> Ints:
    """Return the key of random numbers shared by all that one agency noted about one child on one day."""
    child, day = facts["child"].to_numpy(), facts["day"].to_numpy()
    return np.asarray((_checksums(facts["held_by"]) << HOLDER_AT) ^ (child << CHILD_AT) ^ (day & (2**CHILD_AT - 1)))


def _checksums(words: pd.Series) -> Ints:
    return np.asarray(_by_word(words, lambda word: zlib.crc32(word.encode())))


def _covered(town: Town, vocabulary: Vocabulary, facts: pd.DataFrame, days: int) -> pd.Series:
    starts = coverage_starts(town, vocabulary)
    first = _by_word(facts["event_type"], lambda name: starts[vocabulary.event_types[name].table])
    covered: pd.Series = (facts["day"] >= first) & (facts["known"] < days)
    return covered


def coverage_starts(town: Town, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the first covered day of each coverage table."""
    late = town.p.share("coverage_delay")
    return {
        table: (town.start + pd.DateOffset(years=int(late.get(table, 0))) - town.start).days
        for table in vocabulary.allowed("coverage_table")
    }


def _shared_on_contact(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Mark as shared what a partner had recorded about a child before it made a contact or answered the hub."""
    agencies = town.agencies

    def about(words: pd.Series) -> Ints:
        agency = _by_word(words, lambda name: agencies.index(name) if name in agencies else len(agencies))
        return np.asarray(facts["child"] * (len(agencies) + 1) + agency)

    shares = facts["event_type"].isin(SHARES_EARLIER_RECORDS).to_numpy()
    sharing = pd.DataFrame({"about": about(facts["agency"])[shares], "on": facts["known"].to_numpy()[shares]})
    held = pd.DataFrame({"about": about(facts["held_by"]), "known": facts["known"]})
    found = pd.merge_asof(
        held[held["about"].isin(sharing["about"])].sort_values("known", kind="stable").reset_index(names="place"),
        sharing.sort_values("on", kind="stable"),
        left_on="known", right_on="on", by="about", direction="forward", tolerance=int(town.p["told_back"]),
    ).set_index("place")["on"].reindex(facts.index)  # fmt: skip
    sooner = found.notna() & ((facts["shared"] < 0) | (found < facts["shared"]))
    return facts.assign(shared=facts["shared"].mask(sooner, found).astype("int64"))


def _duplicates(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the second entries, a few days later, of facts that an agency entered twice."""
    draws, agencies = town.draws("duplicates"), town.p.agencies.rows
    share = _by_word(facts["held_by"], lambda name: agencies[name].duplicated)
    alone = ~facts["event_type"].str.contains("_start|_end|decision|referral|icpc|contact").to_numpy(bool)
    twice: pd.DataFrame = facts[alone & (draws.random(facts["key"].to_numpy()) < share)]
    lag = 1 + draws.integers(twice["key"].to_numpy(), town.p.whole("duplicated_within"))
    return twice.assign(known=twice["known"] + lag, shared=twice["shared"].where(twice["shared"] < 0, twice["shared"] + lag))


def _mended(town: Town, facts: pd.DataFrame, vocabulary: Vocabulary) -> list[pd.DataFrame]:
    """Return corrections (another day, another grade) and withdrawals of a few partners' records."""
    p, draws = town.p, town.draws("corrections")
    partner = (facts["held_by"] != "csc").to_numpy(bool) & (facts["day"] > p["mended_from"]).to_numpy(bool)
    keys = facts["key"].to_numpy()
    draw, later = draws.random(keys), p.whole("mended_after") + draws.integers(keys, p.whole("mended_within"))
    corrected, withdrawn = p["corrected"], p["withdrawn"]

    def after(chosen: Flags) -> pd.DataFrame:
        rows = facts[chosen]
        known = rows["known"] + later[chosen]
        shared = rows["shared"].where(rows["shared"] < 0, np.maximum(rows["shared"], known))
        return rows.assign(known=known, shared=shared, mends=rows["row"])

    changed = after(partner & (draw < corrected))
    changed["day"] -= draws.integers(changed["key"].to_numpy(), p.whole("corrected_days"))
    taken_back = after(partner & (draw >= corrected) & (draw < corrected + withdrawn))
    gone = taken_back[["outcome", "concern", "seen", "basis", "value", "value_unit"]].iloc[:0].reindex(taken_back.index)
    withdrawal = pd.Series(vocabulary.withdrawal, index=taken_back.index, dtype=facts["event_type"].dtype)
    return [changed, taken_back.assign(event_type=withdrawal, spell=-1, **gone)]


def _event_ids(town: Town, numbers: pd.Series) -> pd.Series:
    return identifiers("E", town.block, numbers, ROW_DIGITS)


def _named(town: Town, facts: pd.DataFrame) -> pd.DataFrame:
    event_ids = _event_ids(town, facts["number"])
    return facts.assign(
        event_id=event_ids,
        replaces=_event_ids(town, facts["replaces"]),
        child_id=child_ids(town, facts["child"]),
        event_date=dates(town, facts["day"]),
        known_date=dates(town, facts["known"]),
        shared_date=dates(town, facts["shared"].where(facts["shared"] >= 0)),
        known_basis=one_word("recorded", len(facts)),
        spell_id=identifiers("S", town.block, facts["spell"].where(facts["spell"] >= 0), ROW_DIGITS),
        is_snapshot=False,
        source=one_word(SOURCE, len(facts)),
        source_ref=f"{SOURCE}:" + event_ids,
    )
