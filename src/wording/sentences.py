"""Filling the sentences of the catalogue: grammatical for none, one and many; British dates; small numbers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

_TIMES = ("not once", "once", "twice")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@cache
def fields_in(sentence: str) -> frozenset[str]:
    """Return the names of the fields of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def unreadable(sentence: str, fields: Mapping[str, str]) -> str | None:
    """Return why a sentence can never be filled, or None if it can.

    `fields` gives the kind (count, number or date) of each field that can be filled, besides `when`. A count takes its noun in
    the singular and the plural ({count:visit|visits}).
    """
    names = {*fields, "when"}
    try:
        unknown = fields_in(sentence) - names
    except ValueError:
        return "the braces of a sentence do not match"
    if unknown:
        return f"a sentence names unknown fields: {', '.join(sorted(unknown))} (there are: {', '.join(sorted(names))})"
    for _, name, spec, conversion in Formatter().parse(sentence):
        if conversion or (spec and (fields.get(str(name)) != "count" or spec.count("|") != 1)):
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


def join_words(parts: Sequence[object]) -> str:
    """Join parts with commas and "and": 3; 3 and 5; 3, 5 and 9."""
    *first, last = map(str, parts)
    return f"{', '.join(first)} and {last}" if first else last


def field_values(figures: Mapping[str, int | float | dt.date]) -> dict[str, object]:
    """Return the values that fill the fields of a sentence: int figures are counts, floats measurements."""
    return {field: _field_value(figure) for field, figure in figures.items()}


def _field_value(figure: int | float | dt.date) -> object:
    if isinstance(figure, dt.date):
        return british_date(figure)
    return Count(figure) if isinstance(figure, int) else number(figure)


def fill(sentence: str, **values: object) -> str:
    """Fill a sentence and start it with a capital letter."""
    text = sentence.format(**values)
    return text[:1].upper() + text[1:]
