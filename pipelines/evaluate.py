"""evaluate: what the scores are worth on the test points, with intervals, plots, and the alarm for a suspected leak."""

from pathlib import Path

import pandas as pd

from neglect_triage.errors import run
from neglect_triage.files import read_json, write_json
from neglect_triage.models import plots
from neglect_triage.models.evaluation import calibration_table, with_scores
from neglect_triage.models.summary import evaluate_run, metrics_of, note_of
from neglect_triage.params import load_params

EVALUATION = Path("data/evaluation")


def main() -> None:
    """Write data/evaluation and print what must be said first."""
    params = load_params()
    points = pd.read_parquet("data/cohort/points.parquet")
    scores = pd.read_parquet("data/models/scores.parquet")
    comparators = pd.read_parquet("data/models/comparators.parquet")
    estimable = read_json(Path("data/cohort/families.json"))["intervals_estimable"]
    synthetic = read_json(Path("data/chronology/about.json"))["synthetic"]
    test = with_scores(points, scores, comparators, params.train.view)
    evaluation = evaluate_run(test, points, params.evaluate, estimable)
    write_json(EVALUATION / "evaluation.json", evaluation)
    write_json(EVALUATION / "metrics.json", metrics_of(evaluation))
    rows = test[test["stratum"].isin(evaluation["headline"])]
    draw_plots(rows, note_of(rows, evaluation["headline"], synthetic))
    print("\n".join(evaluation["summary"]))


def draw_plots(test: pd.DataFrame, note: str) -> None:
    """Draw the headline strata together."""
    folder = EVALUATION / "plots"
    plots.save(plots.roc(test, note), folder / "roc.svg")
    plots.save(plots.precision_recall(test, note), folder / "precision_recall.svg")
    plots.save(plots.calibration(calibration_table(test, test["probability"]), note), folder / "calibration.svg")
    plots.save(plots.capacity(test, note), folder / "capacity.svg")


if __name__ == "__main__":
    run(main)
