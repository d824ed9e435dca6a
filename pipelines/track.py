"""track: the finished run in MLflow's local store."""

from pathlib import Path

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, sha256, write_json
from neglect_triage.models.tracking import flat, log_run, metric_names
from neglect_triage.models.triage import load_model
from neglect_triage.params import load_params

DATA = Path("data")
LOGGED = ("reports/index.html", "reports/model.html", "reports/model_card.html", "evaluation/evaluation.json", "cohort/flow.json")


def main() -> None:
    """Log parameters, metrics, model and documents; write data/tracking/logged.json with the hashes of what was logged."""
    params = load_params()
    catalogue = load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue)
    model = DATA / "models/registered/model.txt"
    files = [DATA / name for name in LOGGED]
    features = DATA / "features" / f"{params.train.view}.parquet"
    hashes = {path.relative_to(DATA).as_posix(): sha256(path) for path in [*files, model, features]}
    evaluation, checks = read_json(DATA / "evaluation/metrics.json"), read_json(DATA / "explanations/checks.json")
    run_id = log_run(
        params.track.experiment,
        flat(params.model_dump(mode="json")),
        metric_names(evaluation | {"explanation checks": checks}),
        load_model(model),
        catalogue,
        files,
        hashes,
        Path(),
    )
    write_json(DATA / "tracking" / "logged.json", hashes)
    print(f"run {run_id} of experiment {params.track.experiment}; look at it with: make ui")


if __name__ == "__main__":
    run(main)
