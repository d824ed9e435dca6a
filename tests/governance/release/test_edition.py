"""The pages of the release edition: marked as such, without links to what stays inside, withheld where too little is left."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from neglect_triage.chronology.declared import WITHHELD
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.disclosure.earlier import Published
from neglect_triage.disclosure.rounding import HIDDEN
from neglect_triage.files import read_json
from neglect_triage.governance.documents.facts import RunFacts
from neglect_triage.governance.release.controlled_run import Controlled
from neglect_triage.governance.release.edition import UNDECLARED, attack_sentence, release_pages, stays_inside, write_release
from neglect_triage.pages.render import INTERNAL, RELEASE, edition, page
from neglect_triage.pages.tables import Table
from tests.explain.decisions.small_audit import drawn_lines, figures_of
from tests.governance.documents.made import BLANK
from tests.governance.evaluation_facts import small_found
from tests.governance.run_facts import run_facts

DONE = {"rows": {"numbers": 3, "hidden": 1, "rounded": 2, "withheld": 0}}


def facts() -> RunFacts:
    found = small_found()
    return replace(
        run_facts(), evaluation=found.evaluation, sensitivity=found.sensitivity, design=found.checks,
        decisions=figures_of(drawn_lines(700)) | {"period": ["January 2021", "December 2021"]},
    )  # fmt: skip


def test_every_page_is_marked_and_links_to_nothing_that_stays_inside() -> None:
    built, withheld = release_pages(facts(), BLANK)
    assert withheld == {}
    assert {"model_card.html", "model_card.md", "evaluation.html", "decisions.html"} <= set(built)
    for name, text in built.items():
        if isinstance(text, str) and name.endswith(".html"):
            assert RELEASE["says"] in text
            assert INTERNAL["says"] not in text
        linked = set(re.findall(r'href="([a-z_]+\.html)|\]\(([a-z_]+\.html)', str(text)))
        assert not {one or other for one, other in linked} - set(built) - {"index.html"}, name


def test_pictures_that_are_drawn_contact_by_contact_are_not_in_it() -> None:
    text = str(release_pages(facts(), BLANK)[0]["evaluation.html"])
    assert "What followed against what was stated" in text
    assert "ROC curves" not in text


def test_a_page_that_needs_a_hidden_number_is_withheld_and_says_why() -> None:
    made = facts()
    counts = {**made.evaluation["details"]["counts"], "positives": HIDDEN}
    details = {**made.evaluation["details"], "counts": counts}
    built, withheld = release_pages(replace(made, evaluation={**made.evaluation, "details": details}), BLANK)
    assert "evaluation.html" not in built
    assert "too few" in withheld["evaluation.html"]
    assert "decisions.html" in built


def test_the_first_page_says_what_was_done(tmp_path: Path) -> None:
    run = Controlled(facts(), DONE, {"hidden": 12, "narrowest": 18, "earlier": 0}, Published({}, {}))
    write_release(tmp_path, {"model_card.html": "<h1>Model card</h1>"}, run, {"fairness.html": "too few"})
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Of 12 hidden counts, none can be worked out: what each may be spans 18 at the least." in text
    assert RELEASE["says"] in text
    assert '<a href="model_card.html">Model card</a>' in text
    assert read_json(tmp_path / "release.json")["absent"]["fairness.html"] == "too few"


def test_an_attack_that_found_nothing_to_attack_says_so() -> None:
    assert "No count is hidden" in attack_sentence({"hidden": 0, "narrowest": None, "earlier": 0})
    assert "no upper end" in attack_sentence({"hidden": 2, "narrowest": None, "earlier": 0})


def test_an_attack_with_earlier_releases_says_what_the_attacker_knew() -> None:
    sentence = attack_sentence({"hidden": 2, "narrowest": 4, "earlier": 3})
    assert "also had the 3 earlier releases of the ledger, and knew the change of each count" in sentence


def test_pages_are_of_the_internal_edition_again_afterwards() -> None:
    with edition(RELEASE):
        assert RELEASE["says"] in _some_page()
    assert INTERNAL["says"] in _some_page()


def _some_page() -> str:
    return page(
        "release.html",
        words=load_vocabulary().nouns,
        synthetic="",
        home="",
        pages={},
        done=Table("Done", ["Part"], []),
        attack="",
        absent={},
    )


def test_an_area_that_the_vocabulary_does_not_list_is_withheld_and_one_that_it_lists_is_shown() -> None:
    made = facts()
    rows = [row for group in made.decisions["groups"] if group["by"] == "area" for row in group["groups"]]
    assert rows
    rows[0]["name"] = "Quellmere"
    built, withheld = release_pages(made, BLANK)
    assert WITHHELD in str(built["decisions.html"])
    assert "Quellmere" not in str(built["decisions.html"])
    assert "in decisions.html" in withheld[UNDECLARED]
    areas = {**made.vocabulary.words["area"], "Quellmere": ""}
    vocabulary = made.vocabulary.model_copy(update={"words": {**made.vocabulary.words, "area": areas}})
    built, withheld = release_pages(replace(made, vocabulary=vocabulary), BLANK)
    assert WITHHELD not in str(built["decisions.html"])
    assert withheld == {}


def test_what_stays_inside_is_said_in_the_projects_words() -> None:
    words = load_vocabulary()
    nouns = words.nouns.model_copy(update={"point": "visit", "points": "visits", "families": "clients"})
    text = str(stays_inside(words.model_copy(update={"nouns": nouns}), {"words": "why"}))
    assert all(words in text for words in ("visit pages", "few clients", "'words': 'why'"))
    assert not any(word in text for word in ("contact", "famil"))
