"""Documents of a made-up run, for the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.fairness.audit import audit_figures
from neglect_triage.governance.documents.blanks import Answer, load_organisation
from neglect_triage.governance.documents.content import Document
from neglect_triage.governance.documents.write import as_page, documents
from tests.explain.test_contact_page import text_of
from tests.fairness.made import made_rows
from tests.governance.run_facts import run_facts

BLANK: dict[str, Answer] = load_organisation(load_vocabulary().nouns, Path("absent.yaml"))


def made(name: str, organisation: dict[str, Answer] = BLANK, **facts: Any) -> Document:
    """A document of the run, some of whose facts are other."""
    return documents(run_facts(**facts), organisation, [name])[0]


@cache
def shown(name: str) -> str:
    """The text of a document's page."""
    return text_of(as_page(made(name)))


def text(name: str, organisation: dict[str, Answer] = BLANK, **facts: Any) -> str:
    """The text of the page of a document some of whose facts are other."""
    return text_of(as_page(made(name, organisation, **facts)))


@cache
def small_audit() -> dict[str, Any]:
    """What an audit says of made-up rows in which one group is flagged less often."""
    rows, groups = made_rows()
    male = groups["colour"]["red"]
    flagged = rows["flagged"] & (male | (rows.index % 3 == 0))
    groups = {"sex": {"male": male, "female": ~male}}
    figures = audit_figures(rows.assign(flagged=flagged), groups, {"sex": "male"}, draws=40, seed=1, pairs=False)
    return {"about": {"not_recorded": ["ethnicity"]}} | figures
