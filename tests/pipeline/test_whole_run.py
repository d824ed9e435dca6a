"""The whole pipeline on a small world: what comes out, that it is the same each time, and what no stage may read."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import mlflow
import pandas as pd
import pytest

from neglect_triage.chronology.store import read_worked_examples
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.files import read_json
from neglect_triage.governance.documents.write import NAMES
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.report.headline import MEANS
from tests.pipeline.project import contents, copy_of, run_stages

READ_AFTER_VALIDATE = (
    "strategy", "cohort", "featurise", "design", "train", "evaluate", "sensitivity", "explain", "faithfulness", "report",
    "documents",
)  # fmt: skip
MADE = (
    "strategy", "cohort", "features", "design", "models", "evaluation", "sensitivity", "explanations", "reports/contacts",
    "metrics.json",
)  # fmt: skip
TABLES = ("events", "event_codes", "children", "households", "coverage")


def test_every_output_is_there(small_run: Path) -> None:
    pages = ("reports/index.html", "reports/model.html", "reports/model_card.html", "reports/quality.html", "reports/world.html")
    others = (
        "audit/audit.json",
        "reports/fairness.html",
        "design/checks.json",
        "evaluation/plots/roc.svg",
        "models/registered/model.txt",
        "models/hub/0.json",
        "reports/evaluation.html",
        "reports/world.json",
        "metrics.json",
        "sensitivity/sensitivity.json",
    )
    for place in (*pages, *others, "tracking/logged.json"):
        assert (small_run / "data" / place).stat().st_size > 0, place
    examples = read_worked_examples(small_run / "data/chronology")
    for_meeting = read_json(small_run / "data/explanations/agenda.json")
    assert len(list((small_run / "data/reports/contacts").glob("*.html"))) == 12 + len(examples) + len(for_meeting)


def test_every_page_and_picture_says_that_the_data_are_synthetic(small_run: Path) -> None:
    made = [*(small_run / "data/reports").rglob("*.html"), *(small_run / "data/evaluation/plots").glob("*.svg")]
    assert len(made) > 15
    assert [path.name for path in made if "SYNTHETIC DATA" not in path.read_text(encoding="utf-8")] == []


def test_every_link_of_a_boards_document_leads_to_a_place_in_the_report(small_run: Path) -> None:
    reports = small_run / "data/reports"
    pages = {path.name: path.read_text(encoding="utf-8") for path in reports.glob("*.html")}
    followed = 0
    for name in NAMES:
        for page, place in re.findall(r'<a href="([\w.]*)#?([\w-]*)"', pages[f"{name}.html"]):
            assert (reports / (page or f"{name}.html")).is_file(), f"{name}: {page}"
            assert not place or f'id="{place}"' in pages[page or f"{name}.html"], f"{name}: {page}#{place}"
            followed += 1
    assert followed > 100


def test_the_model_card_in_json_holds_the_runs_figures(small_run: Path) -> None:
    card = json.loads((small_run / "data/reports/model_card.json").read_text())
    model = json.loads((small_run / "data/evaluation/evaluation.json").read_text())["strata"]["headline"]["ways"]["model"]
    shown = {
        one["type"]: one["value"]
        for one in card["quantitative_analysis"]["performance_metrics"]
        if one["slice"] == "headline; model"
    }
    assert shown["auc"] == model["auc"]["value"]
    assert shown["recall at 10%"] == model["recall at 10%"]["value"]


def test_no_half_file_is_left(small_run: Path) -> None:
    assert [path for path in small_run.rglob("*") if "partial" in path.name] == []


@pytest.mark.slow
def test_neither_truth_nor_protected_characteristics_nor_threads_change_a_byte(small_run: Path, tmp_path: Path) -> None:
    """Both tables are taken away, and everything after `validate` is run again on one thread.

    What the fairness audit wrote stays: pages and documents tell of it, and alone may.
    """
    again = copy_of(small_run, tmp_path / "again", "chronology", "audit")
    (again / "data/reports").mkdir()
    for finished in (
        "quality.html",
        "quality.json",
        "drivers.json",
        "world.json",
        "recorded_and_true.json",
    ):  # of validate; of study, which alone may read the truth
        shutil.copy(small_run / "data/reports" / finished, again / "data/reports" / finished)
    run_stages(READ_AFTER_VALIDATE, again, threads=1)
    first, second = contents(small_run, *MADE), contents(again, *MADE)
    assert first.keys() == second.keys()
    assert [place for place in first if first[place] != second[place]] == []


def test_deleting_all_that_was_known_later_changes_no_feature(small_run: Path) -> None:
    """File to file: the features of contacts up to a day stand on what was known before that day alone."""
    vocabulary = load_vocabulary()
    catalogue = load_catalogue(vocabulary)
    chronology = {name: read_table(name, small_run / f"data/chronology/{name}.parquet") for name in TABLES}
    points = pd.read_parquet(small_run / "data/cohort/points.parquet")
    day = points["as_of"].sort_values().iloc[len(points) // 2]
    early = points[points["as_of"] <= day]
    events, homes = chronology["events"], chronology["households"]
    todays = (events["event_type"] == "contact") & (events["event_date"] <= day)
    kept = events[(events["known_date"] < day) | todays]
    assert 0 < len(kept) < len(events)
    homes = homes[homes["known_date"] < day]
    ended_later = homes["end_known_date"] >= day
    homes = homes.assign(end=homes["end"].mask(ended_later), end_known_date=homes["end_known_date"].mask(ended_later))
    before = compute_features(early, chronology | {"events": kept, "households": homes}, catalogue, vocabulary)
    made = pd.read_parquet(small_run / "data/features/partnership.parquet")
    pd.testing.assert_frame_equal(before, made[made["point_id"].isin(early["point_id"])].reset_index(drop=True))


def test_rows_add_up(small_run: Path) -> None:
    about = json.loads((small_run / "data/chronology/about.json").read_text())
    for name, rows in about["tables"].items():
        assert rows["read"] == rows["kept"] + rows["quarantined"], name
        folder = "protected" if name == "protected" else "chronology"
        assert len(read_table(name, small_run / f"data/{folder}/{name}.parquet")) == rows["kept"]


def test_every_test_point_is_scored_once_a_view_by_a_model_that_never_saw_its_family(small_run: Path) -> None:
    points = pd.read_parquet(small_run / "data/cohort/points.parquet")
    scores = pd.read_parquet(small_run / "data/models/scores.parquet")
    tested = points[points["period"].isin(["test", WORKED_EXAMPLE])]
    for _, part in scores.groupby("view"):
        assert sorted(part["point_id"]) == sorted(tested["point_id"])
    assert (points.groupby("family")["fold"].nunique() == 1).all()


def test_no_page_carries_an_event_from_after_its_contact(small_run: Path) -> None:
    events = read_table("events", small_run / "data/chronology/events.parquet").set_index("source_ref")
    pages = json.loads((small_run / "data/explanations/pages.json").read_text())
    shown = 0
    for page in pages:
        day = pd.Timestamp(page["iso_date"])
        for place in source_refs(page):
            event = events.loc[place]
            todays = event["event_type"] == "contact" and event["event_date"] == day
            assert todays or event["known_date"] < day, place
            shown += 1
    assert shown > 50


def source_refs(content: object) -> list[str]:
    """Return every `source_ref` anywhere in the content of a page."""
    if isinstance(content, list):
        return [place for item in content for place in source_refs(item)]
    if isinstance(content, dict):
        own = [content["source_ref"]] if "source_ref" in content else []
        return own + [place for value in content.values() for place in source_refs(value)]
    return []


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SADeprecationWarning")  # MLflow's own queries
def test_the_run_is_kept_in_the_local_store_and_its_hashes_in_the_project(small_run: Path) -> None:
    mlflow.set_tracking_uri(f"sqlite:///{small_run / 'mlflow.db'}")
    runs = mlflow.search_runs(experiment_names=["neglect-triage"])
    assert len(runs) == 1
    assert runs.iloc[0]["params.train.rounds"] == "30"
    known = {name for name, value in read_json(small_run / "data/metrics.json").items() if value is not None}
    logged_metrics = {str(name).removeprefix("metrics.") for name in runs if str(name).startswith("metrics.")}
    assert known <= {name for name in logged_metrics if not name.startswith("interval/")} <= set(MEANS)
    assert 0 < runs.iloc[0]["metrics.auc"] < 1
    logged = json.loads((small_run / "data/tracking/logged.json").read_text())
    assert set(logged) >= {"reports/index.html", "models/registered", "features", "catalogue"}
    candidate = mlflow.MlflowClient().get_model_version_by_alias("neglect-triage", "candidate")
    assert candidate.run_id == runs.iloc[0]["run_id"]
