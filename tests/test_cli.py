"""The command line prints what the project's own vocabulary and catalogue say."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli import app

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("project", "said"), [(".", "was_not_brought"), ("examples/oulad", "late_submissions")])
def test_the_catalogue_of_the_project_is_printed(project: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / project)
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(app, ["catalogue"])
    assert done.exit_code == 0
    assert said in done.stdout


def test_the_data_dictionary_in_git_is_current(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, ["dictionary", "--out", str(tmp_path / "README.md")])
    assert done.exit_code == 0
    assert (tmp_path / "README.md").read_bytes() == (ROOT / "data/README.md").read_bytes()
