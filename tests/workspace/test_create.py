"""`neglect-triage init` makes a project from the repository's own files, and never writes over anything."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import get_args

import pytest
import yaml
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.params import load_params
from neglect_triage.workspace.create import OF_AN_EXAMPLE, Kind, create_project, project_stages

ROOT = Path(__file__).resolve().parents[2]
PARAMS = (ROOT / "params.yaml").read_text(encoding="utf-8")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_choices_of_a_new_project_are_valid_and_keep_their_comments(kind: Kind, tmp_path: Path) -> None:
    create_project(tmp_path, kind, "neglect")
    assert load_params(tmp_path / "params.yaml").source.kind == kind
    written = (tmp_path / "params.yaml").read_text(encoding="utf-8")
    assert written.count("#") == PARAMS.count("#")
    changed = [line for line in written.splitlines() if line not in PARAMS.splitlines()]
    assert len(changed) <= 5


def test_a_project_brings_its_words_and_indicators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_project(tmp_path, "simulate", "core")
    monkeypatch.chdir(tmp_path)
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    assert len(load_catalogue(vocabulary, params.features.catalogue).features) == 40
    assert load_catalogue(vocabulary, Path("catalogue.yaml")).indicators
    assert params.features.catalogue.is_file()  # DVC wants a file of that name


def test_an_example_is_the_repositorys_own_and_says_which_data_to_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, example = tmp_path / "students", ROOT / "examples/oulad"
    done = CliRunner().invoke(app, ["init", str(project), "--example", "oulad"])
    assert done.exit_code == 0
    assert "put the example's data into data/raw" in done.output
    for name in OF_AN_EXAMPLE:
        assert (project / name).read_bytes() == (example / name).read_bytes()
    assert (project / "dvc.yaml").read_text(encoding="utf-8") == project_stages()
    assert not {name for name in files(project) if name.startswith(("core", "notebooks"))}
    monkeypatch.chdir(project)
    params = load_params()
    assert load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue).indicators


def test_an_example_takes_no_other_source_or_catalogue(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", str(tmp_path / "students"), "--example", "oulad", "--source", "extracts"])
    assert isinstance(done.exception, BadInput)
    assert not (tmp_path / "students").exists()


def test_its_stages_are_those_of_the_repository_and_depend_on_the_program_in_place_of_its_code() -> None:
    ours = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    theirs = yaml.safe_load(project_stages())["stages"]
    assert list(theirs) == list(ours)
    for name, stage in theirs.items():
        assert stage["cmd"] == f"python -m neglect_triage.pipelines.{name}"
        data = [dep for dep in ours[name]["deps"] if not dep.startswith(("src", "pipelines"))]
        assert stage["deps"] == [*data, "program.json"]
        assert {key: value for key, value in stage.items() if key not in ("cmd", "deps")} == {
            key: value for key, value in ours[name].items() if key not in ("cmd", "deps")
        }


def test_two_projects_are_the_same_bytes_and_name_no_place_on_this_machine(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        create_project(folder, "extracts", "neglect")
    assert files(first) == files(second)
    for name in files(first):
        content = (first / name).read_bytes()
        assert content == (second / name).read_bytes()
        assert str(tmp_path).encode() not in content
        assert str(ROOT).encode() not in content


@pytest.mark.parametrize("beside", [[], [".venv"], [".git"]])
def test_a_folder_may_hold_an_environment_or_gits_record(beside: list[str], tmp_path: Path) -> None:
    for name in beside:
        (tmp_path / name).mkdir()
    create_project(tmp_path, "simulate", "neglect")
    assert (tmp_path / "dvc.yaml").is_file()
    assert not list(tmp_path.glob("*.partial"))


def test_a_folder_with_files_is_left_as_it_is_and_names_that_are_not_ours_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "Jane Smith.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match=r"params\.yaml, 1 other files or folders") as stopped:
        create_project(tmp_path, "simulate", "neglect")
    assert "Jane" not in str(stopped.value)
    assert files(tmp_path) == {"params.yaml", "Jane Smith.txt"}
    with pytest.raises(BadInput):
        create_project(tmp_path / "params.yaml", "simulate", "neglect")


def test_what_a_killed_command_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".neglect-triage.partial").mkdir()
    (tmp_path / ".neglect-triage.partial/params.yaml").write_text("half", encoding="utf-8")
    create_project(tmp_path, "simulate", "neglect")
    assert load_params(tmp_path / "params.yaml")


def test_git_keeps_the_choices_and_no_record(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    done = CliRunner().invoke(app, ["init", str(tmp_path), "--source", "canonical"])
    assert done.exit_code == 0
    assert "no_scm" not in (tmp_path / ".dvc/config").read_text(encoding="utf-8")
    for name in (
        "raw/events.parquet",
        "chronology/events.parquet",
        "internal/x.html",
        "review/sample/a.xlsx",
        "reports/index.html",
    ):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text("a record", encoding="utf-8")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/own.key").write_text("a secret", encoding="utf-8")
    for name in (".gitignore", "audit/.gitignore", "metrics.json", "governance/approvals.jsonl"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text("{}", encoding="utf-8")
    asked = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
    kept = set(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.replace("?? ", "").split())
    assert {"params.yaml", "dvc.yaml", "program.json", ".dvc/config", "data/raw/README.md"} <= kept
    assert {name for name in kept if name.startswith(("data", "keys"))} == {
        "data/README.md", "data/raw/README.md", "data/.gitignore", "data/audit/.gitignore", "data/metrics.json",
        "data/governance/approvals.jsonl",
    }  # fmt: skip


def test_without_git_dvc_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not create_project(tmp_path / "project", "simulate", "neglect")
    assert "no_scm = true" in (tmp_path / "project/.dvc/config").read_text(encoding="utf-8")
    assert "`git init`" in (tmp_path / "project/README.md").read_text(encoding="utf-8")
