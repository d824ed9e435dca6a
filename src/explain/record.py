"""A child's records as a page shows them: each with its day, what it says, whose it is, and its place in the source."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Kind, Vocabulary
from ..features.catalogue import Catalogue
from ..features.evidence import Evidence, seen_at
from ..features.matching import matches
from ..features.selection import Selection
from ..features.sentences import british_date, number


@dataclass(frozen=True)
class Sources:
    """The chronology (canonical tables by name), prepared for looking up, and the words for it."""

    chronology: dict[str, pd.DataFrame]
    evidence: Evidence
    catalogue: Catalogue
    vocabulary: Vocabulary

    @cached_property
    def born(self) -> dict[str, pd.Timestamp]:
        """The month of birth, or expected birth, of everybody for whom it is recorded."""
        known = self.chronology["children"].dropna(subset=["birth_month"])
        return dict(zip(known["child_id"], known["birth_month"], strict=True))

    @cached_property
    def dates_kept_apart(self) -> bool:
        """Whether the day on which a record reached the hub is another than that on which it was known, for any record."""
        events = self.chronology["events"]
        return bool((events["shared_date"].isna() | (events["shared_date"] != events["known_date"])).any())

    @cached_property
    def codes_of(self) -> dict[str, np.ndarray]:
        """The rows of `event_codes` of each event, without the words that the source used."""
        codes = self.chronology["event_codes"]
        kept = np.flatnonzero((codes["system"] != "original").to_numpy())
        return {str(event): kept[rows] for event, rows in codes.iloc[kept].groupby("event_id").indices.items()}


@dataclass(frozen=True)
class Record:
    """What was visible about one child on one day, and its codes. `born` may be to come.

    `seen` is the rows of `seen_at`; `visible` leaves out those about siblings, which count for indicators about siblings only.
    """

    child_id: str
    as_of: pd.Timestamp
    born: pd.Timestamp | None
    seen: pd.DataFrame
    visible: pd.DataFrame
    codes: pd.DataFrame


@dataclass(frozen=True)
class Fact:
    """One record as a page shows it. `known` is the day on which it could be read, if that is a later day."""

    date: str
    known: str | None
    what: str
    agency: str
    own: bool
    sibling: bool
    in_hub: bool
    today: bool
    source_ref: str


def part_about(chronology: dict[str, pd.DataFrame], people: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the part of a chronology that pages about `people` can show: theirs, and that of all who ever shared a household."""
    stays = chronology["households"]
    homes = stays.loc[stays["child_id"].isin(people), "household_id"]
    wanted = {*people, *stays.loc[stays["household_id"].isin(homes), "child_id"]}
    events = chronology["events"]
    theirs = events["child_id"].isin(wanted)
    kept = events[theirs | events["replaces"].isin(events.loc[theirs, "event_id"])].reset_index(drop=True)
    codes = chronology["event_codes"]
    return chronology | {
        "events": kept,
        "event_codes": codes[codes["event_id"].isin(kept["event_id"])].reset_index(drop=True),
        "children": chronology["children"][chronology["children"]["child_id"].isin(wanted)],
        "households": stays[stays["child_id"].isin(wanted)].reset_index(drop=True),
    }


def record_of(sources: Sources, child_id: str, as_of: pd.Timestamp) -> Record:
    """Return what was visible about a child on a day."""
    seen = seen_at(sources.evidence, child_id, as_of)
    rows = [sources.codes_of[event] for event in seen["event_id"] if event in sources.codes_of]
    born, visible = sources.born.get(child_id), seen[~seen["sibling"].to_numpy(bool)]
    codes = sources.chronology["event_codes"].iloc[np.concatenate(rows) if rows else []]
    return Record(child_id, as_of, born, seen, visible, codes)


def of_kinds(record: Record, kinds: Sequence[Kind], vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the child's own rows before the day that are of any of these kinds (snapshots tell how recent: they count)."""
    found = np.zeros(len(record.visible), bool)
    there = set(record.visible["event_type"])
    for kind in (kind for kind in kinds if there & set(kind.type)):
        found |= matches(Selection(**kind.model_dump()), record.visible, record.codes, vocabulary)
    return record.visible[found & (record.visible["own"] & ~record.visible["today"]).to_numpy()]


def facts(record: Record, vocabulary: Vocabulary) -> dict[int, Fact]:
    """Return everything seen as a page shows it, by its `row`, in time order."""
    codes_of = codes_in_words(record.codes, vocabulary)
    return {
        row["row"]: Fact(
            date=british_date(row["event_date"]),
            known=british_date(row["known_date"]) if row["known_date"] > row["event_date"] else None,
            what=says(row, codes_of.get(row["event_id"], []), vocabulary),
            agency=vocabulary.words["agency"][row["agency"]],
            own=bool(row["own"]),
            sibling=bool(row["sibling"]),
            in_hub=bool(row["in_hub"]),
            today=bool(row["today"]),
            source_ref=row["source_ref"],
        )
        for row in record.seen.to_dict("records")
    }


def codes_in_words(codes: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return what the codes of each event say, by its id."""
    found: dict[str, list[str]] = {}
    for code in codes.to_dict("records"):
        found.setdefault(code["event_id"], []).append(_code(vocabulary, code["system"], code["code"]))
    return found


def says(row: Mapping[Hashable, Any], codes: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return what one event says: its type, then its outcome, codes, concerns and value, as far as they are recorded."""
    concerns = row["concern"].split(";") if isinstance(row["concern"], str) else []
    details = [_word(vocabulary, "outcome", row["outcome"]), *codes]
    details += [_word(vocabulary, "concern", concern) for concern in concerns]
    details.append(_word(vocabulary, "seen", row["seen"], vocabulary.nouns.person))
    details.append(_word(vocabulary, "consent", row["consent_to_service"], "consent to a service"))
    details.append(_word(vocabulary, "consent", row["consent_to_share"], "consent to share"))
    details.append(_value(vocabulary, row["value"], row["value_unit"]))
    if row["is_snapshot"]:
        details.append("latest one only")
    text = vocabulary.event_types[row["event_type"]].says
    told = ", ".join(dict.fromkeys(detail for detail in details if detail))
    text = f"{text}: {told}" if told else text
    return text[:1].upper() + text[1:]


def _word(vocabulary: Vocabulary, name: str, word: object, about: str = "") -> str | None:
    return f"{about} {vocabulary.words[name].get(word, word)}".strip() if isinstance(word, str) else None


def _code(vocabulary: Vocabulary, system: str, code: str) -> str:
    known = vocabulary.codes.get(system, {}).get(code)
    return known or f"{code.replace('_', ' ')} ({vocabulary.words['code_system'].get(system, system)})"


def _value(vocabulary: Vocabulary, value: float, unit: object) -> str | None:
    if pd.isna(value):
        return None
    words = _word(vocabulary, "value_unit", unit)
    return f"{number(value)} ({words})" if words else number(value)
