"""Run our engine on the work: the only module of the benchmarks that calls it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from neglect_triage.chronology.tables import open_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.features.engine.compute import feature_matrix

from .work import WINDOWS, Work

TABLES = ("events", "event_codes", "children", "households", "coverage")


class Given(NamedTuple):
    """What the engine takes."""

    points: pa.Table
    chronology: dict[str, pa.Table]
    catalogue: Catalogue
    vocabulary: Vocabulary


def prepare(world: Path, work: Work) -> Given:
    """Return the canonical tables, and a catalogue of the work."""
    chronology = {}
    for name in TABLES:
        with open_table(name, world / f"{name}.parquet", as_words=True) as file:
            chronology[name] = file.read()
    return Given(pq.read_table(world / "points.parquet"), chronology, catalogue_of(work), load_vocabulary())


def catalogue_of(work: Work) -> Catalogue:
    """Return an indicator for each event type, with every measure of the work in every window."""
    entry = {"theme": "benchmark", "measures": dict.fromkeys(work.measures, "unconstrained"), "windows": list(WINDOWS)}
    return Catalogue(
        indicators={kind: Indicator.model_validate(entry | {"means": kind, "events": {"type": kind}}) for kind in work.kinds}
    )


def compute(given: Given) -> pd.DataFrame:
    """Return the feature matrix, in the order of the points."""
    matrix = feature_matrix(given.points, given.chronology, given.catalogue, given.vocabulary)
    return pd.DataFrame(matrix.T, columns=[feature.name for feature in given.catalogue.features], copy=False)
