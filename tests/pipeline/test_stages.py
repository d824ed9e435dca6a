"""What dvc.yaml says: each stage depends on what it reads, and none reads what is not for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.pipeline.project import STAGES

ROOT = Path(__file__).resolve().parents[2]
CODE = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").glob("*.py")}


@pytest.fixture(scope="module")
def stages() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(ROOT / "dvc.yaml")["stages"])


def outputs(stage: dict[str, Any]) -> list[str]:
    found = [*stage.get("outs", []), *stage.get("metrics", []), *stage.get("plots", [])]
    return [next(iter(out)) if isinstance(out, dict) else out for out in found]


def test_the_stages_run_in_the_order_of_the_design(stages: dict[str, Any]) -> None:
    assert tuple(stages) == STAGES


def test_only_study_reads_the_truth(stages: dict[str, Any]) -> None:
    assert [name for name, stage in stages.items() if any(dep.startswith("data/truth") for dep in stage["deps"])] == ["study"]
    naming = {
        path.relative_to(ROOT).as_posix()
        for room in ("src", "pipelines")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\b(?:data|DATA|written)\.truth", path.read_text(encoding="utf-8"))
    }
    assert naming == {"src/chronology/store.py", "src/study/run.py"}  # the first writes it


def test_every_input_is_raw_data_or_code_or_another_stages_output(stages: dict[str, Any]) -> None:
    made = [out for stage in stages.values() for out in outputs(stage)]
    for name, stage in stages.items():
        for dep in stage["deps"]:
            known = (
                dep in ("data/raw", "governance.yaml")
                or dep.startswith("${")
                or (dep.split("/")[0] in ("src", "pipelines") and (ROOT / dep).exists())
                or any(dep == out or dep.startswith(f"{out}/") or out.startswith(f"{dep}/") for out in made)
            )
            assert known, f"{name}: {dep}"


def test_a_changed_model_parameter_does_not_compute_features_again(stages: dict[str, Any]) -> None:
    read = {name: {str(key).split(".")[0] for key in stage.get("params", [])} for name, stage in stages.items()}
    assert not any("train" in read[name] for name in ("source", "validate", "cohort", "featurise"))
    assert "train" in read["train"]


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_names_every_parameter_that_it_reads(name: str, stages: dict[str, Any]) -> None:
    sections = (
        "source",
        "world",
        "cohort",
        "split",
        "features",
        "design",
        "train",
        "evaluate",
        "audit",
        "sensitivity",
        "explain",
        "track",
    )
    files = {"source.vocabulary", "features.catalogue"}
    stated = {str(key) for key in stages[name].get("params", [])} | {
        file for file in files if f"${{{file}}}" in stages[name]["deps"]
    }
    if "model_dump" in CODE[name]:
        assert stated >= set(sections)
    for section in sections:
        if f"params.{section}" in CODE[name]:
            assert any(key == section or key.startswith(f"{section}.") for key in stated), f"{name} reads {section}"
