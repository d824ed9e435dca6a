"""The method page says of a contact page what a contact page does."""

from __future__ import annotations

import re

from neglect_triage.explain.lines import MOST_PATTERNS
from neglect_triage.report.method_page import method_page
from tests.explain.small_run import VOCABULARY, small_params
from tests.governance.run_facts import run_facts


def test_it_says_that_patterns_stand_first_and_how_many_lines_there_are() -> None:
    params = small_params()
    text = " ".join(re.sub(r"<[^>]+>", " ", method_page(run_facts().truth, params, VOCABULARY, synthetic=True)).split())
    assert f"A page has {params.explain.reasons} lines at most. Patterns" in text
    assert (
        f"stand first, up to {MOST_PATTERNS} of them, even where they added nothing to the score. What added most follows."
        in text
    )
