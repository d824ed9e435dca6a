"""Why the model drew attention to a point: sentences that are filled from the events behind them.

The sentence of an indicator is its `says` or `says_none` in `features/catalogue.yaml`; the words around it are in
`wording/reasons.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from ..features.catalogue import THIS_CONTACT, Indicator, window_days
from ..features.evidence import records_behind
from ..features.quoted import Quoted, figures_of
from ..features.seen import Seen, date_of, day_of
from ..features.selection import event_types_of
from ..wording import reasons as wording
from ..wording.sentences import LONGEST_COURSE, Count, british_date, field_values, fields_in, figures_in, fill, window_words
from .record import Record, Sources

# A contribution below this (log-odds) is a rounding error.
LEAST = 1e-6
# A recorded worry that lowers the score by this much (log-odds: a twentieth of the odds) is hard to explain.
NOTABLE = 0.05
# Figures of which none is nothing to tell: a sentence that would say so is left out.
NOTHING_IF_NONE = frozenset({"since", "alternations", "swings"})
# Counting the days of records adds nothing where each has a day of its own.
SAME_FIGURE = {"dates": "count"}
# Figures that tell how records follow one another, in the order in which patterns stand, and the smallest number that makes one:
# with None, that which the entry gives (`pattern`).
PATTERN_FIELDS = {"alternations": 2, "swings": 2, "since": None, "count": None, "episodes": 3}


@dataclass(frozen=True)
class Reason:
    """One sentence and the records that it rests on; `absent` marks a sentence on what is not recorded.

    `figures` holds what the sentence says of which kinds of record: the selection of the catalogue, the field and its value.
    """

    indicator: str
    theme: str
    says: str
    ask: str | None
    events: Seen
    absent: bool = False
    figures: frozenset[tuple[str, str, object]] = frozenset()

    @cached_property
    def rows(self) -> frozenset[int]:
        """The rows of `events`, as a set: reasons are compared with each other many times."""
        return frozenset(self.events.row.tolist())


@dataclass(frozen=True)
class Contrary:
    """A kind of record that the model used in a way that plain meaning does not explain, and its records.

    `how` is a key of `wording.reasons.AGAINST_MEANING`: "no sentence", "good news" (a strength that raised the score) or
    "lowered" (a worry that lowered it).
    """

    means: str
    how: str
    events: Seen


@dataclass(frozen=True)
class Reasons:
    """Everything that raised a point's score, in plain sentences, largest contribution first; and uses that are hard to explain.

    `context` holds what is said of the contact itself and is no line of evidence.
    """

    plain: list[Reason]
    contrary: list[Contrary]
    context: list[Reason] = field(default_factory=list)


def reasons_of(contributions: Mapping[str, float], record: Record, sources: Sources) -> Reasons:
    """Return the reasons at a point.

    Parameters
    ----------
    contributions : log-odds by indicator. Only positive ones are reasons, and recorded strengths never are. Indicators without
        a record are never contrary.
    """
    found = Reasons([], [], [])
    for name in sorted(contributions, key=lambda name: (-contributions[name], name)):
        indicator, contribution = sources.catalogue.indicators[name], contributions[name]
        raised = contribution > LEAST and not indicator.strength
        if raised and (reason := _reason(name, indicator, record, sources)):
            (found.context if indicator.context else found.plain).append(reason)
        elif (how := _against_meaning(indicator, contribution)) and len(events := _records(name, indicator, record, sources)):
            found.contrary.append(Contrary(indicator.means, how, events))
    return found


def patterns_of(record: Record, sources: Sources) -> list[Reason]:
    """Return the sentences on what turned or recurred in the records, whatever the model made of it.

    Turns come first (alternations and swings), then what was repeated so often that its entry calls it a pattern, then spells;
    of each the largest number first.
    """
    recorded = np.atleast_1d(record.indicator_matches.any(axis=0))
    patterns: list[tuple[int, float, Reason]] = []
    for name, indicator in sources.catalogue.indicators.items():
        named = pattern_field(indicator)
        if named is None or not recorded[sources.evidence.place_of[name]]:
            continue
        quoted = _quoted(name, record, sources)
        value = figures_of(quoted, [named]).get(named, 0) if len(quoted.events) else 0
        if isinstance(value, int | float) and value >= (PATTERN_FIELDS[named] or indicator.pattern or 0):
            reason = _reason_from(quoted, record, sources)
            patterns += [(list(PATTERN_FIELDS).index(named), -value, reason)] if reason else []
    return [reason for _, _, reason in sorted(patterns, key=lambda found: found[:2])]


def pattern_field(indicator: Indicator) -> str | None:
    """Return the figure of an indicator's sentence that tells of a pattern; None where the sentence tells of none."""
    quoted = figures_in(indicator.says or "")
    return next((name for name, least in PATTERN_FIELDS.items() if name in quoted and (least or indicator.pattern)), None)


def _against_meaning(indicator: Indicator, contribution: float) -> str | None:
    """Return in which way a contribution contradicts plain meaning, if there are records; None if it does not."""
    if contribution > LEAST:
        return "good news" if indicator.strength else "no sentence"
    is_worry = "increases" in indicator.measures.values() and indicator.longest_window != THIS_CONTACT
    return "lowered" if is_worry and contribution < -NOTABLE else None


def _records(name: str, indicator: Indicator, record: Record, sources: Sources) -> Seen:
    """Return the records of an indicator in its longest window; age rests on none."""
    if indicator.age:
        return record.seen.take(slice(0))
    window = indicator.longest_window
    return records_behind(sources.evidence, record.seen, record.as_of, name, window, counts=record.indicator_matches)


def _quoted(name: str, record: Record, sources: Sources, window: str | None = None) -> Quoted:
    return Quoted(sources.evidence, record.seen, record.as_of, name, record.born, record.indicator_matches, window)


def _reason(name: str, indicator: Indicator, record: Record, sources: Sources) -> Reason | None:
    if indicator.age:
        return None
    quoted = _quoted(name, record, sources)
    if len(quoted.events) == 0 and indicator.says_none is not None:
        return _absence(name, indicator, record, sources)
    if len(quoted.events) == 0 and indicator.longest_window != THIS_CONTACT:
        quoted = _quoted(name, record, sources, indicator.longest_window)
    return _reason_from(quoted, record, sources) if len(quoted.events) else None


def _reason_from(quoted: Quoted, record: Record, sources: Sources) -> Reason | None:
    """Return the reason that rests on some records; None where it has no sentence, or a figure of it is not known."""
    indicator = quoted.entry
    if indicator.says is None:
        return None
    figures = figures_of(quoted, figures_in(indicator.says))
    if any(figures[name] == 0 for name in NOTHING_IF_NONE & figures.keys()):
        return None
    values = field_values(figures)
    if quoted.window != THIS_CONTACT:
        values["when"] = _period(quoted.window, record, sources)
    if not fields_in(indicator.says) <= values.keys():
        return None
    selection = indicator.events.model_dump_json() if indicator.events else ""
    quoted_figures = {name: figure[-LONGEST_COURSE:] if isinstance(figure, tuple) else figure for name, figure in figures.items()}
    given = frozenset((selection, SAME_FIGURE.get(name, name), figure) for name, figure in quoted_figures.items())
    says = fill(indicator.says, **values) + "."
    return Reason(quoted.indicator, indicator.theme, says, indicator.ask, _cited(quoted), figures=given)


def _cited(quoted: Quoted) -> Seen:
    """Return the records that a sentence rests on.

    On changes from one kind to another, those of both kinds; on what followed nothing, those alone that came after it; on some
    beside others that they are no part of, both.
    """
    fields, seen = figures_in(quoted.entry.says or ""), quoted.seen
    if "alternations" in fields:
        both = quoted.measured_by("alternations")
        return seen.take(np.isin(seen.row, np.concatenate([both.rows, both.other_rows])))
    if "since" in fields:
        pair = quoted.measured_by("count_since")
        return pair.events.take(pair.days > pair.other_days[-1]) if len(pair.other_days) else pair.events
    if "total" in fields and not np.isin(quoted.events.row, (others := quoted.measured_by("share_of").other_rows)).all():
        return seen.take(np.isin(seen.row, np.concatenate([quoted.events.row, others])))
    return quoted.events


def _period(window: str, record: Record, sources: Sources) -> str:
    """Return the time that a sentence is about: "in the 12 months before this contact", or "since birth" if that is later."""
    if record.born is not None and record.t - window_days(window) < day_of(record.born) <= record.t:
        return wording.SINCE_BIRTH
    words = window_words(window_days(window))
    return wording.BEFORE_THIS_POINT.format(window=words, point=sources.vocabulary.nouns.point)


def _absence(name: str, indicator: Indicator, record: Record, sources: Sources) -> Reason | None:
    """Return the reason that nothing is recorded, with the last event before and the start of records; none before birth."""
    if indicator.says_none is None or (record.born is not None and record.born > record.as_of):
        return None
    start = record.as_of - pd.Timedelta(days=window_days(indicator.quoted_window))
    held_from = _held_from(indicator, start, record.as_of, sources)
    if held_from is None:
        return None
    matched = record.indicator_matches[:, sources.evidence.place_of[name]] & (record.seen["event_date"] < day_of(start))
    last = record.seen.take(np.flatnonzero(matched)[-1:])
    sentences = [fill(indicator.says_none, when=_period(indicator.quoted_window, record, sources), count=Count(0)) + "."]
    if len(last):
        sentences.append(wording.LAST_RECORDED.format(date=british_date(date_of(last["event_date"][0]))))
    sentences.append(wording.HELD_FROM.format(date=british_date(held_from)))
    return Reason(name, indicator.theme, " ".join(sentences), indicator.ask, last, absent=True)


def _held_from(indicator: Indicator, start: pd.Timestamp, as_of: pd.Timestamp, sources: Sources) -> pd.Timestamp | None:
    """Return from when records of this kind are held; None if no day of the window is covered, so that nothing is known."""
    event_types = event_types_of(indicator.events, sources.vocabulary)
    tables = {sources.vocabulary.event_types[kind].table for kind in event_types}
    covered = [row for row in sources.coverage if row["table"] in tables and row["start"] < as_of]
    return min(row["start"] for row in covered) if any(row["end"] > start for row in covered) else None
