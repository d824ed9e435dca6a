"""Every document of a run, written as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...explain.render import banner
from ...files import write_json, write_text
from ...pages.render import page
from .as_json import as_json, metadata
from .as_markdown import as_markdown
from .blanks import Organisation
from .content import Document, filled
from .evidence import evidence_of
from .facts import RunFacts

CARD = "model_card"
NAMES = (CARD, "datasheet", "atrs", "tripod_ai", "impact")


def documents(facts: RunFacts, organisation: Organisation, names: Sequence[str] = NAMES) -> list[Document]:
    """Return the documents of a run, filled."""
    synthetic, evidence = banner(facts.vocabulary, facts.about["synthetic"]), evidence_of(facts)
    return [filled(name, evidence, organisation, synthetic) for name in names]


def write_documents(facts: RunFacts, organisation: Organisation, folder: Path) -> None:
    """Write each document as a page, and the model card as Markdown and JSON too."""
    for document in documents(facts, organisation):
        write_text(folder / f"{document.name}.html", as_page(document))
        if document.name == CARD:
            write_text(folder / f"{CARD}.md", as_markdown(document, metadata(document, facts)))
            write_json(folder / f"{CARD}.json", as_json(document, facts))


def as_page(document: Document) -> str:
    """Return the HTML of a document."""
    return page("document.html", document=document, synthetic=document.synthetic, home="index.html")
