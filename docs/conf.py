"""How Sphinx builds the site: from the pages in this folder, and from the code for what only the code knows."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for `tools`, which is not installed

from tools.reference import PARTS

project = "neglect-triage"
language = "en-GB"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["worlds.md"]  # `benchmarks/worlds.py` may write it
default_role = "code"
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
suppress_warnings = ["myst.strikethrough"]

autodoc_typehints = "none"  # the signature keeps them short, and the docstring says what goes in and out
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = "neglect-triage"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_search_summary = False  # it would fetch pages, which a browser refuses where there is no server
html_use_index = False
html_domain_indices = False
html_theme_options = {"sidebar_hide_name": False}


def _generate(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Put in place of `<!-- generated: NAME -->` what `tools.reference` makes from the code."""
    source[0] = re.sub(r"<!-- generated: ([\w ]+) -->", lambda found: PARTS[found[1]](), source[0])


def _as_numpydoc(_app: Sphinx, _kind: str, _name: str, _what: object, _options: object, lines: list[str]) -> None:
    """Put what a docstring says of `name : words` on a line of its own: after a colon numpydoc expects a type."""
    text = re.sub(r"^(\S[^\n]*?) : (?=\S)", r"\1\n    ", "\n".join(lines), flags=re.MULTILINE)
    lines[:] = text.splitlines()


def _accessible(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Let the keyboard reach code that scrolls sideways, and say which level the headings of the theme's menu have."""
    context["body"] = context.get("body", "").replace("<pre>", '<pre tabindex="0">')
    menu = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = menu.replace(' role="heading">', ' role="heading" aria-level="2">')


def setup(app: Sphinx) -> None:
    """Have pages and docstrings completed before they are parsed, and the menu before it is written."""
    app.connect("source-read", _generate)
    app.connect("autodoc-process-docstring", _as_numpydoc, priority=100)
    app.connect("html-page-context", _accessible, priority=900)
