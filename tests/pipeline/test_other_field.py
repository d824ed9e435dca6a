"""A project of another field, through every stage: its pages and documents speak of its people, and not of children."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.once import made_once
from tests.pipeline.foreign_words import text_of, words_on_pages, words_printed
from tests.pipeline.other_field import shop
from tests.pipeline.project import STAGES, run_here


@pytest.fixture(scope="session")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project whose stages have run but for the last; what each printed is in printed.txt."""
    return made_once(tmp_path_factory, "shop", _run_all)


def _run_all(folder: Path) -> None:
    project, printed = shop(folder), []
    for stage in STAGES[:-1]:
        done = run_here(stage, project)
        assert done.code == 0, f"{stage}: {done.said}"
        printed.append(done.said)
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
