"""Why the model drew attention to a point, in sentences that are filled from the events behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ..features.catalogue import THIS_CONTACT, Indicator, window_days
from ..features.evidence import counts_for
from ..features.figures import Quoted, figures_of
from ..features.selection import event_types_of
from ..features.sentences import Count, british_date, fields_in, fill, in_words, window_words
from .record import Record, Sources

# A contribution below this (log-odds) is rounding and no reason.
LEAST = 1e-6


@dataclass(frozen=True)
class Reason:
    """One sentence and the rows of `seen_at` that it rests on; `absent` marks a sentence on what is not recorded."""

    indicator: str
    theme: str
    says: str
    ask: str | None
    events: pd.DataFrame
    absent: bool = False


@dataclass(frozen=True)
class Reasons:
    """Everything that raised a point's score: in plain sentences, most first, and by name what has no plain sentence."""

    plain: list[Reason]
    hard_to_explain: list[str]


def reasons_of(contributions: Mapping[str, float], record: Record, sources: Sources) -> Reasons:
    """Return the reasons at a point.

    Parameters
    ----------
    contributions : log-odds by indicator. Only positive ones are reasons; a recorded strength never is one.
    """
    raised = sorted(
        (name for name in contributions if contributions[name] > LEAST), key=lambda name: (-contributions[name], name)
    )
    plain, hard = [], []
    for name in raised:
        entry = sources.catalogue.indicators[name]
        if entry.strength:
            continue
        reason = _reason(name, entry, record, sources)
        if reason:
            plain.append(reason)
        else:
            hard.append(entry.means)
    return Reasons(plain, hard)


def _reason(name: str, entry: Indicator, record: Record, sources: Sources) -> Reason | None:
    if entry.age:
        return None
    quoted = Quoted(sources.evidence, record.seen, record.as_of, name, record.born)
    if len(quoted.rows) == 0:
        return _absence(name, entry, record, sources)
    if entry.says is None:
        return None
    values = in_words(figures_of(quoted, fields_in(entry.says)))
    if entry.quoted_window != THIS_CONTACT:
        values["when"] = when(entry.quoted_window, record, sources)
    if not fields_in(entry.says) <= values.keys():
        return None
    return Reason(name, entry.theme, fill(entry.says, **values) + ".", entry.ask, quoted.rows)


def when(window: str, record: Record, sources: Sources) -> str:
    """Return the time that a sentence is about: "in the 12 months before this contact", or "since birth" if that is later."""
    start = record.as_of - pd.Timedelta(days=window_days(window))
    if record.born is not None and start < record.born <= record.as_of:
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
    matched = counts_for(sources.evidence, record.seen)[:, list(sources.catalogue.indicators).index(name)]
    last = record.seen[matched & (record.seen["event_date"] < start).to_numpy()].tail(1)
    says = fill(entry.says_none, when=when(entry.quoted_window, record, sources), count=Count(0)) + "."
    if len(last):
        says += f" The last one recorded was on {british_date(last['event_date'].iloc[0])}."
    return Reason(
        name, entry.theme, f"{says} Records of this kind are held from {british_date(held)}.", entry.ask, last, absent=True
    )


def _held_from(entry: Indicator, start: pd.Timestamp, as_of: pd.Timestamp, sources: Sources) -> pd.Timestamp | None:
    """Return from when records of this kind are held; None if no day of the window is covered, so that nothing is known."""
    places = {sources.vocabulary.event_types[kind].table for kind in event_types_of(entry.events, sources.vocabulary)}
    coverage = sources.chronology["coverage"]
    held = coverage[coverage["table"].isin(places) & (coverage["start"] < as_of)]
    return held["start"].min() if (held["end"] > start).any() else None
