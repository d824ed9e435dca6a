"""Several selections of contacts compared: the figures are those of a count by hand, and changes are paired."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.fairness.figures.definitions import compared_rates
from neglect_triage.fairness.gap_changes import AREA, Grouped, gap_changes
from neglect_triage.fairness.selections import Selection
from neglect_triage.models.capacity import highest
from neglect_triage.models.resampling import draw_families
from tests.fairness.made import made_rows

ROWS, GROUPS = made_rows(1500, 500)
REFERENCES = {"colour": "red", "seen by": "one"}
SCORE = ROWS["score"].to_numpy()
BASE, OTHER = Selection(highest(SCORE, 0.2).rows, SCORE), Selection(np.arange(len(ROWS)) % 4 == 0)


def grouped(draws: int = 100) -> Grouped:
    return Grouped(ROWS, GROUPS, REFERENCES, draw_families(ROWS["family"].to_numpy(), draws, 1))


def row(found: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    return next(group for group in found["groups"][kind] if group["name"] == name)


FOUND = gap_changes(grouped(), {"base": BASE, "other": OTHER})


@pytest.mark.parametrize(("kind", "name"), [("colour", "red"), ("colour", "blue"), ("seen by", "other")])
@pytest.mark.parametrize(("way", "picked"), [("base", BASE.picked), ("other", OTHER.picked)])
def test_rates_are_those_of_a_count_by_hand(kind: str, name: str, way: str, picked: np.ndarray) -> None:
    mine = GROUPS[kind][name]
    label = ROWS["label"].to_numpy() == 1
    by_hand = {
        "selection_rate": picked[mine].mean(),
        "recall": picked[mine & label].mean(),
        "false_positive_rate": picked[mine & ~label].mean(),
        "precision": label[mine & picked].mean(),
    }
    figures = row(FOUND, kind, name)["ways"][way]["figures"]
    assert {metric: figures[metric]["value"] for metric in compared_rates()} == pytest.approx(by_hand, abs=1e-4)
    assert all(figures[metric]["low"] <= figures[metric]["value"] <= figures[metric]["high"] for metric in compared_rates())


def test_a_gap_is_that_of_a_group_to_its_reference_and_the_reference_has_none() -> None:
    blue, red = row(FOUND, "colour", "blue"), row(FOUND, "colour", "red")
    for way in ("base", "other"):
        gap = blue["ways"][way]["differences"]["recall"]["value"]
        between = blue["ways"][way]["figures"]["recall"]["value"] - red["ways"][way]["figures"]["recall"]["value"]
        assert gap == pytest.approx(between, abs=2e-4)
        assert "differences" not in red["ways"][way]


def test_a_change_is_that_from_the_first_way_and_of_figures_that_both_have() -> None:
    blue = row(FOUND, "colour", "blue")
    assert list(blue["changes"]) == ["other"]
    assert AREA in blue["ways"]["base"]["figures"]
    assert AREA not in blue["changes"]["other"]["figures"]
    change = blue["changes"]["other"]["figures"]["recall"]["value"]
    first, second = (blue["ways"][way]["figures"]["recall"]["value"] for way in ("base", "other"))
    assert change == pytest.approx(second - first, abs=2e-4)


def test_selections_share_draws_so_that_the_same_one_twice_changes_nothing_in_any_draw() -> None:
    found = gap_changes(grouped(), {"base": BASE, "again": BASE})
    for kind in GROUPS:
        for group in found["groups"][kind]:
            for figures in group["changes"]["again"].values():
                for value in figures.values():
                    assert (value["value"], value["low"], value["high"]) == (0, 0, 0)
                    assert not value.get("differs")


def test_gaps_that_change_beyond_chance_are_marked_and_counted() -> None:
    """One selection leaves out who is blue; between the colours that it treats alike, no gap changes beyond chance."""
    blue = GROUPS["colour"]["blue"]
    found = gap_changes(grouped(400), {"base": BASE, "without blue": Selection(BASE.picked & ~blue)})
    differing = {
        (group["name"], metric)
        for rows in found["groups"].values()
        for group in rows
        for metric, value in group["changes"]["without blue"].get("differences", {}).items()
        if value["differs"]
    }
    assert differing == {("blue", "selection_rate"), ("blue", "recall"), ("blue", "false_positive_rate")}
    assert found["together"]["without blue"]["differ"] == 3
    assert found["together"]["without blue"]["comparisons"] >= 6


def test_a_small_group_has_counts_and_no_figures_and_is_no_reference() -> None:
    small = ROWS["family"].isin(ROWS["family"].unique()[:20]).to_numpy()
    two = Grouped(ROWS, {"colour": {"small": small, "rest": ~small}}, {"colour": "small"}, grouped().drawn)
    few, rest = gap_changes(two, {"base": BASE})["groups"]["colour"]
    assert few["counts"]["families"] == 20
    none = {"value": None, "low": None, "high": None}
    assert few["ways"]["base"]["figures"]["recall"] == none
    assert rest["ways"]["base"]["figures"]["recall"]["value"] is not None
    assert rest["ways"]["base"]["differences"]["recall"] == none


def test_without_draws_there_are_figures_and_no_intervals() -> None:
    figures = gap_changes(grouped(0), {"base": BASE})["all"]["ways"]["base"]["figures"]
    assert figures["recall"]["value"] is not None
    assert figures["recall"]["low"] is None


def test_a_part_keeps_rows_and_groups_together() -> None:
    chosen = np.arange(len(ROWS)) % 3 == 0
    part = grouped().part(chosen)
    pd.testing.assert_frame_equal(part.rows, ROWS[chosen].reset_index(drop=True))
    np.testing.assert_array_equal(part.groups["colour"]["red"], GROUPS["colour"]["red"][chosen])
