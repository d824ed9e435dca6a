"""The command `neglect-triage apply`: new contacts under the approved model of a run, batch after batch."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.cli.explain import _by_registered
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.explain.render import contact_page
from neglect_triage.explain.run import contents, load_run
from neglect_triage.files import read_json
from neglect_triage.models.crossfit import ALL
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import read_log
from tests.cli.chain import run
from tests.once import made_once
from tests.pipeline.cut import cut, project_before, tables_of, write_tables

DAY, LATER, END = (pd.Timestamp(day) for day in ("2021-06-01", "2021-07-15", "2021-09-01"))
APPROVE = ("approve", "--role", "chair of the board", "--by", "JS")
FIRST, SECOND = Path("data/applied/2021-07-15"), Path("data/applied/2021-09-01")


def stopped(*words: str) -> str:
    """Run a command that must stop for bad input, and return what it says."""
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, BadInput), done.output
    return str(done.exception)


def new_files(project: Path, small_run: Path, first: pd.Timestamp, end: pd.Timestamp, name: str) -> Path:
    _, new = cut(tables_of(small_run), first, end)
    write_tables(new, project / name)
    return project / name


@pytest.fixture(scope="session")
def applied_once(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project before a day, its model approved, and a batch of the six weeks from that day on."""

    def make(folder: Path) -> None:
        project = project_before(small_run, folder, DAY)
        new_files(project, small_run, DAY, LATER, "new")
        new_files(project, small_run, LATER, END, "newer")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(project)
            run(*APPROVE, "--decision", "approved-with-conditions", "--limit", "contacts_until=2021-12-31")
            run("apply", "new", "--for", "audit")

    return made_once(tmp_path_factory, "applied", make)


@pytest.fixture
def project(applied_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that project, in which the test stands."""
    folder = tmp_path / "project"
    shutil.copytree(applied_once, folder)
    monkeypatch.chdir(folder)
    return folder


def manifest(batch: Path = FIRST) -> dict[str, Any]:
    found: dict[str, Any] = read_json(batch / "manifest.json")
    return found


def pages(batch: Path = FIRST) -> dict[str, dict[str, Any]]:
    return {page["point_id"]: page for page in read_json(batch / "pages.json")}


def test_every_new_contact_has_a_page_and_every_file_its_hash(project: Path) -> None:
    points = pd.read_parquet(FIRST / "points.parquet")
    assert manifest()["points"] == len(points) == len(list((FIRST / "contacts").glob("*.html"))) > 20
    assert points["as_of"].between(DAY, LATER, inclusive="left").all()
    written = {path.relative_to(FIRST).as_posix() for path in FIRST.rglob("*") if path.is_file()}
    assert written == {*manifest()["files"], "manifest.json"}


def test_the_new_contacts_are_those_that_a_run_on_all_records_has(project: Path, small_run: Path) -> None:
    whole = pd.read_parquet(small_run / "data/cohort/points.parquet").query("stratum != 'worked example'")
    inside = whole[whole["as_of"].between(DAY, LATER, inclusive="left")]
    points = pd.read_parquet(FIRST / "points.parquet").set_index("point_id")
    shared = inside.set_index("point_id").loc[lambda rows: rows.index.isin(points.index)]
    known_late = set(inside["point_id"]) ^ set(points.index)
    assert len(known_late) < len(points) / 10  # contacts that became known after the files were made, or of before that day
    columns = ["child_id", "as_of", "stratum", "rule", "contacts_in_window", "enough_history"]
    pd.testing.assert_frame_equal(points.loc[shared.index, columns], shared[columns])


def test_pages_equal_byte_for_byte_those_that_explain_writes_with_the_registered_model(
    project: Path, small_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pages()
    monkeypatch.chdir(small_run)
    as_read = replace(load_run(DATA, load_params()), chronology=tables_of(small_run))
    whole, attributions = _by_registered(as_read)
    both = whole.points[whole.points["point_id"].isin(found) & (whole.points["period"] == "test")].reset_index(drop=True)
    assert len(both) > 15
    prints = next(iter(found.values()))["fingerprints"]
    for page in contents(replace(whole, prints={ALL: prints}), attributions, both):
        here = found[page["point_id"]]
        assert here == json.loads(json.dumps(page))
        html = contact_page(page, whole.vocabulary, True, "../../../reports")
        assert html.encode() == (project / FIRST / "contacts" / page["file"]).read_bytes()


def test_the_same_files_again_change_nothing(project: Path) -> None:
    before = {path: path.read_bytes() for path in Path("data/applied").rglob("*") if path.is_file()}
    assert "nothing has changed" in run("apply", "new", "--for", "audit")
    assert before == {path: path.read_bytes() for path in Path("data/applied").rglob("*") if path.is_file()}


def test_the_same_files_in_a_fresh_project_give_the_same_bytes(project: Path) -> None:
    before = {path: path.read_bytes() for path in FIRST.rglob("*") if path.is_file()}
    shutil.rmtree("data/applied")
    run("apply", "new", "--for", "audit")
    assert before == {path: path.read_bytes() for path in FIRST.rglob("*") if path.is_file()}


def test_files_that_tell_nothing_new_make_a_batch_without_pages(project: Path, small_run: Path) -> None:
    write_tables(tables_of(project), project / "again")
    shutil.rmtree("data/applied")
    assert "0 contacts have a page" in run("apply", "again", "--for", "audit", "--out", "data/applied/again")
    rows = manifest(Path("data/applied/again"))["rows"]["events"]
    assert rows["known before"] == sum(rows.values()) > 0


def test_a_batch_is_never_written_over(project: Path) -> None:
    assert "Something stands where this batch should go" in stopped("apply", "newer", "--for", "audit", "--out", str(FIRST))
    assert "Something stands" in stopped("apply", "new", "--for", "live")


def test_the_next_batch_rests_on_the_records_of_the_first(project: Path) -> None:
    run("apply", "newer", "--for", "audit")
    assert manifest(SECOND)["number"] == 2
    first, second = (set(pd.read_parquet(batch / "points.parquet")["point_id"]) for batch in (FIRST, SECOND))
    assert second
    assert not first & second
    assert [entry["batch"] for entry in read_log(DATA.applied_log)] == [FIRST.as_posix(), SECOND.as_posix()]


def test_what_two_batches_say_does_not_depend_on_how_the_files_were_cut(project: Path, small_run: Path) -> None:
    run("apply", "newer", "--for", "audit")
    two = pages() | pages(SECOND)
    shutil.rmtree("data/applied")
    together = new_files(project, small_run, DAY, END, "together")
    run("apply", str(together), "--for", "audit")
    one = pages(SECOND)
    assert set(one) == set(two)
    differ = [point for point in one if one[point] | {"fingerprints": 0} != two[point] | {"fingerprints": 0}]
    assert differ == []


def test_a_corrected_and_a_withdrawn_record_recall_the_pages_that_show_them(project: Path) -> None:
    page = next(page for page in pages().values() if len(page["records"]) > 5)
    events = pd.read_parquet("new/events.parquet")
    known = pd.read_parquet("data/chronology/events.parquet")
    shown = {record["source_ref"] for record in page["records"] if not record["today"]}
    of_page = known[known["source_ref"].isin(shown) & (known["child_id"] == page["child_id"])].iloc[0]
    withdrawal = events.iloc[[0]].assign(
        event_id="taken-back-1", child_id=of_page["child_id"], event_type="withdrawn", replaces=of_page["event_id"], outcome=None,
        event_date=LATER.date(), known_date=LATER.date(), shared_date=LATER.date(), concern=None, value=None, value_unit=None,
    )  # fmt: skip
    tables = {name: pd.read_parquet(f"newer/{name}.parquet") for name in ("event_codes", "children", "households", "coverage")}
    newer = pd.concat([pd.read_parquet("newer/events.parquet"), withdrawal])
    write_tables({"events": newer, **tables}, Path("corrected"))
    output = run("apply", "corrected", "--for", "audit")
    recalled = read_json(SECOND / "recalled.json")
    (mine,) = [one for one in recalled if one["point_id"] == page["point_id"]]
    assert mine["why"] == ["corrected"]
    assert mine["records"]
    assert f"Recalled earlier pages: {len(recalled):,}" in output
    assert page["file"] in (SECOND / "index.html").read_text(encoding="utf-8")


def test_a_record_that_came_late_recalls_the_page_and_writes_it_again(project: Path) -> None:
    page = next(iter(pages().values()))
    day = pd.Timestamp(page["iso_date"]) - pd.Timedelta(days=10)
    late = pd.read_parquet("newer/events.parquet").query("event_type == 'sign'").iloc[[0]]
    late = late.assign(event_id="late-1", child_id=page["child_id"], event_date=day.date(), known_date=day.date(),
                       shared_date=day.date(), known_basis="recorded", replaces=None)  # fmt: skip
    tables = {name: pd.read_parquet(f"newer/{name}.parquet") for name in ("event_codes", "children", "households", "coverage")}
    write_tables({"events": pd.concat([pd.read_parquet("newer/events.parquet"), late]), **tables}, Path("late"))
    run("apply", "late", "--for", "audit")
    (mine,) = [one for one in read_json(SECOND / "recalled.json") if one["point_id"] == page["point_id"]]
    assert "came late" in mine["why"]
    assert pages(SECOND)[page["point_id"]] != page
    assert (SECOND / "contacts" / page["file"]).is_file()


def test_without_an_approval_nothing_is_scored(project: Path) -> None:
    run(*APPROVE, "--decision", "withdrawn", "--condition", "for a test")
    assert "Only an approved model scores" in stopped("apply", "newer", "--for", "audit")
    assert not SECOND.exists()


def test_a_limit_of_the_approval_that_does_not_hold_stops_before_any_page(project: Path) -> None:
    run(*APPROVE, "--decision", "approved-with-conditions", "--limit", "contacts_until=2021-08-01")
    says = stopped("apply", "newer", "--for", "audit")
    assert "A condition of the approval does not hold" in says
    assert "contacts_until" in says
    assert not SECOND.exists()


def test_contacts_about_children_under_other_pseudonyms_are_not_scored_as_without_a_history(project: Path) -> None:
    tables = {
        name: pd.read_parquet(f"newer/{name}.parquet") for name in ("events", "event_codes", "children", "households", "coverage")
    }
    others = {"events", "children", "households"}
    for name in others:
        tables[name] = tables[name].assign(child_id="other-" + tables[name]["child_id"])
    named = pd.concat([tables["events"]["child_id"], tables["households"]["child_id"]]).drop_duplicates()
    tables["children"] = pd.DataFrame({"child_id": named})
    write_tables(tables, Path("strangers"))
    assert "hardly any row" in stopped("apply", "strangers", "--for", "audit")
    assert not SECOND.exists()


def test_a_changed_file_of_an_earlier_batch_is_named_and_brought_back(project: Path, applied_once: Path) -> None:
    (FIRST / "pages.json").write_text("[]", encoding="utf-8")
    says = stopped("apply", "newer", "--for", "audit")
    assert "A file of an earlier batch is not as it was written" in says
    assert "pages.json" in says
    assert "bring the folder back from a copy; a batch is added to, and never changed" in says
    shutil.copytree(applied_once / FIRST, FIRST, dirs_exist_ok=True)
    run("apply", "newer", "--for", "audit")


def test_a_batch_that_is_gone_is_missed_by_the_one_that_follows_it(project: Path) -> None:
    run("apply", "newer", "--for", "audit")
    shutil.rmtree(FIRST)
    assert "A batch does not follow the one before it" in stopped("apply", "new", "--for", "audit", "--out", "data/applied/third")


def test_an_erased_child_takes_the_batches_away_that_rest_on_its_records(project: Path) -> None:
    run("apply", "newer", "--for", "audit")
    child = next(iter(pages().values()))["child_id"]
    output = stopped_or_done("erase", "--child", child, "--by", "JS", "--order", "objection 1")
    assert "batch data/applied/2021-07-15" in output
    assert not FIRST.exists()
    assert not SECOND.exists()


def stopped_or_done(*words: str) -> str:
    """Run a command that may end with a code, because files of the person are left, and return what it prints."""
    return CliRunner().invoke(app, list(words)).output


def test_it_says_first_whether_the_batch_is_for_audit_or_for_live_use(project: Path) -> None:
    assert "This batch is for live use." in run("apply", "newer", "--for", "live")
    assert read_log(DATA.applied_log)[-1]["use"] == manifest(SECOND)["use"] == "live"
    assert "for live use" in (SECOND / "index.html").read_text(encoding="utf-8")
