"""What is not recorded, and what the rules of the place say about that."""

from __future__ import annotations

import pandas as pd

from ..chronology.vocabulary import Since
from ..features.catalogue import LONGEST_WINDOW_DAYS
from ..features.seen import date_of
from ..wording.sentences import british_date, number_word
from .record import Record, Sources, of_kinds, since_day

LOOK_BACK_DAYS = 365


def not_recorded(record: Record, age: float | None, sources: Sources) -> list[str]:
    """Return a sentence for everything that the records leave open about a person on a day."""
    lines = [
        since(looked_for, record, sources)
        for looked_for in sources.vocabulary.page.absences
        if age is None or age >= looked_for.from_age
    ]
    return [
        *lines,
        *_agencies_without_record(record, age, sources),
        *_outside_coverage(record, sources),
        *_addresses(record, sources),
        *_known_late(record),
        *_dates_by_rule(record),
    ]


def since(looked_for: Since, record: Record, sources: Sources, after: int | None = None) -> str:
    """Return what to say of the latest fact of some kinds (on or after a day since 1970), or that there is none."""
    found = of_kinds(record, looked_for.any_of, sources)
    if after is not None:
        found = since_day(found, after)
    if not len(found):
        return looked_for.never
    return looked_for.since.format(last_date=british_date(date_of(found["event_date"].max())))


def prompts(record: Record, sources: Sources) -> list[str]:
    """Return the rules of the place that this record calls up within 12 months, and whether they were answered since."""
    lines = []
    for prompt in sources.vocabulary.page.prompts:
        found = since_day(of_kinds(record, prompt.any_of, sources), record.t - LOOK_BACK_DAYS)
        if len(found):
            last = found["event_date"].max()
            says = prompt.says.format(last_date=british_date(date_of(last)))
            lines.append(f"{says} {since(prompt.answer, record, sources, last)}")
    return lines


def _agencies_without_record(record: Record, age: float | None, sources: Sources) -> list[str]:
    """Return which agencies gave no record in 12 months: those that were asked, and those that no request went to."""
    page, words = sources.vocabulary.page, sources.vocabulary.words["agency"]
    recent = since_day(record.visible, record.t - LOOK_BACK_DAYS)
    request = [kind in page.requests for kind in recent["event_type"]]
    asked = {agency for agency, is_request in zip(recent["agency"], request, strict=True) if is_request}
    heard = {agency for agency, is_request in zip(recent["agency"], request, strict=True) if not is_request}
    silent = [
        agency
        for agency, (youngest, oldest) in page.asks.items()
        if agency not in heard and (age is None or youngest <= age < oldest)
    ]
    unasked, unanswered = (", ".join(words[agency] for agency in silent if (agency in asked) is was) for was in (False, True))
    lines = [f"In 12 months, no record came from these, and no request went to them: {unasked}."] if unasked else []
    return [*lines, f"These were asked, and no other record of 12 months came from them: {unanswered}."] if unanswered else lines


def _outside_coverage(record: Record, sources: Sources) -> list[str]:
    """Return from when to when records are held, where that is less than the five years or the life looked back on."""
    as_of = record.as_of
    longest = as_of - pd.Timedelta(days=LONGEST_WINDOW_DAYS)
    needed = longest if record.born is None else max(longest, min(record.born, as_of))
    runs: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
    for row in sources.coverage:
        if row["start"] < as_of:
            runs.setdefault(row["table"], []).append((row["start"], row["end"]))
    said: dict[str, list[str]] = {}
    for table, name in sources.vocabulary.words["coverage_table"].items():
        if table not in runs:
            said.setdefault("are not held here", []).append(name)
            continue
        start, end = min(run[0] for run in runs[table]), max(run[1] for run in runs[table])
        if start > needed:
            said.setdefault(f"are held from {british_date(start)} only", []).append(name)
        if end < as_of:
            said.setdefault(f"are held up to {british_date(end)} only", []).append(name)
    return [f"These records {how}: {', '.join(names)}." for how, names in said.items()]


def _addresses(record: Record, sources: Sources) -> list[str]:
    if not sources.stays.of_child:
        return []
    first, person = sources.stays.first_known(record.child_id, record.t), sources.vocabulary.nouns.person
    if first is None:
        return [f"Where the {person} lives is not recorded."]
    if record.born is not None and pd.Timestamp(date_of(first)) > record.born + pd.Timedelta(days=31):
        day = british_date(date_of(first))
        return [f"Where the {person} lived before {day} is not recorded. Records of that time may lie elsewhere."]
    return []


def _known_late(record: Record) -> list[str]:
    """Return how many records of 12 months could be read only a month or more after what they tell of."""
    recent = since_day(record.visible, record.t - LOOK_BACK_DAYS)
    late = int((recent["known_date"] - recent["event_date"] > 30).sum())
    if not late:
        return []
    number = number_word(late)
    return [f"{number[:1].upper()}{number[1:]} record{'s' * (late > 1)} of 12 months came more than a month late."]


def _dates_by_rule(record: Record) -> list[str]:
    ruled = int((record.visible["known_basis"] == "rule").sum())
    if not ruled:
        return []
    return [
        f"For {number_word(ruled)} of {number_word(len(record.visible))} records, nobody noted when they could first be read. "
        "A rule set that day."
    ]
