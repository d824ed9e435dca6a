"""One child is erased from a whole run: no file holds the child any more, and no later run brings the records back."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shlex
import shutil
import sqlite3
import sys
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.cli.erase import erase_child
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput, run
from neglect_triage.explain.selection import file_name
from neglect_triage.files import read_json, sha256
from neglect_triage.paths import DataFolder
from neglect_triage.pseudonyms.hashing import pseudonym
from neglect_triage.pseudonyms.keys import read_key_file
from tests.erasure.procedure import procedure
from tests.pipeline.project import STAGES, Ended, run_all_here, run_stages

FIRST_STAGES = ("source", "validate", "cohort", "featurise")
ORDER = ("JS", "objection 12 of 2026")


def tried(
    project: Path, *children: str, dry_run: bool = False, key: Path | None = None, order: tuple[str, str] = ("", "")
) -> Ended:
    """Run the command in a project."""
    code, words = 0, io.StringIO()
    with contextlib.chdir(project), contextlib.redirect_stdout(words):
        try:
            erase_child(list(children), key, dry_run, *order)
        except Exception as leaving:  # typer's way to end with a code
            code = getattr(leaving, "exit_code", None) or -1
            if code == -1:
                raise
    return Ended(code, words.getvalue())


def command(project: Path, words: str) -> Ended:
    """Run a command line in a project, in this process, to its exit code and all that it prints."""
    code, text = 0, io.StringIO()
    with contextlib.chdir(project), contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        try:
            run(lambda: app(shlex.split(words)))
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return Ended(code, " ".join(text.getvalue().split()))


def everything_in(project: Path) -> dict[Path, str]:
    """All that stands in the files of a project, written down without the code under test."""
    texts = {}
    for path in (path for path in project.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if data.startswith(b"PAR1"):
            frame = pd.read_parquet(path)
            texts[path] = frame.select_dtypes(["str", "object"]).to_csv() if len(frame) else ""
        elif data.startswith(b"SQLite"):
            with contextlib.closing(sqlite3.connect(path)) as store:
                texts[path] = "\n".join(store.iterdump()) + data.decode("latin-1")
        else:
            texts[path] = data.decode("latin-1")
        texts[path] += str(path)
    return texts


def put_into_cache(project: Path, *outputs: str) -> None:
    """Put files into a cache as DVC lays it out, each folder with the list of what it holds."""
    files = project / ".dvc/cache/files/md5"
    for output in outputs:
        listing = []
        for path in (path for path in (project / output).rglob("*") if path.is_file()):
            name = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            (files / name[:2]).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, files / name[:2] / name[2:])
            (files / name[:2] / name[2:]).chmod(0o444)
            listing.append({"md5": name, "relpath": path.relative_to(project / output).as_posix()})
        text = json.dumps(listing)
        name = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        (files / name[:2]).mkdir(parents=True, exist_ok=True)
        (files / name[:2] / f"{name[2:]}.dir").write_text(text, encoding="utf-8")


@pytest.fixture
def project(small_run: Path, tmp_path: Path) -> Path:
    """A copy of the small run, with a cache and a run in MLflow that names a contact."""
    copy = tmp_path / "project"
    shutil.copytree(small_run, copy)
    put_into_cache(copy, "data/chronology", "data/reports/contacts", "data/evaluation")
    return copy


def somebody(project: Path) -> str:
    """A child with a contact page."""
    points = pd.read_parquet(project / "data/cohort/points.parquet").sort_values("point_id")
    pages = {path.name for path in (project / "data/reports/contacts").iterdir()}
    child = next(point.child_id for point in points.itertuples() if file_name(str(point.point_id)) in pages)
    return str(child)


def test_no_trace_of_the_child_is_left_and_no_later_run_brings_it_back(project: Path) -> None:
    child = somebody(project)
    events = pd.read_parquet(project / "data/chronology/events.parquet")
    theirs = {child, *events.loc[events["child_id"] == child, "event_id"]}
    with contextlib.closing(sqlite3.connect(project / "mlflow.db")) as store:
        run = store.execute("SELECT run_uuid FROM runs").fetchone()
        store.execute("INSERT INTO tags (key, value, run_uuid) VALUES ('note', ?, ?)", (f"look at {child}@2021-01-01", *run))
        store.commit()
    before = everything_in(project)
    assert sum(any(one in text for one in theirs) for text in before.values()) > 25

    ended = tried(project, child)
    assert ended.code == 0, ended.output
    assert "found in 0 files" in ended.output
    assert not any(one in ended.output for one in theirs)
    assert "models:/neglect-triage/1 in MLflow. Refit" in ended.output
    after = everything_in(project)
    assert not [path for path, text in after.items() if any(one in text for one in theirs)]
    others = pd.read_parquet(project / "data/chronology/events.parquet")
    assert others["event_id"].tolist() == events.loc[events["child_id"] != child, "event_id"].tolist()
    evaluation = [path for path in before if "data/evaluation" in path.as_posix()]
    assert all(after[path] == before[path] for path in evaluation), "what does not hold the child stays"

    run_all_here(FIRST_STAGES, project)
    assert not [path for path, text in everything_in(project).items() if any(one in text for one in theirs)]
    about = read_json(project / "data/chronology/about.json")["tables"]
    assert about["children"]["erased"] == 1
    assert about["events"]["erased"] == len(theirs) - 1


def test_a_dry_run_says_where_the_child_stands_and_changes_nothing(project: Path) -> None:
    before = everything_in(project)
    ended = tried(project, somebody(project), dry_run=True)
    assert ended.code == 0
    assert "data/chronology/events.parquet" in ended.output
    assert "Nothing was changed" in ended.output
    after = everything_in(project)
    after.pop(project / ".dvc/tmp/btime", None)  # DVC notes when it was first asked for its place
    assert after == before


def test_lists_in_the_cache_go_with_what_they_name(project: Path) -> None:
    tried(project, somebody(project))
    cache = project / ".dvc/cache/files/md5"
    kept = {path.parent.name + path.name for path in cache.rglob("*") if path.is_file()}
    named = {each["md5"] for listing in cache.rglob("*.dir") for each in json.loads(listing.read_text(encoding="utf-8"))}
    assert named
    assert named <= kept


def test_a_file_that_is_nobodys_output_is_named_and_left_with_exit_code_2(project: Path) -> None:
    child = somebody(project)
    (project / "notes.md").write_text(f"Ask about {child}.", encoding="utf-8")
    (project / "broken.zip").write_bytes(b"PK\x03\x04 torn")
    ended = tried(project, child)
    assert ended.code == 2
    assert "LEFT notes.md" in ended.output
    assert "NOT OPENED broken.zip" in ended.output
    assert (project / "notes.md").exists()


def test_rows_leave_what_was_brought_and_filled_in(project: Path) -> None:
    child = somebody(project)
    raw = project / "data/raw/events.csv"
    raw.parent.mkdir()
    raw.write_text(f"child_id,event_id\n{child},e1\nC9999999999,e2\n", encoding="utf-8")
    assert tried(project, child).code == 0
    assert raw.read_text(encoding="utf-8") == "child_id,event_id\nC9999999999,e2\n"


def test_a_pseudonym_that_no_file_holds_stops_and_changes_nothing(project: Path) -> None:
    with pytest.raises(BadInput, match="No file of this project holds that pseudonym"):
        tried(project, "C9999999998")
    assert not (project / "erased.json").exists()


@pytest.mark.parametrize("named", [[], [""], ["NULL"], ["-1"]])
def test_nobody_is_no_child(project: Path, named: list[str]) -> None:
    with pytest.raises(BadInput, match="Nobody is named"):
        tried(project, *named)


def test_an_identifier_is_read_and_not_printed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = project / "key"
    key.write_text("0123456789abcdef" * 4, encoding="ascii")
    key.chmod(0o600)
    monkeypatch.setattr(sys, "stdin", io.StringIO(" 4711.0 \n"))
    with pytest.raises(BadInput, match="No file of this project holds that pseudonym") as stopped:
        tried(project, key=key)
    assert "4711" not in str(stopped.value)
    (project / "data/raw").mkdir()
    (project / "data/raw/children.csv").write_text(f"child_id\n{pseudonym(read_key_file(key), 'child', '4711')}\nx-other\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO(" 4711.0 \n"))
    ended = tried(project, key=key)
    assert ended.code == 0
    assert "4711" not in ended.output
    assert (project / "data/raw/children.csv").read_text() == "child_id\nx-other\n"


APPROVE = "approve --decision approved --role chair --by JS"
SCORE = "score --features features.parquet --out scores.parquet"


def features_of_the_run(project: Path) -> set[str]:
    """Write the features of a run as `neglect-triage features` does, and return its contacts."""
    data = DataFolder(project / "data")
    points = pd.read_parquet(data.points)[["point_id", "child_id", "as_of"]]
    points.merge(pd.read_parquet(data.features("partnership")), on="point_id").to_parquet(project / "features.parquet")
    return set(points["point_id"])


def somebody_with_a_home(project: Path) -> str:
    """A child with a contact page, with brothers or sisters, and with records about the home."""
    chronology = project / "data/chronology"
    homes, events = pd.read_parquet(chronology / "households.parquet"), pd.read_parquet(chronology / "events.parquet")
    shared = homes[homes.groupby("household_id")["child_id"].transform("nunique") > 1]["child_id"]
    of_the_home = events.loc[events["scope"] == "household", "child_id"]
    points = pd.read_parquet(project / "data/cohort/points.parquet").sort_values("point_id")
    pages = {path.name for path in (project / "data/reports/contacts").iterdir()}
    with_page = points[points["point_id"].map(file_name).isin(pages)]["child_id"]
    return str(with_page[with_page.isin(shared) & with_page.isin(of_the_home)].iloc[0])


def test_a_whole_run_after_the_erasure_holds_no_trace_and_its_model_is_decided_about_anew(project: Path) -> None:
    """From the first approval and score over the erasure to the last: the old model never scores again."""
    child, data = somebody_with_a_home(project), DataFolder(project / "data")
    events, points = pd.read_parquet(data.events), pd.read_parquet(data.points)
    own = points.loc[points["child_id"] == child, "point_id"]
    theirs = {child, *events.loc[events["child_id"] == child, "event_id"], *own, *own.map(file_name)}
    contacts = features_of_the_run(project)
    assert (command(project, APPROVE).code, command(project, SCORE).code) == (0, 0)
    for name in ("features.parquet", "scores.parquet", "scores.json"):
        (project / name).unlink()

    ended = tried(project, child, order=ORDER)
    assert ended.code == 0, ended.output
    assert "line 1 of data/governance/approvals.jsonl" in ended.output
    features_of_the_run(project)
    assert "was voided on" in (refused := command(project, SCORE)).output
    assert refused.code == 2

    run_all_here(STAGES[:4], project)
    with_old_model = command(project, APPROVE)
    assert with_old_model.code == 2, with_old_model.output
    run_all_here(STAGES[4:-1], project)
    run_stages(STAGES[-1:], project)
    assert not [path for path, text in everything_in(project).items() if any(one in text for one in theirs)]

    assert features_of_the_run(project) == contacts - set(own)
    assert command(project, SCORE).code == 2, "nobody has decided about the new model"
    lines = procedure()
    assert lines[8] == ["dvc repro"], "its stages have run"
    for line in (*lines[9], *lines[10]):
        ended = command(project, line.removeprefix("neglect-triage "))
        assert ended.code == 0, ended.output
    assert command(project, SCORE).code == 0
    assert set(pd.read_parquet(project / "scores.parquet")["point_id"]) == contacts - set(own)
    assert "was voided" not in (listed := command(project, "approvals")).output
    assert ("3 decisions." in listed.output, listed.code) == (True, 0)
    pages = {file_name(page["point_id"]) for name in (data.page_contents, data.agenda_contents) for page in read_json(name)}
    assert {path.name for path in data.contact_pages.iterdir()} - {"index.html"} == pages
    logged = read_json(data.tracked_hashes)
    assert {name: sha256(data.root / name) for name in logged if (data.root / name).is_file()}.items() <= logged.items()
