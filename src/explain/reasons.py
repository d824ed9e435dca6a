"""Why the model drew attention to a point, in sentences that are filled from the events behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..features.catalogue import THIS_CONTACT, Indicator, window_days
from ..features.evidence import records_behind
from ..features.quoted import Quoted, figures_of
from ..features.seen import Seen, date_of, day_of
from ..features.selection import event_types_of
from ..wording.sentences import Count, british_date, field_values, fields_in, fill, window_words
from .record import Record, Sources

# A contribution below this (log-odds) is rounding and no reason.
LEAST = 1e-6
# A worry on record that takes this much away from the score (log-odds: a twentieth of the odds) is against plain meaning.
NOTABLE = 0.05
# What a sentence says of how records follow one another, and how much of it makes a pattern.
PATTERNS, FEWEST = ("alternations", "swings", "episodes"), 2


@dataclass(frozen=True)
class Reason:
    """One sentence and the records that it rests on; `absent` marks a sentence on what is not recorded."""

    indicator: str
    theme: str
    says: str
    ask: str | None
    events: Seen
    absent: bool = False


@dataclass(frozen=True)
class Contrary:
    """A kind of record that the model used in a way that plain meaning does not explain, and the records of it.

    `how` is "no sentence", "good news" (a strength that raised the score) or "lowered" (a worry that took from it).
    """

    means: str
    how: str
    events: Seen


@dataclass(frozen=True)
class Reasons:
    """Everything that raised a point's score, in plain sentences, most first; and what was used against plain meaning."""

    plain: list[Reason]
    contrary: list[Contrary]


def reasons_of(contributions: Mapping[str, float], record: Record, sources: Sources) -> Reasons:
    """Return the reasons at a point.

    Parameters
    ----------
    contributions : log-odds by indicator. Only positive ones are reasons; a recorded strength never is one. Of kinds of which
        there is no record, none is named as contrary.
    """
    plain, contrary = [], []
    for name in sorted(contributions, key=lambda name: (-contributions[name], name)):
        entry, share = sources.catalogue.indicators[name], contributions[name]
        if share > LEAST and not entry.strength and (reason := _reason(name, entry, record, sources)):
            plain.append(reason)
        elif (how := _against_meaning(entry, share)) and len(found := _records(name, entry, record, sources)):
            contrary.append(Contrary(entry.means, how, found))
    return Reasons(plain, contrary)


def patterns_of(record: Record, sources: Sources) -> list[Reason]:
    """Return the sentences on turns, swings and spells that the records show, whatever the model made of them."""
    there = np.atleast_1d(record.counts.any(axis=0))
    found = []
    for name, entry in sources.catalogue.indicators.items():
        said = fields_in(entry.says or "") & set(PATTERNS)
        if not said or not there[sources.evidence.place_of[name]]:
            continue
        quoted = _quoted(name, record, sources)
        figures = figures_of(quoted, said) if len(quoted.events) else {}
        if any(isinstance(figure, int | float) and figure >= FEWEST for figure in figures.values()):
            reason = _said(quoted, record, sources)
            found += [reason] if reason else []
    return found


def _against_meaning(entry: Indicator, share: float) -> str | None:
    """Return in which way a contribution contradicts plain meaning, if there are records; None if it does not."""
    if share > LEAST:
        return "good news" if entry.strength else "no sentence"
    worrying = "increases" in entry.measures.values() and entry.longest_window != THIS_CONTACT
    return "lowered" if worrying and share < -NOTABLE else None


def _records(name: str, entry: Indicator, record: Record, sources: Sources) -> Seen:
    """Return the records of a kind in its longest window; of age, which is no kind of record, none."""
    if entry.age:
        return record.seen.take(np.zeros(len(record.seen), bool))
    return records_behind(sources.evidence, record.seen, record.as_of, name, entry.longest_window, counts=record.counts)


def _quoted(name: str, record: Record, sources: Sources, window: str | None = None) -> Quoted:
    return Quoted(sources.evidence, record.seen, record.as_of, name, record.born, record.counts, window)


def _reason(name: str, entry: Indicator, record: Record, sources: Sources) -> Reason | None:
    if entry.age:
        return None
    quoted = _quoted(name, record, sources)
    if len(quoted.events) == 0 and entry.says_none is not None:
        return _absence(name, entry, record, sources)
    if len(quoted.events) == 0 and entry.longest_window != THIS_CONTACT:
        quoted = _quoted(name, record, sources, entry.longest_window)
    return _said(quoted, record, sources) if len(quoted.events) else None


def _said(quoted: Quoted, record: Record, sources: Sources) -> Reason | None:
    """Return the sentence on some records, or None where there is none to say or a figure of it is not known."""
    entry = quoted.entry
    if entry.says is None:
        return None
    values = field_values(figures_of(quoted, fields_in(entry.says)))
    if quoted.window != THIS_CONTACT:
        values["when"] = when(quoted.window, record, sources)
    if not fields_in(entry.says) <= values.keys():
        return None
    return Reason(quoted.indicator, entry.theme, fill(entry.says, **values) + ".", entry.ask, _cited(quoted))


def _cited(quoted: Quoted) -> Seen:
    """Return the records that a sentence rests on: on turns from one kind to another, those of both kinds."""
    if "alternations" not in fields_in(quoted.entry.says or ""):
        return quoted.events
    turns = quoted.measured_by("alternations")
    return quoted.seen.take(np.isin(quoted.seen.row, np.concatenate([turns.rows, turns.other_rows])))


def when(window: str, record: Record, sources: Sources) -> str:
    """Return the time that a sentence is about: "in the 12 months before this contact", or "since birth" if that is later."""
    if record.born is not None and record.t - window_days(window) < day_of(record.born) <= record.t:
        return "since birth"
    return f"in the {window_words(window_days(window))} before this {sources.vocabulary.nouns.point}"


def _absence(name: str, entry: Indicator, record: Record, sources: Sources) -> Reason | None:
    """Return the reason that nothing is recorded, with the last event before and the start of records; none before birth."""
    if entry.says_none is None or (record.born is not None and record.born > record.as_of):
        return None
    start = record.as_of - pd.Timedelta(days=window_days(entry.quoted_window))
    held = _held_from(entry, start, record.as_of, sources)
    if held is None:
        return None
    matched = record.counts[:, sources.evidence.place_of[name]] & (record.seen["event_date"] < day_of(start))
    last = record.seen.take(np.flatnonzero(matched)[-1:])
    says = fill(entry.says_none, when=when(entry.quoted_window, record, sources), count=Count(0)) + "."
    if len(last):
        says += f" The last one recorded was on {british_date(date_of(last['event_date'][0]))}."
    return Reason(
        name, entry.theme, f"{says} Records of this kind are held from {british_date(held)}.", entry.ask, last, absent=True
    )


def _held_from(entry: Indicator, start: pd.Timestamp, as_of: pd.Timestamp, sources: Sources) -> pd.Timestamp | None:
    """Return from when records of this kind are held; None if no day of the window is covered, so that nothing is known."""
    places = {sources.vocabulary.event_types[kind].table for kind in event_types_of(entry.events, sources.vocabulary)}
    held = [row for row in sources.coverage if row["table"] in places and row["start"] < as_of]
    return min(row["start"] for row in held) if any(row["end"] > start for row in held) else None
