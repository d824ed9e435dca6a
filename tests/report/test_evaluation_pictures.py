"""Pictures of the evaluation page: every figure of the table behind it is drawn, the model or all as the line to compare with."""

from __future__ import annotations

import re
from html import unescape

import pytest

from neglect_triage.models.comparators.prevalence import PREVALENCE
from neglect_triage.report import evaluation_pictures as pictures
from tests.governance.evaluation_facts import small_found

DETAILS = small_found().evaluation["details"]


def names(picture: str) -> list[str]:
    """The names beside the dots, from the top."""
    return [unescape(name) for name in re.findall(r'text-anchor="end">([^<]+)</text>', picture)]


def test_every_way_is_drawn_from_the_one_that_finds_most_to_the_one_that_finds_least() -> None:
    drawn = names(str(pictures.weekly(DETAILS["weekly"], "")))
    recall = {way: figures["recall"]["value"] for way, figures in DETAILS["weekly"]["ways"].items() if way != PREVALENCE}
    assert sorted(drawn) == sorted(recall)
    assert [recall[way] for way in drawn] == sorted(recall.values(), reverse=True)


@pytest.mark.parametrize("kind", sorted(DETAILS["groups"]))
def test_every_group_is_drawn_below_all(kind: str) -> None:
    found = DETAILS["groups"][kind]
    picture = str(pictures.groups(kind, found, {}, 0.3, "SYNTHETIC DATA"))
    assert names(picture)[0] == "all"
    assert len(names(picture)) >= 1 + len(found["groups"])
    assert picture.count("not estimable") == sum(group["recall"]["value"] is None for group in found["groups"])
    assert "SYNTHETIC DATA" in picture


def test_a_group_has_the_name_that_the_vocabulary_gives_it() -> None:
    kind = next(iter(DETAILS["groups"]))
    name = DETAILS["groups"][kind]["groups"][0]["name"]
    assert "another name" in str(pictures.groups(kind, DETAILS["groups"][kind], {name: "another name"}, 0.3, ""))
