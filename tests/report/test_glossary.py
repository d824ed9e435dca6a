"""The glossary: one source for the page and for docs/reference, and no words of one field in the project of another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.pages.render import INTERNAL, RELEASE
from neglect_triage.report.glossary import anchor, glossary, glossary_markdown, glossary_page
from tests.small_report import html_of

ROOT = Path(__file__).resolve().parents[2]
OURS, OTHER = load_vocabulary().for_horizon(365), load_vocabulary(ROOT / "examples/oulad/vocabulary.yaml")
LONGEST = 25  # words in a sentence


def sentences(vocabulary: Vocabulary) -> list[str]:
    return [
        text for terms in glossary(vocabulary).values() for term in terms.values() for text in re.split(r"(?<=\.) ", term.means)
    ]


def test_the_file_is_current() -> None:
    assert (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8") == glossary_markdown(OURS), (
        "run: neglect-triage glossary"
    )


def test_page_and_file_hold_the_same_terms() -> None:
    page, file = html_of("glossary"), glossary_markdown(OURS)
    for name in (name for terms in glossary(OURS).values() for name in terms):
        assert f'<dt id="{anchor(name)}">{name}</dt>' in page
        assert f"| **{name}** |" in file


def test_a_project_of_another_field_has_its_own_nouns_and_no_word_of_ours() -> None:
    page = glossary_page(OTHER, synthetic=False)
    assert not set(OURS.page.glossary) & set(glossary(OTHER))
    assert "Family" not in glossary(OTHER)["The model"]
    words = re.sub(r"<style>.*?</style>|<title>.*?</title>|<footer>.*?</footer>", "", page, flags=re.DOTALL).lower()
    assert re.findall(r"\bchild|neglect|front door|safeguarding|\bsocial work", words) == []


@pytest.mark.parametrize("vocabulary", [OURS, OTHER], ids=["ours", "another"])
def test_sentences_are_short_whole_and_reassure_about_nobody(vocabulary: Vocabulary) -> None:
    for text in sentences(vocabulary):
        assert len(text.split()) <= LONGEST, text
        assert re.fullmatch(r"[A-Z0-9][^{}]*\.", text), text
        assert not re.search(r"low risk|\bsafe\b|\bcases?\b|disguised|refus", text, re.IGNORECASE), text


def test_it_holds_no_figure_and_is_of_no_edition_but_that_of_a_release() -> None:
    assert INTERNAL["says"] not in html_of("glossary")
    assert RELEASE["says"] in glossary_page(OURS, synthetic=True, edition=RELEASE)


@pytest.mark.parametrize(
    ("name", "way"), [("method", "glossary.html"), ("contacts/attention", "../glossary.html"), ("index", "glossary.html")]
)
def test_every_page_of_a_report_leads_to_it(name: str, way: str) -> None:
    assert f'<a href="{way}">Glossary</a>' in html_of(name)


def test_it_does_not_lead_to_itself() -> None:
    assert 'href="glossary.html"' not in html_of("glossary")
