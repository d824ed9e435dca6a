"""Guides in docs/ state what the code does: their numbers and lists are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.features.subset import CORE
from neglect_triage.models.design_checks import ENOUGH_PER_FEATURE, TOO_FEW_PER_FEATURE
from tests.remedies.named import named

ROOT = Path(__file__).resolve().parents[1]
GUIDES = ("small_authorities.md",)


def guide(name: str) -> str:
    return (ROOT / "docs/how-to" / name).read_text(encoding="utf-8")


def test_the_guide_to_small_authorities_states_what_each_catalogue_needs() -> None:
    vocabulary = load_vocabulary()
    for name, path in (("whole", None), ("core", CORE)):
        features = len(load_catalogue(vocabulary, path).features)
        row = f"| {name} | {features} | {features * TOO_FEW_PER_FEATURE} | {features * ENOUGH_PER_FEATURE:,} |"
        assert row in guide("small_authorities.md")


@pytest.mark.parametrize("name", GUIDES)
def test_what_a_guide_names_is_there(name: str) -> None:
    spans = re.findall(r"`([^`\n]+)`", guide(name))
    wrong = [found for span in spans for found in named(f"`{span}`") if found[1]]
    assert wrong == []


@pytest.mark.parametrize("name", GUIDES)
def test_the_first_page_of_the_project_links_to_the_guide(name: str) -> None:
    assert f"(docs/how-to/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")
