"""report: the index, contact pages, how well it works, the model curve by curve, and what was decided."""

from pathlib import Path
from typing import Any

import pandas as pd

from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.explain.decisions.definitions import load_decisions
from neglect_triage.explain.decisions.page import decisions_page
from neglect_triage.explain.decisions.second_look import second_look_page
from neglect_triage.explain.render import contact_page
from neglect_triage.fairness.report import fairness_page
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import atomic_folders, read_json, write_text
from neglect_triage.governance.documents.blanks import load_organisation, still_blank
from neglect_triage.governance.documents.content import points_of
from neglect_triage.params import Params, load_params
from neglect_triage.progress import steps
from neglect_triage.report.evaluation_page import evaluation_page, gather_evaluation
from neglect_triage.report.explanation_truth import gather_truth
from neglect_triage.report.index_page import index_page
from neglect_triage.report.method_page import method_page
from neglect_triage.report.model_page import model_page
from neglect_triage.report.model_summary import gather_account

REPORTS = Path("data/reports")


def main() -> None:
    """Write the pages of data/reports that other stages do not write."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    evaluation = gather_evaluation(Path("data"))
    synthetic = evaluation.synthetic
    contents = read_json(Path("data/explanations/pages.json"))
    with atomic_folders(Path("data/internal/report.partial"), [REPORTS / "contacts"]) as scratch:
        for content in steps(contents, "pages", len(contents)):
            write_text(scratch / "contacts" / content["file"], contact_page(content, vocabulary, synthetic))
    registered = Path("data/models/registered")
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    curves, of_model = pd.read_parquet(registered / "curves.parquet"), read_json(registered / "curves.json")
    account = gather_account(Path("data/models"))
    write_text(REPORTS / "model.html", model_page(curves, of_model, account, catalogue, vocabulary, synthetic))
    write_text(REPORTS / "evaluation.html", evaluation_page(evaluation, vocabulary))
    write_text(
        REPORTS / "fairness.html", fairness_page(read_json(Path("data/audit/audit.json")), catalogue, vocabulary, synthetic)
    )
    write_decisions(contents, params, vocabulary, synthetic)
    write_text(REPORTS / "method.html", method_page(gather_truth(Path("data")), params, vocabulary, synthetic))
    points = pd.read_parquet("data/cohort/points.parquet").query("period == 'test'")
    blanks = len(still_blank(load_organisation()))
    not_for = points_of("model_card", "not-for")
    first = index_page(evaluation.evaluation, contents, points, vocabulary, synthetic, blanks, not_for)
    write_text(REPORTS / "index.html", first)


def write_decisions(contents: list[dict[str, Any]], params: Params, vocabulary: Vocabulary, synthetic: bool) -> None:
    """Write the pages of the decision audit: its figures, and the contacts for a second look."""
    figures = read_json(Path("data/explanations/decisions.json"))
    lists = read_json(Path("data/explanations/second_look.json"))
    definitions = load_decisions(vocabulary)
    files = {content["point_id"]: content["file"] for content in contents}
    due_after = params.cohort.rule_contacts
    write_text(REPORTS / "decisions.html", decisions_page(figures, definitions, vocabulary, synthetic, due_after))
    again = second_look_page(lists, definitions, files, vocabulary, synthetic, figures.get("note", ""))
    write_text(REPORTS / "second_look.html", again)


if __name__ == "__main__":
    run(main)
