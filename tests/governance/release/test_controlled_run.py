"""A run as it may leave: its sentences and funnels are made anew, and what a stage wrote with figures in it stays inside."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from neglect_triage.disclosure.figures import controlled
from neglect_triage.governance.release.controlled_run import (
    CHOSEN,
    FIGURES_WITHHELD,
    TOO_FEW,
    _decisions,
    _evaluation,
    _without_sums,
    without_figures,
)
from tests.explain.decisions.small_audit import drawn_lines, figures_of
from tests.governance.evaluation_facts import small_found


def evaluation(**counts: int) -> dict[str, Any]:
    """The evaluation of a made-up run, with other counts of its headline, as it may leave."""
    made = small_found().evaluation
    headline = made["headline"][0]
    stratum = made["strata"][headline]
    changed = {**made["strata"], headline: {**stratum, "counts": stratum["counts"] | counts}}
    given: dict[str, Any] = controlled({**made, "strata": changed, "summary": [], "leak_alarm": {}}, CHOSEN)
    return _evaluation(given, 0.9)


def test_sentences_hold_rounded_counts_alone() -> None:
    words = " ".join(evaluation(points=3842, positives=1234)["summary"])
    assert "1,230 of 3,840 test points" in words
    assert not re.search("1,234|3,842", words)


def test_sums_over_groups_stay_inside() -> None:
    details = small_found().evaluation["details"]
    assert all("account" in found for found in details["groups"].values())
    assert "account" not in json.dumps(_without_sums(details))
    assert _without_sums({"counts": {}, "note": "one label"}) == {"counts": {}, "note": "one label"}


def test_a_stratum_that_rests_on_too_few_says_so_and_holds_no_figure() -> None:
    found = evaluation(positives=4)
    name = found["headline"][0]
    assert found["strata"][name].keys() == {"counts", "note"}
    assert found["strata"][name]["counts"]["positives"] == "c"
    assert any(TOO_FEW in line for line in found["summary"])


@pytest.mark.parametrize(
    ("text", "leaves"), [("0 of 15,255 families are in more than one fold.", False), ("Nothing was seen.", True)]
)
def test_a_sentence_with_a_figure_stays_inside(text: str, leaves: bool) -> None:
    assert without_figures(text) == (text if leaves else FIGURES_WITHHELD)


def test_funnels_are_drawn_from_what_is_shown() -> None:
    given = _decisions(controlled(figures_of(drawn_lines(700)), {"draws"} | CHOSEN))
    drawn = [(group, known, each) for group in given["groups"] for known, each in group["funnels"].items() if each]
    assert drawn
    for group, known, each in drawn:
        shown = {row["name"]: row[known]["of"] for row in group["groups"]}
        assert all(one["of"] == shown[one["name"]] and one["of"] % 10 == 0 for one in each["groups"])


def test_the_days_of_the_first_and_the_last_contact_stay_inside() -> None:
    assert _decisions({"period": ["1 October 2020", "24 January 2022"]})["period"] == ["October 2020", "January 2022"]


def test_a_run_without_decisions_has_a_note_alone() -> None:
    assert _decisions(controlled({"note": "No decisions are recorded."})) == {"note": "No decisions are recorded."}
