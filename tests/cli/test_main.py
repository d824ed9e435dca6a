"""The command line prints what the project's own vocabulary and catalogue say."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.tables import write_table
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.files import write_json
from tests.explain.small_run import small_tables
from tests.pipeline.project import small_project

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("project", "words"), [(".", "was_not_brought"), ("examples/oulad", "late_submissions")])
def test_the_catalogue_of_the_project_is_printed(project: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / project)
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(app, ["catalogue"])
    assert done.exit_code == 0
    assert words in done.stdout


@pytest.mark.parametrize(("project", "words"), [(".", "was_not_brought"), ("examples/oulad", "late_submissions")])
@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_the_catalogue_is_documented_in_a_file(
    project: str, words: str, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT / project)
    first, second = tmp_path / "first", tmp_path / "second"
    for out in (first, second):
        done = CliRunner().invoke(app, ["catalogue", f"--{kind}", str(out)])
        assert done.exit_code == 0
        assert words not in done.stdout
        assert f"written: {out}" in done.stdout
    assert words in first.read_text(encoding="utf-8")
    assert first.read_bytes() == second.read_bytes()


def test_the_data_dictionary_in_git_is_current(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, ["dictionary", "--out", str(tmp_path / "README.md")])
    assert done.exit_code == 0
    assert (tmp_path / "README.md").read_bytes() == (ROOT / "data/README.md").read_bytes()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose chronology is that of a dozen children."""
    folder = small_project(tmp_path_factory.mktemp("some"))
    for name, frame in small_tables().items():
        write_table(frame, name, folder / f"data/chronology/{name}.parquet")
    write_json(folder / "data/chronology/about.json", {"synthetic": True})
    return folder


def test_a_chronology_is_printed_with_one_line_a_record_where_there_is_no_terminal(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", "40")
    done = CliRunner().invoke(app, ["chronology", "k03"])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "SYNTHETIC DATA"
    count = int(lines[1].removeprefix("Child k03, ").removesuffix(" records"))
    heading = next(place for place, line in enumerate(lines) if line.startswith("date "))
    assert len(lines) - heading - 1 == count > 30
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_chronology_as_of_a_day_in_the_hubs_view_is_shorter(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    whole, before, at_hub = (
        len(CliRunner().invoke(app, ["chronology", "k03", *options]).stdout.splitlines())
        for options in ([], ["--as-of", "2021-01-01"], ["--as-of", "2021-01-01", "--view", "hub"])
    )
    assert whole > before > at_hub > 10


def test_an_unknown_child_or_a_chronology_that_is_not_there_is_bad_input(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(project)
    assert isinstance(CliRunner().invoke(app, ["chronology", "nobody"]).exception, BadInput)
    assert CliRunner().invoke(app, ["chronology", "k03", "--as-of", "01/02/2021"]).exit_code == 2
    monkeypatch.chdir(small_project(tmp_path / "other"))
    assert isinstance(CliRunner().invoke(app, ["chronology", "k03"]).exception, BadInput)
