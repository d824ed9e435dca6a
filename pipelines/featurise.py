"""featurise: the indicators of the catalogue as they were knowable at each point, in both views."""

from pathlib import Path
from typing import get_args

import pandas as pd

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.features.engine import compute_features
from neglect_triage.features.visibility import View
from neglect_triage.files import atomic_folders, write_frame
from neglect_triage.params import load_params

CHRONOLOGY, FEATURES = Path("data/chronology"), Path("data/features")


def main() -> None:
    """Write data/features, one file a view."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    names = ("events", "event_codes", "children", "households", "coverage")
    chronology = {name: read_table(name, CHRONOLOGY / f"{name}.parquet") for name in names}
    points = pd.read_parquet("data/cohort/points.parquet", columns=["point_id", "child_id", "as_of"])
    with atomic_folders(Path("data/internal/featurise.partial"), [FEATURES]) as scratch:
        for view in get_args(View):
            features = compute_features(points, chronology, catalogue, vocabulary, view)
            write_frame(features, scratch / "features" / f"{view}.parquet")
            made = f"{len(catalogue.features)} features of {len(catalogue.indicators)} indicators"
            print(f"{view} view: {len(features):,} points x {made}")


if __name__ == "__main__":
    run(main)
