"""`neglect-triage upgrade` shows what a newer program changes in a project before it writes, and leaves all else as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.params import load_params
from neglect_triage.workspace.create import create_project
from neglect_triage.workspace.settings import value_of, with_value, without
from neglect_triage.workspace.upgrade import check_stages, new_words, upgraded, upgraded_params


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    create_project(tmp_path, "simulate", "neglect")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def params(project: Path) -> str:
    return (project / "params.yaml").read_text(encoding="utf-8")


def older(text: str) -> str:
    """Return a params.yaml as an older version had it, with changes and comments of its user."""
    for key in ("train.neighbours", "features.spark", "monitor", "evaluate.weekly_capacity"):
        text = without(text, key)
    text = text.replace("  depth: 2 ", "  # agreed with the board\n  leaves: 7  # of the older version\n  depth: 1 ")
    return re.sub(r"^cohort:", "palette:\n  warm: true\ncohort:", text, flags=re.MULTILINE)


def test_a_new_project_needs_no_upgrade(project: Path) -> None:
    assert upgraded() == {}
    assert new_words() == {}
    assert "as this version has them" in CliRunner().invoke(app, ["upgrade"]).output


def test_keys_that_are_new_come_with_comment_and_default_and_those_that_went_go(project: Path) -> None:
    before = older(params(project))
    after = upgraded_params(before)
    assert "leaves:" not in after
    assert "palette" not in after
    assert "  # agreed with the board\n" in after
    assert value_of(after, "train.depth") == 1
    (project / "params.yaml").write_text(after, encoding="utf-8")
    kept = load_params()
    (project / "params.yaml").write_text(without(without(before, "train.leaves"), "palette"), encoding="utf-8")
    assert kept == load_params()  # whose keys that are not written have their defaults
    assert re.search(r"^  master: .*\n", after, re.MULTILINE) is None
    assert re.search(r"^    master: \"local\[2\]\" +# or spark", after, re.MULTILINE)
    assert re.search(r"^monitor: +# neglect-triage monitor", after, re.MULTILINE)
    assert upgraded_params(after) == after


def test_a_key_that_has_another_name_now_keeps_its_value(project: Path) -> None:
    breaks = "  breaks:\n    - {name: 'a: b', start: '2020-03-23'}\n"
    before = without(params(project), "policy_changes").replace("  seed: 29", f"{breaks}  seed: 29")
    after = upgraded_params(before)
    assert value_of(after, "policy_changes") == [{"name": "a: b", "start": "2020-03-23"}]
    assert "breaks:" not in after
    both = upgraded_params(params(project).replace("  seed: 29", f"{breaks}  seed: 29"))
    assert value_of(both, "policy_changes") == value_of(params(project), "policy_changes")


def test_it_is_shown_first_and_written_when_asked_for(project: Path) -> None:
    before = older(params(project))
    (project / "params.yaml").write_text(before, encoding="utf-8")
    (project / "dvc.yaml").write_text(
        (project / "dvc.yaml").read_text(encoding="utf-8").replace("  track:", "  traces:"), "utf-8"
    )
    shown = CliRunner().invoke(app, ["upgrade"]).output
    assert "-  leaves: 7  # of the older version" in shown
    assert "+    master:" in shown
    assert "+  track:" in shown
    assert "Nothing is written yet" in shown
    assert params(project) == before
    assert "written: params.yaml, dvc.yaml" in CliRunner().invoke(app, ["upgrade", "--write"]).output
    assert upgraded() == {}


def test_stages_of_another_version_are_upgraded_before_they_run_and_those_of_the_project_stay(project: Path) -> None:
    path = project / "dvc.yaml"
    own = "\n  letter:  # ours\n    cmd: python letter.py\n    deps: [data/reports/index.html]\n"
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    check_stages()
    path.write_text(path.read_text(encoding="utf-8").replace("      - data/quality\n", "", 1), encoding="utf-8")
    with pytest.raises(BadInput, match="neglect-triage upgrade --write"):
        check_stages()
    assert CliRunner().invoke(app, ["upgrade", "--write"]).exit_code == 0
    check_stages()
    assert own.strip("\n") in path.read_text(encoding="utf-8")


def test_a_section_that_the_project_does_not_use_stays_empty(project: Path) -> None:
    text = with_value(with_value(params(project), "source.kind", "canonical"), "world", "null")
    assert upgraded_params(text) == text


def test_words_that_are_new_are_named_and_not_written(project: Path) -> None:
    for name, entry in (("vocabulary.yaml", "  contact_decision:"), ("catalogue.yaml", "was_not_brought:")):
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert f"\n{entry}" in text
        path.write_text(text.replace(f"\n{entry}", f"\n{entry.rstrip(':')}_of_ours:"), encoding="utf-8")
    assert new_words() == {"vocabulary.yaml": ["contact_decision"], "catalogue.yaml": ["was_not_brought"]}
    assert upgraded() == {}


def test_what_is_no_project_of_init_and_what_no_upgrade_mends_is_refused(project: Path) -> None:
    (project / "params.yaml").write_text(params(project).replace("  depth: 2", "  depth: deep"), encoding="utf-8")
    with pytest.raises(BadInput, match="depth"):
        upgraded()
    (project / "dvc.yaml").unlink()
    with pytest.raises(BadInput, match="no project here"):
        upgraded()
