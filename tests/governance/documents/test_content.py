"""Texts of documents are data: filled from the run, parts left out by what holds, blanks marked and listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.fairness.characteristics import PROTECTED
from neglect_triage.governance.documents.as_markdown import as_markdown
from neglect_triage.governance.documents.blanks import Answer, Governance, load_organisation, still_blank
from neglect_triage.governance.documents.evidence import figures
from neglect_triage.governance.documents.tables import tables_of
from neglect_triage.governance.documents.write import NAMES, as_page
from neglect_triage.params import Way
from tests.explain.test_contact_page import text_of
from tests.governance.documents.made import BLANK, made, shown, text
from tests.governance.run_facts import run_facts
from tests.models.sensitivity.test_ages import WITH_AGE
from tests.models.worlds import CATALOGUE as WITHOUT_AGE

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", NAMES)
def test_every_document_can_be_filled_for_simulated_and_real_records_and_says_which(name: str) -> None:
    assert "SYNTHETIC DATA" in shown(name)
    real = made(name, about=run_facts().about | {"synthetic": False})
    assert "SYNTHETIC DATA" not in text_of(as_page(real))
    for page in (shown(name), text_of(as_page(real))):
        assert not set("{}[]`") & set(page)


@pytest.mark.parametrize(("way", "kind"), [("logistic", "Logistic regression"), ("ebm", "Explainable boosting machine")])
def test_documents_name_the_way_in_which_the_model_was_fitted(way: Way, kind: str) -> None:
    params = run_facts().params
    other = params.model_copy(update={"train": params.train.model_copy(update={"way": way})})
    for name in ("model_card", "atrs", "tripod_ai"):
        page = text(name, params=other)
        assert kind.lower() in page.lower()
        assert "Gradient-boosted" not in page
        assert "Boosted trees of depth" not in page


@pytest.mark.parametrize("name", NAMES)
def test_what_is_blank_is_marked_where_it_stands_and_listed_at_the_top(name: str) -> None:
    document, page = made(name), shown(name)
    top, rest = page.split(document.sections[0].title, 1)
    assert document.open
    waiting = "1 entry waits" if len(document.open) == 1 else f"{len(document.open)} entries wait"
    assert f"This document is incomplete. {waiting}" in top
    for answer in document.open:
        assert f"{answer.asks}: {answer.who}" in top
        assert f"{answer.asks} To be filled in by the {answer.who}" in rest
    marked = {answer.key for part in document.parts for answer in part.blanks if not answer.given}
    assert {answer.key for answer in document.open} == marked
    assert as_markdown(document).count("**to be filled in**") == rest.count("To be filled in")


def test_a_document_whose_entries_are_filled_in_is_not_called_incomplete() -> None:
    full = {key: Answer(key, answer.asks, answer.who, f"Answer on {key}.") for key, answer in BLANK.items()}
    for name in NAMES:
        page = text_of(as_page(made(name, full)))
        assert "incomplete" not in page
        assert "To be filled in" not in page
        assert all(f"Answer on {answer.key}." in page for part in made(name).parts for answer in part.blanks)


def test_every_entry_of_governance_yaml_stands_in_some_document() -> None:
    used = {answer.key for name in NAMES for part in made(name).parts for answer in part.blanks}
    assert used == set(Governance.model_fields)


def test_the_projects_file_holds_every_entry_as_a_blank_and_says_who_fills_it_in() -> None:
    text = (ROOT / "governance.yaml").read_text(encoding="utf-8")
    assert len(still_blank(load_organisation(load_vocabulary().nouns, ROOT / "governance.yaml"))) == len(Governance.model_fields)
    who = ""
    for line in text.splitlines():
        who = line.removeprefix("# Filled in by the ").rstrip(":") if line.startswith("# Filled in") else who
        if ": null" in line:
            key, asks = line.split(": null")[0], line.split("# ")[1]
            assert (BLANK[key].asks, BLANK[key].who) == (asks, who)
    assert text.count(": null") == len(Governance.model_fields)


def test_without_the_file_everything_is_blank_and_the_example_has_its_own() -> None:
    assert len(still_blank(BLANK)) == len(Governance.model_fields)
    assert load_organisation(load_vocabulary().nouns, ROOT / "examples/oulad/governance.yaml") == BLANK


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ownr: team", 'ownr: there is no such key (nearest valid key: "owner")'),
        ("contact_email: ask us", "contact_email: String should match pattern"),
        ("dpia_date: soon", "dpia_date: Input should be a valid date"),
        ("website: example", "website: String should match pattern"),
        ("owner: ' '", "owner: String should have at least 1 character"),
    ],
)
def test_a_wrong_entry_is_named_with_its_key(line: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "governance.yaml").write_text(line)
    with pytest.raises(BadInput) as error:
        load_organisation(load_vocabulary().nouns, tmp_path / "governance.yaml")
    assert words in str(error.value)


def test_other_peoples_data_get_documents_without_the_law_of_another_field() -> None:
    page = run_facts().vocabulary.page.model_copy(update={"precedents": []})
    other = run_facts().vocabulary.model_copy(update={"page": page})
    words = text_of(as_page(made("impact", vocabulary=other)))
    assert "safeguarding of children" not in words
    assert "safeguarding of children" in shown("impact")


def test_only_what_the_records_hold_of_somebody_is_said_to_be_recorded() -> None:
    facts = run_facts(audit={"about": {"not_recorded": ["ethnicity", "special_needs", "age"]}})
    assert figures(facts)["protected_columns"] == "Sex, disability, deprivation quintile"
    (table,) = tables_of(facts)["characteristics"]
    rows = {row[0]: (row[1], row[2]) for row in table.rows}
    assert rows["Race"] == rows["Age"] == ("not recorded", "Not recorded, and not audited.")
    assert rows["Sex"][0] == rows["Disability"][0] == "recorded"
    assert "special educational needs" not in rows["Disability"][1]
    nobody = run_facts(audit={"about": {"not_recorded": list(PROTECTED)}})
    assert figures(nobody)["protected_columns"] == "None"


def test_age_is_called_a_feature_only_where_a_catalogue_measures_it() -> None:
    assert figures(run_facts(catalogue=WITH_AGE))["age_as_feature"] == "Age is the exception: it is a feature."
    assert figures(run_facts(catalogue=WITHOUT_AGE))["age_as_feature"] == "Age is no feature here either."
