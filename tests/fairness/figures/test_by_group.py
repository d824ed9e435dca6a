"""Figures by group: fairlearn's numbers, families drawn whole, and nothing told of few."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from neglect_triage.fairness.audit import audit_figures
from neglect_triage.fairness.figures.auc import auc_by_group
from neglect_triage.fairness.figures.by_group import group_figures
from neglect_triage.fairness.figures.counts import RATES, confusion_counts, fairlearn_rates, group_counts, membership_of
from neglect_triage.models.evaluation.ranking import rank
from neglect_triage.models.resampling import draw_families
from tests.fairness.made import made_rows


def by_name(audit: dict[str, Any], kind: str) -> dict[str, Any]:
    return {line["name"]: line for line in audit["groups"][kind]}


SOME_ROWS = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 3), st.integers(0, 5), st.integers(0, 9)), min_size=8, max_size=60
)


@pytest.mark.slow
@given(SOME_ROWS)
@settings(max_examples=8, deadline=None)
def test_the_first_draw_is_what_metricframe_counts_row_by_row(rows: list[tuple[bool, bool, int, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["label", "flagged", "group", "family", "score"]).astype({"label": int})
    names = sorted(set(frame["group"]))
    members = membership_of([(frame["group"] == name).to_numpy() for name in names])
    draws = draw_families(frame["family"].to_numpy(), 3, 1).of(frame["family"].to_numpy())
    cells = confusion_counts(frame, members, draws)
    with np.errstate(invalid="ignore"):
        expected = MetricFrame(
            metrics=RATES, y_true=frame["label"], y_pred=frame["flagged"].astype(int), sensitive_features=frame["group"]
        ).by_group
    ours = pd.DataFrame({name: values[0] for name, values in cells.rates().items()}, index=expected.index)
    some = group_counts(frame, members).set_axis(expected.index)
    # fairlearn says 0 where there is nobody to count; that is no rate.
    countable = {"recall": some["positives"] > 0, "false_negative_rate": some["positives"] > 0,
            "false_positive_rate": some["positives"] < some["contacts"]}  # fmt: skip
    for name in RATES:
        counted = countable.get(name, pd.Series(True, expected.index))
        np.testing.assert_allclose(ours.loc[counted, name], expected.loc[counted, name].astype(float), rtol=1e-12)
        np.testing.assert_allclose(fairlearn_rates(cells)[name].to_numpy(float), expected[name].to_numpy(float), rtol=1e-12)


@given(SOME_ROWS)
@settings(max_examples=30, deadline=None)
def test_counts_of_the_groups_that_part_the_rows_add_up(rows: list[tuple[bool, bool, int, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["label", "flagged", "group", "family", "score"])
    found = group_counts(frame, membership_of([(frame["group"] == name).to_numpy() for name in range(4)]))
    assert found["contacts"].sum() == len(frame)
    assert found["positives"].sum() == frame["label"].sum()
    assert found["flagged"].sum() == frame["flagged"].sum()
    assert (found["positive_families"] <= found["families"]).all()
    assert found["families"].sum() == len(frame[["group", "family"]].drop_duplicates())


def test_areas_are_exact_and_their_draws_as_near_as_makes_no_difference() -> None:
    rows, groups = made_rows()
    masks = list(groups["colour"].values())
    draws = draw_families(rows["family"].to_numpy(), 300, 4).of(rows["family"].to_numpy())
    members = membership_of(masks)
    found = auc_by_group(rows, members, draws, confusion_counts(rows, members, draws))
    for at, mask in enumerate(masks):
        part = rows[mask]
        assert found[0, at] == pytest.approx(roc_auc_score(part["label"], part["score"]), abs=1e-12)
        exact = rank(part["score"].to_numpy(), part["label"].to_numpy(), draws.on(mask)).auc
        assert np.abs(np.quantile(found[1:, at], [0.025, 0.975]) - np.quantile(exact[1:], [0.025, 0.975])).max() < 0.004


def test_a_figure_is_drawn_by_family_and_not_by_row() -> None:
    """Each family is copied nine times over: more rows of the same families tell no more."""
    rows, groups = made_rows(1500, 1500)
    many, wide = (
        pd.concat([rows] * 9),
        {kind: {name: np.tile(mask, 9) for name, mask in each.items()} for kind, each in groups.items()},
    )
    one, nine = (
        by_name(audit_figures(frame, each, {}, draws=200, seed=3, pairs=False), "colour")["red"]
        for frame, each in ((rows, groups), (many, wide))
    )
    assert nine["counts"]["contacts"] == 9 * one["counts"]["contacts"]
    for name in ("selection_rate", "recall", "false_positive_rate", "precision", "auc", "observed_per_expected"):
        more, as_many = ({end: each["figures"][name][end] for end in ("value", "low", "high")} for each in (nine, one))
        assert more == pytest.approx(as_many, abs=1e-3), name


def test_other_names_and_another_order_of_groups_change_no_figure() -> None:
    rows, groups = made_rows()
    turned = {"colour": {name.upper(): groups["colour"][name] for name in ("blue", "red", "green")}}
    first = by_name(audit_figures(rows, groups, {"colour": "red"}, draws=100, seed=3, pairs=False), "colour")
    second = by_name(audit_figures(rows, turned, {"colour": "RED"}, draws=100, seed=3, pairs=False), "colour")
    for name, line in first.items():
        for part in ("counts", "figures", "ratios"):
            assert second[name.upper()][part] == line[part]


def test_of_fewer_than_30_families_or_10_with_the_outcome_nothing_is_told() -> None:
    rows, _ = made_rows()
    few_families = (rows["family"] < 25).to_numpy()
    few_positives = ((rows["label"] == 0) | (rows["family"] < 15)).to_numpy()
    groups = {"kind": {"few": few_families, "others": ~few_families, "hardly any followed": few_positives}}
    found = by_name(audit_figures(rows, groups, {"kind": "others"}, draws=50, seed=3, pairs=False), "kind")
    for name in ("few", "hardly any followed"):
        assert "under 30" in found[name]["note"]
        assert {each["value"] for each in found[name]["figures"].values()} == {None}
        assert not any(gap["differs"] for gap in found[name]["differences"].values())
    assert found["others"]["note"] == ""
    assert found["others"]["figures"]["recall"]["value"] is not None


def test_the_precision_of_a_group_that_is_hardly_flagged_is_not_told() -> None:
    rows, groups = made_rows()
    rows["flagged"] &= ~groups["colour"]["green"] | (rows["family"] < 20)
    green = by_name(audit_figures(rows, groups, {}, draws=50, seed=3, pairs=False), "colour")["green"]
    assert green["figures"]["precision"]["value"] is None
    assert green["figures"]["recall"]["value"] is not None


def test_without_families_there_is_no_interval_and_nothing_is_said_to_differ() -> None:
    rows, groups = made_rows()
    rows["flagged"] = groups["colour"]["red"]
    found = audit_figures(rows, groups, {}, draws=0, seed=3, pairs=False)
    red = by_name(found, "colour")["green"]
    assert red["figures"]["selection_rate"] | {"of": 0} == {"value": 0.0, "low": None, "high": None, "of": 0}
    assert found["together"]["all"]["differ"] == 0


def test_a_gap_that_is_there_is_found_and_given_its_size() -> None:
    rows, groups = made_rows()
    green = groups["colour"]["green"]
    rows["flagged"] = np.where(green, rows["score"] >= -0.2, rows["score"] >= -1.0)
    found = by_name(audit_figures(rows, groups, {"colour": "red"}, draws=200, seed=3, pairs=False), "colour")
    gap = found["green"]["differences"]["recall"]
    assert gap["differs"]
    assert gap["band_low"] < gap["low"] < gap["value"] < gap["high"] < gap["band_high"] < 0
    assert found["green"]["ratios"]["recall"]["value"] == pytest.approx(
        found["green"]["figures"]["recall"]["value"] / found["red"]["figures"]["recall"]["value"], abs=1e-3
    )
    assert not found["green"]["differences"]["auc"]["differs"]
    assert found["red"]["differences"] == {}


def test_pairs_are_told_where_there_are_families_enough_and_the_rest_are_counted() -> None:
    rows, groups = made_rows()
    found = audit_figures(rows, groups, {"colour": "red", "seen by": "one"}, draws=50, seed=3)
    pairs = {tuple(name for _, name in line["of"]): line for line in found["pairs"]}
    assert ("red", "one") in pairs
    assert len(pairs) + found["pairs_not_estimable"] == 6
    mask = groups["colour"]["green"] & groups["seen by"]["one"]
    green = pairs["green", "one"]
    assert green["counts"]["contacts"] == mask.sum()
    assert green["figures"]["selection_rate"]["value"] == pytest.approx(rows.loc[mask, "flagged"].mean(), abs=1e-4)
    assert set(green["differences"]) >= {"recall", "selection_rate"}
    assert pairs["red", "one"]["differences"] == {}


def test_the_bands_of_a_stated_chance_hold_all_rows_of_a_group() -> None:
    rows, groups = made_rows()
    bands = audit_figures(rows, groups, {}, draws=50, seed=3, pairs=False)["calibration"]["colour"]["red"]
    assert sum(band["contacts"] for band in bands) == groups["colour"]["red"].sum()
    assert [band["stated"] for band in bands] == sorted(band["stated"] for band in bands)
    assert all(band["observed"]["low"] < band["stated"] < band["observed"]["high"] for band in bands)


def test_a_slope_of_chances_that_hold_is_one() -> None:
    rows, _ = made_rows(12_000, 6_000)
    rows["flagged"] = rows["score"] > -1
    members = membership_of([np.ones(len(rows), bool)])
    found = group_figures(rows, members, draw_families(rows["family"].to_numpy(), 100, 1).of(rows["family"].to_numpy()))
    for name, right in {"slope": 1.0, "intercept": 0.0, "observed_per_expected": 1.0}.items():
        low, high = np.quantile(found.draws[name][1:, 0], [0.005, 0.995])
        assert low < right < high, name
