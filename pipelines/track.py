"""track: the finished run in MLflow's local store, its model registered with the alias `candidate`."""

from pathlib import Path

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, sha256, sha256_of_folder, write_json
from neglect_triage.models.evaluation.summary import metrics_of
from neglect_triage.models.registered import MANIFEST
from neglect_triage.models.tracking import flat, log_run, metric_names
from neglect_triage.params import load_params
from neglect_triage.paths import DATA

PAGES = ("decisions", "index", "method", "evaluation", "fairness", "model", "model_card")
DOCUMENTS = ("datasheet", "atrs", "tripod_ai", "impact")
LOGGED = (
    *(DATA.page(name) for name in PAGES),
    DATA.reports / "model_card.md",
    DATA.reports / "model_card.json",
    *(DATA.page(name) for name in DOCUMENTS),
    DATA.audit,
    DATA.evaluation,
    DATA.plots,
    DATA.flow,
    DATA.model_checks,
    DATA.bands,
    DATA.tuning,
)
MEASURED = {
    "audit": DATA.audit_metrics,
    "explanation checks": DATA.explanation_checks,
    "explanations": DATA.faithfulness,
    "true drivers": DATA.drivers,
}
HASHED = (DATA.chronology, DATA.cohort, DATA.feature_matrices, DATA.registered)
CODE = ("src", "pipelines")


def main() -> None:
    """Log parameters, metrics, model and documents; write data/tracking/logged.json with the hashes of what was logged."""
    params = load_params()
    catalogue = load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue)
    hashes = {DATA.relative(path): (sha256_of_folder if path.is_dir() else sha256)(path) for path in (*LOGGED, *HASHED)}
    hashes |= {name: sha256_of_folder(Path(name)) for name in CODE}
    hashes["catalogue"] = read_json(DATA.registered / MANIFEST)["catalogue_sha256"]
    metrics = metrics_of(read_json(DATA.evaluation))
    metrics |= {name: read_json(path) for name, path in MEASURED.items()}
    run_id = log_run(
        params.track.experiment,
        flat(params.model_dump(mode="json")),
        metric_names(metrics),
        DATA.registered,
        catalogue,
        list(LOGGED),
        hashes,
        Path(),
    )
    write_json(DATA.tracked_hashes, hashes)
    print(f"run {run_id} of experiment {params.track.experiment}; look at it with: make ui")


if __name__ == "__main__":
    run(main)
