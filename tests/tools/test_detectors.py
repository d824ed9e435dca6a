"""The page on what the detectors find says what they find."""

from __future__ import annotations

import pytest

from tests.chronology.planted import KINDS
from tools.detectors import PAGE, drawn, verdict


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_what_becomes_of_a_column_of_each_kind(kind: str) -> None:
    assert f"| {kind} | {verdict(drawn(kind))} |" in PAGE.read_text(encoding="utf-8")
