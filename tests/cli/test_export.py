"""`neglect-triage export` writes a page as a Word document, and replaces none that somebody may have worked on."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.erasure.contents import Raw, of_bytes
from neglect_triage.erasure.patterns import Ids
from neglect_triage.errors import BadInput
from tests.explain.small_run import page_of, small_content


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page_of(small_content(3)), encoding="utf-8")
    return path


def export(page: Path, out: Path) -> str:
    done = CliRunner().invoke(app, ["export", str(page), "--out", str(out)])
    if isinstance(done.exception, BadInput):
        raise done.exception
    return done.stdout


def test_it_writes_the_document_and_says_where(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept" / "page.docx"
    assert export(page, out) == f"written: {out}\n"
    assert docx.Document(str(out)).paragraphs[0].text.startswith("What the records held on ")
    assert export(page, out) == f"written: {out}\n"


def test_a_document_that_stands_there_is_never_replaced(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.docx"
    out.write_bytes(b"written by hand")
    with pytest.raises(BadInput, match="Another document stands"):
        export(page, out)
    assert out.read_bytes() == b"written by hand"


def test_another_kind_of_file_is_refused(page: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no Word document by its name"):
        export(page, tmp_path / "page.doc")


def test_the_search_for_an_erased_child_looks_into_documents(page: Path, tmp_path: Path) -> None:
    content, out = small_content(3), tmp_path / "page.docx"
    export(page, out)
    found = of_bytes(out.name, out.read_bytes(), Ids(frozenset({content["child_id"]}), frozenset(), frozenset()))
    assert any(content["child_id"].encode() in bytes(part.data) for part in found if isinstance(part, Raw))
