"""The page on other fields lists every noun, what this project calls it, and what stands in its place."""

from __future__ import annotations

import re
from pathlib import Path

from neglect_triage.chronology.vocabulary import Nouns, load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
ROWS = re.findall(
    r"^\| `(\w+)` \| (.*?) \|(.*)\|$", (ROOT / "docs/how-to/other_fields.md").read_text(encoding="utf-8"), re.MULTILINE
)
NOUNS = [row for row in ROWS if row[0] in Nouns.model_fields]
GIVEN = {"person": "reader of books", "people": "readers", "hub": "library", "reader": "librarian"}


def test_every_noun_is_listed_with_the_word_of_this_project() -> None:
    assert [name for name, _, _ in NOUNS] == list(Nouns.model_fields)
    nouns = load_vocabulary().nouns
    assert {name: word for name, word, _ in NOUNS} == nouns.model_dump()


def test_what_stands_in_for_a_noun_that_is_left_out_is_said() -> None:
    needed = {name: GIVEN.get(name, name) for name, _, instead in NOUNS if not instead.strip()}
    left_out = {name: instead.strip() for name, _, instead in NOUNS if instead.strip()}
    made = Nouns.model_validate(needed).model_dump()
    for name, instead in left_out.items():
        follows = re.search(r"`(\w+)`", instead)
        expected = made[follows[1]] + (" view" if "view" in instead else "") if follows else instead
        assert made[name] == expected, name
