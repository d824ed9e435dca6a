"""A child's records as a page shows them: each with its day, what it says, whose it is, and its place in the source."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Kind, Vocabulary
from ..features.catalogue import Catalogue
from ..features.evidence import Evidence, gather, indicators_counting, seen_at
from ..features.matching import matches
from ..features.seen import Seen, date_of, day_of
from ..features.selection import Selection
from ..params import View
from ..wording.sentences import british_date, number
from .stays import Stays, stays_of


@dataclass(frozen=True)
class Flagged:
    """A point in the attention band: its day (since 1970), its id and the file of its page."""

    day: int
    point_id: str
    file: str


@dataclass(frozen=True)
class Sources:
    """The chronology (canonical tables by name), prepared for looking up, and the words for it.

    dates_kept_apart : whether, for any record of the whole chronology, the day on which it reached the hub is another than that
    on which it was known. attention : the points in the attention band, by child.
    """

    chronology: dict[str, pd.DataFrame]
    evidence: Evidence
    catalogue: Catalogue
    vocabulary: Vocabulary
    dates_kept_apart: bool
    attention: Mapping[str, Sequence[Flagged]] = field(default_factory=dict)
    _matching: dict[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def born(self) -> dict[str, pd.Timestamp]:
        """The month of birth, or expected birth, of everybody for whom it is recorded."""
        known = self.chronology["children"].dropna(subset=["birth_month"])
        return dict(zip(known["child_id"], known["birth_month"], strict=True))

    @cached_property
    def stays(self) -> Stays:
        """Who lived where, for looking up."""
        return stays_of(self.chronology["households"])

    @cached_property
    def codes_of(self) -> dict[str, list[str]]:
        """What the codes of each event say, by its id, without the words that the source used."""
        codes = self.chronology["event_codes"]
        return codes_in_words(codes[codes["system"] != "original"], self.vocabulary)

    @cached_property
    def coverage(self) -> list[dict[Hashable, Any]]:
        """The rows of the table of coverage."""
        return self.chronology["coverage"].to_dict("records")

    def matching(self, kind: Kind) -> np.ndarray:
        """Return which events are of a kind (bool, one an event)."""
        key = kind.model_dump_json()
        if key not in self._matching:
            events, codes = self.chronology["events"], self.chronology["event_codes"]
            self._matching[key] = matches(Selection(**kind.model_dump()), events, codes, self.vocabulary)
        return self._matching[key]


@dataclass(frozen=True)
class Record:
    """What was visible about one child on one day. `born` may be to come.

    `seen` is what `seen_at` gave, and `counts` for which indicators each of it counts; `visible` leaves out what is about
    siblings, which counts for indicators about siblings only. t : the day (since 1970).
    """

    child_id: str
    as_of: pd.Timestamp
    t: int
    born: pd.Timestamp | None
    seen: Seen
    visible: Seen
    counts: np.ndarray


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


def sources_for(
    chronology: dict[str, pd.DataFrame],
    people: Iterable[str],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    view: View,
    attention: Mapping[str, Sequence[Flagged]] | None = None,
) -> Sources:
    """Prepare what pages about some people need of a whole chronology."""
    part = part_about(chronology, set(people))
    events = chronology["events"]
    apart = bool((events["shared_date"].isna() | (events["shared_date"] != events["known_date"])).any())
    return Sources(part, gather(part, catalogue, vocabulary, view), catalogue, vocabulary, apart, attention or {})


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
    born, counts = sources.born.get(child_id), indicators_counting(sources.evidence, seen)
    return Record(child_id, as_of, day_of(as_of), born, seen, seen.take(~seen.sibling), counts)


def of_kinds(record: Record, kinds: Sequence[Kind], sources: Sources) -> Seen:
    """Return the child's own records before the day that are of any of these kinds (snapshots tell how recent: they count)."""
    rows = record.visible.row
    found = np.zeros(len(rows), bool)
    for kind in kinds:
        found |= sources.matching(kind)[rows]
    return record.visible.take(found & record.visible.own & ~record.visible.today)


def since_day(seen: Seen, day: int) -> Seen:
    """Return the records that are dated on a day or after it."""
    return seen.take(seen["event_date"] >= day)


def facts(seen: Seen, sources: Sources) -> list[Fact]:
    """Return records as a page shows them, in their order."""
    columns, vocabulary = seen.columns, sources.vocabulary
    agency = vocabulary.words["agency"]
    found = []
    for row, today, own, sibling, in_hub in zip(seen.row, seen.today, seen.own, seen.sibling, seen.in_hub, strict=True):
        its: dict[Hashable, Any] = {name: column[row] for name, column in columns.items()}
        late = its["known_date"] > its["event_date"]
        found.append(
            Fact(
                date=british_date(date_of(its["event_date"])),
                known=british_date(date_of(its["known_date"])) if late else None,
                what=says(its, sources.codes_of.get(its["event_id"], []), vocabulary),
                agency=agency[its["agency"]],
                own=bool(own),
                sibling=bool(sibling),
                in_hub=bool(in_hub),
                today=bool(today),
                source_ref=its["source_ref"],
            )
        )
    return found


def codes_in_words(codes: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return what the codes of each event say, by its id."""
    found: dict[str, list[str]] = {}
    for event, system, code in zip(codes["event_id"], codes["system"], codes["code"], strict=True):
        found.setdefault(event, []).append(_code(vocabulary, system, code))
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
    if value is None or np.isnan(value):
        return None
    words = _word(vocabulary, "value_unit", unit)
    return f"{number(value)} ({words})" if words else number(value)
