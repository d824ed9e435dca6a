"""The method page: how a contact page is made, in plain words, and what its lines can and cannot tell."""

from __future__ import annotations

from ..chronology.vocabulary import Vocabulary
from ..explain.lines import MOST_PATTERNS
from ..explain.render import banner
from ..pages.render import page
from ..params import Params
from .explanation_truth import ExplanationTruth, lines


def method_page(truth: ExplanationTruth, params: Params, vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the HTML of method.html."""
    return page(
        "method.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, synthetic),
        home="index.html",
        reasons=params.explain.reasons,
        patterns=MOST_PATTERNS,
        share=params.train.attention_share,
        neighbours=params.train.neighbours,
        questions=[question.ask for question in vocabulary.page.questions],
        truth=lines(truth, vocabulary.nouns.points),
    )
