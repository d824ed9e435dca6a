"""Words of the neglect vocabulary, which no output of a project of another field may hold.

They are taken from the product's own vocabulary, so that a noun that is added there is looked for here.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from neglect_triage.chronology.vocabulary import load_vocabulary

SHORTEST = 3
LISTS = ("agency", "basis", "concern", "coverage_table", "household_kind", "scope")
# Words of everybody's English among those of the vocabulary: pages of any field may use these.
OF_ANY_FIELD = frozenset(Path(__file__).with_name("words_of_any_field.txt").read_text(encoding="utf-8").split())
BESIDE_THE_VOCABULARY = ("childhood", "midwives", "mash", "siblings", "unborn", "schools", "pupils", "was not brought")
OWN_NAMES = re.compile(
    r"neglect[-_]triage|\b(children|households)(\.\w+)?\b|\bchild[_ ]ids?\b|families are on one side|"
    r"positive families per feature|positive families to test on|(hub|partnership) view|number of prior contacts|"
    r",families,|--(contacts|family|child)\b|CONTACT_IDS|\bdata/\S+",
    re.IGNORECASE,
)
"""Names of the program, of canonical tables and columns, of options and files, and of checks and ways of scoring in JSON."""
HARMLESS = re.compile(r"civil partnership|Website and contact|Email address|special educational needs", re.IGNORECASE)
PAGES_THAT_NAME_TABLES = ("quality", "sources")


@cache
def of_children(allowed: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """Return what finds a word of the neglect vocabulary: nouns, kinds of events, agencies and terms, but for those `allowed`."""
    vocabulary = load_vocabulary()
    glossary = getattr(vocabulary.page, "glossary", {})
    texts = [
        *vocabulary.nouns.model_dump().values(),
        *(kind.says for kind in vocabulary.event_types.values()),
        *(says for name in LISTS for says in vocabulary.words[name].values()),
        *(term for terms in glossary.values() for term in terms),
        *BESIDE_THE_VOCABULARY[:-1],
    ]
    words = {word for text in texts for word in words_of(text)} - OF_ANY_FIELD - allowed
    assert {
        "child",
        "children",
        "contact",
        "family",
        "neglect",
        "school",
        "police",
        "referral",
        "safeguarding",
        "carer",
    } <= words | allowed
    return re.compile(rf"\b({'|'.join([*sorted(words), BESIDE_THE_VOCABULARY[-1]])})\b", re.IGNORECASE)


def words_of(text: str) -> set[str]:
    """Return the words of a text in small letters, without the shortest."""
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) >= SHORTEST}


def words_printed(printed: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of children's services in what stages or commands printed, with their surroundings."""
    return _found(OWN_NAMES.sub("", printed), allowed)


def words_in_files(folder: Path, allowed: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Return the words of children's services in the files of a folder, by file: text, names of sheets, headings and cells."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in _READERS]
    assert files
    texts = ((path.relative_to(folder).as_posix(), _READERS[path.suffix](path)) for path in files)
    return {name: words for name, text in texts if (words := _found(OWN_NAMES.sub("", HARMLESS.sub("", text)), allowed))}


def words_on_pages(reports: Path, allowed: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Return the words of children's services in the pages and documents of a folder, with their surroundings, by file.

    Only pages on the tables themselves may name the tables.
    """
    pages = [path for path in sorted(reports.rglob("*")) if path.suffix in (".html", ".md", ".json")]
    assert len(pages) > 15
    return {path.name: words for path in pages if (words := _words_of_children(path, allowed))}


def _words_of_children(path: Path, allowed: frozenset[str]) -> list[str]:
    text = HARMLESS.sub("", text_of(path)).replace("neglect-triage", "").replace("neglect_triage", "")
    return _found(OWN_NAMES.sub("", text) if path.stem in PAGES_THAT_NAME_TABLES else text, allowed)


def _found(text: str, allowed: frozenset[str]) -> list[str]:
    return [text[max(0, hit.start() - 40) : hit.end() + 20] for hit in of_children(allowed).finditer(text)]


def text_of(path: Path) -> str:
    """Return what a page or document says, without marks, styles and code."""
    text = re.sub(r'#[a-z-]+\)|<a id="[a-z-]+">', "", path.read_text(encoding="utf-8"))  # places that links of Markdown lead to
    if path.suffix in (".html", ".svg"):
        text = re.sub(r"<(style|script|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text)


def _json_text(path: Path) -> str:
    """Return the sentences of a JSON file. Its keys are names of the design, as columns of tables are."""
    return "\n".join(text for text in _texts(json.loads(path.read_text(encoding="utf-8"))) if " " in text)


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for each in [*found, *found.values()] if isinstance(found, dict) else found:
            yield from _texts(each)


def _workbook_text(path: Path) -> str:
    sheets: Iterable[Any] = load_workbook(path).worksheets
    cells = (str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    return "\n".join([*(sheet.title for sheet in sheets), *cells])


_READERS = {
    ".html": text_of,
    ".md": text_of,
    ".svg": text_of,
    ".csv": lambda path: path.read_text(encoding="utf-8").partition("\n")[0],
    ".json": _json_text,
    ".xlsx": _workbook_text,
}
