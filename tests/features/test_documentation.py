"""The documentation says in words all that an entry holds, and where it comes from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from neglect_triage.features.catalogue import Catalogue, Indicator, load_catalogue
from neglect_triage.features.documentation import as_html, as_markdown, by_source, conditions, describe, examples
from tests.features.chronologies import WORDS

ENTRY: dict[str, Any] = {
    "theme": "health",
    "means": "Appointments missed",
    "events": {"type": "appointment", "outcome": "was_not_brought", "agency": ["dentist", "gp", "ae"]},
    "measures": {"count": "increases", "days_since": "unconstrained"},
    "windows": ["365d", "5y"],
    "says_window": "365d",
    "says": "Not brought to {count:appointment|appointments} {when}",
    "says_none": "No appointment is recorded {when}",
    "ask": "What followed?",
    "seed": "002 2.4: why; 3.6; 004 Child 1",
}


def catalogue(**entries: dict[str, Any]) -> Catalogue:
    return Catalogue(indicators={name: Indicator.model_validate(ENTRY | entry) for name, entry in entries.items()})


def words_of(events: dict[str, Any]) -> list[str]:
    chosen = catalogue(missed={"events": events}).indicators["missed"].events
    assert chosen
    return conditions(chosen, WORDS)


def test_a_measure_is_described_with_its_direction_and_its_windows() -> None:
    found = describe(catalogue(missed={}), WORDS)["health"][0]
    assert found.measures == [
        ("count", "more can only raise the score", "12 months, five years"),
        ("days since", "free", "five years"),
    ]


def test_a_measure_of_another_indicator_names_it() -> None:
    both = catalogue(missed={"measures": {"share_of all": "increases"}}, all={})
    assert describe(both, WORDS)["health"][0].measures[0][0] == "share of all"


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (ENTRY["events"], ["health appointment", "outcome: was not brought", "agency: dentist, GP or emergency department"]),
        (
            {"worry": True, "unshared": True},
            ["any record that is itself a worry", "known to partners, and not yet to the Front Door"],
        ),
        ({"type": "sign", "code": ["hygiene", "hunger"]}, ["sign in the child", "about: hygiene worry or food worry"]),
        ({"type": "contact", "about": "siblings"}, ["contact with the Front Door", "about other children in the household"]),
        (
            {"type": "clutter", "value_at_least": 4, "value_at_most": 9},
            ["clutter rating", "value: at least 4", "value: at most 9"],
        ),
    ],
)
def test_a_selection_is_said_in_the_words_of_the_vocabulary(events: dict[str, Any], words: list[str]) -> None:
    assert words_of(events) == words


def test_sentences_are_shown_filled_for_their_own_window() -> None:
    assert examples(catalogue(missed={}).indicators["missed"], 2, "contact") == [
        "Not brought to two appointments in the 12 months before this contact.",
        "No appointment is recorded in the 12 months before this contact.",
    ]


def test_indicators_are_listed_by_document_and_section() -> None:
    both = catalogue(missed={}, other={"seed": "002 3.6"}, none={"seed": None})
    assert by_source(both) == [("002 2.4", ["missed"]), ("002 3.6", ["missed", "other"]), ("004 Child 1", ["missed"])]


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_every_indicator_stands_in_the_documentation_with_its_source_and_its_question(write: Any) -> None:
    neglect = load_catalogue(WORDS)
    text = re.sub(r"&#39;", "'", write(neglect, WORDS))
    for name, entry in neglect.indicators.items():
        for part in (name, entry.means, entry.seed, entry.ask, entry.why):
            assert not part or part in text, (name, part)


def test_a_catalogue_without_sources_has_no_list_of_them() -> None:
    bare = catalogue(missed={"seed": None})
    assert "By source" not in as_markdown(bare, WORDS)
    assert "by-source" not in as_html(bare, WORDS)


def test_what_a_project_writes_is_escaped_on_the_page() -> None:
    assert "<b>bold</b>" not in as_html(catalogue(missed={"means": "<b>bold</b>"}), WORDS)
