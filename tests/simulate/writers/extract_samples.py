"""A few children of a simulated world among whom every kind of fact occurs, and what readers must give back of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.params import World
from neglect_triage.simulate.writers.people import local_ids
from neglect_triage.simulate.writers.write import Wanted, extracts_of, write_extracts
from tests.simulate.writers.projection import projected

Tables = dict[str, pd.DataFrame]

LAST_DAY = pd.Timestamp("2025-03-31")
PLACE = World(seed=11, children=1500, start=dt.date(2021, 4, 1), end=dt.date(2025, 4, 1))
SAME = ["child_id", "event_type", "event_date"]
PAYLOAD = [
    "agency", "held_by", "outcome", "concern", "seen", "consent_to_share", "consent_to_service", "scope", "value", "value_unit",
    "is_snapshot", "codes",
]  # fmt: skip
COMPARED = [*SAME, "known_date", "shared_date", *PAYLOAD, "corrects"]
_DAY = pd.Timedelta(days=1)


def some_children(tables: Mapping[str, pd.DataFrame], number: int) -> Tables:
    """Return the tables of `number` children, those with the rarest kinds of facts first."""
    events = tables["events"]
    rarity = 1 / events.groupby("event_type")["event_id"].transform("size")
    rarest = rarity.groupby(events["child_id"]).sum().sort_values(ascending=False, kind="stable")
    chosen = set(rarest.index[:number])
    kept = {
        name: frame[frame["child_id"].isin(chosen)].reset_index(drop=True) if "child_id" in frame else frame
        for name, frame in tables.items()
    }
    codes = tables["event_codes"]
    return kept | {"event_codes": codes[codes["event_id"].isin(kept["events"]["event_id"])].reset_index(drop=True)}


def written_and_read(tables: Tables, folder: Path, wanted: Wanted, vocabulary: Vocabulary) -> Chronology:
    """Write the extracts wanted and read them back."""
    write_extracts(tables, folder, wanted, vocabulary)
    walk = folder / "crosswalk.csv"
    choices = Choices(crosswalk=walk if walk.exists() else None, identifiers="drop")
    return read_extracts(folder, vocabulary, choices).chronology


def expected_events(tables: Tables, wanted: Wanted, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the events that the readers must give back of the extracts wanted: what the best format that holds a fact says."""
    parts = []
    for name in wanted.formats:
        extracts = extracts_of(tables, name, wanted, vocabulary)
        expected = _in_turn({day: projected(facts, name, day) for day, facts in extracts.items()}, name)
        parts.append(expected.assign(precedence=load_format(name).precedence))
    facts = pd.concat(parts, ignore_index=True)
    best = facts.groupby(SAME)["precedence"].transform("min")
    facts = facts[facts["precedence"] == best]
    ids = dict(zip(tables["children"]["child_id"], local_ids(tables["children"]["child_id"]), strict=True))
    return comparable(facts.assign(child_id=facts["child_id"].map(ids)))


def _in_turn(extracts: dict[pd.Timestamp, pd.DataFrame], name: str) -> pd.DataFrame:
    """Take extract after extract: a fact is told once, then again where a later one says something else of it."""
    last_value: dict[tuple[object, ...], tuple[str, pd.Timestamp]] = {}
    rows = []
    for day, facts in extracts.items():
        facts = facts.drop_duplicates([*SAME, "version", *PAYLOAD]).sort_values("version", kind="stable")
        facts = facts.assign(rank=facts.groupby([*SAME, "version"]).cumcount(), text=_text(facts, PAYLOAD).agg("|".join, axis=1))
        newest = facts.groupby([*SAME, "rank"])["version"].transform("max")
        before = dict(last_value)
        for fact, last_version in zip(facts.to_dict("records"), newest, strict=True):
            key = tuple(fact[column] for column in [*SAME, "rank"])
            if key in before and fact["version"] < last_version:
                continue  # how the fact began is told already
            previous, since = last_value.get(key, ("", None))
            if previous == fact["text"]:
                continue
            known = _known(fact, before.get(key, ("", None))[1], [other for other in extracts if other < day], day, name)
            shared = fact["shared_date"] if name == "multi_agency" else known
            rows.append(fact | {"corrects": since is not None, "known_date": known, "shared_date": shared})
            last_value[key] = (fact["text"], day)
    return pd.DataFrame(rows)


def _known(
    fact: dict[Hashable, Any], corrected: pd.Timestamp | None, earlier: list[pd.Timestamp], day: pd.Timestamp, name: str
) -> pd.Timestamp:
    """Return when a fact counts as known: by its rule, but not while an extract that covers it does not hold it."""
    known: pd.Timestamp = fact["known_date"]
    if corrected is not None:
        return known if fact["version"] and known > corrected else day
    months = {"annex_a": 6, "cin_census": 12}.get(name, 0)
    for before in earlier:
        if before - pd.DateOffset(months=months) < fact["event_date"] <= before:
            known = max(known, before + _DAY)
    return known


def comparable(events: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that are compared, as text and in order, so that two chronologies are equal if they say the same."""
    codes = events["codes"].map(lambda codes: ";".join(sorted(filter(None, codes.split(";")))))
    return _text(events.assign(codes=codes), COMPARED).sort_values(COMPARED, kind="stable", ignore_index=True)


def _text(events: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    texts = {column: events[column].map(str, na_action="ignore").astype("str").fillna("") for column in columns}
    return pd.DataFrame(texts)


def as_read(chronology: Chronology) -> pd.DataFrame:
    """Return what was read in the same columns."""
    events, codes = chronology.tables["events"], chronology.tables["event_codes"]
    joined = (codes["system"] + "=" + codes["code"]).groupby(codes["event_id"]).agg(";".join)
    named = joined.reindex(events["event_id"]).fillna("").to_numpy(dtype=object)
    return comparable(events.assign(codes=named, corrects=events["replaces"].notna()))


def differences(expected: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """Return what is expected and not found, and what is found and not expected; empty if they are the same."""
    count = [frame.value_counts().rename(name) for name, frame in (("expected", expected), ("found", found))]
    both = pd.concat(count, axis=1).fillna(0)
    apart = both[both["expected"] != both["found"]].reset_index()
    which = np.where(apart["expected"] > apart["found"], "lost", "added")
    kinds = pd.Series(which, dtype="str").str.cat(apart["event_type"].astype("str"), sep=" ")
    rows = [", ".join(filter(None, row)) for row in apart[COMPARED].astype("str").to_numpy()]
    return sorted(f"{kind}: {row}" for kind, row in zip(kinds, rows, strict=True))
