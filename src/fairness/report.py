"""The fairness page of a run."""

from __future__ import annotations

from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..explain.render import banner
from ..features.catalogue import Catalogue
from ..pages.render import page
from .beside_page import beside_content
from .page import fairness_content, words_of


def fairness_page(audit: dict[str, Any], catalogue: Catalogue, vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the page (HTML) from audit.json; without what stands beside the groups' figures where that does not leave."""
    content = fairness_content(audit, words_of(vocabulary), banner(vocabulary, synthetic), _how(audit, vocabulary))
    beside = beside_content(audit, catalogue, vocabulary) if "humans" in audit else {}
    return page("fairness.html", **content, beside=bool(beside), **beside, home="index.html")


def _how(audit: dict[str, Any], vocabulary: Vocabulary) -> str:
    about, points = audit["about"], vocabulary.nouns.points
    looked, units = (f"{about[name]:,}" for name in ("review_units_flagged", "review_units"))
    return (
        f"The highest {100 * about['capacity']:g} % are picked out. That share is of what people look at together: {points} of "
        f"one family on one day count once. {looked} of {units} are looked at, and with them "
        f"{audit['all']['counts']['flagged']:,} {points}. The figures below count {points}."
    )
