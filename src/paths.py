"""Every file and folder that a project reads or writes below its data folder: the only place that names them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class _Place:
    """A path relative to the data folder; read from a `DataFolder`, it is a path below the folder's root."""

    def __init__(self, relative: str) -> None:
        self.relative = relative

    def __get__(self, data: DataFolder, owner: type[DataFolder]) -> Path:
        return data.root / self.relative


@dataclass(frozen=True)
class DataFolder:
    """The data folder of a project, by default `data` in the folder where a command is run.

    A scratch folder whose subfolders will replace those of the data folder is laid out in the same way.
    """

    root: Path = Path("data")

    dictionary = _Place("README.md")
    headline = _Place("metrics.json")
    raw = _Place("raw")
    internal = _Place("internal")
    matching = _Place("internal/matching.yaml")
    data_docs = _Place("internal/data_docs")
    data_docs_of_features = _Place("internal/data_docs_of_features")
    monitoring = _Place("internal/monitoring")
    release_ledger = _Place("internal/releases.jsonl")
    accounts = _Place("internal/accounts.json")
    drafts = _Place("internal/drafts")

    chronology = _Place("chronology")
    events = _Place("chronology/events.parquet")
    children = _Place("chronology/children.parquet")
    coverage = _Place("chronology/coverage.parquet")
    about = _Place("chronology/about.json")
    worked_examples = _Place("chronology/worked_examples.json")
    protected = _Place("protected")
    quarantine = _Place("quarantine")
    quarantined_rows = _Place("quarantine/quarantine.parquet")
    places = _Place("quarantine/places.parquet")
    truth = _Place("truth")
    quality_checks = _Place("quality/checks.json")

    strategy = _Place("strategy")
    strategy_figures = _Place("strategy/strategy.json")
    strategy_table = _Place("strategy/measures.csv")
    strategy_of_children = _Place("strategy/children.parquet")

    cohort = _Place("cohort")
    points = _Place("cohort/points.parquet")
    flow = _Place("cohort/flow.json")
    families = _Place("cohort/families.json")
    feature_matrices = _Place("features")
    design_checks = _Place("design/checks.json")

    models = _Place("models")
    registered = _Place("models/registered")
    scores = _Place("models/scores.parquet")
    comparators = _Place("models/comparators.parquet")
    relative_rates = _Place("models/relative_rates.json")
    tuning = _Place("models/tuning.json")
    bands = _Place("models/bands.json")
    model_checks = _Place("models/checks.json")

    evaluation = _Place("evaluation/evaluation.json")
    plots = _Place("evaluation/plots")
    audit = _Place("audit/audit.json")
    strategy_by_group = _Place("audit/strategy.json")
    sensitivity = _Place("sensitivity/sensitivity.json")

    attributions = _Place("explanations/attributions.parquet")
    attributions_by_others = _Place("explanations/other_folds.parquet")
    page_contents = _Place("explanations/pages.json")
    explanation_checks = _Place("explanations/checks.json")
    faithfulness = _Place("explanations/faithfulness.json")
    decision_lines = _Place("explanations/decisions.parquet")
    decision_figures = _Place("explanations/decisions.json")
    second_look = _Place("explanations/second_look.json")
    agenda_contents = _Place("explanations/agenda.json")

    reports = _Place("reports")
    contact_pages = _Place("reports/contacts")
    contact_pages_asked_for = _Place("reports/contacts_asked_for")
    contact_pages_of_all = _Place("reports/contacts_all")
    quality_figures = _Place("reports/quality.json")
    feature_figures = _Place("reports/features.json")
    world_figures = _Place("reports/world.json")
    drivers = _Place("reports/drivers.json")
    label_bias = _Place("reports/label_bias.json")
    records_by_group = _Place("reports/records_by_group.json")
    recorded_and_true = _Place("reports/recorded_and_true.json")

    applied = _Place("applied")
    applied_log = _Place("applied/log.jsonl")

    tracked_hashes = _Place("tracking/logged.json")
    approvals = _Place("governance/approvals.jsonl")
    decision_log = _Place("review/decision_log.jsonl")
    audit_sample = _Place("review/sample")
    samples = _Place("review/samples.jsonl")
    views = _Place("review/views.jsonl")
    release = _Place("release")

    def scratch(self, stage: str) -> Path:
        """Return the folder in which a stage writes its outputs before they replace the earlier ones."""
        return self.internal / f"{stage}.partial"

    def table(self, name: str) -> Path:
        """Return the file of a canonical table; protected characteristics are kept in a folder of their own."""
        folder = self.protected if name == "protected" else self.chronology
        return folder / f"{name}.parquet"

    def truth_table(self, name: str) -> Path:
        """Return the file of a table of a simulated world's truth."""
        return self.truth / f"{name}.parquet"

    def features(self, view: str) -> Path:
        """Return the feature matrix of a view."""
        return self.feature_matrices / f"{view}.parquet"

    def fold_models(self, view: str) -> Path:
        """Return the folder of the models of the family folds in a view."""
        return self.models / view

    def agenda(self, meeting: int) -> Path:
        """Return the workbook of a meeting that looks again at contacts."""
        return self.root / "review" / f"agenda_{meeting}.xlsx"

    def page(self, name: str) -> Path:
        """Return a page of the report."""
        return self.reports / f"{name}.html"

    def relative(self, path: Path) -> str:
        """Return a path below the root as text, relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()


DATA = DataFolder()
