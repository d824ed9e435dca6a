"""The fairness page of a run."""

from __future__ import annotations

from typing import Any

from ...chronology.vocabulary import Vocabulary
from ...explain.report import banner
from ...features.catalogue import Catalogue
from ...pages.render import page
from .beside_page import beside_content
from .page import fairness_content, words_of


def fairness_page(audit: dict[str, Any], catalogue: Catalogue, vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the page (HTML) from audit.json."""
    content = fairness_content(audit, words_of(vocabulary), banner(vocabulary, synthetic))
    return page("fairness.html", **content, beside=True, **beside_content(audit, catalogue, vocabulary), home="index.html")
