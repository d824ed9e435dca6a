"""The commands one after the other on files, as a research team runs them: features, score, monitor, audit."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.main import app
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json
from neglect_triage.governance.approvals import decide, seen_by
from neglect_triage.models.crossfit import fit_all
from neglect_triage.models.registered import catalogue_hash, write_registered
from neglect_triage.paths import DATA
from tests.features.test_own_tables import catalogue
from tests.models.worlds import TRAIN, world
from tests.pipeline.project import small_project

POINTS, _ = world(200, 60)
OWN = "catalogue.yaml"
INDICATORS = {
    "contacts": {
        "events": {"type": "contact"},
        "measures": {"count": "increases", "days_since": "unconstrained"},
        "windows": ["365d"],
    },
    "police": {
        "theme": "this contact",
        "events": {"type": "contact", "agency": "police"},
        "measures": {"count": "increases"},
        "windows": ["365d"],
    },
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with events and contacts of two periods as CSV."""
    folder = small_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    catalogue(folder, INDICATORS)
    params = (folder / "params.yaml").read_text(encoding="utf-8")
    (folder / "params.yaml").write_text(re.sub(r"(?m)^  catalogue: .*$", f"  catalogue: {OWN}", params), encoding="utf-8")
    dice = np.random.default_rng(5)
    rows = [
        {
            "child_id": child,
            "event_date": f"{day - pd.Timedelta(days=int(back)):%Y-%m-%d}",
            "event_type": "contact",
            "agency": agency,
        }
        for child, day in zip(POINTS["child_id"], POINTS["as_of"], strict=True)
        for back, agency in zip(dice.integers(1, 900, 4), dice.choice(["police", "school", "gp"], 4), strict=True)
    ]
    pd.DataFrame(rows).drop_duplicates().to_csv("events.csv", index=False)
    contacts = POINTS[["point_id", "child_id", "as_of"]].assign(as_of=POINTS["as_of"].dt.strftime("%Y-%m-%d"))
    for name, part in (("before", contacts[:100]), ("after", contacts[100:])):
        part.to_csv(f"{name}.csv", index=False)
    return folder


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, repr(done.exception)
    return done.output


def test_each_command_reads_what_the_one_before_it_wrote(project: Path) -> None:
    for name in ("before", "after"):
        run("features", "--events", "events.csv", "--contacts", f"{name}.csv", "--out", f"{name}.parquet", "--catalogue", OWN)
    approve_a_model(project)
    for name in ("before", "after"):
        assert "Approved 2024-05-01: line 1" in run(
            "score", "--features", f"{name}.parquet", "--out", f"{name}_scores.parquet", "--catalogue", OWN
        )
    files = [
        part
        for name in ("before", "after")
        for part in (f"--{name}", f"{name}.parquet", f"--{name}-scores", f"{name}_scores.parquet")
    ]
    run("monitor", *files, "--out", "found")
    assert read_json(project / "found/monitoring.json")["contacts"] == {"before": 100, "after": 100}
    followed = POINTS[["point_id", "label", "child_id"]].assign(group=np.where(np.arange(len(POINTS)) % 2, "a", "b"))
    scores = pd.concat([pd.read_parquet(f"{name}_scores.parquet") for name in ("before", "after")])
    scores.drop(columns="child_id").merge(followed, on="point_id").to_parquet("scored.parquet")
    named = ("--groups", "group", "--label", "label", "--score", "margin", "--capacity", "0.1", "--family", "child_id")
    assert "200 rows audited, 0 left out" in run("audit", "--scores", "scored.parquet", *named, "--out", "audited")


def approve_a_model(project: Path) -> None:
    """Fit a model on the features that the command wrote, and approve it."""
    vocabulary = load_vocabulary()
    indicators = load_catalogue(vocabulary, Path(OWN))
    features = pd.concat([pd.read_parquet(f"{name}.parquet") for name in ("before", "after")])
    values = features.set_index("point_id").loc[POINTS["point_id"], [one.name for one in indicators.features]]
    values = values.reset_index(drop=True)
    fitted = fit_all(POINTS, values, indicators, TRAIN)
    about = {"catalogue_sha256": catalogue_hash(indicators, vocabulary), "synthetic": True}
    write_registered(DATA.registered, fitted, POINTS, values, indicators, TRAIN, about)
    at = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    decide(DATA.approvals, seen_by(DATA.registered, project, ()), "approved", "chair", "JS", [], at)
