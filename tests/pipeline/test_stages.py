"""What dvc.yaml says: which stages there are, what they depend on, and what is not for them."""

from __future__ import annotations

import re

import pytest

from tests.pipeline import declared
from tests.pipeline.declared import Stage, outputs
from tests.pipeline.project import ROOT, STAGES

CODE = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").glob("*.py")}


@pytest.fixture(scope="module")
def stages() -> dict[str, Stage]:
    return declared.stages()


def test_the_stages_run_in_the_order_of_the_design(stages: dict[str, Stage]) -> None:
    assert tuple(stages) == STAGES


def test_only_study_and_the_audit_of_the_truth_read_the_truth(stages: dict[str, Stage]) -> None:
    reading = [name for name, stage in stages.items() if any(dep.startswith("data/truth") for dep in stage["deps"])]
    assert reading == ["audit_of_truth", "study"]
    naming = {
        path.relative_to(ROOT).as_posix()
        for room in ("src", "pipelines")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\b(?:data|DATA|written)\.truth", path.read_text(encoding="utf-8"))
    }
    assert naming == {"src/chronology/store.py", "src/study/run.py", "src/study/audit_of_truth.py"}  # the first writes it


def test_every_input_is_raw_data_or_code_or_another_stages_output(stages: dict[str, Stage]) -> None:
    made = [out for stage in stages.values() for out in outputs(stage)]
    for name, stage in stages.items():
        for dep in stage["deps"]:
            known = (
                dep in ("governance.yaml", "erased.json")
                or dep.startswith("${")
                or (dep.split("/")[0] in ("src", "pipelines") and (ROOT / dep).exists())
                or any(dep == out or dep.startswith(f"{out}/") or out.startswith(f"{dep}/") for out in made)
            )
            assert known, f"{name}: {dep}"


def test_a_changed_model_parameter_does_not_compute_features_again(stages: dict[str, Stage]) -> None:
    read = {name: {str(key).split(".")[0] for key in stage.get("params", [])} for name, stage in stages.items()}
    assert not any("train" in read[name] for name in ("source", "validate", "cohort", "featurise"))
    assert "train" in read["train"]
