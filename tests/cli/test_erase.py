"""The commands erase and expire on a small project: what they say of what rests on the records, and of what lies elsewhere."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import typer

from neglect_triage.chronology.erased import read_erased
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.cli.erase import erase_child, expire
from neglect_triage.cli.move_log import move_a_log
from neglect_triage.errors import BadInput
from neglect_triage.explain.selection import file_name
from neglect_triage.files import sha256, write_frame, write_text
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import Entry, append, read_log, read_whole_log
from neglect_triage.wording.logs import log_lines
from tests.chronology.samples import CHILDREN, EVENTS, changed, vocabulary, write_canonical
from tests.old_log import old_form
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
    points = pd.DataFrame(
        {"point_id": [f"{name}@2020-05-01" for name in (CHILD, SISTER)], "child_id": [CHILD, SISTER], "period": "train"}
    )
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


def approval(decision: str, model: str = "ab12", **more: object) -> Entry:
    seen = {"model": {"manifest": model * 16}, "synthetic": True}
    words = {"decision": decision, "role": "chair", "by": "JS", "conditions": [], "at": "2020-06-01T00:00:00", "seen": seen}
    return append(DATA.approvals, words | more)


BY, OBJECTION = "JS", "objection 12 of 2026"


def test_approvals_releases_and_samples_that_rest_on_the_child_are_voided_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    points_and_page()
    approval("approved")
    approval("withdrawn", "cd34")
    write_text(DATA.release / "index.html", "figures")
    write_text(DATA.release_ledger, "[]\n[]\n")
    write_text(DATA.audit_sample / "key.csv", f"point_id,child_id\n{CHILD}@2020-05-01,{CHILD}\nx,y\n")
    before = DATA.approvals.read_bytes()
    erase_child([CHILD], dry_run=True)
    assert (
        "line 1 of data/governance/approvals.jsonl, model ab12ab12ab12ab12. The approval would be voided"
        in capsys.readouterr().out
    )
    assert DATA.approvals.read_bytes() == before
    erase_child([CHILD], by=BY, order=OBJECTION)
    said = capsys.readouterr().out
    assert "line 1 of data/governance/approvals.jsonl, model ab12ab12ab12ab12. The approval is voided" in said
    assert "model cd34" not in said
    for name in ("release, data/release", "release, line 2 of data/internal/releases.jsonl"):
        assert f"its figures counted this child: {name}. Release again." in said
    assert "drawn with this child: data/review/sample/key.csv. Draw again." in said
    decisions = [(entry["decision"], entry["seen"]["model"]["manifest"][:4]) for entry in read_log(DATA.approvals)]
    assert decisions == [("approved", "ab12"), ("withdrawn", "cd34"), ("voided", "ab12")]


def earlier_run() -> None:
    points_and_page()
    earlier = Path(".dvc/cache/files/md5/ab/cdef")
    earlier.parent.mkdir(parents=True)
    DATA.points.rename(earlier)


def drawn() -> None:
    write_text(DATA.audit_sample / "key.csv", f"point_id,child_id\n{CHILD}@2020-05-01,{CHILD}\nx,y\n")


def in_mlflow() -> None:
    write_text(Path("mlruns/1/artifacts/page.html"), f"<p>{CHILD}</p>")


@pytest.mark.parametrize("trace", [points_and_page, earlier_run, drawn, in_mlflow])
def test_a_child_of_this_run_or_of_an_earlier_one_voids_approvals_and_lists_the_model(trace: Callable[[], object]) -> None:
    trace()
    approval("approved")
    approval("refused", "cd34")
    write_text(DATA.registered / "manifest.json", "{}")
    erase_child([CHILD], by=BY, order=OBJECTION)
    assert [entry["decision"] for entry in read_log(DATA.approvals)] == ["approved", "refused", "voided"]
    assert read_erased().models.keys() == {"ab12" * 16, "cd34" * 16, sha256(DATA.registered / "manifest.json")}


def test_a_child_to_whom_a_model_was_only_applied_voids_nothing() -> None:
    write_frame(pd.DataFrame({"point_id": [f"{CHILD}@2020-05-01"], "child_id": [CHILD], "score": [0.1]}), Path("scores.parquet"))
    approval("approved")
    with pytest.raises(typer.Exit):  # the scores are somebody's own file, and are named
        erase_child([CHILD])
    assert [entry["decision"] for entry in read_log(DATA.approvals)] == ["approved"]
    assert read_erased().models == {}


def test_a_child_who_was_in_no_model_voids_no_approval(capsys: pytest.CaptureFixture[str]) -> None:
    approval("approved")
    before = DATA.approvals.read_bytes()
    erase_child([CHILD])
    assert "is voided" not in capsys.readouterr().out
    assert DATA.approvals.read_bytes() == before


def test_an_approval_does_not_rise_again_when_the_words_of_its_withdrawal_go() -> None:
    approval("approved")
    approval("withdrawn", conditions=[f"see {CHILD}"])
    erase_child([CHILD], by=BY, order=OBJECTION)
    log = read_whole_log(DATA.approvals)
    assert [entry["decision"] for entry in log.entries] == ["approved", "voided"]
    assert CHILD not in DATA.approvals.read_text()


def reviewed() -> str:
    """A log of reviews of both; its newest seal."""
    for name in (CHILD, SISTER, CHILD):
        append(DATA.decision_log, {"contact": f"{name}@2020-05-01", "reviewer": "lead-2", "step": "own judgement"})
    return read_whole_log(DATA.decision_log).seal


def test_the_lines_of_the_child_leave_the_log_of_reviews_and_its_seals_hold(capsys: pytest.CaptureFixture[str]) -> None:
    seal = reviewed()
    erase_child([CHILD], by=BY, order=OBJECTION)
    said = capsys.readouterr().out
    assert "data/review/decision_log.jsonl: the words of 2 lines taken out" in said
    assert "found in 0 files" in said
    log = read_whole_log(DATA.decision_log, seal)
    assert [entry["contact"] for entry in log.entries] == [f"{SISTER}@2020-05-01"]
    assert (log.erasures[0]["by"], log.erasures[0]["order"]) == (BY, OBJECTION)
    assert CHILD not in DATA.decision_log.read_text()
    assert "The words of 2 lines were taken out:" in log_lines(log)
    assert log_lines(log)[-1].startswith("  of 1, 3: on ")
    assert log_lines(log)[-1].endswith("by JS (objection 12 of 2026), as line 4 says")


def test_a_log_in_any_folder_loses_the_lines_too(capsys: pytest.CaptureFixture[str]) -> None:
    append(Path("elsewhere.log"), {"contact": f"{CHILD}@2020-05-01"})
    erase_child([CHILD], by=BY, order=OBJECTION)
    assert read_log(Path("elsewhere.log")) == []
    assert "found in 0 files" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("by", "order"), [("", ""), (BY, ""), ("", OBJECTION), ("a full name", OBJECTION), (BY, f"about {CHILD}"), (BY, "one\ntwo")]
)
def test_without_a_name_and_an_order_a_log_is_not_changed_and_nothing_else(by: str, order: str) -> None:
    reviewed()
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    with pytest.raises(BadInput, match=r"--by|--order") as stopped:
        erase_child([CHILD], by=by, order=order)
    assert CHILD not in str(stopped.value)
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_log_that_was_changed_stops_before_anything_is_taken_out() -> None:
    reviewed()
    DATA.decision_log.write_text(DATA.decision_log.read_text().replace("lead-2", "lead-3"))
    with pytest.raises(BadInput, match=r"decision_log\.jsonl, line 1"):
        erase_child([CHILD], by=BY, order=OBJECTION)
    assert not Path("erased.json").exists()


def test_a_log_of_the_old_form_is_moved_first_and_then_loses_the_lines() -> None:
    old_form(DATA.decision_log, f"{CHILD}@2020-05-01", f"{SISTER}@2020-05-01")
    with pytest.raises(BadInput, match="move-log"):
        erase_child([CHILD], by=BY, order=OBJECTION)
    move_a_log(DATA.decision_log, ["JS", "lead-2"])
    erase_child([CHILD], by=BY, order=OBJECTION)
    log = read_whole_log(DATA.decision_log)
    assert [entry["contact"] for entry in log.entries] == [f"{SISTER}@2020-05-01"]
    assert log.moved
    assert log.moved["witnesses"] == ["JS", "lead-2"]


def test_a_retention_rule_is_the_order_that_the_log_keeps() -> None:
    reviewed()
    with pytest.raises(BadInput, match="--by"):
        expire(dt.datetime(2020, 3, 1))
    expire(dt.datetime(2020, 3, 1), by="JS")
    (erasure,) = read_whole_log(DATA.decision_log).erasures
    assert (erasure["by"], erasure["order"]) == ("JS", "retention rule - no record on or after 2020-03-01")


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
