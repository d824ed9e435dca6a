"""The reference engine: the definitions of `features/engine.py` in plain Python, slow and obvious, one cell at a time.

It shares no code with the engine: events are dictionaries, dates are datetime.date, and every rule is written out.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.features.catalogue import Catalogue, Feature, Indicator

Row = dict[str, Any]
Tables = dict[str, list[Row]]
NEVER = dt.date.max


def cell(feature: Feature, child: str, t: dt.date, tables: Tables, catalogue: Catalogue, words: Vocabulary, view: str) -> float:
    """Return one cell of the feature matrix (NaN is unknown)."""
    entry = catalogue.indicators[feature.indicator]
    if entry.age:
        return age(child, t, tables)
    if feature.window == "contact":
        found = [event for event in todays_contacts(child, t, tables, words, view) if matches(entry, event, tables, words)]
        return measure(feature, found, [], t, t, 0)
    width = 1826 if feature.window == "5y" else int(feature.window[:-1])
    start = t - dt.timedelta(days=width)
    covered = coverage(entry, tables, words)
    if not any(begin < t and end > start for begin, end in covered):
        return math.nan
    visible = seen_before(child, t, tables, words, view)
    inside = [event for event in visible if start <= event["event_date"] < t]
    mine = [event for event in inside if matches(entry, event, tables, words)]
    whole = [event for event in inside if feature.of and matches(catalogue.indicators[feature.of], event, tables, words)]
    return measure(feature, mine, whole, t, min(begin for begin, _ in covered if begin < t), width)


def measure(feature: Feature, events: list[Row], whole: list[Row], t: dt.date, covered_since: dt.date, width: int) -> float:
    """Return a measure of events that are in time order; snapshots tell only how recent they are."""
    if feature.measure == "days_since":
        return float((t - events[-1]["event_date"]).days if events else min((t - covered_since).days, width))
    counted = [event for event in events if not event["is_snapshot"]]
    values = [event["value"] for event in counted if event["value"] is not None]
    if feature.measure == "count":
        return len(counted)
    if feature.measure == "distinct_agencies":
        return len({event["agency"] for event in counted})
    if feature.measure == "sum":
        return float(sum(values))
    if feature.measure == "share_of":
        total = len([event for event in whole if not event["is_snapshot"]])
        return len(counted) / total if total else math.nan
    if not values:
        return math.nan
    summaries = {"last": values[-1], "mean": sum(values) / len(values), "min": min(values), "max": max(values)}
    return float(summaries[feature.measure])


def seen_before(child: str, t: dt.date, tables: Tables, words: Vocabulary, view: str) -> list[Row]:
    """Return the events about a child that could be read before t, in time order."""
    found = [
        event
        for event in tables["events"]
        if event["event_type"] != words.withdrawal
        and date_in(view, event) < t
        and event["event_date"] < t
        and not is_superseded(event, t, tables, view)
        and (event["child_id"] == child or reaches(event, child, t, tables))
    ]
    return sorted(found, key=lambda event: (event["event_date"], event["known_date"], event["event_id"]))


def todays_contacts(child: str, t: dt.date, tables: Tables, words: Vocabulary, view: str) -> list[Row]:
    """Return the contact rows of the day itself."""
    return [
        event
        for event in tables["events"]
        if event["event_type"] == words.index
        and event["child_id"] == child
        and event["event_date"] == t
        and date_in(view, event) < NEVER
        and not is_superseded(event, t, tables, view)
    ]


def date_in(view: str, event: Row) -> dt.date:
    """Return when an event could be read: by some agency, or in the hub."""
    date = event["known_date"] if view == "partnership" else event["shared_date"]
    return date or NEVER


def is_superseded(event: Row, t: dt.date, tables: Tables, view: str) -> bool:
    """An event is invisible at every t after the day on which a row that replaces it could be read."""
    return any(other["replaces"] == event["event_id"] and t > date_in(view, other) for other in tables["events"])


def reaches(event: Row, child: str, t: dt.date, tables: Tables) -> bool:
    """A carer- or household-scope event reaches every child who was known, at t, to have lived there on the day."""
    if event["scope"] == "child":
        return False
    homes = {home for home, who in lived(event["event_date"], t, tables) if who == event["child_id"]}
    return any(home in homes for home, who in lived(event["event_date"], t, tables) if who == child)


def lived(day: dt.date, t: dt.date, tables: Tables) -> set[tuple[str, str]]:
    """Return who lived where on a day, as it was known at t; an end counts only once it is known."""
    found = set()
    for stay in tables["households"]:
        if stay["start"] is None or stay["start"] > day:
            continue
        known = max(stay["known_date"] or stay["start"], stay["start"])
        end_known = stay["end_known_date"] or stay["end"]
        ended = stay["end"] is not None and stay["end"] < day and t > end_known
        if known < t and not ended:
            found.add((stay["household_id"], stay["child_id"]))
    return found


def coverage(entry: Indicator, tables: Tables, words: Vocabulary) -> list[tuple[dt.date, dt.date]]:
    """Return the covered periods of the tables in which an indicator's event types are found."""
    kinds = entry.events.type if entry.events and entry.events.type else [k for k, v in words.event_types.items() if v.worry]
    names = {words.event_types[kind].table for kind in kinds}
    return [(row["start"], row["end"]) for row in tables["coverage"] if row["table"] in names]


def matches(entry: Indicator, event: Row, tables: Tables, words: Vocabulary) -> bool:
    """Return whether an indicator is about an event: all that it names must hold."""
    chosen = entry.events
    if chosen is None:
        return False
    kind = words.event_types[event["event_type"]]
    codes = {row["code"] for row in tables["event_codes"] if row["event_id"] == event["event_id"] and row["system"] != "original"}
    tests = [
        event["event_type"] in chosen.type if chosen.type else kind.worry,
        not chosen.outcome or event["outcome"] in chosen.outcome,
        not chosen.agency or event["agency"] in chosen.agency,
        not chosen.seen or event["seen"] in chosen.seen,
        not chosen.basis or event["basis"] in chosen.basis,
        not chosen.consent_to_share or event["consent_to_share"] in chosen.consent_to_share,
        not chosen.consent_to_service or event["consent_to_service"] in chosen.consent_to_service,
        not chosen.concern or bool(set((event["concern"] or "").split(";")) & set(chosen.concern)),
        not chosen.code or bool(codes & set(chosen.code)),
        chosen.value_at_least is None or (event["value"] is not None and event["value"] >= chosen.value_at_least),
        chosen.value_at_most is None or (event["value"] is not None and event["value"] <= chosen.value_at_most),
    ]
    return all(tests)


def age(child: str, t: dt.date, tables: Tables) -> float:
    """Return the age in years of 365.25 days from the birth month."""
    born = [row["birth_month"] for row in tables["children"] if row["child_id"] == child and row["birth_month"]]
    return (t - born[0]).days / 365.25 if born else math.nan
