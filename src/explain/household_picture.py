"""Everybody in a home on one time axis of five years: ratings of the home, worries about it, and rows for each person.

It draws only what could be read before the day, as the lines of a page do. How it is drawn: `pages/lanes.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..chronology.vocabulary import Help, Rated
from ..features.catalogue import LONGEST_WINDOW_DAYS
from ..features.seen import Seen, date_of, day_of
from ..features.selection import event_types_of, selection_of
from ..wording import household_picture as wording
from ..wording.sentences import course_words, number_word
from .household import adult
from .record import Record, Sources, from_day

PERSON = "child"  # the scope of a record about one person; others are about a carer or the household


def household_picture(people: Sequence[Record], sources: Sources) -> dict[str, Any] | None:
    """Return what the picture draws; None where a project draws none.

    Parameters
    ----------
    people : the person of the page, then everybody else in the home, if anybody, each with what was visible on the day.

    Returns
    -------
    dict : start (ISO); blocks as `pages/lanes.py` draws them, the home first, each row also in words (`says`); adults, whether
        anybody else in the home is one: of an adult, only rows with a record are drawn, and none of what a child would have.
    """
    chosen = sources.vocabulary.page.household_picture
    if chosen is None:
        return None
    rows_of_people = [_rows_of_person(person, sources) for person in people]
    adults = [adult(person, sources) for person in people[1:]]
    blocks = [{"title": wording.HOME, "rows": _rows_of_home(people[0], chosen.rated, sources)}]
    for person, rows, is_adult in zip(people, rows_of_people, [False, *adults], strict=True):
        title = wording.person(person.child_id, person.born, person.as_of, of_page=person is people[0], is_adult=is_adult)
        drawn = [row for row in rows if row["marks"]] if is_adult else rows
        blocks += [{"title": title, "rows": drawn}] if drawn else []
    return {"start": _iso(_start(people[0])), "blocks": blocks, "adults": any(adults)}


def _rows_of_home(record: Record, rated: Rated, sources: Sources) -> list[dict[str, Any]]:
    """Return the ratings of the home and the worries about it or a carer, from the person's first known address on."""
    drawn = _drawn(record)
    drawn, words = drawn.take(drawn["scope"] != PERSON), sources.vocabulary
    first = sources.stays.first_known(record.child_id, record.t) or _start(record)
    ratings = drawn.take((drawn["event_type"] == rated.type) & ~np.isnan(drawn["value"]))
    worries = drawn.take(np.isin(drawn["event_type"], words.worries))
    days, values = ratings["event_date"].tolist(), ratings["value"].tolist()
    marks = [
        [_iso(day), value, int(not in_hub)] for day, value, in_hub in zip(days, values, ratings.in_hub.tolist(), strict=True)
    ]
    course = course_words(tuple((date_of(day), value) for day, value in zip(days, values, strict=True))) if days else ""
    says = _says(ratings) | ({"values": course} if course else {})
    return [
        {"label": wording.RATED, "shape": "steps", "best": rated.best, "worst": rated.worst, "marks": marks, "says": says}
        | _since(record, first, [rated.type], sources),
        _row(words.nouns.concerns, "circle", worries) | _since(record, first, words.worries, sources),
    ]


def _rows_of_person(record: Record, sources: Sources) -> list[dict[str, Any]]:
    """Return the points, the other kinds of the vocabulary, and the worries about one person: their own records alone."""
    drawn, words = _drawn(record), sources.vocabulary
    drawn = drawn.take(drawn.own)
    born = _start(record) if record.born is None else day_of(record.born)
    points = drawn.take(drawn["event_type"] == words.index)
    rows = [_row(words.nouns.points, "bar", points) | _since(record, born, [str(words.index)], sources)]
    chosen = words.page.household_picture
    for kind in chosen.each if chosen else []:
        selected, types = np.zeros(len(drawn), bool), set[str]()
        for each in kind.any_of:
            selected |= sources.is_of_kind(each)[drawn.row]
            types |= set(event_types_of(selection_of(each, words), words))
        rows.append(_row(kind.says, "diamond", drawn.take(selected)) | _since(record, born, types, sources))
    worries = drawn.take(np.isin(drawn["event_type"], words.worries) & (drawn["scope"] == PERSON))
    rows.append(_row(words.nouns.concerns, "circle", worries) | _since(record, born, words.worries, sources))
    for help_ in chosen.help if chosen else []:
        if bands := _bands(record, help_):
            rows.append(_row_of_bands(help_.says, bands) | _since(record, born, [*help_.start, *help_.end], sources))
    return rows


@dataclass(frozen=True)
class Band:
    """Help that lasted: its first day, its last (None: no end was recorded), and whether the hub had the record of its start."""

    first: int
    last: int | None
    in_hub: bool


def _bands(record: Record, help_: Help) -> list[Band]:
    """Return the times of help of the last five years. A day with as many starts as ends leaves things as they are.

    An end without a start before it is left out: nobody can say since when the help was given.
    """
    own = record.visible.take(record.visible.own & ~record.visible.today)
    changes: dict[int, list[int]] = {}
    for kind, day, in_hub in zip(own["event_type"].tolist(), own["event_date"].tolist(), own.in_hub.tolist(), strict=True):
        if kind in help_.start or kind in help_.end:
            change = changes.setdefault(day, [0, 0])
            change[0] += 1 if kind in help_.start else -1
            change[1] += kind in help_.start and in_hub
    bands: list[Band] = []
    for day, (started, shared) in sorted(changes.items()):
        running = bool(bands) and bands[-1].last is None
        if started > 0 and not running:
            bands.append(Band(day, None, shared > 0))
        elif started < 0 and running:
            bands[-1] = replace(bands[-1], last=day)
    return [band for band in bands if band.last is None or band.last >= _start(record)]


def _row_of_bands(label: str, bands: Sequence[Band]) -> dict[str, Any]:
    marks = [[_iso(band.first), "" if band.last is None else _iso(band.last), int(not band.in_hub)] for band in bands]
    lasted = [wording.lasted(date_of(band.first), None if band.last is None else date_of(band.last)) for band in bands]
    unshared = number_word(sum(not band.in_hub for band in bands))
    says = {"count": number_word(len(bands)), "days": "; ".join(lasted), "not_in_hub": unshared}
    return {"label": label, "shape": "band", "marks": marks, "says": says}


def _start(record: Record) -> int:
    return record.t - LONGEST_WINDOW_DAYS


def _drawn(record: Record) -> Seen:
    """Return what was visible from before the day, in five years, without the latest of something on an extract's day."""
    recent = from_day(record.visible, _start(record))
    return recent.take(~recent.today & ~recent["is_snapshot"])


def _since(record: Record, first: int, event_types: Collection[str], sources: Sources) -> dict[str, str]:
    """Return from which day on such records could be there: that of the person or the home, and that of the coverage."""
    tables = {sources.vocabulary.event_types[kind].table for kind in event_types}
    held = min((day_of(row["start"]) for row in sources.coverage if row["table"] in tables), default=record.t)
    return {"since": _iso(min(max(_start(record), first, held), record.t))}


def _row(label: str, shape: str, records: Seen) -> dict[str, Any]:
    """Return a row of months: the first day of each, how many records it holds, and how many had not reached the hub."""
    months: dict[str, list[int]] = {}
    for day, in_hub in zip(records["event_date"].tolist(), records.in_hub.tolist(), strict=True):
        month = months.setdefault(f"{date_of(day):%Y-%m}-01", [0, 0])
        month[0] += 1
        month[1] += not in_hub
    return {"label": label, "shape": shape, "marks": [[day, *counts] for day, counts in months.items()], "says": _says(records)}


def _says(records: Seen) -> dict[str, str]:
    """Return a row in words: how many records, on which days, and how many of them had not reached the hub."""
    if not len(records):
        return {"count": wording.NONE, "days": "", "not_in_hub": ""}
    days = wording.first_and_last(date_of(records["event_date"].min()), date_of(records["event_date"].max()))
    return {"count": number_word(len(records)), "days": days, "not_in_hub": number_word(int((~records.in_hub).sum()))}


def _iso(day: int) -> str:
    return f"{date_of(day):%Y-%m-%d}"
