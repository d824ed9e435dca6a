"""Every way of fitting runs from training to the documents, is approved, and scores."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from neglect_triage.files import read_json
from neglect_triage.paths import DATA
from tests.cli.chain import run
from tests.pipeline.project import STAGES, copy_of, run_all_here, run_stages

BEFORE = ("chronology", "protected", "truth", "quality", "quarantine", "cohort", "features", "design", "strategy", "reports")

NAMES = {"logistic": "logistic regression", "ebm": "an explainable boosting machine"}


@pytest.mark.slow
@pytest.mark.parametrize("way", NAMES)
def test_a_model_fitted_in_another_way_is_explained_documented_approved_and_scores(
    way: str, small_run: Path, tmp_path: Path
) -> None:
    project = copy_of(small_run, tmp_path / "project", *BEFORE)
    yaml = YAML()
    params = yaml.load(project / "params.yaml")
    params["train"]["way"] = way
    yaml.dump(params, project / "params.yaml")
    after = STAGES[STAGES.index("train") :]
    run_all_here(after[:-1], project)
    run_stages(after[-1:], project)

    with contextlib.chdir(project):
        manifest = read_json(DATA.registered / "manifest.json")
        assert manifest["train"]["way"] == way
        assert f"The model in this run is {NAMES[way]}" in DATA.page("index").read_text(encoding="utf-8")
        pages = json.loads(DATA.page_contents.read_text(encoding="utf-8"))
        assert any(page["reasons"] for page in pages)
        run("approve", "--decision", "approved", "--role", "chair of the board", "--by", "JS")
        keys = pd.read_parquet(DATA.points, columns=["point_id", "child_id", "as_of"])
        features = pd.read_parquet(DATA.features(manifest["train"]["view"])).merge(keys, on="point_id").head(200)
        features.to_parquet("features.parquet", index=False)
        printed = run("score", "--features", "features.parquet", "--out", "scores.parquet")
        assert "Approved" in printed
        scores = pd.read_parquet("scores.parquet")
        assert len(scores) == 200
        assert scores["margin"].nunique() > 50
