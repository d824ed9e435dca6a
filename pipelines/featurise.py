"""featurise: the indicators of the catalogue as they were knowable at each point, in both views."""

from typing import get_args

import pyarrow.parquet as pq

from neglect_triage.chronology.vocabulary import load_vocabulary, view_name
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.features.engine.choice import write_features
from neglect_triage.features.engine.matrix import KEYS
from neglect_triage.files import atomic_folders
from neglect_triage.params import View, load_params
from neglect_triage.paths import DATA, DataFolder

TABLES = ("events", "event_codes", "children", "households", "coverage")


def main() -> None:
    """Write data/features, one file a view."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points = pq.read_table(DATA.points, columns=list(KEYS))
    places = {name: str(DATA.table(name)) for name in TABLES}
    with atomic_folders(DATA.scratch("featurise"), [DATA.feature_matrices]) as scratch:
        out = {view: str(DataFolder(scratch).features(view)) for view in get_args(View)}
        write_features(places, points, out, catalogue, vocabulary, params.features)
    for view in out:
        made = f"{len(catalogue.features)} features of {len(catalogue.indicators)} indicators"
        print(f"{view_name(view, vocabulary.nouns)}: {len(points):,} points x {made}")


if __name__ == "__main__":
    run(main)
