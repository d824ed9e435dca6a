"""Worlds side by side: each world's parameters, the figures of its own run, and a null world whose report keeps to the rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.worlds import FRESH_SEEDS, Ran, figures, project, table, worlds
from neglect_triage.models.evaluation.summary import NOT_SHOWN
from neglect_triage.params import load_params
from neglect_triage.study.label_and_model import RANKINGS
from tests.pipeline.project import run_stages, small_project


@pytest.fixture(scope="module")
def ran(small_run: Path) -> Ran:
    world = load_params(small_run / "params.yaml").world
    assert world is not None
    read = [json.loads((small_run / "data" / name).read_text()) for name in ("evaluation/evaluation.json", "reports/world.json")]
    return Ran(world, *read)


def test_each_world_has_a_project_of_its_own_with_the_parameters_of_this_checkout(tmp_path: Path) -> None:
    chosen = worlds(FRESH_SEEDS)
    assert list(chosen) == ["default", "16A halved", "16A doubled", "null", *(f"seed {seed}" for seed in FRESH_SEEDS)]
    ours = load_params()
    for number, changes in enumerate(chosen.values()):
        made = load_params(project(tmp_path / str(number), {"children": 4000, **changes}) / "params.yaml")
        assert made.world is not None
        assert made.world.children == 4000
        assert made.world.model_dump().items() >= changes.items()
        assert made.train == ours.train
        assert made.evaluate == ours.evaluate
    assert load_params() == ours


def test_the_table_holds_the_figures_of_the_run_and_nothing_typed(ran: Ran) -> None:
    found = figures(ran)
    headline = ran.evaluation["strata"]["headline"]
    assert [name for name in found if name.startswith("AUC: ")] == [f"AUC: {way}" for way in RANKINGS]
    assert found["gain in recall over the local rule"] == headline["at_rule_share"]["gain in recall"]
    assert found["sensitivity of the label"] == ran.study["label_beside_the_truth"]["all contacts"]["sensitivity"]
    assert found["what the report says first"] == ran.evaluation["summary"]
    text = table({"default": found, "again": found}, "SYNTHETIC DATA")
    assert "SYNTHETIC DATA" in text
    rows = [line.count("|") for line in text.splitlines() if line.startswith("|")]
    assert rows == [4] * (len(found) - 1 + 2), "one column a world, one row a figure, and the heading"
    assert text.count(" ".join(ran.evaluation["summary"])) == 2


def test_a_figure_outside_its_range_and_a_feature_that_ranks_too_well_alone_are_named(ran: Ran) -> None:
    study = ran.study | {"single_features": {"worries.count.5y": {"value": 0.71}, "age.years": {"value": 0.6}}}
    rows = {name: row | {"verdict": "inside"} for name, row in study["calibration"].items()}
    rows["Contacts that become referrals"] |= {"verdict": "outside"}
    found = figures(Ran(ran.world, ran.evaluation, study | {"calibration": rows}))
    assert found["figures outside their required range"] == ["Contacts that become referrals"]
    assert found["figures without a gate outside their range"] == []
    assert found["single features above 0.70"] == ["worries.count.5y"]


@pytest.mark.slow
def test_the_report_of_a_null_world_recommends_the_rule(tmp_path: Path) -> None:
    null = small_project(tmp_path / "null", world={"preset": "null", "children": 4000})
    run_stages(("source", "cohort", "featurise", "train", "evaluate"), null)
    evaluation = json.loads((null / "data/evaluation/evaluation.json").read_text())
    gain = evaluation["strata"]["headline"]["at_rule_share"]["gain in recall"]
    assert gain["low"] is not None, "enough families for an interval, so that the model could have been shown to find more"
    assert NOT_SHOWN in evaluation["summary"]
