"""What it costs to know late: AUC of the example's model when every record becomes known some days after it happened.

In this data recorded_date equals event_date in every row, so that late recording can only be tried on a copy with delays put
in. Run it here after `dvc repro`: `python late_knowledge.py`. The line "the day itself too" lets the model read records of the
day of the prediction, which the pipeline never does.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.triage import fit, margins
from neglect_triage.params import Train, load_params

TABLES = ("events", "event_codes", "children", "households", "coverage")


def main() -> None:
    """Print the AUC by prediction day: as it stands, with the day itself, and with all records known 7, 14, 30 days late."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    chronology = {name: read_table(name, Path("data/chronology") / f"{name}.parquet") for name in TABLES}
    points = pd.read_parquet("data/cohort/points.parquet")
    tomorrow = points.assign(as_of=points["as_of"] + pd.Timedelta(days=1))
    features = {
        "as it stands": compute_features(points, chronology, catalogue, vocabulary),
        "the day itself too": compute_features(tomorrow, chronology, catalogue, vocabulary),
    }
    for days in (7, 14, 30):
        late = chronology["events"].assign(known_date=chronology["events"]["known_date"] + pd.Timedelta(days=days))
        features[f"known {days} days late"] = compute_features(points, chronology | {"events": late}, catalogue, vocabulary)
    for name, table in features.items():
        print(f"{name:20}", areas(points, table, catalogue, params.train))


def areas(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, train: Train) -> dict[str, float]:
    """Return the AUC of each stratum by models that never saw the person."""
    found = np.full(len(points), np.nan)
    for fold in sorted(points["fold"].unique()):
        other = (points["fold"] != fold).to_numpy()
        seen, mine = other & in_period(points, "train"), ~other & in_period(points, "test")
        chosen = points[seen]
        model = fit(features[seen], chosen["label"].to_numpy(), chosen["family"].to_numpy(), catalogue, train)
        found[mine] = margins(model, features[mine], catalogue)
    test = points.assign(margin=found)[in_period(points, "test")]
    once = {str(name): part for name, part in test.groupby("stratum")}
    return {name: round(float(roc_auc_score(part["label"], part["margin"])), 3) for name, part in once.items()}


if __name__ == "__main__":
    main()
