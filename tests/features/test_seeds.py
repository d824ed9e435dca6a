"""docs/reference/seeds.md and the catalogue hold each other: every line of the source documents, every indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.documentation import citations
from tests.features.chronologies import WORDS

SEEDS = (Path(__file__).resolve().parents[2] / "docs/reference/seeds.md").read_text(encoding="utf-8")
# How many lines each document was found to have when it was read.
LINES = {"000": 35, "001": 10, "002": 96, "003": 10, "004": 33, "005": 3}
KENT = {
    "1.2",
    "1.3",
    *(f"2.{n}" for n in range(1, 5)),
    *(f"3.{n}" for n in range(1, 8)),
    "4.4b",
    "4.4d",
    "4.5",
    "4.7",
    "4.8",
    "4.9",
}


@dataclass(frozen=True)
class Line:
    number: str
    asks: str
    indicators: list[str]
    remark: str


@pytest.fixture(scope="module")
def neglect() -> Catalogue:
    return load_catalogue(WORDS)


def lines() -> list[Line]:
    rows = re.findall(r"^\| (\d{3}\.\d+) \| (.*?) \|(.*?)\|(.*?)\|$", SEEDS, flags=re.MULTILINE)
    return [Line(number, asks, re.findall(r"`(\w+)`", named), remark.strip()) for number, asks, named, remark in rows]


def test_every_line_of_every_document_stands_once_and_in_order() -> None:
    assert [line.number for line in lines()] == [
        f"{document}.{n}" for document, many in LINES.items() for n in range(1, many + 1)
    ]


def test_every_line_leads_to_an_indicator_or_to_the_reason_why_none_can_hold_it() -> None:
    assert [line.number for line in lines() if not line.indicators and not line.remark] == []


def test_only_indicators_that_exist_are_named(neglect: Catalogue) -> None:
    assert sorted({name for line in lines() for name in line.indicators} - set(neglect.indicators)) == []


def test_every_indicator_with_a_seed_is_named(neglect: Catalogue) -> None:
    named = {name for line in lines() for name in line.indicators}
    assert [name for name, entry in neglect.indicators.items() if entry.seed and name not in named] == []


def test_every_seed_names_a_document_that_is_listed_and_a_section_that_it_has(neglect: Catalogue) -> None:
    for name, entry in neglect.indicators.items():
        for document, section in citations(entry.seed or ""):
            assert document in LINES, name
            assert document != "002" or section in KENT, (name, section)


@pytest.mark.parametrize(
    ("seed", "found"),
    [
        ("002 2.2, 3.6: why; 3.7; 004", [("002", "2.2"), ("002", "3.6"), ("002", "3.7"), ("004", "")]),
        ("000: timely, 2.2 times; 004 Child 3, Home Visits", [("000", ""), ("004", "Child 3"), ("004", "Home Visits")]),
        ("002 2.2 Child S: ability", [("002", "2.2")]),
        ("a book of one's own", [("", "a book of one's own")]),
    ],
)
def test_a_seed_is_read_as_documents_and_sections(seed: str, found: list[tuple[str, str]]) -> None:
    assert citations(seed) == found
