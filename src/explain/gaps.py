"""What is not recorded, and what the rules of the place say about that."""

from __future__ import annotations

import pandas as pd

from ..chronology.vocabulary import Since
from ..features.catalogue import LONGEST_WINDOW_DAYS
from ..features.sentences import british_date, number_word
from .record import Record, Sources, of_kinds

LOOK_BACK = pd.Timedelta(days=365)


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
        *_dates_by_rule(record),
    ]


def since(looked_for: Since, record: Record, sources: Sources, after: pd.Timestamp | None = None) -> str:
    """Return what to say of the latest fact of some kinds (on or after a day), or that there is none."""
    found = of_kinds(record, looked_for.any_of, sources.vocabulary)
    if after is not None:
        found = found[(found["event_date"] >= after).to_numpy()]
    return looked_for.since.format(last_date=british_date(found["event_date"].max())) if len(found) else looked_for.never


def prompts(record: Record, sources: Sources) -> list[str]:
    """Return the rules of the place that this record calls up within 12 months, and whether they were answered since."""
    lines = []
    for prompt in sources.vocabulary.page.prompts:
        found = of_kinds(record, prompt.any_of, sources.vocabulary)
        found = found[(found["event_date"] >= record.as_of - LOOK_BACK).to_numpy()]
        if len(found):
            last = found["event_date"].max()
            lines.append(f"{prompt.says.format(last_date=british_date(last))} {since(prompt.answer, record, sources, last)}")
    return lines


def _agencies_without_record(record: Record, age: float | None, sources: Sources) -> list[str]:
    recent = record.visible[(record.visible["event_date"] >= record.as_of - LOOK_BACK).to_numpy()]
    heard = set(recent["agency"])
    asks = sources.vocabulary.page.asks.items()
    silent = [agency for agency, (youngest, oldest) in asks if agency not in heard and (age is None or youngest <= age < oldest)]
    if not silent:
        return []
    names = ", ".join(sources.vocabulary.words["agency"][agency] for agency in silent)
    return [f"No record of the last 12 months is held from: {names}. Each could be asked."]


def _outside_coverage(record: Record, sources: Sources) -> list[str]:
    """Return from when to when records are held, where that is less than the five years or the life looked back on."""
    coverage, as_of = sources.chronology["coverage"], record.as_of
    longest = as_of - pd.Timedelta(days=LONGEST_WINDOW_DAYS)
    needed = longest if record.born is None else max(longest, min(record.born, as_of))
    held = coverage[coverage["start"] < as_of].groupby("table").agg(start=("start", "min"), end=("end", "max"))
    said: dict[str, list[str]] = {}
    for table, name in sources.vocabulary.words["coverage_table"].items():
        if table not in held.index:
            said.setdefault("are not held here", []).append(name)
            continue
        start, end = held["start"][table], held["end"][table]
        if start > needed:
            said.setdefault(f"are held from {british_date(start)} only", []).append(name)
        if end < as_of:
            said.setdefault(f"are held up to {british_date(end)} only", []).append(name)
    return [f"These records {how}: {', '.join(names)}." for how, names in said.items()]


def _addresses(record: Record, sources: Sources) -> list[str]:
    stays = sources.chronology["households"]
    if stays.empty:
        return []
    mine = stays[(stays["child_id"] == record.child_id) & (stays["known_date"].fillna(stays["start"]) < record.as_of)]
    first, person = mine["start"].min(), sources.vocabulary.nouns.person
    if pd.isna(first):
        return [f"Where the {person} lives is not recorded."]
    if record.born is not None and first > record.born + pd.Timedelta(days=31):
        return [f"Where the {person} lived before {british_date(first)} is not recorded."]
    return []


def _dates_by_rule(record: Record) -> list[str]:
    ruled = int((record.visible["known_basis"] == "rule").sum())
    if not ruled:
        return []
    return [
        f"The day on which a record could be read was not recorded but set by a rule for {number_word(ruled)} "
        f"of {number_word(len(record.visible))} records."
    ]
