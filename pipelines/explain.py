"""explain: what each indicator added at each test point, what the chosen contact pages say, and the audit of decisions."""

from dataclasses import replace

from neglect_triage.errors import run
from neglect_triage.explain.attribution import attribute, attribute_by_others, checks
from neglect_triage.explain.decisions.agenda import agenda
from neglect_triage.explain.decisions.audit import audit_decisions
from neglect_triage.explain.run import contents, load_run, pages_to_write
from neglect_triage.files import read_json, read_run_table, write_frame, write_json
from neglect_triage.models.bands import ATTENTION
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.progress import steps

SHAP_SAMPLE = 500


def main() -> None:
    """Write attributions.parquet, pages.json and checks.json; and the audit of decisions."""
    params = load_params()
    made = load_run(DATA, params)
    models = DATA.fold_models(params.train.view)
    features = read_run_table(DATA.features(params.train.view))
    attributions = attribute(made.points, features, made.catalogue, models)
    in_band = made.points[(made.points["standing"] == ATTENTION).to_numpy()]
    others = attribute_by_others(in_band, features, made.catalogue, models)
    made = replace(made, others=others)
    chosen = pages_to_write(made)
    pages = list(steps(contents(made, attributions, chosen), f"{made.vocabulary.nouns.point} pages", len(chosen)))
    checked = checks(attributions, made.points, features, made.catalogue, models, sample=SHAP_SAMPLE, seed=params.explain.seed)
    write_frame(attributions, DATA.attributions)
    write_frame(others, DATA.attributions_by_others)
    write_json(DATA.page_contents, pages)
    basis = made.chronology["events"]["known_basis"].value_counts()
    checked |= {f"records_{word}": int(count) for word, count in basis.items()} | {"pages": len(pages)}
    write_json(DATA.explanation_checks, checked)

    cohort, estimable = read_run_table(DATA.points), read_json(DATA.families)["intervals_estimable"]
    rows, figures, second_look = audit_decisions(cohort, made.chronology, made.vocabulary, params, estimable)
    write_frame(rows, DATA.decision_lines)
    write_json(DATA.decision_figures, figures)
    write_json(DATA.second_look, second_look)
    for_meeting = {entry["point_id"] for entry in agenda(second_look, params.explain.seed)} - {page["point_id"] for page in pages}
    write_json(DATA.agenda_contents, list(contents(made, attributions, made.points[made.points["point_id"].isin(for_meeting)])))


if __name__ == "__main__":
    run(main)
