"""The worked examples beside a simulated world: they have pages, and they are in no model and no figure."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.store import read_worked_examples
from neglect_triage.chronology.tables import read_table, write_table
from neglect_triage.models.cohort import WORKED_EXAMPLE
from tests.pipeline.project import contents, copy_of, run_stages


@pytest.fixture(scope="module")
def examples(small_run: Path) -> set[str]:
    """The children of the worked examples."""
    return {child for example in read_worked_examples(small_run / "data/chronology") for child in example.children}


def test_their_points_are_a_period_and_a_stratum_of_their_own(small_run: Path, examples: set[str]) -> None:
    points = pd.read_parquet(small_run / "data/cohort/points.parquet")
    apart = points["child_id"].isin(examples)
    assert apart.sum() > 10
    assert (points["period"] == WORKED_EXAMPLE).equals(apart)
    assert (points["stratum"] == WORKED_EXAMPLE).equals(apart)


@pytest.mark.slow
def test_a_run_without_them_gives_the_same_models_and_figures_to_the_byte(
    small_run: Path, examples: set[str], tmp_path: Path
) -> None:
    without = copy_of(small_run, tmp_path / "without", "chronology", "protected", "truth", "features")
    chronology = without / "data/chronology"
    for name in ("events", "children", "households"):
        rows = read_table(name, chronology / f"{name}.parquet")
        write_table(rows[~rows["child_id"].isin(examples)], name, chronology / f"{name}.parquet")
    (chronology / "worked_examples.json").write_text("[]")
    for path in (without / "data/features").glob("*.parquet"):
        of_others(path, examples).to_parquet(path, index=False)
    run_stages(("cohort", "train", "evaluate", "explain", "audit_of_truth", "study"), without)
    there, here = (figures(project, examples) for project in (small_run, without))
    assert there.keys() == here.keys()
    assert [name for name in there if there[name] != here[name]] == []


def figures(project: Path, examples: set[str]) -> dict[str, object]:
    """Return the figures of a run by name: the bytes of their files; of scores and flow what is not about the examples."""
    found: dict[str, object] = {}
    for place, content in contents(project, "models", "evaluation").items():
        scores = place.endswith(("scores.parquet", "comparators.parquet"))
        found[place] = of_others(project / place, examples).to_json() if scores else content
    flow = json.loads((project / "data/cohort/flow.json").read_text())
    found["flow"] = [step for step in flow if not step["step"].startswith("worked examples")]
    for place in ("cohort/families.json", "reports/world.json", "reports/world.html"):
        found[place] = (project / "data" / place).read_bytes()
    return found


def of_others(path: Path, examples: set[str]) -> pd.DataFrame:
    """Return the rows of a table whose points are not about the worked examples."""
    rows = pd.read_parquet(path)
    return rows[~rows["point_id"].str.split("@").str[0].isin(examples)].reset_index(drop=True)


def test_each_has_a_page_that_the_index_names_first(small_run: Path) -> None:
    index = (small_run / "data/reports/index.html").read_text(encoding="utf-8")
    pages = json.loads((small_run / "data/explanations/pages.json").read_text(encoding="utf-8"))
    given = read_worked_examples(small_run / "data/chronology")
    worked = [page for page in pages if page["worked_example"]]
    assert [page["child_id"] for page in worked] == [example.children[0] for example in given]
    assert len(pages) - len(worked) == 12
    section = index[index.index('id="examples"') : index.index('id="pages"')]
    for page in worked:
        assert f'contacts/{page["file"]}"' in section
        assert "SYNTHETIC DATA" in (small_run / "data/reports/contacts" / page["file"]).read_text(encoding="utf-8")
    for example in given:
        assert example.title in section
    assert not any(page["file"] in section for page in pages if not page["worked_example"])
