"""The page of curves shows the whole model, in plain words, in the order of how far each indicator moves the score."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from neglect_triage.report.model_page import feature_words, model_page, range_words
from tests.explain.small_run import CATALOGUE, VOCABULARY
from tests.explain.test_contact_page import text_of
from tests.governance.model_facts import small_curves, small_page

CELLS, FACTS, ACCOUNT = small_curves()
CHECKS = ACCOUNT["checks"]
FEATURE = {feature.name: feature for feature in CATALOGUE.features}


def headings(page: str) -> list[str]:
    return [text_of(found) for found in re.findall(r"<h2[^>]*>.*?</h2>", page, flags=re.DOTALL)]


def test_every_curve_and_surface_is_on_the_page() -> None:
    page = small_page()
    alone = CELLS[CELLS["other_feature"].isna()]
    scale = 9
    assert page.count("<rect") + page.count("<path") == len(CELLS) + scale
    assert page.count(">30 or more</td>") + page.count(">fewer than 30</td>") == len(alone)
    assert f"reads {FACTS['curves']} curves and {FACTS['surfaces']} surfaces" in text_of(page)


def test_indicators_come_in_the_order_of_how_far_they_move_the_score() -> None:
    name = {entry.means: name for name, entry in CATALOGUE.indicators.items()}
    shown = [name[heading] for heading in headings(small_page()) if heading in name]
    moves = [FACTS["indicators"][one] for one in shown]
    assert len(shown) > 3
    assert moves == sorted(moves, reverse=True)


def test_an_indicator_that_is_not_in_use_is_named_as_such() -> None:
    used = {FEATURE[name].indicator for name in CELLS["feature"]}
    listed = text_of(small_page().split("Not in use")[-1])
    unused = [entry.means for name, entry in CATALOGUE.indicators.items() if name not in used]
    assert unused
    assert all(means in listed for means in unused)
    assert not set(unused) & set(headings(small_page()))


def test_a_bar_says_by_what_it_multiplies_the_odds() -> None:
    value = CELLS.loc[CELLS["other_feature"].isna(), "value"].iloc[0]
    assert f"×{math.exp(value):.2f}" in small_page()


def test_the_checks_are_said_with_their_numbers() -> None:
    shown = text_of(small_page())
    assert f"({CHECKS['directions']['features_checked']} features; over all 1 models of this run, 0 violations)" in shown
    assert "the scores of 1,234 contacts differ from the model's own by at most 2e-09" in shown


def test_what_lowers_the_score_is_no_reassurance() -> None:
    shown = text_of(small_page()).lower()
    assert "never means that a child's needs are met" in shown
    for entry in CATALOGUE.indicators.values():
        shown = shown.replace(entry.means.lower(), "")  # names of signs and instruments keep the word
    assert "low risk" not in shown
    assert " safe" not in shown


def test_every_picture_of_simulated_data_says_so_and_none_of_real_people_does() -> None:
    pictures = re.findall(r"<svg.*?</svg>", small_page(), flags=re.DOTALL)
    assert pictures
    assert all("SYNTHETIC DATA" in picture for picture in pictures)
    assert "SYNTHETIC" not in small_page(synthetic=False)


def test_a_model_that_found_nothing_has_a_page() -> None:
    nothing = FACTS | {"curves": 0, "surfaces": 0, "indicators": dict.fromkeys(FACTS["indicators"], 0.0)}
    shown = text_of(model_page(CELLS[:0], nothing, ACCOUNT, CATALOGUE, VOCABULARY, True))
    assert all(entry.means in shown for entry in CATALOGUE.indicators.values())


class TestWords:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("was_not_brought.count.365d", "How many, in the 12 months before"),
            ("worries.distinct_agencies.5y", "How many agencies, in the five years before"),
            ("neglect_named_today.count.contact", "How many, on the day"),
            ("age.years", "Years"),
        ],
    )
    def test_a_feature_is_told_without_its_name(self, name: str, words: str) -> None:
        assert feature_words(FEATURE[name], CATALOGUE) == words

    def test_a_share_says_of_what(self) -> None:
        words = feature_words(FEATURE["was_not_brought.share_of_appointments.5y"], CATALOGUE)
        assert words.startswith("Share of: health appointments")

    @pytest.mark.parametrize(
        ("measure", "over", "up_to", "words"),
        [
            ("count", np.nan, 1e-35, "0"),
            ("count", 1e-35, 1.5, "1"),
            ("count", 1.5, 4.5, "2 to 4"),
            ("count", 4.5, np.nan, "5 or more"),
            ("days_since", 999.5, 1200.5, "1,000 to 1,200"),
            ("share_of", 0.25, 0.5, "25 to 50 %"),
            ("share_of", 0.5, np.nan, "over 50 %"),
            ("mean", np.nan, 2.25, "up to 2.25"),
            ("mean", np.nan, np.nan, "any value"),
            ("sum", np.nan, 1e-35, "up to 0"),
            ("share_of", -1e-35, 0.5, "0 to 50 %"),
            ("count", np.nan, np.nan, "0 or more"),
            ("trend", np.nan, -1.5, "-2 or fewer"),
            ("trend", -1.5, 1e-35, "-1 to 0"),
            ("trend", 0.5, np.nan, "1 or more"),
        ],
    )
    def test_a_range_is_told_in_the_values_that_can_occur(self, measure: str, over: float, up_to: float, words: str) -> None:
        assert range_words(measure, over, up_to, False) == words

    def test_unknown_is_not_nought(self) -> None:
        assert range_words("count", np.nan, np.nan, True) == "not known"

    def test_cells_of_a_curve_have_labels_of_their_own(self) -> None:
        for (name, _), rows in CELLS[CELLS["other_feature"].isna()].groupby(["feature", "term"]):
            measure = FEATURE[str(name)].measure
            labels = [range_words(measure, *ends) for ends in zip(rows["over"], rows["up_to"], rows["unknown"], strict=True)]
            assert len(set(labels)) == len(labels), pd.Series(labels)
