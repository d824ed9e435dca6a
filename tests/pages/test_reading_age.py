"""Every page can be read by those it is for: no paragraph is harder than the grade that reading.yaml gives it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.explain.test_reading import FEWEST_WORDS, grade, paragraphs
from tests.small_report import PAGES, html_of

LIMITS: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("reading.yaml").read_text(encoding="utf-8"))
NAMES = LIMITS.pop("names")
HARDEST = {page: readers["grade"] for readers in LIMITS.values() for page in readers["pages"]}


def without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return text


def test_every_page_has_a_limit_and_every_limit_a_reason() -> None:
    assert set(HARDEST) == set(PAGES)
    assert all(len(readers["why"].split()) > 5 for readers in LIMITS.values())


@pytest.mark.parametrize("name", PAGES)
def test_no_paragraph_is_harder_than_its_readers_can_be_asked_to_read(name: str) -> None:
    given = [text for text in map(without_names, paragraphs(html_of(name))) if len(text.split()) >= FEWEST_WORDS]
    assert given
    assert [f"{grade(text):.1f}: {text}" for text in given if grade(text) > HARDEST[name]] == []
