"""The TRIPOD+AI checklist holds all 27 items, each with evidence that is there or the reason why it was not done."""

from __future__ import annotations

import re

from neglect_triage.governance.documents.content import written
from tests.governance.documents.made import made, shown

PARTS = {3: "abc", 5: "ab", 6: "abc", 8: "abc", 9: "abc", 12: "abcdefg", 18: "abcdef", 20: "abc", 23: "ab", 27: "abc"}
ITEMS = [f"{number}{letter}" for number in range(1, 28) for letter in PARTS.get(number, [""])]


def test_every_item_stands_once_in_its_order() -> None:
    assert [part.name.split(".")[0] for part in made("tripod_ai").parts] == ITEMS
    assert [part.id for part in made("tripod_ai").parts] == [f"item-{item}" for item in ITEMS]


def test_how_many_parts_have_evidence_is_said_first() -> None:
    done = sum(bool(part.evidence) for part in made("tripod_ai").parts)
    assert f"{done} of {len(ITEMS)} parts have evidence here." in shown("tripod_ai")


def test_each_item_has_evidence_or_a_reason_and_never_both() -> None:
    for section in written("tripod_ai").sections:
        for part in section.parts:
            assert bool(part.evidence) != bool(part.not_done), part.name
            assert not part.evidence or all(re.fullmatch(r"\[[^\]]+\]\([\w.#-]+\)", line) for line in part.evidence)
