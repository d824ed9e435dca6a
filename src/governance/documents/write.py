"""Every document of a run, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
Files = dict[str, str | dict[str, Any]]
"""Pages as HTML or Markdown, and data, by file name."""
NAMES = ("board", CARD, "datasheet", "atrs", "tripod_ai", "probast_ai", "impact")


def documents(facts: RunFacts, organisation: Organisation, names: Sequence[str] = NAMES) -> list[Document]:
    """Return the documents of a run, filled."""
    synthetic, evidence = banner(facts.vocabulary, facts.about["synthetic"]), evidence_of(facts, organisation)
    return [filled(name, evidence, organisation, synthetic) for name in names]


def write_documents(facts: RunFacts, organisation: Organisation, folder: Path) -> None:
    """Write each document as a page, and the model card as Markdown and JSON too."""
    for document in documents(facts, organisation):
        write_text(folder / f"{document.name}.html", as_page(document))
        if document.name == CARD:
            write_files(folder, card_files(document, facts))


def card_files(card: Document, facts: RunFacts) -> Files:
    """Return the model card as Markdown and JSON, by file name."""
    return {f"{CARD}.md": as_markdown(card, metadata(card, facts)), f"{CARD}.json": as_json(card, facts)}


def write_files(folder: Path, files: Files) -> None:
    """Write files by name: text as it is, data as JSON."""
    for name, content in files.items():
        if isinstance(content, str):
            write_text(folder / name, content)
        else:
            write_json(folder / name, content)


def as_page(document: Document) -> str:
    """Return the HTML of a document."""
    return page("document.html", document=document, synthetic=document.synthetic, home="index.html")
