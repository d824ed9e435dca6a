"""The commands erase and expire on a small project: what they say of what rests on the records, and of what lies elsewhere."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import sqlite3
import subprocess
import zipfile
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
from neglect_triage.review.workbook import Sheet
from neglect_triage.sealed_log import Entry, append, read_log, read_whole_log
from neglect_triage.wording.logs import log_lines
from tests.chronology.samples import CHILDREN, EVENTS, changed, vocabulary, write_canonical
from tests.old_log import old_form
from tests.pipeline.project import small_project
from tests.review.filled import write_workbook

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
    words = capsys.readouterr().out
    assert "Records about a home or a carer under this child: 1." in words
    assert "Others who lived in a home with the child: 1. What stays: their own records, contacts" in words
    assert "pages about them (1)" in words
    assert "counted the records of the home, and do so until: dvc repro" in words
    assert "found in 0 files" in words
    assert not page.exists()
    assert pd.read_parquet(DATA.events)["child_id"].unique().tolist() == [SISTER]
    assert pd.read_parquet(DATA.table("households"))["child_id"].tolist() == [SISTER]


def approval(decision: str, model: str = "ab12", **more: object) -> Entry:
    seen = {"model": {"manifest": model * 16}, "synthetic": True}
    words = {"decision": decision, "role": "chair", "by": "JS", "conditions": [], "at": "2020-06-01T00:00:00", "seen": seen}
    return append(DATA.approvals, words | more)


BY, OBJECTION = "JS", "objection 12 of 2026"


def sample_of_the_sister() -> Path:
    """A workbook of a review in which the sister alone stands, with a record of the home that no identifier marks."""
    rows = [[1, "x@2020-05-01", "x", None], [2, f"{SISTER}@2020-05-01", SISTER, "Yes"]]
    contacts = Sheet("Contacts", ["No.", "Contact", "Child", "Enough?"], rows)
    records = Sheet("Records", ["No.", "record"], [[1, "a visit"], [2, "clutter in the home"], [2, "a visit"], [12, "other"]])
    write_workbook(path := DATA.audit_sample / "auditor_A.xlsx", ["Sample: ab"], [contacts, records])
    return path


def test_records_of_the_home_leave_a_sisters_review_and_her_answers_stay(capsys: pytest.CaptureFixture[str]) -> None:
    points_and_page()
    sample = sample_of_the_sister()
    erase_child([CHILD])
    words = capsys.readouterr().out
    assert "Records of the home stand under their contacts: data/review/sample/auditor_A.xlsx" in words
    assert "data/review/sample/auditor_A.xlsx: 2 rows taken out" in words
    assert pd.read_excel(sample, sheet_name="Contacts", engine="openpyxl")["Enough?"].tolist()[1] == "Yes"
    assert pd.read_excel(sample, sheet_name="Records", engine="openpyxl").to_numpy().tolist() == [[1, "a visit"], [12, "other"]]


def test_a_sisters_review_outside_its_folder_is_named_for_the_person(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    points_and_page()
    (kept := project / "handed on/first half.xlsx").parent.mkdir()
    before = sample_of_the_sister().replace(kept).read_bytes()
    with pytest.raises(typer.Exit):
        erase_child([CHILD])
    assert "LEFT handed on/first half.xlsx: records of the home" in capsys.readouterr().out
    assert kept.read_bytes() == before


def test_a_link_to_what_somebody_keeps_elsewhere_is_left_and_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its rows would leave a copy in place of the link, and stay where they are kept."""
    write_text(tmp_path / "kept/children.csv", f"child_id\n{CHILD}\n")
    DATA.raw.mkdir(parents=True)
    (DATA.raw / "children.csv").symlink_to(tmp_path / "kept/children.csv")
    (project / "shared").symlink_to(tmp_path / "kept")
    with pytest.raises(typer.Exit):
        erase_child([CHILD])
    words = capsys.readouterr().out
    assert "LEFT data/raw/children.csv" in words
    for name in ("data/raw/children.csv", "shared"):
        assert f"{name} (a link that leads out of the project): take the child out there too" in words
    assert (DATA.raw / "children.csv").is_symlink()


def test_without_records_of_the_home_a_sisters_review_stays_as_it_is() -> None:
    points_and_page()
    sample = sample_of_the_sister()
    before = sample.read_bytes()
    events = pd.read_parquet(DATA.events)
    write_frame(events.assign(scope="child"), DATA.events)
    erase_child([CHILD])
    assert sample.read_bytes() == before


PAGES_OF_OTHERS = {"brother.html": f"<p>lived with {CHILD}</p>", "other.html": "<p>lived alone</p>"}


def test_a_page_about_somebody_else_that_names_the_child_goes_and_another_stays() -> None:
    points_and_page()
    for name, text in PAGES_OF_OTHERS.items():
        write_text(DATA.contact_pages / name, text)
    erase_child([CHILD])
    assert [path.name for path in DATA.contact_pages.iterdir()] == ["other.html"]


RUN = "339cbbb85b714500b5a52cc98fc19d49"


def cached(folder: str, content: bytes) -> str:
    """Put a file into DVC's cache; return its hash."""
    name = hashlib.md5(content, usedforsecurity=False).hexdigest()
    path = Path(".dvc/cache/files/md5", name[:2], name[2:] + folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name + folder


def git(*arguments: str) -> None:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_which_run_archive_and_batch_held_the_child_is_named_and_kept_on_record(capsys: pytest.CaptureFixture[str]) -> None:
    points_and_page()
    git("init")
    lone, listed = (cached("", f"child_id,n\n{CHILD},{n}\n".encode()) for n in (1, 2))
    listing = cached(".dir", json.dumps([{"md5": listed, "relpath": "points.csv"}]).encode())
    for lock in (lone, listing, "0" * 32):
        write_text(Path("dvc.lock"), f"outs:\n- md5: {lock}\n")
        git("add", "dvc.lock")
        git("commit", "-m", "a run")
    commits = subprocess.run(["git", "log", "--format=%H"], capture_output=True, text=True, check=True).stdout.split()
    write_text(Path("dvc.lock"), f"outs:\n- md5: {lone}\n")
    in_no_commit = cached("", f"child_id,n\n{CHILD},3\n".encode())
    write_text(Path("mlruns", RUN, "artifacts/page.html"), f"<p>{CHILD}</p>")
    with zipfile.ZipFile("of-child-one.zip", "w") as archive:
        archive.writestr("notes.txt", CHILD)
    scores = pd.DataFrame({"point_id": ["x"], "child_id": [CHILD], "margin": [0.1], "attention": [True]})
    write_frame(scores, Path("data/scored/may.parquet"))
    write_text(DATA.release_ledger, "[]\n")
    with pytest.raises(typer.Exit):  # the archive is somebody's own
        erase_child([CHILD], by=BY, order=OBJECTION)
    words = capsys.readouterr().out
    (record,) = json.loads(Path("erased.json").read_text())["erasures"]
    held_by = [
        "the present run (dvc.lock)",
        *(f"the run of commit {name[:12]} (" for name in commits[1:]),
        f"a run that no dvc.lock in git names, by 1 files in .dvc/cache, such as {in_no_commit}",
        f"run {RUN} of MLflow",
        "archive of-(child).zip",
        "scores of a model, data/scored/may.parquet",
    ]
    for name, kept in zip(held_by, record["held_by"], strict=False):
        assert kept.startswith(name)
        assert f"Held this child's records: {kept}." in words
    assert record["held_by"][len(held_by) :] == ["release line 1 of data/internal/releases.jsonl"]
    assert (record["by"], record["order"]) == (BY, OBJECTION)
    assert CHILD not in Path("erased.json").read_text()


def test_a_run_of_mlflow_is_named_by_what_its_database_holds(capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.closing(sqlite3.connect("mlflow.db")) as store:
        store.execute("CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT)")
        store.execute("CREATE TABLE model_versions (name TEXT, version INTEGER)")
        store.executemany("INSERT INTO tags VALUES ('note', ?, ?)", [(f"see {CHILD}", RUN), ("see nobody", "0" * 32)])
        store.commit()
    erase_child([CHILD], dry_run=True)
    words = capsys.readouterr().out
    assert f"Held this child's records: run {RUN} of MLflow." in words
    assert "0" * 32 not in words


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
    words = capsys.readouterr().out
    assert "line 1 of data/governance/approvals.jsonl, model ab12ab12ab12ab12. The approval is voided" in words
    assert "model cd34" not in words
    for name in ("release, data/release", "release, line 2 of data/internal/releases.jsonl"):
        assert f"its figures counted this child: {name}. Release again." in words
    assert "drawn with this child: data/review/sample/key.csv. Draw again." in words
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
    words = capsys.readouterr().out
    assert "data/review/decision_log.jsonl: the words of 2 lines taken out" in words
    assert "found in 0 files" in words
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


def test_those_whose_every_record_is_older_leave_by_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    expire(dt.datetime(2020, 3, 1), dry_run=True)
    assert "1 of 2 children leave; 0 have no dated record" in (words := capsys.readouterr().out)
    assert "article 5(1)(e)" in words
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
