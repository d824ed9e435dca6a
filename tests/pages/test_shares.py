"""Shares of 100: some is never none, not all is never all, and what was chosen stays as it was chosen."""

from __future__ import annotations

import pytest

from neglect_triage.pages.render import environment
from neglect_triage.pages.shares import chosen_share, of_100
from tests.pipeline.project import ROOT


@pytest.mark.parametrize(
    ("share", "digits", "shown"),
    [
        (0.0, 1, "0.0"),
        (0.0004, 1, "under 0.1"),
        (0.9996, 1, "over 99.9"),
        (1.0, 1, "100.0"),
        (0.004, 0, "under 1"),
        (0.5, 0, "50"),
    ],
)
def test_a_share_says_none_and_all_only_where_it_is(share: float, digits: int, shown: str) -> None:
    assert of_100(share, digits) == shown
    assert environment().from_string("{{ share|of_100(digits) }}").render(share=share, digits=digits) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.05, "5"), (0.025, "2.5"), (0.005, "0.5"), (0.07, "7")])
def test_a_share_that_was_chosen_is_not_rounded(share: float, shown: str) -> None:
    assert chosen_share(share) == shown


def test_no_template_rounds_a_share_itself() -> None:
    templates = sorted((ROOT / "src/pages/templates").glob("*.html"))
    assert [path.name for path in templates if "format(100" in path.read_text(encoding="utf-8")] == []
