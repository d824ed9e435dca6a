"""The pages as HTML: one file each, safe whatever a record holds, and the list that leads to them."""

from __future__ import annotations

import html
import re

import pytest

from neglect_triage.explain.render import sampled_pages, worked_example_pages
from neglect_triage.models.bands import STANDINGS
from tests.explain.small_run import (
    VOCABULARY,
    event,
    page_of,
    small_content,
    small_points,
)
from tests.explain.test_contact_page import of, text_of

HOSTILE = "<script>alert(1)</script>\u202e\x07{{ 7*7 }}\"'&"


def test_hostile_text_is_shown_as_text() -> None:
    nasty = event("1", "k", "2021-05-01", "missing_start", source_ref=HOSTILE)
    page = page_of(of([nasty], {"missing_from_home": 1.0}, point_id=HOSTILE))
    assert "<script" not in page
    assert "{{ 7*7 }}" in html.unescape(page)
    assert not {"\u202e", "\x07"} & set(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


FORBIDDEN = ("low risk", "did not attend", "did_not_attend", "failed to", "refused", "disguised compliance", "escalat", "smelly")


@pytest.mark.parametrize("standing", STANDINGS)
def test_words_that_a_page_never_says(standing: str) -> None:
    for place in range(0, len(small_points()), 6):
        page = text_of(page_of(small_content(place, standing))).lower()
        assert [word for word in FORBIDDEN if word in page] == []
        assert not re.search(r"\bsafe\b", page)


def test_a_page_is_one_file_without_script_or_address() -> None:
    page = page_of(small_content(3))
    assert "<script" not in page
    assert not re.search(r"(?i)\b(?:src|href)=\"(?!#|\.\./)", page)
    style, rest = page.split("</style>")
    assert "http:" not in rest
    assert "https:" not in rest
    assert not re.search(r"url\(|@import", style)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)


def test_synthetic_data_is_said_to_be_and_real_data_is_not() -> None:
    assert f"{VOCABULARY.synthetic}: no real child is described here" in text_of(page_of(small_content(3)))
    assert VOCABULARY.synthetic not in page_of(small_content(3), synthetic=False)


def test_the_list_of_pages_stands_in_the_order_of_days_and_holds_no_score() -> None:
    pages = [small_content(place, standing) for place, standing in enumerate(STANDINGS)]
    entries = sampled_pages(pages)
    assert [entry["point_id"] for entry in entries] == [
        page["point_id"] for page in sorted(pages, key=lambda page: (page["iso_date"], page["point_id"]))
    ]
    assert set(entries[0]) == {"date", "point_id", "child_id", "file"}


def test_a_worked_example_stands_in_a_list_of_its_own_and_says_what_there_is_to_see() -> None:
    worked = {"id": "v-1", "title": "Title", "source": "Source", "see": "Swings.", "children": ["k00"]}
    example, other = small_content(3) | {"worked_example": worked}, small_content(4)
    assert [entry["point_id"] for entry in sampled_pages([example, other])] == [other["point_id"]]
    assert worked_example_pages([other, example]) == [
        {"file": example["file"], "title": "Title", "source": "Source", "see": "Swings."}
    ]
    assert "This is a worked example, written by hand from a published source: Source." in text_of(page_of(example))
    assert "worked example" not in text_of(page_of(other))
