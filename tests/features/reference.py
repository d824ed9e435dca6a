"""The reference engine: the definitions of `features/measures` in plain Python, slow and obvious, one cell at a time.

It shares no code with the engine: events are dictionaries, dates are datetime.date, and every rule is written out.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.features.catalogue import Catalogue, Feature, Indicator

Row = dict[str, Any]
Tables = dict[str, list[Row]]
NEVER = dt.date.max
DAY = dt.timedelta(days=1)


@dataclass
class Window:
    """What an indicator, and another one, show in a window at t. `all` and `all_others` hold snapshot rows too."""

    t: dt.date
    width: int
    all: list[Row]
    all_others: list[Row]
    covered: list[dt.date]
    observed: list[dt.date]

    @property
    def events(self) -> list[Row]:
        return [event for event in self.all if not event["is_snapshot"]]

    @property
    def others(self) -> list[Row]:
        return [event for event in self.all_others if not event["is_snapshot"]]

    @property
    def dates(self) -> list[dt.date]:
        return [event["event_date"] for event in self.events]

    @property
    def values(self) -> list[float]:
        return [event["value"] for event in self.events if event["value"] is not None]


def cell(feature: Feature, child: str, t: dt.date, tables: Tables, catalogue: Catalogue, words: Vocabulary, view: str) -> float:
    """Return one cell of the feature matrix (NaN is unknown)."""
    entry = catalogue.indicators[feature.indicator]
    if entry.age:
        return age(child, t, tables)
    entries = [entry] + ([catalogue.indicators[feature.of]] if feature.of else [])
    if feature.window == "contact":
        today = todays_contacts(child, t, tables, words, view)
        both = [[event for event in today if matches(each, event, tables, words)] for each in entries]
        return MEASURES[feature.measure](Window(t, 0, both[0], both[-1], [], []))
    width = 1826 if feature.window == "5y" else int(feature.window[:-1])
    covered = [covered_days(each, t, width, tables, words) for each in entries]
    if not covered[0] or (feature.measure in ("count_since", "open_days", "alternations") and not covered[1]):
        return math.nan
    start = t - width * DAY
    both = [
        [event for event in seen_before(each, child, t, tables, words, view) if start <= event["event_date"]] for each in entries
    ]
    born = next((row["birth_month"] for row in tables["children"] if row["child_id"] == child), None)
    observed = [day for day in covered[0] if born is None or born >= t or day >= born]
    return float(MEASURES[feature.measure](Window(t, width, both[0], both[-1], covered[0], observed)))


def days_since(window: Window) -> float:
    if not window.all:
        return float(len(latest_run(window.covered)))
    return float((window.t - window.all[-1]["event_date"]).days)


def latest_run(days: list[dt.date]) -> list[dt.date]:
    """Return the last of these days, in order, and those before it without a break."""
    run = days[-1:]
    for day in reversed(days[:-1]):
        if run[-1] - day != DAY:
            break
        run.append(day)
    return run


def days_since_first(window: Window) -> float:
    return (window.t - window.dates[0]).days if window.dates else 0


def distinct_days(window: Window) -> float:
    return len(set(window.dates))


def distinct_months(window: Window) -> float:
    return len({((window.t - date).days - 1) // 30 for date in window.dates})


def total(window: Window) -> float:
    found = 0.0
    for value in reversed(window.values):
        found += value
    return found


def mean(window: Window) -> float:
    return total(window) / len(window.values) if window.values else math.nan


def slope(window: Window) -> float:
    rated = [event for event in window.events if event["value"] is not None]
    if len({event["event_date"] for event in rated}) < 2:
        return math.nan
    days = [Fraction(event["event_date"].toordinal()) for event in rated]
    values = [Fraction(event["value"]) for event in rated]
    middle, level = sum(days) / len(days), sum(values) / len(values)
    up = sum((day - middle) * (value - level) for day, value in zip(days, values, strict=True))
    return float(365 * up / sum((day - middle) ** 2 for day in days))


def swings(window: Window) -> float:
    rated = [event for event in window.events if event["value"] is not None]
    days: list[dt.date] = sorted({event["event_date"] for event in rated})
    levels: list[float] = [max(event["value"] for event in rated if event["event_date"] == day) for day in days]
    steps = [after > before for before, after in pairwise(levels) if after != before]
    return sum(after != before for before, after in pairwise(steps))


def share_of(window: Window) -> float:
    return len(window.events) / len(window.others) if window.others else math.nan


def rate(window: Window) -> float:
    seen = sum(date in set(window.observed) for date in window.dates)
    return 365 * seen / len(window.observed) if window.observed else math.nan


def trend(window: Window) -> float:
    half = window.width // 2 * DAY
    recent, earlier = (window.t - half, window.t), (window.t - 2 * half, window.t - half)
    if not all(any(begin <= day < end for day in window.covered) for begin, end in (recent, earlier)):
        return math.nan
    counts = [sum(begin <= date < end for date in window.dates) for begin, end in (recent, earlier)]
    return counts[0] - counts[1]


def decayed(window: Window) -> float:
    found = 0.0
    for date in window.dates:
        found += 0.5 ** ((window.t - date).days / 182)
    return found


def longest_gap(window: Window) -> float:
    if not window.observed:
        return math.nan
    longest = run = 0
    before = None
    for day in window.observed:
        run = run + 1 if before == day - DAY else 1
        if day in window.dates:
            run = 0
        longest, before = max(longest, run), day
    return longest


def most_in_28_days(window: Window) -> float:
    return max((sum(day <= other < day + 28 * DAY for other in window.dates) for day in window.dates), default=0)


def episodes(window: Window) -> float:
    quiet = [(after - before).days - 1 for before, after in pairwise(window.dates)]
    return sum(days > 90 for days in quiet) + 1 if window.dates else 0


def count_since(window: Window) -> float:
    if not window.all_others:
        return len(window.events)
    latest: dt.date = window.all_others[-1]["event_date"]
    return sum(date > latest for date in window.dates)


def open_days(window: Window) -> float:
    for event in reversed(window.events):
        if not any(ends(other, event) for other in window.all_others):
            return float((window.t - event["event_date"]).days)
    return 0


def ends(other: Row, event: Row) -> bool:
    """A spell that both name decides; else an event ends what was dated before it."""
    if event["spell_id"] and other["spell_id"]:
        return bool(other["spell_id"] == event["spell_id"] and other["event_date"] >= event["event_date"])
    return bool(other["event_date"] > event["event_date"])


def alternations(window: Window) -> float:
    mine = set(window.dates)
    theirs = {event["event_date"] for event in window.others if event not in window.events}
    order = ["mine" if day in mine else "theirs" for day in sorted(mine ^ theirs)]
    return sum(after != before for before, after in pairwise(order))


MEASURES: dict[str, Callable[[Window], float]] = {
    "count": lambda window: len(window.events),
    "days_since": days_since,
    "days_since_first": days_since_first,
    "distinct_agencies": lambda window: len({event["agency"] for event in window.events}),
    "distinct_sources": lambda window: len({event["source"] for event in window.events}),
    "distinct_days": distinct_days,
    "distinct_months": distinct_months,
    "sum": total,
    "mean": mean,
    "min": lambda window: min(window.values, default=math.nan),
    "max": lambda window: max(window.values, default=math.nan),
    "last": lambda window: window.values[-1] if window.values else math.nan,
    "slope": slope,
    "swings": swings,
    "share_of": share_of,
    "rate": rate,
    "trend": trend,
    "decayed": decayed,
    "longest_gap": longest_gap,
    "most_in_28_days": most_in_28_days,
    "episodes": episodes,
    "count_since": count_since,
    "open_days": open_days,
    "alternations": alternations,
}


def seen_before(entry: Indicator, child: str, t: dt.date, tables: Tables, words: Vocabulary, view: str) -> list[Row]:
    """Return the events that count for an indicator of a child and could be read before t, in time order."""
    found = [
        event
        for event in tables["events"]
        if event["event_type"] != words.withdrawal
        and date_in(view, event) < t
        and event["event_date"] < t
        and matches(entry, event, tables, words)
        and concerns(entry, event, child, t, tables)
        and not (entry.events and entry.events.unshared and date_in("hub", event) < t)
        and not is_superseded(event, t, tables, view)
    ]
    return sorted(found, key=lambda event: (event["event_date"], event["known_date"], event["event_id"]))


def concerns(entry: Indicator, event: Row, child: str, t: dt.date, tables: Tables) -> bool:
    """Return whether an event comes to a child as the indicator asks: its own and its household's, or its siblings'."""
    if entry.events and entry.events.about == "siblings":
        return event["child_id"] != child and event["scope"] == "child" and together(event, child, t, tables, ["private"])
    return bool(event["child_id"] == child) or reaches(event, child, t, tables)


def todays_contacts(child: str, t: dt.date, tables: Tables, words: Vocabulary, view: str) -> list[Row]:
    """Return the contact rows of the day itself, in time order."""
    found = [
        event
        for event in tables["events"]
        if event["event_type"] == words.index
        and event["child_id"] == child
        and event["event_date"] == t
        and date_in(view, event) < NEVER
        and not is_superseded(event, t, tables, view)
    ]
    return sorted(found, key=lambda event: (event["known_date"], event["event_id"]))


def date_in(view: str, event: Row) -> dt.date:
    """Return when an event could be read: by some agency, or in the hub."""
    date = event["known_date"] if view == "partnership" else event["shared_date"]
    return date or NEVER


def is_superseded(event: Row, t: dt.date, tables: Tables, view: str) -> bool:
    """An event is invisible at every t after the day on which a row that replaces it could be read."""
    return any(other["replaces"] == event["event_id"] and t > date_in(view, other) for other in tables["events"])


def reaches(event: Row, child: str, t: dt.date, tables: Tables) -> bool:
    """A carer- or household-scope event reaches every child who was known, at t, to have lived there on the day."""
    return event["scope"] != "child" and together(event, child, t, tables, ["private", "foster"])


def together(event: Row, child: str, t: dt.date, tables: Tables, kinds: list[str]) -> bool:
    """Return whether a child was known, at t, to have lived on the day of an event where the child of the event did."""
    lived_in = lived(event["event_date"], t, tables, kinds)
    homes = {home for home, who in lived_in if who == event["child_id"]}
    return any(home in homes for home, who in lived_in if who == child)


def lived(day: dt.date, t: dt.date, tables: Tables, kinds: list[str]) -> set[tuple[str, str]]:
    """Return who lived where on a day, as it was known at t; an end counts only once it is known."""
    found = set()
    for stay in tables["households"]:
        if stay["start"] is None or stay["start"] > day or stay["kind"] not in kinds:
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


def covered_days(entry: Indicator, t: dt.date, width: int, tables: Tables, words: Vocabulary) -> list[dt.date]:
    """Return the days of the window that are covered, in order."""
    periods = coverage(entry, tables, words)
    ages = {ago for begin, end in periods for ago in range(max((t - end).days + 1, 1), min((t - begin).days, width) + 1)}
    return [t - ago * DAY for ago in sorted(ages, reverse=True)]


def matches(entry: Indicator, event: Row, tables: Tables, words: Vocabulary) -> bool:
    """Return whether an indicator is about an event: all that it names must hold."""
    chosen = entry.events
    if chosen is None or (chosen.type and event["event_type"] not in chosen.type):
        return False
    kind = words.event_types[event["event_type"]]
    codes = {row["code"] for row in tables["event_codes"] if row["event_id"] == event["event_id"] and row["system"] != "original"}
    tests = [
        bool(chosen.type) or kind.worry,
        not chosen.outcome or event["outcome"] in chosen.outcome,
        not chosen.agency or event["agency"] in chosen.agency,
        not chosen.scope or event["scope"] in chosen.scope,
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
