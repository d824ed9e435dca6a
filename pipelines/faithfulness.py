"""faithfulness: whether the explanations are faithful to the model, measured on points chosen at random."""

from neglect_triage.errors import run
from neglect_triage.explain.attribution import compare_with_interventional
from neglect_triage.explain.faithfulness.study import faithfulness
from neglect_triage.explain.run import load_run
from neglect_triage.explain.selection import choose
from neglect_triage.files import read_run_table, write_json
from neglect_triage.models.crossfit import in_period
from neglect_triage.params import load_params
from neglect_triage.paths import DATA


def main() -> None:
    """Write data/explanations/faithfulness.json."""
    params = load_params()
    made = load_run(DATA, params)
    models = DATA.fold_models(params.train.view)
    attributions = read_run_table(DATA.attributions)
    points = read_run_table(DATA.points)
    features = read_run_table(DATA.features(params.train.view))
    chosen = choose(made.points[in_period(made.points, "test")], params.explain.checked, params.explain.seed)
    found = faithfulness(made, attributions, features, points, chosen, models)
    comparison = compare_with_interventional(chosen, features, made.catalogue, models, params.explain.seed)
    found |= {"two_ways_of_attribution": comparison}
    write_json(DATA.faithfulness, found)


if __name__ == "__main__":
    run(main)
