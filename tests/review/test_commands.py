"""The commands in a project's folder: sample, fill in, compare; review, read back, and say what all reviews say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from neglect_triage.chronology.tables import write_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.explain.decisions.contact_rows import contact_rows
from neglect_triage.explain.decisions.second_look import second_look
from neglect_triage.files import read_json, write_frame, write_json
from neglect_triage.review.by_sheet import REVIEWS
from neglect_triage.review.questions import questions
from neglect_triage.review.steps import record_own
from tests.explain.decisions.small_audit import DEFINITIONS
from tests.explain.small_run import VOCABULARY, small_points, small_tables
from tests.pipeline.project import small_project
from tests.review.filled import fill, judged

POINTS = small_points()[small_points()["child_id"].isin(small_tables()["children"]["child_id"])].reset_index(drop=True)
ASKED = questions(load_vocabulary().nouns)
ASK = {name: question.ask for name, question in ASKED.auditors.items()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of a dozen children whose contacts were decided, audited and scored."""
    folder = small_project(tmp_path / "project")
    for name, frame in small_tables().items():
        write_table(frame, name, folder / f"data/chronology/{name}.parquet")
    write_json(folder / "data/chronology/about.json", {"synthetic": True})
    points = POINTS.assign(
        agencies="police", decision="nfa", family=lambda rows: rows.index, enough_history=True, period="test", label=0.0
    )
    flags = np.arange(len(points)) % 2 == 0
    write_frame(points, folder / "data/cohort/points.parquet")
    scores = pd.DataFrame({"point_id": points["point_id"], "attention": flags, "view": "partnership"})
    write_frame(scores, folder / "data/models/scores.parquet")
    lines = contact_rows(points, small_tables(), DEFINITIONS, VOCABULARY)
    write_frame(lines, folder / "data/explanations/decisions.parquet")
    monkeypatch.chdir(folder)
    return folder


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def test_a_sample_is_drawn_filled_in_and_compared(project: Path) -> None:
    done = run("sample", "--contacts", "20")
    assert done.exit_code == 0, done.exception
    assert f"20 contacts of {len(POINTS)}" in done.stdout
    folder = project / "data/review/sample"
    assert sorted(path.name for path in folder.iterdir()) == ["auditor_A.xlsx", "auditor_B.xlsx", "key.xlsx"]
    for name in ("A", "B"):
        fill(folder / f"auditor_{name}.xlsx", ASKED.sheet, {(2, ASK["attention"]): "No second look"})
    done = run("compare", "data/review/sample", "--out", "data/review/found.json")
    assert done.exit_code == 0, done.exception
    assert done.stdout.startswith("SYNTHETIC DATA\n20 contacts were drawn.")
    assert "Left blank: auditor A 19, auditor B 19" in done.stdout
    assert (project / "data/review/found.json").is_file()


def test_the_workbooks_of_a_sample_hold_the_records_that_could_be_read_on_the_day(project: Path) -> None:
    run("sample", "--contacts", "20")
    folder = project / "data/review/sample"
    sheets = pd.read_excel(folder / "auditor_A.xlsx", sheet_name=None, dtype=str, engine="openpyxl")
    contacts, records = sheets[ASKED.sheet], sheets["Records"]
    days = pd.to_datetime(contacts.set_index("No.")["Day"], format="%d %B %Y")
    assert len(records) > 50
    read = pd.to_datetime(records["date"], format="%d %b %Y")
    assert (read <= days[records["No."]].to_numpy()).all()


def test_without_decisions_or_stages_the_commands_say_what_to_do(project: Path) -> None:
    write_frame(POINTS[["point_id"]], project / "data/explanations/decisions.parquet")
    assert "No decisions are recorded" in str(run("sample").exception)
    (project / "data/explanations/decisions.parquet").unlink()
    assert "dvc repro explain" in str(run("sample").exception)
    assert isinstance(run("compare", "nowhere").exception, BadInput)


def test_a_review_at_the_terminal_asks_again_until_the_number_is_one_of_the_list(project: Path) -> None:
    contact = POINTS["point_id"].iloc[0]
    done = run("review", contact, "--reviewer", "lead-2", typed="9\n1\n1\n1\n1\n1\n4\n1\n")
    assert done.exit_code == 0, done.exception
    assert done.stdout.index("Your own judgement") < done.stdout.index("The page: ") < done.stdout.index("Your final judgement")
    assert f"neglect-triage explain {contact}" in done.stdout
    done = run("reviews")
    assert "Reviews begun: 1; ended: 1; not ended: 0." in done.stdout
    assert "Changes of mind, in the attention band: none 0; towards more 1; towards less 0." in done.stdout
    assert (project / "data/review/decision_log.jsonl").is_file()
    assert "written: reviews.json" in run("reviews", "--out", "reviews.json").stdout
    assert read_json(project / "reviews.json")["ended"] == 1


def test_a_review_by_sheet_says_where_the_pages_are_after_own_judgements(project: Path) -> None:
    contact = POINTS["point_id"].iloc[0]
    assert run("review", contact, "--reviewer", "lead-2", "--sheet", "mine.xlsx").exit_code == 0
    fill(project / "mine.xlsx", REVIEWS, judged(ASKED, 2, "Close"))
    done = run("review", "--read", "mine.xlsx")
    assert "Taken in: 1 own and 0 final judgements" in done.stdout
    assert f"  {contact}: " in done.stdout


def test_contacts_of_the_audit_that_were_not_scored_are_counted_and_not_drawn(project: Path) -> None:
    points, scores = (pd.read_parquet(project / path) for path in ("data/cohort/points.parquet", "data/models/scores.parquet"))
    earlier = points.index < 5
    write_frame(points.assign(period=np.where(earlier, "train", "test")), project / "data/cohort/points.parquet")
    write_frame(scores[~earlier], project / "data/models/scores.parquet")
    done = run("sample", "--contacts", "20")
    assert done.exit_code == 0, done.exception
    scored = len(points) - 5
    assert f"20 contacts of {scored}" in done.stdout
    assert f"{scored} of {len(points)} rows of audited contacts find theirs in the scored contacts, by point_id" in done.stdout
    assert "Left out: 5." in done.stdout


@pytest.mark.parametrize("command", ["sample", "reviews"])
def test_scores_of_another_run_are_refused_with_their_number(project: Path, command: str) -> None:
    scores = pd.read_parquet(project / "data/models/scores.parquet")
    scores["point_id"] = scores["point_id"].where(scores.index > 2, scores["point_id"] + "x")
    write_frame(scores, project / "data/models/scores.parquet")
    words = str(run(command).exception)
    assert "Tables of a run do not belong together" in words
    assert f"3 of {len(scores)} rows belong to none of the run" in words
    assert "dvc repro" in words
    write_frame(scores[3:], project / "data/models/scores.parquet")
    assert f"3 of {len(scores)} have no row, 0 rows repeat one" in str(run(command).exception)


def test_lines_of_another_cohort_are_refused_with_their_number(project: Path) -> None:
    lines = pd.read_parquet(project / "data/explanations/decisions.parquet")
    lines["point_id"] = lines["point_id"].where(lines.index > 0, lines["point_id"] + "x")
    write_frame(lines, project / "data/explanations/decisions.parquet")
    assert f"decision audit, point_id: 1 of {len(lines)} rows belong to none of the run" in str(run("sample").exception)


def test_reviews_of_contacts_that_are_not_scored_are_counted_and_too_many_stop(project: Path) -> None:
    log = project / "data/review/decision_log.jsonl"
    first = POINTS["point_id"].iloc[0]
    assert run("review", first, "--reviewer", "lead-2", typed="1\n1\n1\n1\n1\n4\n1\n").exit_code == 0
    assert "left out" not in run("reviews").stdout
    record_own(log, "gone@2020-01-01", "lead-2", "Close", clock=_noon)
    done = run("reviews", "--out", "reviews.json")
    assert "decision_log.jsonl: 1 of 2 rows of reviewed contacts find theirs in the scored contacts" in done.stdout
    assert "Left out: 1." in done.stdout
    assert "WARNING" not in done.stdout, "half of them is enough"
    (join,) = read_json(project / "reviews.json")["joins"]
    assert (join["rows"], join["met"]) == (2, 1)
    for number in range(30):
        record_own(log, f"gone@2021-01-{number}", "lead-2", "Close", clock=_noon)
    error = run("reviews").exception
    assert isinstance(error, BadInput)
    assert "1 of 32 rows of reviewed contacts" in str(error)


def _noon() -> dt.datetime:
    return dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("words", [["nobody@2022-01-01", "--reviewer", "lead-2"], ["--reviewer", "lead-2"]])
def test_an_unknown_contact_is_refused(project: Path, words: list[str]) -> None:
    assert "no contact of that id" in str(run("review", *words).exception)


def test_a_name_is_refused_and_not_repeated(project: Path) -> None:
    error = run("review", POINTS["point_id"].iloc[0], "--reviewer", "Jane Smith").exception
    assert isinstance(error, BadInput)
    assert "Jane" not in str(error)


def test_the_agenda_of_a_meeting_says_why_each_contact_is_there_and_has_blanks_to_fill_in(project: Path) -> None:
    lines = pd.read_parquet(project / "data/explanations/decisions.parquet")
    write_json(project / "data/explanations/second_look.json", second_look(lines, DEFINITIONS, 25, 1))
    done = run("agenda", "--contacts", "1", "--out", "meeting.xlsx")
    assert done.exit_code == 0, done.exception
    sheet = pd.read_excel(project / "meeting.xlsx", sheet_name="Agenda", engine="openpyxl")
    assert list(sheet)[:5] == ["Child", "Contact", "Day", "Decided", "Why it is here"]
    assert list(sheet)[-3:] == ["Finding", "Owner", "Due"]
    assert len(sheet) == 1
    assert sheet["Why it is here"].str.startswith("Closed").any()
    assert sheet["Partners asked"].isin(["Asked", "No request recorded", "Not known"]).all()
    assert sheet[["Finding", "Owner", "Due"]].isna().all(axis=None)
    again = run("agenda", "--contacts", "1", "--out", "meeting.xlsx", "--meeting", "2")
    assert "somebody may have filled it in" in str(again.exception)


def test_when_every_contact_has_had_its_meeting_the_command_says_so(project: Path) -> None:
    lines = pd.read_parquet(project / "data/explanations/decisions.parquet")
    write_json(project / "data/explanations/second_look.json", second_look(lines, DEFINITIONS, 25, 1))
    stopped = run("agenda", "--meeting", "900").exception
    assert isinstance(stopped, BadInput)
    assert "--meeting 900" in str(stopped)
    assert not (project / "data/review").exists()
