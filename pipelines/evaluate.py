"""evaluate: what the scores are worth on the test points, with intervals, plots, and the alarm for a suspected leak."""

from threadpoolctl import threadpool_limits

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.files import atomic_folders, read_json, read_run_table, write_json
from neglect_triage.models.evaluation.plots import write_plots
from neglect_triage.models.evaluation.scores import with_scores
from neglect_triage.models.evaluation.summary import evaluate_run, not_estimable, note_of
from neglect_triage.params import load_params
from neglect_triage.paths import DATA


def main() -> None:
    """Write data/evaluation and print what must be said first."""
    params = load_params()
    points = read_run_table(DATA.points)
    scores = read_run_table(DATA.scores)
    comparators = read_run_table(DATA.comparators)
    estimable = read_json(DATA.families)["intervals_estimable"]
    synthetic = read_json(DATA.about)["synthetic"]
    test = with_scores(points, scores, comparators, params.train.view)
    children = read_table("children", DATA.children)
    vocabulary = load_vocabulary(params.source.vocabulary)
    absent = not_estimable(test, params.train.way, vocabulary.nouns)
    with threadpool_limits(1):
        evaluation = evaluate_run(test, points, children, params.evaluate, estimable, absent, params.audit.capacity)
    write_json(DATA.evaluation, evaluation)
    headline = test[test["stratum"].isin(evaluation["headline"])]
    note = note_of(headline, evaluation["headline"], synthetic, vocabulary.nouns.families)
    with atomic_folders(DATA.scratch("evaluate"), [DATA.plots]) as scratch:
        write_plots(headline, evaluation["details"], note, scratch / DATA.plots.name)
    print("\n".join(evaluation["summary"]))


if __name__ == "__main__":
    run(main)
