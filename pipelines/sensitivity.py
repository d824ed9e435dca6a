"""sensitivity: would the figures be others under another choice of label, horizon, records or families?"""

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, read_run_table, write_json
from neglect_triage.models.cohort import analysed
from neglect_triage.models.crossfit import read_folds
from neglect_triage.models.sensitivity.study import sensitivity_study
from neglect_triage.params import load_params
from neglect_triage.paths import DATA

TABLES = ("events", "event_codes", "children", "households", "coverage")


def main() -> None:
    """Write data/sensitivity/sensitivity.json."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points, features = analysed(read_run_table(DATA.points), read_run_table(DATA.features(params.train.view)))
    chronology = {name: read_table(name, DATA.table(name)) for name in TABLES}
    folds = read_folds(DATA.fold_models(params.train.view))
    intervals = read_json(DATA.families)["intervals_estimable"]
    found = sensitivity_study(points, features, chronology, folds, catalogue, vocabulary, params, intervals)
    write_json(DATA.sensitivity, found)


if __name__ == "__main__":
    run(main)
