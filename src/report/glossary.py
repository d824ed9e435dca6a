"""The glossary: the words of a field, which its vocabulary holds, and those of records, models and figures, which any has."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import RootModel

from ..chronology.vocabulary import Term, Vocabulary
from ..explain.render import banner
from ..pages.render import Edition, page
from ..pages.tables import markdown_table
from ..yamls import read_model

Sections = dict[str, dict[str, Term]]
_HEAD = """\
# Glossary

What the words in this project and on its pages mean. Other places may use them in another sense. The numbers 000 to 004 stand for
documents listed in [seeds.md](seeds.md). Made by `neglect-triage glossary` from `page.glossary` in the vocabulary and from
`glossary.yaml`; a test fails when it is out of date. A report has it as a page, `glossary.html`."""


class _Glossary(RootModel[Sections]):
    """Terms under headings, as a file holds them."""


_FAMILY = "{family}"  # explained where it is more than one person


@cache
def _general() -> Sections:
    return read_model(Path(str(files(__package__) / "glossary.yaml")), _Glossary).root


def glossary(vocabulary: Vocabulary) -> Sections:
    """Return every term under its heading, by name: the field's own first. {names} in the others are filled with its nouns."""
    nouns = vocabulary.nouns.model_dump()
    general = {
        heading: {
            _sentence(name.format_map(nouns)): Term(means=_sentence(term.means.format_map(nouns)), source=term.source)
            for name, term in terms.items()
            if name != _FAMILY or nouns["family"] != nouns["person"]
        }
        for heading, terms in _general().items()
    }
    return {
        heading: dict(sorted(terms.items(), key=lambda each: each[0].lower()))
        for heading, terms in (vocabulary.page.glossary | general).items()
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def anchor(words: str) -> str:
    """Return the id of a term or heading, for links."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def glossary_page(vocabulary: Vocabulary, synthetic: bool, edition: Edition | Literal[""] = "") -> str:
    """Return the HTML of glossary.html. It holds no figure, and is of no edition unless one is named."""
    sections = [
        (anchor(heading), heading, [(anchor(name), name, term) for name, term in terms.items()])
        for heading, terms in glossary(vocabulary).items()
    ]
    banner_words = banner(vocabulary, synthetic)
    return page("glossary.html", sections=sections, synthetic=banner_words, home="index.html", edition=edition)


def glossary_markdown(vocabulary: Vocabulary) -> str:
    """Return docs/reference/glossary.md."""
    parts = [_HEAD]
    for heading, terms in glossary(vocabulary).items():
        rows = [[f"**{name}**", term.means, term.source] for name, term in terms.items()]
        parts += [f"## {heading}", markdown_table(["term", "what it means here", "source"], rows)]
    return "\n\n".join(parts) + "\n"
