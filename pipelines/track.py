"""track: the finished run in MLflow's local store, its model registered with the alias `candidate`."""

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import write_json
from neglect_triage.models.tracking import log_finished_run
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.report.headline import headline_of


def main() -> None:
    """Log parameters, metrics, model and documents; write data/tracking/logged.json with the hashes of what was logged."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    run_id, hashes = log_finished_run(DATA, params, catalogue, vocabulary, headline_of(DATA, vocabulary))
    write_json(DATA.tracked_hashes, hashes)
    print(f"run {run_id} of experiment {params.track.experiment}")
    print("look at it with: mlflow ui --backend-store-uri sqlite:///mlflow.db --host 127.0.0.1")


if __name__ == "__main__":
    run(main)
