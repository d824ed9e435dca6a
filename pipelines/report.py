"""report: the index, a page for each chosen contact, how well it works, the model card, and the model curve by curve."""

from pathlib import Path

import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.explain.report import banner, contact_page, listed, worked
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import atomic_folders, read_json, write_text
from neglect_triage.governance.evaluation_page import evaluation_page, gather_evaluation
from neglect_triage.governance.model_account import gather_account
from neglect_triage.governance.model_card import OUT_OF_SCOPE, card, gather
from neglect_triage.governance.model_page import model_page
from neglect_triage.pages.render import page
from neglect_triage.params import load_params
from neglect_triage.progress import steps

REPORTS = Path("data/reports")


def main() -> None:
    """Write data/reports/index.html, contacts/<point>.html, evaluation.html, model_card.html and model.html."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    facts = gather(Path("data"))
    synthetic = facts.about["synthetic"]
    contents = read_json(Path("data/explanations/pages.json"))
    with atomic_folders(Path("data/internal/report.partial"), [REPORTS / "contacts"]) as scratch:
        for content in steps(contents, "pages", len(contents)):
            write_text(scratch / "contacts" / content["file"], contact_page(content, vocabulary, synthetic))
    registered = Path("data/models/registered")
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    curves, of_model = pd.read_parquet(registered / "curves.parquet"), read_json(registered / "curves.json")
    account = gather_account(Path("data/models"))
    write_text(REPORTS / "model.html", model_page(curves, of_model, account, catalogue, vocabulary, synthetic))
    write_text(REPORTS / "evaluation.html", evaluation_page(gather_evaluation(Path("data")), vocabulary))
    write_text(REPORTS / "model_card.html", page("model_card.html", **card(facts, params, vocabulary)))
    index = page(
        "index.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, synthetic),
        home="",
        headline=facts.evaluation["summary"],
        out_of_scope=OUT_OF_SCOPE,
        examples=worked(contents),
        pages=listed(contents),
    )
    write_text(REPORTS / "index.html", index)


if __name__ == "__main__":
    run(main)
