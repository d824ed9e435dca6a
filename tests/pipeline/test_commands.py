"""The commands of a finished run one after the other, each on what the stages or the command before it wrote."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.explain.decisions.agenda import agenda
from neglect_triage.files import read_json
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.review.by_sheet import REVIEWS
from neglect_triage.review.questions import questions
from tests.cli.chain import run
from tests.pipeline.project import copy_of
from tests.review.filled import fill, judged


@pytest.fixture
def project(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = copy_of(small_run, tmp_path / "project", "chronology", "cohort", "models", "explanations")
    monkeypatch.chdir(folder)
    return folder


def scored() -> pd.DataFrame:
    scores = pd.read_parquet(DATA.scores)
    points = pd.read_parquet(DATA.points)
    return points[points["point_id"].isin(scores["point_id"])]


def test_explain_writes_the_page_of_a_contact_whose_chronology_can_be_printed(project: Path) -> None:
    contact = scored().iloc[0]
    run("explain", contact["point_id"])
    (page,) = DATA.contact_pages_asked_for.glob("*.html")
    assert contact["child_id"] in page.read_text(encoding="utf-8")
    assert "SYNTHETIC DATA" in run("chronology", contact["child_id"])


def test_a_review_by_sheet_is_read_back_and_counted(project: Path) -> None:
    asked = questions(load_vocabulary().nouns)
    contact = scored()["point_id"].iloc[0]
    run("review", contact, "--reviewer", "lead-2", "--sheet", "mine.xlsx")
    fill(project / "mine.xlsx", REVIEWS, judged(asked, 2, asked.reviewers.judgements[0]))
    assert "1 own and 0 final judgements" in run("review", "--read", "mine.xlsx")
    assert run("reviews")


def test_meetings_have_agendas_of_their_own_and_the_first_is_that_of_the_page(project: Path) -> None:
    on_the_page = [each["point_id"] for each in agenda(read_json(DATA.second_look), load_params().explain.seed)]
    points = []
    for meeting in ("1", "2"):
        assert "written to" in run("agenda", "--meeting", meeting)
        sheet = load_workbook(DATA.agenda(int(meeting)))["Agenda"]
        points.append([str(sheet.cell(row, 2).value) for row in range(2, sheet.max_row + 1)])
    assert points[0] == on_the_page
    assert points[1]
    assert not set(points[0]) & set(points[1])


def test_a_sample_is_drawn_and_filled_in_and_compared(project: Path) -> None:
    run("sample", "--contacts", "40")
    asked = questions(load_vocabulary().nouns)
    ask = asked.auditors["attention"]
    for name in ("A", "B"):
        path = DATA.audit_sample / f"auditor_{name}.xlsx"
        rows = load_workbook(path)[asked.sheet].max_row
        fill(path, asked.sheet, {(row, ask.ask): ask.answers[0] for row in range(2, rows + 1)})
    run("compare", DATA.audit_sample.as_posix(), "--out", "found.json")
    assert (project / "found.json").is_file()
