"""A research team's project, in which the commands run on files one after the other: features, score, and what follows."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from pathlib import Path

import numpy as np
import pandas as pd
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.main import app
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.governance.approvals import decide, seen_by
from neglect_triage.models.crossfit import fit_all
from neglect_triage.models.registered import catalogue_hash, write_registered
from neglect_triage.paths import DATA
from tests.extracts.extracts import annex_a, csv_file
from tests.features.test_own_tables import catalogue
from tests.models.worlds import TRAIN, world
from tests.pipeline.project import small_project
from tests.pseudonyms.records import PLACES, canonical

SECRET = "Zebedee"
"""Stands in every identifier, so that a message with a cell's value is found out."""
POINTS = world(200, 60)[0].assign(
    point_id=lambda rows: SECRET + rows["point_id"],
    child_id=lambda rows: SECRET + rows["child_id"],
    review_unit=lambda rows: rows["point_id"],
)
PERIODS = ("before", "after")
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


def run(*words: str) -> str:
    """Run a command to its end; return what it prints."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    return done.output


def make_chain(folder: Path) -> None:
    """Make a project with events and contacts of two periods as CSV, the features of both, an approved model and its scores.

    `records` and `places.csv` are what `neglect-triage pseudonymise` reads, with a key; `extracts` is what `read` reads.
    `scored.csv` holds the scores of both periods with what followed and a group, as `neglect-triage audit` reads them.
    """
    small_project(folder)
    with contextlib.chdir(folder):
        catalogue(folder, INDICATORS)
        params = Path("params.yaml").read_text(encoding="utf-8")
        Path("params.yaml").write_text(re.sub(r"(?m)^  catalogue: .*$", f"  catalogue: {OWN}", params), encoding="utf-8")
        _write_records()
        for name in PERIODS:
            run("features", "--events", "events.csv", "--contacts", f"{name}.csv", "--out", f"{name}.parquet")
        _approve_a_model(folder)
        for name in PERIODS:
            run("score", "--features", f"{name}.parquet", "--out", f"{name}_scores.parquet")
        followed = POINTS[["point_id", "label", "child_id"]].assign(group=np.where(np.arange(len(POINTS)) % 2, "a", "b"))
        scores = pd.concat([pd.read_parquet(f"{name}_scores.parquet") for name in PERIODS])
        scores.drop(columns="child_id").merge(followed, on="point_id").to_csv("scored.csv", index=False)

        _write_raw(folder)


def _write_raw(folder: Path) -> None:
    canonical(folder / "records")
    pd.DataFrame(PLACES).to_csv(folder / "places.csv", index=False)
    run("pseudonymise", "records", "first", "--key", "keys/own.key", "--new-key")
    contacts = [{"child": f"{SECRET}{number}", "date": dt.date(2024, 2, number)} for number in range(1, 9)]
    annex_a(folder / "extracts", "2024-03-31.xlsx", contacts=contacts)
    csv_file(
        folder / "extracts",
        "contacts.csv",
        "Child Unique ID,Date of Contact",
        *(f"{SECRET}{n},0{n}/02/2024" for n in range(1, 9)),
    )


def _write_records() -> None:
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
    for name, part in zip(PERIODS, (contacts[:100], contacts[100:]), strict=True):
        part.to_csv(f"{name}.csv", index=False)


def _approve_a_model(project: Path) -> None:
    """Fit a model on the features that the command wrote, and approve it."""
    vocabulary = load_vocabulary()
    indicators = load_catalogue(vocabulary, Path(OWN))
    features = pd.concat([pd.read_parquet(f"{name}.parquet") for name in PERIODS])
    values = features.set_index("point_id").loc[POINTS["point_id"], [one.name for one in indicators.features]]
    values = values.reset_index(drop=True)
    fitted = fit_all(POINTS, values, indicators, TRAIN)
    about = {"catalogue_sha256": catalogue_hash(indicators, vocabulary), "synthetic": True}
    write_registered(DATA.registered, fitted, POINTS, values, indicators, TRAIN, about)
    at = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    decide(DATA.approvals, seen_by(DATA.registered, project, ()), "approved", "chair", "JS", [], at)
