"""Words of the picture of everybody in a home."""

from __future__ import annotations

import datetime as dt

from .contact_page import ADULT, age_in_words
from .sentences import british_date

HOME, RATED, NONE = "Home and carers", "home rated", "none recorded"
TITLE = "The household on one time axis of five years"
ABOUT = (
    "One mark is one month with records; ratings of the home are steps, and help that lasts is a band. The table below the "
    "picture holds the same in words."
)
PERSON, PERSON_OF_PAGE = "{person}, {age}", "{person}, {age} (this page)"


def person(person: str, born: dt.date | None, day: dt.date, of_page: bool, is_adult: bool) -> str:
    """Return how the picture names a person: by id and age, and whether they are an adult or the page is about them."""
    age = (f"age {age_in_words(born, day)}" if born is None else age_in_words(born, day)) + ADULT * is_adult
    return (PERSON_OF_PAGE if of_page else PERSON).format(person=person, age=age)


def first_and_last(first: dt.date, last: dt.date) -> str:
    """Return the days between which records lie: one date, or two."""
    return british_date(first) if first == last else f"{british_date(first)} to {british_date(last)}"


def lasted(first: dt.date, last: dt.date | None) -> str:
    """Return from when to when help was given, as far as it is recorded."""
    return f"{british_date(first)} to {british_date(last)}" if last else f"since {british_date(first)}, no end recorded"
