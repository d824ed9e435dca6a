"""The files of documents: a page each, the model card as Markdown and JSON too, the same bytes each time."""

from __future__ import annotations

import json
from pathlib import Path

from neglect_triage.governance.documents.write import NAMES, as_page, documents, write_documents
from tests.governance.documents.made import BLANK
from tests.governance.run_facts import run_facts


def written(folder: Path) -> dict[str, bytes]:
    write_documents(run_facts(), BLANK, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_document_is_a_page_and_the_model_card_alone_has_other_forms(tmp_path: Path) -> None:
    assert set(written(tmp_path)) == {f"{name}.html" for name in NAMES} | {"model_card.md", "model_card.json"}


def test_each_page_holds_its_own_document(tmp_path: Path) -> None:
    files = written(tmp_path)
    for document in documents(run_facts(), BLANK):
        assert files[f"{document.name}.html"].decode() == as_page(document)


def test_the_other_forms_of_the_card_say_the_same_as_its_page(tmp_path: Path) -> None:
    files = written(tmp_path)
    card = documents(run_facts(), BLANK, ["model_card"])[0]
    markdown = files["model_card.md"].decode()
    assert markdown.startswith("---\n")
    assert f"# {card.title}\n\n**{card.synthetic}**" in markdown
    assert all(f"## {section.title} " in markdown for section in card.sections)
    content = json.loads(files["model_card.json"])
    assert content["model_details"]["overview"].startswith(card.synthetic)
    assert content["considerations"]["limitations"]


def test_the_same_bytes_come_out_each_time(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert written(tmp_path / "one") == written(tmp_path / "two")
