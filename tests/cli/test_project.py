"""What a command takes from the folder in which it runs: this project's choices, or a word on why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.cli.project import ANOTHER, choices, project_params
from neglect_triage.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cut_off() -> list[str]:
    """Beginnings of our params.yaml, each without its last sections, as a full disk or a stopped copy leaves them."""
    lines = TEXT.splitlines(keepends=True)
    return ["".join(lines[:end]) for end in range(0, len(lines) - 10, len(lines) // 12)]


def test_params_that_are_cut_off_are_refused_and_never_taken_for_somebody_elses(folder: Path) -> None:
    (folder / "dvc.yaml").write_text("stages:\n  source:\n    cmd: python pipelines/source.py\n", encoding="utf-8")
    for text in cut_off():
        (folder / "params.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=r"params\.yaml") as error:
            project_params()
        assert error.value.do, len(text)


def test_without_dvc_yaml_params_that_begin_as_ours_are_ours(folder: Path) -> None:
    (folder / "params.yaml").write_text(TEXT[: TEXT.index("cohort:")], encoding="utf-8")
    with pytest.raises(BadInput, match=r"params\.yaml has"):
        project_params()


@pytest.mark.parametrize("text", ["train: {seed: 1}\nfeatures: 20\n", "source: https://example.org\n", "", "- a list\n"])
def test_params_of_another_program_are_not_read_and_that_is_said(folder: Path, text: str) -> None:
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    (folder / "dvc.yaml").write_text("stages: {train: {cmd: python train.py}}\n", encoding="utf-8")
    assert project_params() is None
    assert choices(None, None).says == ANOTHER


def test_without_params_nothing_is_said(folder: Path) -> None:
    assert choices(None, None).says == ""
