"""The further analyses on the page: what was found, what it cannot tell, and words that many can read."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.fairness.further_analyses import further_analyses
from neglect_triage.fairness.further_page import further_content
from neglect_triage.fairness.gap_changes import Grouped
from neglect_triage.fairness.summary import names_of
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.resampling import draw_families
from neglect_triage.pages.render import environment
from tests.explain.test_reading import paragraphs, too_hard
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

VOCABULARY = load_vocabulary()
POINTS, VALUES = world(1500, 400)
TEST = in_period(POINTS, "test")
NUMBER = np.arange(len(POINTS))


def found(draws: int = 30) -> dict[str, Any]:
    """Return the further analyses of two characteristics, with decisions and a second label."""
    recorded = np.nan_to_num(VALUES[FEATURES[4]].to_numpy()) >= 2
    police = POINTS["agencies"].str.contains("police").to_numpy()
    points = POINTS.assign(
        model=np.where(TEST, np.nan_to_num(VALUES[FEATURES[0]]), np.nan),
        plan=POINTS["label"] * (NUMBER % 2),
        taken_forward=pd.array(NUMBER % 3 == 0, "boolean"),
        later=(NUMBER % 5 == 0).astype(float),
    )
    points.loc[NUMBER % 50 == 0, "taken_forward"] = pd.NA
    groups = {"disability": {"no": ~recorded, "yes": recorded}, "source": {"police": police, "school": ~police}}
    drawn = draw_families(points.loc[TEST, "family"].to_numpy(), draws, 1)
    grouped = Grouped(points, groups, {"disability": "no", "source": "police"}, drawn)
    return further_analyses(grouped, VALUES, 0.2, CATALOGUE, TRAIN, 1)


FOUND = found()


def page_of(content: dict[str, Any]) -> str:
    filled = further_content(content, CATALOGUE, names_of(VOCABULARY))
    return environment().get_template("fairness_further.html").render(words=VOCABULARY.nouns, **filled)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


PAGE = page_of(FOUND)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody knows what they would do when a score is shown to them",
        "The outcome follows the decision",
        "That is more work",
        "None of it is applied to any score",
        "The Equality Act 2010 sets narrow limits",
        "schedule 1, paragraph 8",
        "The same holds for a threshold for each group",
        "It is kept nowhere and scores nobody",
    ],
)
def test_what_has_to_be_said_is_said(sentence: str) -> None:
    assert sentence in text_of(PAGE)


def test_each_part_says_what_it_cannot_tell() -> None:
    parts = re.split(r"<h2[^>]*>", PAGE)[1:]
    assert len(parts) == 4
    assert all("What this cannot tell" in part for part in parts)


def test_every_group_stands_in_every_table_by_its_name_with_its_figures() -> None:
    rows = {row["name"]: row for row in FOUND["humans"]["gaps"]["groups"]["disability"]}
    recall = rows["yes"]["ways"]["model"]["figures"]["recall"]
    assert f"{100 * recall['value']:.1f} % ({100 * recall['low']:.1f} to {100 * recall['high']:.1f})" in text_of(PAGE)
    for name in ("None recorded", "Recorded", VOCABULARY.words["agency"]["police"], VOCABULARY.words["agency"]["school"]):
        assert f'<th scope="row">{name[:1].upper()}{name[1:]}</th>' in PAGE
    assert PAGE.count("<table>") == PAGE.count("<caption>") > 15
    labels = re.findall(r'role="region" aria-label="([^"]*)"', PAGE)
    assert len(labels) == len(set(labels))


def test_what_carries_a_group_is_named_in_the_catalogues_words() -> None:
    means = CATALOGUE.indicators[FOUND["proxies"]["taken_out"][0]].means
    assert f"<li>{means}</li>" in PAGE


def test_every_paragraph_can_be_read_by_many() -> None:
    page = f'<main class="width">{PAGE}</main>'
    assert len(paragraphs(page)) >= 25
    assert too_hard(page) == []


def test_without_decisions_and_without_proxies_the_page_says_so() -> None:
    bare = FOUND | {"humans": None, "proxies": FOUND["proxies"] | {"taken_out": []}}
    text = text_of(page_of(bare))
    assert "These records hold no decisions" in text
    assert "so no record was taken out" in text


def test_without_known_families_no_gap_is_said_to_stand_out() -> None:
    text = text_of(page_of(found(0)))
    assert "there are too few families, or nobody knows who belongs to which" in text


def test_nothing_is_called_fair_or_unbiased_or_low_risk() -> None:
    assert re.findall(r"\b(?:un)?fair|unbiased|low risk|escalat|\bsafe\b", text_of(PAGE), re.IGNORECASE) == []
