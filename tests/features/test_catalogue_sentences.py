"""What the neglect catalogue says and asks can be read aloud, whatever the number, and blames nobody."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import mean
from string import Formatter

import pytest

from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.documentation import examples
from neglect_triage.features.measures import FIELDS
from neglect_triage.wording.sentences import fields_in
from tests.features.chronologies import WORDS
from tests.features.reading import grade, syllables

# What was not filled, and what does not agree: two time, one times, one visits were.
WRONG = re.compile(r"[{}|]|  |\b(no|two|seven) time\b|\bone (times|\w+s (was|were|have|has))\b")


@pytest.fixture(scope="module")
def neglect() -> Catalogue:
    return load_catalogue(WORDS)


@pytest.mark.parametrize("number", [0, 1, 2, 7])
def test_every_sentence_reads_for_none_one_and_many(neglect: Catalogue, number: int) -> None:
    for name, entry in neglect.indicators.items():
        for sentence in examples(entry, number, "contact"):
            assert re.fullmatch(r"[A-Z].*[^.]\.", sentence), name
            assert not WRONG.search(sentence), sentence


def test_every_count_agrees_with_a_noun_or_stands_for_one(neglect: Catalogue) -> None:
    """After a bare number no word follows that would have to agree with it."""
    for name, entry in neglect.indicators.items():
        parts = [*Formatter().parse(entry.says or ""), ("", None, None, None)]
        for (_, field, spec, _), (after, *_) in pairwise(parts):
            if FIELDS.get(str(field)) == "count" and not spec:
                assert re.match(r"$| $|,|\)| (of|about|in|that|came|with)\b", after), name


def test_every_sentence_about_a_window_says_when(neglect: Catalogue) -> None:
    timed = [entry for entry in neglect.indicators.values() if entry.says and entry.windows != ["contact"]]
    assert [entry.means for entry in timed if "when" not in fields_in(str(entry.says))] == []


def test_what_is_not_recorded_is_said_with_the_time_looked_at(neglect: Catalogue) -> None:
    assert [name for name, e in neglect.indicators.items() if e.says_none and "when" not in fields_in(e.says_none)] == []


def test_no_sentence_blames_or_reassures(neglect: Catalogue) -> None:
    words = " ".join(f"{e.says} {e.says_none} {e.ask} {e.means}".lower() for e in neglect.indicators.values())
    for word in ("low risk", "did not attend", "fail", "refuse", "disguised", "mother", "case ", "safe ", "smelly", "dirty",
                 "hostile", "neglectful", "lied", "admitted", "non-compliant", "why did"):  # fmt: skip
        assert not re.search(rf"\b{word}", words), word


def test_every_indicator_raises_a_question(neglect: Catalogue) -> None:
    assert [name for name, entry in neglect.indicators.items() if "?" not in (entry.ask or "")] == []


def test_every_indicator_has_a_sentence_but_age_and_the_wholes_of_which_others_are_shares(neglect: Catalogue) -> None:
    assert {name for name, entry in neglect.indicators.items() if not entry.says} == {"appointments", "accounts", "age"}


def test_an_eleven_year_old_could_read_it(neglect: Catalogue) -> None:
    words = [grade(sentence) for entry in neglect.indicators.values() for sentence in examples(entry, 2, "contact")]
    asked = [grade(entry.ask) for entry in neglect.indicators.values() if entry.ask]
    assert mean(words) <= 8
    assert max(words) <= 10
    assert max(asked) <= 8


@pytest.mark.parametrize(
    ("word", "number"), [("home", 1), ("appointment", 3), ("worries", 2), ("recorded", 3), ("agencies", 3), ("the", 1)]
)
def test_syllables_are_counted_as_they_are_spoken(word: str, number: int) -> None:
    assert syllables(word) == number
