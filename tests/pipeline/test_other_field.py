"""A project of another field, through every stage and command: what they write and print holds no word of children."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.paths import DATA
from tests.once import made_once
from tests.pipeline.foreign_words import text_of, words_in_files, words_on_pages, words_printed
from tests.pipeline.other_field import shop
from tests.pipeline.project import STAGES, run_here, run_stage


@pytest.fixture(scope="session")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project whose stages have run; what each printed is in printed.txt."""
    return made_once(tmp_path_factory, "shop", _run_all)


def _run_all(folder: Path) -> None:
    project, printed = shop(folder), []
    for stage in STAGES:
        # MLflow warns of its own libraries, which pytest would take for an error.
        done = run_stage(stage, project) if stage == STAGES[-1] else run_here(stage, project)
        assert done.code == 0, f"{stage}: {done.output}"
        printed.append(done.output)
    (project / "printed.txt").write_text("\n".join(printed), encoding="utf-8")


def test_every_stage_ends_well_and_prints_no_word_of_childrens_services(ended: Path) -> None:
    assert words_printed((ended / "printed.txt").read_text(encoding="utf-8")) == []


def test_no_page_or_document_speaks_of_children(ended: Path) -> None:
    assert words_on_pages(ended / "data/reports") == {}


def test_pages_name_the_projects_people_and_no_name_in_braces_is_left(ended: Path) -> None:
    for name in ("evaluation", "model_card", "fairness", "impact", "index"):
        text = text_of(ended / f"data/reports/{name}.html")
        assert "customer" in text, name
        assert not re.search(r"\{\w+\}", text), name


def test_no_sentence_heading_or_cell_of_a_file_speaks_of_children(ended: Path) -> None:
    for folder in ("audit", "cohort", "design", "evaluation", "explanations", "quality", "sensitivity"):
        assert words_in_files(ended / "data" / folder) == {}, folder


@pytest.fixture
def project(ended: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project, in which contacts and scores are written as a user would give them."""
    folder = Path(shutil.copytree(ended, tmp_path / "shop", ignore=shutil.ignore_patterns("internal")))
    monkeypatch.chdir(folder)
    points = pd.read_parquet(DATA.points)
    points = points[points["period"] == "test"]
    asked = points[["point_id", "child_id", "as_of"]]
    asked.to_csv("asked.csv", index=False)
    pd.concat([asked[:30], asked[:2].assign(child_id="nobody", point_id=["q1", "q2"])]).to_csv("some.csv", index=False)
    asked[:2].assign(child_id="nobody").to_csv("nobody.csv", index=False)
    pd.concat([asked[:3]] * 2).drop(columns="point_id").to_csv("twice.csv", index=False)
    for name, part in (("first", asked[:100]), ("second", asked[100:])):
        part.to_csv(f"{name}.csv", index=False)
    scores = pd.read_parquet(DATA.scores)
    scores = scores[scores["view"] == "partnership"].merge(
        points[["point_id", "label"]].assign(customer=points["family"]), on="point_id"
    )
    scores.assign(size=["big", "small"] * (len(scores) // 2)).to_csv("scored.csv", index=False)
    return folder


def test_no_command_prints_or_writes_a_word_of_children(project: Path) -> None:
    point = pd.read_csv("asked.csv").iloc[0]
    printed = [line for words in _commands(point["point_id"], point["child_id"]) for line in _said(*words)]
    assert [hit for line in printed for hit in words_printed(line)] == []
    for folder in ("data/internal/monitoring", "data/release", "data/reports/contacts_asked_for", "audited", "sheets"):
        assert words_in_files(project / folder) == {}, folder


def _commands(point: str, person: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands, those that are refused among them."""
    features = ("features", "--chronology", "data/chronology", "--contacts")
    yield from ((*features, f"{name}.csv", "--out", f"{name}.parquet") for name in ("some", "nobody", "first", "second"))
    yield (*features, "twice.csv", "--out", "twice.parquet")
    yield ("score", "--features", "first.parquet", "--out", "first_scores.parquet")
    yield ("approve", "--decision", "approved", "--role", "chair", "--by", "JS")
    yield from (
        ("score", "--features", f"{name}.parquet", "--out", f"{name}_scores.parquet") for name in ("some", "first", "second")
    )
    yield from ((("approvals",), ("explain", point), ("explain", "x"), ("explain",), ("chronology", person), ("chronology", "x")))
    yield ("sample",)
    yield from (("review", each, "--reviewer", "lead-2", "--sheet", "sheets/own.xlsx") for each in (point, "x"))
    yield from (("review", "--read", "sheets/own.xlsx", "--reviewer", "lead-2"), ("reviews",))
    scores = ("--before-scores", "first_scores.parquet", "--after-scores", "second_scores.parquet")
    yield ("monitor", "--before", "first.parquet", "--after", "second.parquet", *scores)
    yield from (("monitor",), ("release",), ("catalogue",))
    audit = ("audit", "--scores", "scored.csv", "--groups", "size", "--out", "audited", "--score", "margin", "--capacity", "0.1")
    yield from ((*audit, "--family", "customer"), audit)
    yield from (("erase", "--child", each, "--dry-run", "--by", "JS", "--order", "order 1") for each in (person, "x"))
    yield ("expire", "--before", "2015-01-01", "--dry-run", "--by", "JS")


def _said(*words: str) -> list[str]:
    done = CliRunner().invoke(app, list(words))
    stopped = done.exception if done.exception and not isinstance(done.exception, SystemExit) else ""
    assert type(stopped).__name__ in ("str", "BadInput"), f"{words}: {stopped!r}"
    assert done.exit_code != 2 or "Usage:" not in done.output, f"{words}: {done.output}"
    return [done.output, str(stopped)]
