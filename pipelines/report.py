"""report: the index, contact pages, how well it works, the model curve by curve, what was decided, and the headline."""

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.explain.decisions.definitions import load_decisions
from neglect_triage.explain.decisions.page import decisions_page
from neglect_triage.explain.decisions.second_look import second_look_page
from neglect_triage.explain.render import contact_page
from neglect_triage.fairness.page import fairness_page
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import atomic_folders, read_json, read_run_table, write_json, write_text
from neglect_triage.governance.documents.blanks import load_organisation, still_blank
from neglect_triage.governance.documents.content import points_of
from neglect_triage.models.evaluation.operating_points import operating_points
from neglect_triage.models.registered import CURVES, SUMMARY
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.progress import steps
from neglect_triage.report.evaluation_page import evaluation_page, gather_evaluation
from neglect_triage.report.explanation_truth import gather_truth
from neglect_triage.report.glossary import glossary_page
from neglect_triage.report.headline import as_it_may_leave, headline_of
from neglect_triage.report.index_page import index_page
from neglect_triage.report.method_page import method_page
from neglect_triage.report.model_page import model_page
from neglect_triage.report.model_summary import read_model_files
from neglect_triage.report.strategy_of_run import strategy_of_run


def main() -> None:
    """Write the pages of data/reports that other stages do not write, and data/metrics.json, which DVC compares."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary).for_horizon(params.cohort.horizon_days)
    evaluation = gather_evaluation(DATA)
    synthetic = evaluation.synthetic
    contents, for_meeting = read_json(DATA.page_contents), read_json(DATA.agenda_contents)
    written = [*contents, *for_meeting]
    with atomic_folders(DATA.scratch("report"), [DATA.contact_pages]) as scratch:
        for content in steps(written, "pages", len(written)):
            write_text(scratch / DATA.contact_pages.name / content["file"], contact_page(content, vocabulary, synthetic))
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    curves, of_model = read_run_table(DATA.registered / CURVES), read_json(DATA.registered / SUMMARY)
    model_files, capacities = read_model_files(DATA), operating_points(evaluation.evaluation)
    write_text(DATA.page("model"), model_page(curves, of_model, model_files, catalogue, vocabulary, synthetic))
    write_text(DATA.page("evaluation"), evaluation_page(evaluation, vocabulary))
    write_text(DATA.page("fairness"), fairness_page(read_json(DATA.audit), catalogue, vocabulary, synthetic, capacities))
    definitions, decisions = load_decisions(vocabulary), read_json(DATA.decision_figures)
    due_after, files = params.cohort.rule_contacts, {content["point_id"]: content["file"] for content in written}
    write_text(DATA.page("decisions"), decisions_page(decisions, definitions, vocabulary, synthetic, due_after))
    listed, note, seed = read_json(DATA.second_look), decisions.get("note", ""), params.explain.seed
    write_text(DATA.page("second_look"), second_look_page(listed, definitions, files, vocabulary, synthetic, note, seed))
    write_text(DATA.page("method"), method_page(gather_truth(DATA), params, vocabulary, synthetic))
    write_text(DATA.page("strategy"), strategy_of_run(DATA, params.policy_changes, vocabulary, synthetic))
    write_text(DATA.page("glossary"), glossary_page(vocabulary, synthetic))
    points = read_run_table(DATA.points).query("period == 'test'")
    blanks, not_for = len(still_blank(load_organisation(vocabulary.nouns))), points_of("model_card", "not-for", vocabulary.nouns)
    index = index_page(evaluation.evaluation, contents, points, vocabulary, synthetic, blanks, not_for, params.train.way)
    write_text(DATA.page("index"), index)
    write_json(DATA.headline, as_it_may_leave(headline_of(DATA, vocabulary), evaluation.evaluation))


if __name__ == "__main__":
    run(main)
