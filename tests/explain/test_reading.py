"""Every paragraph of a contact page can be read at Flesch-Kincaid grade 8, without names and headings, and without jargon."""

from __future__ import annotations

import html
import re
from functools import cache

import pyphen
import pytest

from neglect_triage.models.bands import STANDINGS
from neglect_triage.report.method_page import method_page
from tests.explain.small_run import VOCABULARY, page_of, small_content, small_params, small_points
from tests.governance.run_facts import explanation_truth

HARDEST = 8.0
HYPHENATION = pyphen.Pyphen(lang="en_GB")
FEWEST_WORDS = 8  # a grade of fewer words says nothing
JARGON = ("shap", "log-odds", "feature", "indicator", "margin", "model internal", "auc", "calibrat", "threshold", "attribution")
# Names of agencies, people and instruments, and the words that the law or the field gives a thing.
NAMES = (
    "Front Door", "Signs of Safety", "section 47", VOCABULARY.synthetic,
    *VOCABULARY.words["agency"].values(), *VOCABULARY.words["coverage_table"].values(),
)  # fmt: skip


@cache
def syllables(word: str) -> int:
    return 1 if word.isdigit() else len(HYPHENATION.positions(word)) + 1


def grade(text: str) -> float:
    """The Flesch-Kincaid grade, with syllables from a dictionary of hyphenation; a colon or semicolon ends a sentence too."""
    words = re.findall(r"[A-Za-z']+|\d+", text)
    sentences = [part for part in re.split(r"[.!?;:]+(?:\s|$)", text) if part.strip()]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def paragraphs(page: str) -> list[str]:
    """The paragraphs and points of lists that stand before the annex, without how they cite records, and without names."""
    main = page.split('<main class="width"')[1].split('<section class="annex"')[0]
    main = re.sub(r'<p class="(?:cites|hint)">.*?</p>|<svg.*?</svg>', "", main, flags=re.DOTALL)
    given = []
    for found in re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", main, flags=re.DOTALL):
        text = " ".join(html.unescape(re.sub(r"<bdi>.*?</bdi>|<[^>]+>", " ", found)).split())
        for name in sorted(NAMES, key=len, reverse=True):
            text = re.sub(rf"\b{re.escape(name)}\b,? ?", "", text)
        if len(re.findall(r"[A-Za-z]+", text)) >= FEWEST_WORDS:
            given.append(text)
    return given


def too_hard(page: str) -> list[str]:
    return [f"{grade(text):.1f}: {text}" for text in paragraphs(page) if grade(text) > HARDEST]


@pytest.mark.parametrize("arrangement", ["plain", "signs_of_safety"])
@pytest.mark.parametrize("standing", STANDINGS)
def test_every_paragraph_can_be_read_by_many(standing: str, arrangement: str) -> None:
    for place in range(0, len(small_points()), 8):
        page = page_of(small_content(place, standing, arrangement))
        assert len(paragraphs(page)) > 10
        assert too_hard(page) == []


def test_the_method_can_be_read_by_many() -> None:
    assert too_hard(method_page(explanation_truth(), small_params(), VOCABULARY, synthetic=True)) == []


@pytest.mark.parametrize("standing", STANDINGS)
def test_no_jargon_stands_on_a_page_and_the_method_is_one_click_away(standing: str) -> None:
    page = page_of(small_content(3, standing))
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).lower()
    assert [word for word in JARGON if word in words] == []
    assert 'href="../method.html"' in page


@pytest.mark.parametrize(
    ("text", "expected"), [("The cat sat on the mat.", -1.45), ("The child was not brought to an appointment.", 2.28)]
)
def test_the_grade_is_the_published_formula(text: str, expected: float) -> None:
    assert grade(text) == pytest.approx(expected, abs=0.01)
