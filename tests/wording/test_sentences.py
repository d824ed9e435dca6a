"""Sentences are grammatical for none, one and many; dates are British; small numbers are words."""

from __future__ import annotations

import datetime as dt

import pytest

from neglect_triage.wording.sentences import (
    Count,
    british_date,
    field_values,
    fill,
    horizon_words,
    number_word,
    unreadable,
    window_words,
)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no visits"), (1, "one visit"), (2, "two visits"), (9, "nine visits"), (12, "12 visits")]
)
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    assert f"{Count(number):visit|visits}" == words


@pytest.mark.parametrize(("number", "words"), [(0, "not once"), (1, "once"), (2, "twice"), (3, "three times")])
def test_times_are_said_as_people_say_them(number: int, words: str) -> None:
    assert f"{Count(number):time|times}" == words


@pytest.mark.parametrize(("number", "words"), [(0, "none"), (1, "one"), (12, "12")])
def test_a_count_without_a_noun_stands_alone(number: int, words: str) -> None:
    assert f"{Count(number)}" == words


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [
        (1, 1, "the only visit"), (2, 2, "both visits"), (3, 3, "all three visits"), (12, 12, "all 12 visits"),
        (1, 3, "one of three visits"), (0, 3, "none of three visits"), (5, 12, "five of 12 visits"),
    ],
)  # fmt: skip
def test_a_part_of_a_whole_is_said_as_people_say_it(count: int, total: int, words: str) -> None:
    assert fill("{part:visit|visits}", **field_values({"count": count, "total": total})).lower() == words


def test_a_course_of_values_is_told_by_month_in_the_order_of_time() -> None:
    rated = ((dt.date(2021, 5, 3), 2.0), (dt.date(2021, 6, 1), 4.0), (dt.date(2021, 6, 20), 5.0), (dt.date(2021, 7, 2), 2.5))
    assert fill("{course}", **field_values({"course": rated})) == "2 in May 2021, 4 and 5 in June 2021 and 2.5 in July 2021"


def test_a_long_course_is_told_by_its_latest_values_and_says_so() -> None:
    rated = tuple((dt.date(2010 + year, 5, 3), float(1 + year % 5)) for year in range(12))
    words = fill("{course}", **field_values({"course": rated}))
    assert words.startswith("The latest eight values were 5 in May 2014, 1 in May 2015")
    assert words.endswith("and 2 in May 2021")


def test_a_sentence_starts_with_a_capital() -> None:
    assert (
        fill("{count:visit was|visits were} made {when}", count=Count(1), when="since birth") == "One visit was made since birth"
    )


@pytest.mark.parametrize(("number", "words"), [(0, "no"), (9, "nine"), (10, "10"), (1234, "1,234")])
def test_small_numbers_are_words(number: int, words: str) -> None:
    assert number_word(number) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(365, "12 months"), (1826, "five years"), (730, "two years"), (90, "three months"), (30, "month"), (10, "10 days")],
)
def test_windows_are_put_as_people_say_them(days: int, words: str) -> None:
    assert window_words(days) == words


def test_dates_are_british() -> None:
    assert british_date(dt.date(2023, 10, 3)) == "3 October 2023"


def test_figures_are_said_as_counts_numbers_and_dates() -> None:
    words = field_values({"gap": 1, "mean": 2.5, "since_date": dt.date(2023, 10, 3)})
    assert fill("{gap:day|days}, {mean}, {since_date}", **words) == "One day, 2.5, 3 October 2023"


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("{count:visit|visits} {when}", None),
        ("{visits}", "unknown fields: visits"),
        ("{count", "braces"),
        ("{count:visits}", "one|many"),
        ("{mean:one|many}", 'else as "{mean}"'),
        ("{count!r}", "one|many"),
    ],
)
def test_a_sentence_that_can_never_be_filled_is_found(sentence: str, why: str | None) -> None:
    found = unreadable(sentence, {"count": "count", "mean": "number"})
    assert found is None if why is None else why in str(found)


@pytest.mark.parametrize(("days", "words"), [(365, "a year"), (730, "two years"), (180, "180 days"), (90, "90 days")])
def test_a_horizon_is_exact(days: int, words: str) -> None:
    assert horizon_words(days) == words
