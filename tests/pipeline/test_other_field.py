"""A project of another field, through every stage: its pages and documents speak of its people, and not of children."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.once import made_once
from tests.pipeline.other_field import shop
from tests.pipeline.project import STAGES, run_here

OF_CHILDREN = re.compile(
    r"\b(child(ren|hood|'s)?|famil(y|ies)|parents?|carers?|care leavers?|brothers?|sisters?|siblings?|school\w*|police|midwi\w*|"
    r"safeguard\w*|mash|front door|contacts?|referral\w*|neglect(?!-triage)\w*|step-up|unborn|young people|social work\w*|"
    r"local authorit\w*|partnership view|hub view|was not brought|worr(y|ies))\b",
    re.IGNORECASE,
)
OWN_NAMES = re.compile(
    r"\b(children|households)(\.\w+)?\b|\bchild.id\b|a child of the table|families are on one side|"
    r"positive families per feature|positive families to test on|(partnership|hub) view",
    re.IGNORECASE,
)
"""Names of canonical tables, their columns, and methods and checks of the design, as in files and params."""
WITH_OWN_NAMES = ("quality", "sources")
HARMLESS = re.compile(r"civil partnership|Website and contact|Email address", re.IGNORECASE)


@pytest.fixture(scope="session")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project whose stages have run but for the last; what each printed is in printed.txt."""
    return made_once(tmp_path_factory, "shop", _run_all)


def _run_all(folder: Path) -> None:
    project, printed = shop(folder), []
    for stage in STAGES[:-1]:
        done = run_here(stage, project)
        assert done.code == 0, f"{stage}: {done.said}"
        printed.append(done.said)
    (project / "printed.txt").write_text("\n".join(printed), encoding="utf-8")


def test_every_stage_ends_well_and_prints_no_word_of_childrens_services(ended: Path) -> None:
    assert not OF_CHILDREN.findall(OWN_NAMES.sub("", (ended / "printed.txt").read_text(encoding="utf-8")))


def test_no_page_or_document_speaks_of_children(ended: Path) -> None:
    pages = [path for path in sorted((ended / "data/reports").rglob("*")) if path.suffix in (".html", ".md", ".json")]
    assert len(pages) > 15
    found = {path.name: words for path in pages if (words := _words_of_children(path))}
    assert found == {}


def test_pages_name_the_projects_people_and_no_name_in_braces_is_left(ended: Path) -> None:
    for name in ("evaluation", "model_card", "fairness", "impact", "index"):
        text = _text(ended / f"data/reports/{name}.html")
        assert "customer" in text, name
        assert not re.search(r"\{\w+\}", text), name


def _words_of_children(path: Path) -> list[str]:
    text = HARMLESS.sub("", _text(path))
    text = OWN_NAMES.sub("", text) if path.stem in WITH_OWN_NAMES else text
    return [text[max(0, hit.start() - 40) : hit.end() + 20] for hit in OF_CHILDREN.finditer(text)]


def _text(path: Path) -> str:
    text = re.sub(r'#[a-z-]+\)|<a id="[a-z-]+">', "", path.read_text(encoding="utf-8"))  # places that links of Markdown lead to
    if path.suffix == ".html":
        text = re.sub(r"<(style|script|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text)
