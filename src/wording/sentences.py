"""Filling the sentences of the catalogue: grammatical for none, one and many; British dates; small numbers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from string import Formatter

Course = tuple[tuple[dt.date, float], ...]  # the day and number of each recorded value, in the order of time
Figure = int | float | dt.date | Course

_TIMES = ("not once", "once", "twice")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


# A course of values is told whole up to so many values, else by its latest.
LONGEST_COURSE = 8
LATEST = "the latest {values} values were {course}"
# A field that is made of two figures: how many of how many.
MADE_OF = {"part": ("count", "total")}


@cache
def fields_in(sentence: str) -> frozenset[str]:
    """Return the names of the fields of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


@cache
def figures_in(sentence: str) -> frozenset[str]:
    """Return the names of the figures that the fields of a sentence are made of, and `when`."""
    return frozenset(figure for field in fields_in(sentence) for figure in MADE_OF.get(field, (field,)))


def unreadable(sentence: str, fields: Mapping[str, str]) -> str | None:
    """Return why a sentence can never be filled, or None if it can.

    `fields` gives the kind (count, number, date or course) of each figure that can be named, besides `when` and those of
    `MADE_OF`. A count, and `part`, takes its noun in the singular and the plural ({count:visit|visits}).
    """
    names = {*fields, "when", *MADE_OF}
    counted = {"part", *(name for name, kind in fields.items() if kind == "count")}
    try:
        unknown = fields_in(sentence) - names
    except ValueError:
        return "the braces of a sentence do not match"
    if unknown:
        return f"a sentence names unknown fields: {', '.join(sorted(unknown))} (there are: {', '.join(sorted(names))})"
    for _, name, spec, conversion in Formatter().parse(sentence):
        if conversion or (spec and (name not in counted or spec.count("|") != 1)):
            return f'{{{name}}} is written as "{{{name}:one|many}}" for a count, else as "{{{name}}}"'
    return None


def number_word(number: int) -> str:
    """Return a number as people write it: words below ten, digits with commas above."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def number(value: float) -> str:
    """Return a measurement to one decimal place at most: 4, 3.5."""
    return f"{round(value, 1):g}"


@cache
def british_date(day: dt.date) -> str:
    """Return a date as 3 October 2023."""
    return f"{day.day} {day:%B %Y}"


def window_words(days: int) -> str:
    """Return a window in everyday units: 90 days are three months, 1,826 days are five years."""
    if days == 1826 or days % 365 == 0:
        years = days // 365
        return "12 months" if years == 1 else f"{number_word(years)} years"
    if days % 30 == 0:
        months = days // 30
        return "month" if months == 1 else f"{number_word(months)} months"
    return f"{number_word(days)} days"


def horizon_words(days: int) -> str:
    """Return how long a label looks ahead: a year, two years, 180 days."""
    if days % 365:
        return f"{days} days"
    return "a year" if days == 365 else window_words(days)


@dataclass(frozen=True)
class Count:
    """A count that agrees with its noun: `{count:visit|visits}` gives "no visits", "one visit", "four visits", "12 visits".

    `{count:time|times}` gives "not once", "once", "twice", "three times"; without a noun, no is "none".
    """

    number: int

    def __format__(self, spec: str) -> str:
        word = number_word(self.number)
        if spec == "time|times" and self.number < len(_TIMES):
            return _TIMES[self.number]
        if not spec:
            return word if self.number else "none"
        one, _, many = spec.partition("|")
        return f"{word} {one if self.number == 1 else many}"


@dataclass(frozen=True)
class Part:
    """How many of how many: "the only visit", "both visits", "all nine visits", "one of nine visits"."""

    count: int
    total: int

    def __format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        if self.count < self.total or self.count == 0:
            return f"{number_word(self.count) if self.count else 'none'} of {number_word(self.total)} {many}"
        if self.total == 1:
            return f"the only {one}"
        return f"both {many}" if self.total == 2 else f"all {number_word(self.total)} {many}"


def join_words(parts: Sequence[object], word: str = "and") -> str:
    """Join parts with commas and a word: 3; 3 and 5; 3, 5 and 9."""
    *first, last = map(str, parts)
    return f"{', '.join(first)} {word} {last}" if first else last


def field_values(figures: Mapping[str, Figure]) -> dict[str, object]:
    """Return the values that fill the fields of a sentence: int figures are counts, floats measurements, tuples a course."""
    values = {field: _field_value(figure) for field, figure in figures.items()}
    count, total = figures.get("count"), figures.get("total")
    if isinstance(count, int) and isinstance(total, int):
        values["part"] = Part(count, total)
    return values


def course_words(course: Course) -> str:
    """Return values in the order of time, by month: "2 in May 2021, 4 and 5 in June 2021 and 2 in July 2021"."""
    latest = course[-LONGEST_COURSE:]
    by_month = groupby(latest, lambda rated: f"{rated[0]:%B %Y}")
    words = join_words([f"{join_words([number(value) for _, value in values])} in {month}" for month, values in by_month])
    return words if len(latest) == len(course) else LATEST.format(values=number_word(len(latest)), course=words)


def _field_value(figure: Figure) -> object:
    if isinstance(figure, tuple):
        return course_words(figure)
    if isinstance(figure, dt.date):
        return british_date(figure)
    return Count(figure) if isinstance(figure, int) else number(figure)


def fill(sentence: str, **values: object) -> str:
    """Fill a sentence and start it with a capital letter."""
    text = sentence.format(**values)
    return text[:1].upper() + text[1:]
