"""track: the finished run in MLflow's local store, its model registered with the alias `candidate`."""

from pathlib import Path

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, sha256, sha256_of_folder, write_json
from neglect_triage.models.evaluation.summary import metrics_of
from neglect_triage.models.tracking import flat, log_run, metric_names
from neglect_triage.params import load_params

DATA = Path("data")
LOGGED = (
    "reports/decisions.html",
    "reports/index.html",
    "reports/method.html",
    "reports/evaluation.html",
    "reports/fairness.html",
    "reports/model.html",
    "reports/model_card.html",
    "reports/model_card.md",
    "reports/model_card.json",
    "reports/datasheet.html",
    "reports/atrs.html",
    "reports/tripod_ai.html",
    "reports/impact.html",
    "audit/audit.json",
    "evaluation/evaluation.json",
    "evaluation/plots",
    "cohort/flow.json",
    "models/checks.json",
    "models/bands.json",
    "models/tuning.json",
)
MEASURED = {
    "audit": "audit/metrics.json",
    "explanation checks": "explanations/checks.json",
    "explanations": "explanations/faithfulness.json",
    "true drivers": "reports/drivers.json",
}
HASHED = ("chronology", "cohort", "features", "models/registered")
CODE = ("src", "pipelines")


def main() -> None:
    """Log parameters, metrics, model and documents; write data/tracking/logged.json with the hashes of what was logged."""
    params = load_params()
    catalogue = load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue)
    files = [DATA / name for name in LOGGED]
    hashes = {name: (sha256_of_folder if path.is_dir() else sha256)(path) for name, path in zip(LOGGED, files, strict=True)}
    hashes |= {name: sha256_of_folder(DATA / name) for name in HASHED}
    hashes |= {name: sha256_of_folder(Path(name)) for name in CODE}
    hashes["catalogue"] = read_json(DATA / "models/registered/manifest.json")["catalogue_sha256"]
    metrics = metrics_of(read_json(DATA / "evaluation/evaluation.json"))
    metrics |= {name: read_json(DATA / place) for name, place in MEASURED.items()}
    run_id = log_run(
        params.track.experiment,
        flat(params.model_dump(mode="json", exclude={"monitor"})),  # no stage reads it
        metric_names(metrics),
        DATA / "models/registered",
        catalogue,
        files,
        hashes,
        Path(),
    )
    write_json(DATA / "tracking" / "logged.json", hashes)
    print(f"run {run_id} of experiment {params.track.experiment}; look at it with: make ui")


if __name__ == "__main__":
    run(main)
