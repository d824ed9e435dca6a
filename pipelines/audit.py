"""audit: for whom the model gets it wrong more often, and what stands beside that. It alone reads protected characteristics."""

import pandas as pd
from threadpoolctl import threadpool_limits

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.fairness.beside import beside
from neglect_triage.fairness.characteristics import read_characteristics
from neglect_triage.fairness.gaps import Grouped
from neglect_triage.fairness.groups import groups_of_points, part_of
from neglect_triage.fairness.page import words_of
from neglect_triage.fairness.run import audit_run, metrics_of
from neglect_triage.fairness.words import sentences
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, write_json
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.evaluation.scores import MODEL, with_scores
from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.study import headline
from neglect_triage.params import load_params
from neglect_triage.paths import DATA


def main() -> None:
    """Write data/audit and print what must be said first."""
    params = load_params()
    settings, vocabulary = params.audit, load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points = pd.read_parquet(DATA.points)
    used = ~points["period"].isin(["none", WORKED_EXAMPLE])
    features = pd.read_parquet(DATA.features(params.train.view))[used.to_numpy()].reset_index(drop=True)
    points = points[used].reset_index(drop=True)
    tables = ("children", "events", "event_codes")
    chronology = {name: read_table(name, DATA.table(name)) for name in tables}
    groups = groups_of_points(points, read_characteristics(DATA.protected), chronology)
    scores = {name: pd.read_parquet(path) for name, path in (("scores", DATA.scores), ("comparators", DATA.comparators))}
    test = with_scores(points, scores["scores"], scores["comparators"], params.train.view)
    of_model = points["point_id"].map(test.set_index("point_id")[MODEL])
    told = in_period(points, "test") & headline(points)
    intervals = read_json(DATA.families)["intervals_estimable"]
    with threadpool_limits(1):
        rows = test[test["point_id"].isin(points.loc[told, "point_id"])].reset_index(drop=True)
        audit = audit_run(rows, part_of(groups, told), settings, intervals)
        kept = {name: groups[name] for name in audit["groups"]}
        drawn = draw_families(rows["family"].to_numpy(), settings.draws if intervals else 0, settings.seed)
        all_points = Grouped(points.assign(**{MODEL: of_model}), kept, audit["references"], drawn)
        audit |= beside(all_points, features, settings.capacity, catalogue, params.train, settings.seed)
    write_json(DATA.audit, audit)
    write_json(DATA.audit_metrics, metrics_of(audit))
    print("\n".join(sentences(audit, words_of(vocabulary))))


if __name__ == "__main__":
    run(main)
