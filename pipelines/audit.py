"""audit: for whom the model is wrong more often, and further analyses. Only audit and study read protected data."""

from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.fairness.audit import audit_run, metrics_of
from neglect_triage.fairness.characteristics import read_characteristics
from neglect_triage.fairness.further_analyses import further_analyses
from neglect_triage.fairness.gap_changes import Grouped
from neglect_triage.fairness.groups import groups_of_points, part_of
from neglect_triage.fairness.summary import names_of, summary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, write_json
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.evaluation.scores import MODEL, with_scores
from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.study import headline
from neglect_triage.params import load_params

AUDIT = Path("data/audit")


def main() -> None:
    """Write data/audit and print what must be said first."""
    params = load_params()
    settings, vocabulary = params.audit, load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points = pd.read_parquet("data/cohort/points.parquet")
    used = ~points["period"].isin(["none", WORKED_EXAMPLE])
    features = pd.read_parquet(f"data/features/{params.train.view}.parquet")[used.to_numpy()].reset_index(drop=True)
    points = points[used].reset_index(drop=True)
    tables = ("children", "events", "event_codes")
    chronology = {name: read_table(name, Path("data/chronology") / f"{name}.parquet") for name in tables}
    groups = groups_of_points(points, read_characteristics(Path("data/protected")), chronology)
    scores = {name: pd.read_parquet(f"data/models/{name}.parquet") for name in ("scores", "comparators")}
    test = with_scores(points, scores["scores"], scores["comparators"], params.train.view)
    of_model = points["point_id"].map(test.set_index("point_id")[MODEL])
    told = in_period(points, "test") & headline(points)
    intervals = read_json(Path("data/cohort/families.json"))["intervals_estimable"]
    with threadpool_limits(1):
        rows = test[test["point_id"].isin(points.loc[told, "point_id"])].reset_index(drop=True)
        audit = audit_run(rows, part_of(groups, told), settings, intervals)
        kept = {name: groups[name] for name in audit["groups"]}
        drawn = draw_families(rows["family"].to_numpy(), settings.draws if intervals else 0, settings.seed)
        all_points = Grouped(points.assign(**{MODEL: of_model}), kept, audit["references"], drawn)
        audit |= further_analyses(all_points, features, settings.capacity, catalogue, params.train, settings.seed)
    write_json(AUDIT / "audit.json", audit)
    write_json(AUDIT / "metrics.json", metrics_of(audit))
    print("\n".join(summary(audit, names_of(vocabulary))))


if __name__ == "__main__":
    run(main)
