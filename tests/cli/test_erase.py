"""The commands erase and expire on a small project: what they say of what rests on the records, and of what lies elsewhere."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pandas as pd
import pytest
import typer

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.cli.erase import erase_child, expire
from neglect_triage.explain.selection import file_name
from neglect_triage.files import write_frame, write_text
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import append
from tests.chronology.samples import CHILDREN, EVENTS, changed, vocabulary, write_canonical
from tests.pipeline.project import small_project

CHILD, SISTER = "child-one", "child-two"
NAMES = {"c1": CHILD, "c2": SISTER}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the chronology of two sisters of one home, without a model."""
    folder = small_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    rows = [{**row, "child_id": NAMES[row["child_id"]], "scope": "child"} for row in EVENTS]
    rows = changed(rows, 0, scope="household")
    people = [{**row, "child_id": NAMES[row["child_id"]]} for row in CHILDREN]
    homes = [{"child_id": name, "household_id": "h1", "start": "2019-01-01", "kind": "private"} for name in (CHILD, SISTER)]
    write_canonical(tmp_path / "made", events=rows, children=people, households=homes)
    write_chronology([(read_canonical(tmp_path / "made", vocabulary()), no_truth())], "canonical", DATA)
    return folder


def points_and_page() -> Path:
    """Contacts of both, and a page about the sister."""
    points = pd.DataFrame({"point_id": [f"{name}@2020-05-01" for name in (CHILD, SISTER)], "child_id": [CHILD, SISTER]})
    write_frame(points, DATA.points)
    page = DATA.contact_pages_asked_for / file_name(f"{SISTER}@2020-05-01")
    write_text(page, "what stood in the home")
    return page


def test_records_of_the_home_are_counted_and_pages_about_a_sister_go(capsys: pytest.CaptureFixture[str]) -> None:
    page = points_and_page()
    erase_child([CHILD])
    said = capsys.readouterr().out
    assert "Records about a home or a carer under this child: 1." in said
    assert "Others who lived in a home with the child: 1." in said
    assert "found in 0 files" in said
    assert not page.exists()
    assert pd.read_parquet(DATA.events)["child_id"].unique().tolist() == [SISTER]
    assert pd.read_parquet(DATA.table("households"))["child_id"].tolist() == [SISTER]


def test_approvals_and_releases_that_rest_on_the_child_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    points_and_page()
    for decision in ("approved", "withdrawn"):
        append(DATA.approvals, {"decision": decision, "at": "2020-06-01T00:00:00", "seen": {"model": {"manifest": "ab12" * 16}}})
    write_text(DATA.release / "index.html", "figures")
    erase_child([CHILD], dry_run=True)
    said = capsys.readouterr().out
    assert "line 1 of approvals.jsonl, 2020-06-01, model ab12ab12ab12ab12. It is void" in said
    assert "line 2 of" not in said
    assert "data/release. Make it again" in said


def test_a_sealed_log_that_names_the_child_is_named_and_left(capsys: pytest.CaptureFixture[str]) -> None:
    append(DATA.decision_log, {"contact": f"{CHILD}@2020-05-01"})
    before = DATA.decision_log.read_bytes()
    with pytest.raises(typer.Exit) as leaving:
        erase_child([CHILD])
    assert leaving.value.exit_code == 2
    assert "LEFT data/review/decision_log.jsonl" in capsys.readouterr().out
    assert DATA.decision_log.read_bytes() == before


def git(*arguments: str) -> None:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_git_history_and_remotes_are_searched_and_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    erase_child([CHILD], dry_run=True)
    assert "this folder is in no repository of git" in capsys.readouterr().out
    git("init")
    git("remote", "add", "shared", "example.org:one.git")
    write_text(project / "notes.md", "nobody")
    git("add", "notes.md")
    git("commit", "-m", "one")
    erase_child([CHILD], dry_run=True)
    assert "does not hold the child" in (said := capsys.readouterr().out)
    assert "remotes of git (shared)" in said
    write_text(project / "notes.md", f"about {CHILD}")
    git("commit", "-am", "two")
    write_text(project / "notes.md", "nobody")
    erase_child([CHILD], dry_run=True)
    assert "git's history HOLDS the child" in capsys.readouterr().out


def test_remotes_and_a_cache_of_dvc_elsewhere_are_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_text(project / ".dvc/config", "['remote \"vault\"']\n    url = ../vault\n[cache]\n    dir = ../../../cache\n")
    erase_child([CHILD], dry_run=True)
    said = capsys.readouterr().out
    assert "remotes of DVC (vault)" in said
    assert "DVC's cache, which lies outside the project" in said


def test_those_whose_every_record_is_older_leave_by_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    expire(dt.datetime(2020, 3, 1), dry_run=True)
    assert "1 of 2 children leave; 0 have no dated record" in (said := capsys.readouterr().out)
    assert "article 5(1)(e)" in said
    assert len(pd.read_parquet(DATA.children)) == 2
    expire(dt.datetime(2020, 3, 1))
    assert "found in 0 files" in capsys.readouterr().out
    assert pd.read_parquet(DATA.children)["child_id"].tolist() == [SISTER]
    expire(dt.datetime(2020, 3, 1))
    assert "0 of 1 children leave" in capsys.readouterr().out


def test_a_rule_that_leaves_a_file_ends_with_exit_code_2(project: Path) -> None:
    write_text(project / "notes.md", f"about {CHILD}")
    with pytest.raises(typer.Exit) as leaving:
        expire(dt.datetime(2020, 3, 1))
    assert leaving.value.exit_code == 2
