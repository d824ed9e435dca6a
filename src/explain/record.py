"""A child's records as a page shows them: each with its day, what it says, its agency, and its reference."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.one_run import are_among
from ..chronology.vocabulary import Kind, Vocabulary
from ..features.catalogue import Catalogue
from ..features.evidence import Evidence, gather, indicators_counting, seen_at
from ..features.matching import matches
from ..features.seen import Seen, date_of, day_of
from ..features.selection import selection_of
from ..params import View
from ..wording import contact_page as wording
from ..wording.sentences import british_date, number
from .stays import Stays, stays_of

LAST_YEAR_DAYS = 365
LONGEST_SEQUENCE = 8


@dataclass(frozen=True)
class Flagged:
    """A point in the attention band: its day (since 1970) and the file of its page."""

    day: int
    file: str


@dataclass(frozen=True)
class Sources:
    """The chronology (canonical tables by name), prepared for looking up, and the words for it.

    dates_kept_apart : what `dates_kept_apart` returns for the whole chronology. attention : the points in the attention band, by
    child. rates : `models/relative_rates.py`, by fold and indicator.
    """

    chronology: dict[str, pd.DataFrame]
    evidence: Evidence
    catalogue: Catalogue
    vocabulary: Vocabulary
    dates_kept_apart: frozenset[str]
    attention: Mapping[str, Sequence[Flagged]] = field(default_factory=dict)
    rates: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    _matches: dict[str, np.ndarray] = field(default_factory=dict)

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
        """What the codes of each event say, by its id, without the original words of the source."""
        codes = self.chronology["event_codes"]
        return codes_in_words(codes[codes["system"] != "original"], self.vocabulary)

    @cached_property
    def coverage(self) -> list[dict[Hashable, Any]]:
        """The rows of the coverage table."""
        return self.chronology["coverage"].to_dict("records")

    def is_of_kind(self, kind: Kind) -> np.ndarray:
        """Return which events are of a kind (bool, one an event)."""
        key = kind.model_dump_json()
        if key not in self._matches:
            events, codes = self.chronology["events"], self.chronology["event_codes"]
            self._matches[key] = matches(selection_of(kind, self.vocabulary), events, codes, self.vocabulary)
        return self._matches[key]


@dataclass(frozen=True)
class Record:
    """What was visible about one child on one day. `born` may be in the future.

    `seen` is what `seen_at` returned; `visible` leaves out records about siblings, which count for indicators about siblings
    only. t : the day (since 1970). indicator_matches : bool, a row for each of `seen` and a column for each indicator.
    """

    child_id: str
    as_of: pd.Timestamp
    t: int
    born: pd.Timestamp | None
    seen: Seen
    visible: Seen
    indicator_matches: np.ndarray


def sources_for(
    chronology: dict[str, pd.DataFrame],
    people: Iterable[str],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    view: View,
    attention: Mapping[str, Sequence[Flagged]] | None = None,
    kept_apart: frozenset[str] | None = None,
) -> Sources:
    """Prepare what pages about some people need from a whole chronology.

    Parameters
    ----------
    kept_apart : what `dates_kept_apart` returns for it, where the chronology is only a part of the whole.
    """
    part = part_about(chronology, set(people))
    evidence = gather(part, catalogue, vocabulary, view)
    apart = dates_kept_apart(chronology["events"]) if kept_apart is None else kept_apart
    return Sources(part, evidence, catalogue, vocabulary, apart, attention or {})


def dates_kept_apart(events: pd.DataFrame) -> frozenset[str]:
    """Return the sources that say when their records reached the hub.

    They have a record that reached it on another day than that on which it was known, or never. Where all records of a source
    have the same two dates, the shared date was copied: nothing may be said of it.
    """
    apart = events["shared_date"].isna() | (events["shared_date"] != events["known_date"])
    return frozenset(events.loc[apart, "source"].unique())


def part_about(chronology: dict[str, pd.DataFrame], people: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return what pages about `people` can show: their records, and those of everybody who ever shared a household with them."""
    stays = chronology["households"]
    homes = stays.loc[stays["child_id"].isin(people), "household_id"]
    wanted = {*people, *stays.loc[stays["household_id"].isin(homes), "child_id"]}
    events = chronology["events"]
    about_wanted = events["child_id"].isin(wanted)
    kept = events[about_wanted | are_among(events["replaces"], events.loc[about_wanted, "event_id"])].reset_index(drop=True)
    codes = chronology["event_codes"]
    return chronology | {
        "events": kept,
        "event_codes": codes[are_among(codes["event_id"], kept["event_id"])].reset_index(drop=True),
        "children": chronology["children"][chronology["children"]["child_id"].isin(wanted)],
        "households": stays[stays["child_id"].isin(wanted)].reset_index(drop=True),
    }


def record_of(sources: Sources, child_id: str, as_of: pd.Timestamp) -> Record:
    """Return what was visible about a child on a day."""
    seen = seen_at(sources.evidence, child_id, as_of)
    born, indicator_matches = sources.born.get(child_id), indicators_counting(sources.evidence, seen)
    return Record(child_id, as_of, day_of(as_of), born, seen, seen.take(~seen.sibling), indicator_matches)


def own_records(record: Record, kinds: Sequence[Kind], sources: Sources) -> Seen:
    """Return the child's own records that are of any of these kinds, snapshots included: they are dated too."""
    rows = record.visible.row
    matching = np.zeros(len(rows), bool)
    for kind in kinds:
        matching |= sources.is_of_kind(kind)[rows]
    return record.visible.take(matching & record.visible.own)


def of_kinds(record: Record, kinds: Sequence[Kind], sources: Sources) -> Seen:
    """Return those of `own_records` that are from before the day."""
    own = own_records(record, kinds, sources)
    return own.take(~own.today)


def from_day(seen: Seen, day: int) -> Seen:
    """Return the records that are dated on a day (since 1970) or after it."""
    return seen.take(seen["event_date"] >= day)


def of_last_year(seen: Seen, record: Record) -> Seen:
    """Return those of some records that are dated in the 12 months before the day of `record`."""
    return from_day(seen, record.t - LAST_YEAR_DAYS)


def worries_of_last_year(record: Record, sources: Sources) -> Seen:
    """Return the worries of the 12 months before the day about the person, a carer or the household, as indicators count them."""
    recent = of_last_year(record.visible.take(~record.visible.today), record)
    return recent.take(np.isin(recent["event_type"], sources.vocabulary.worries) & ~recent["is_snapshot"])


def with_rows(seen: Seen, rows: Iterable[int]) -> Seen:
    """Return the records with these rows of `events`, in their order."""
    return seen.take(np.isin(seen.row, list(rows)))


def as_shown(seen: Seen, sources: Sources) -> list[dict[str, Any]]:
    """Return records as a page shows them, in their order.

    `known` is the day from which a record could be read, if that is later than its date; else None. `in_hub` is None where the
    source does not say when its records reached the hub.
    """
    columns, vocabulary = seen.columns, sources.vocabulary
    shown = []
    for row, today, own, sibling, in_hub in zip(seen.row, seen.today, seen.own, seen.sibling, seen.in_hub, strict=True):
        event: dict[Hashable, Any] = {name: column[row] for name, column in columns.items()}
        late = event["known_date"] > event["event_date"]
        shown.append(
            {
                "date": british_date(date_of(event["event_date"])),
                "known": british_date(date_of(event["known_date"])) if late else None,
                "what": event_text(event, sources.codes_of.get(event["event_id"], []), vocabulary),
                "agency": vocabulary.words["agency"][event["agency"]],
                "own": bool(own),
                "sibling": bool(sibling),
                "in_hub": bool(in_hub) if event["source"] in sources.dates_kept_apart else None,
                "today": bool(today),
                "source_ref": event["source_ref"],
            }
        )
    return shown


def sequence(seen: Seen, sources: Sources) -> list[dict[str, str]]:
    """Return the latest eight records in the order of time: date, and in few words what each says (outcome, value or code)."""
    vocabulary, columns, steps = sources.vocabulary, seen.columns, []
    for row in seen.row[-LONGEST_SEQUENCE:]:
        event: dict[Hashable, Any] = {name: column[row] for name, column in columns.items()}
        outcome = _word(vocabulary, "outcome", event["outcome"])
        says = outcome or (None if np.isnan(event["value"]) else number(event["value"]))
        says = says or next(iter(sources.codes_of.get(event["event_id"], [])), vocabulary.event_types[event["event_type"]].says)
        steps.append({"date": british_date(date_of(event["event_date"])), "says": says})
    return steps


def codes_in_words(codes: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return what the codes of each event say, by its id."""
    words: dict[str, list[str]] = {}
    for event, system, code in zip(codes["event_id"], codes["system"], codes["code"], strict=True):
        words.setdefault(event, []).append(_code(vocabulary, system, code))
    return words


def event_text(event: Mapping[Hashable, Any], codes: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return an event in words: its type, then its outcome, codes, concerns and value, as far as they are recorded."""
    concerns = event["concern"].split(";") if isinstance(event["concern"], str) else []
    details = [_word(vocabulary, "outcome", event["outcome"]), *codes]
    details += [_word(vocabulary, "concern", concern) for concern in concerns]
    details.append(_word(vocabulary, "seen", event["seen"], vocabulary.nouns.person))
    details.append(_word(vocabulary, "consent", event["consent_to_service"], wording.CONSENT_TO_SERVICE))
    details.append(_word(vocabulary, "consent", event["consent_to_share"], wording.CONSENT_TO_SHARE))
    details.append(_value(vocabulary, event["value"], event["value_unit"]))
    if event["is_snapshot"]:
        details.append(wording.SNAPSHOT)
    kind = vocabulary.event_types[event["event_type"]].says
    known_details = ", ".join(dict.fromkeys(detail for detail in details if detail))
    text = f"{kind}: {known_details}" if known_details else kind
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
