"""train: the model of each family fold in both views, the registered model of all families, and what to compare them with."""

from typing import get_args

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import atomic_folders, read_json, read_run_table
from neglect_triage.models.registered import catalogue_hash
from neglect_triage.models.training import train_models
from neglect_triage.params import View, load_params
from neglect_triage.paths import DATA, DataFolder


def main() -> None:
    """Write data/models: models, calibrations, curves, test scores, bands and checks."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points = read_run_table(DATA.points)
    features = {view: read_run_table(DATA.features(view)) for view in get_args(View)}
    children = read_table("children", DATA.children)
    about = {"catalogue_sha256": catalogue_hash(catalogue, vocabulary), "synthetic": read_json(DATA.about)["synthetic"]}
    with atomic_folders(DATA.scratch("train"), [DATA.models]) as scratch:
        train_models(points, features, children, catalogue, vocabulary, params, about, DataFolder(scratch))


if __name__ == "__main__":
    run(main)
