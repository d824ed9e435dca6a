"""The example of students, on a cut of its real data, through every stage: it speaks of students, and not of children."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.foreign_words import text_of, words_on_pages, words_printed
from tests.pipeline.project import ROOT, STAGES, run_here

EXAMPLE = ROOT / "examples" / "oulad"
EVERY = 12  # one person in so many
QUICKER = {"rounds: 200": "rounds: 30", "draws: 500": "draws: 40", "redrawn: 6": "redrawn: 2", "pages: 50": "pages: 4"}


def some_students(folder: Path, data: Path) -> Path:
    """Write the example's project with the records of one person in `EVERY`, and with fewer draws."""
    shutil.copytree(EXAMPLE / "data" / "raw", folder / "data" / "raw", ignore=shutil.ignore_patterns("*.parquet"))
    people = pd.read_parquet(data / "people.parquet")["person_id"].drop_duplicates().sort_values().iloc[::EVERY]
    for path in sorted(data.glob("*.parquet")):
        rows = pd.read_parquet(path)
        rows[rows["person_id"].isin(people)].to_parquet(folder / "data" / "raw" / path.name, index=False)
    for name in ("vocabulary.yaml", "catalogue.yaml", "governance.yaml"):
        shutil.copy(EXAMPLE / name, folder)
    params = (EXAMPLE / "params.yaml").read_text(encoding="utf-8")
    for long, short in QUICKER.items():
        assert long in params
        params = params.replace(long, short)
    (folder / "params.yaml").write_text(params, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_example_of_students_speaks_of_no_children_in_any_stage_page_or_document(tmp_path: Path, shared_data: Path) -> None:
    project, printed = some_students(tmp_path, shared_data / "real" / "oulad"), []
    for stage in STAGES[:-1]:
        ended = run_here(stage, project)
        assert ended.code == 0, f"{stage}: {ended.output}"
        printed.append(ended.output)
    assert words_printed("\n".join(printed)) == []
    assert words_on_pages(project / "data/reports") == {}
    assert "student" in text_of(project / "data/reports/model_card.html")
    page = text_of(next((project / "data/reports/contacts").glob("*.html")))
    # One source, whose shared dates reading had to copy: neither the page nor its annex says when the registry had a record.
    assert "These records do not say when each reached the registry." in page
    assert " yes " not in page.partition("Had reached the registry")[2]
