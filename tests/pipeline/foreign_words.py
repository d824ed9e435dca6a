"""Words of the neglect vocabulary and of children's services, which no output of another field may hold."""

from __future__ import annotations

import html
import re
from pathlib import Path

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


def words_printed(printed: str) -> list[str]:
    """Return the words of children's services in what stages printed."""
    return [hit.group() for hit in OF_CHILDREN.finditer(OWN_NAMES.sub("", printed))]


def words_on_pages(reports: Path) -> dict[str, list[str]]:
    """Return the words of children's services in the pages and documents of a folder, with their surroundings, by file."""
    pages = [path for path in sorted(reports.rglob("*")) if path.suffix in (".html", ".md", ".json")]
    assert len(pages) > 15
    return {path.name: words for path in pages if (words := _words_of_children(path))}


def _words_of_children(path: Path) -> list[str]:
    text = HARMLESS.sub("", text_of(path))
    text = OWN_NAMES.sub("", text) if path.stem in WITH_OWN_NAMES else text
    return [text[max(0, hit.start() - 40) : hit.end() + 20] for hit in OF_CHILDREN.finditer(text)]


def text_of(path: Path) -> str:
    text = re.sub(r'#[a-z-]+\)|<a id="[a-z-]+">', "", path.read_text(encoding="utf-8"))  # places that links of Markdown lead to
    if path.suffix == ".html":
        text = re.sub(r"<(style|script|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text)
