"""Ordinals and ages as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from neglect_triage.wording.contact_page import age_in_words, ordinal

DAY = dt.date(2022, 3, 10)


@pytest.mark.parametrize(("number", "word"), [(1, "first"), (9, "ninth"), (10, "10th"), (11, "11th"), (21, "21st"), (22, "22nd")])
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (None, "not recorded"),
        ("2022-06-01", "not yet born (expected in June 2022)"),
        ("2022-03-01", "under a month"),
        ("2022-02-01", "one month"),
        ("2020-05-01", "22 months"),
        ("2020-03-01", "two years"),
        ("2004-04-01", "17 years"),
    ],
)
def test_an_age_is_said_as_people_say_it(born: str | None, words: str) -> None:
    assert age_in_words(None if born is None else dt.date.fromisoformat(born), DAY) == words
