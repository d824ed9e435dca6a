"""Pages escape what they are given, show hidden marks, and refuse to leave anything unfilled."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from neglect_triage.pages.render import INTERNAL, as_data, environment, page, printable, script

WITHOUT_A_LOOK = {"govuk-checkboxes", "govuk-radios"}  # groups, which have no look of their own
TEMPLATES = Path(__file__).resolve().parents[2] / "src/pages/templates"
MINIMAL = (
    '{% extends "page.html" %}{% block title %}{{ name }}{% endblock %}'
    "{% block content %}<h1>{{ name }}</h1><p>{{ text }}</p>{% endblock %}"
)


def made(text: str, synthetic: str = "") -> str:
    return environment().from_string(MINIMAL).render(name="Page", text=text, synthetic=synthetic, home="")


@given(st.text())
def test_text_never_becomes_markup_and_no_mark_hides(text: str) -> None:
    shown = made(text).split("<p>")[1].split("</p>")[0]
    assert "<" not in shown
    assert html.unescape(shown).replace("\r\n", "\n") == printable(text)
    assert not set("\u202e\u2066\u200f\x00\x1b") & set(shown)


def test_what_is_not_given_stops_the_page() -> None:
    with pytest.raises(UndefinedError, match="script"):
        page("index.html", synthetic="", home="")


def test_a_page_names_its_language_has_one_main_part_and_a_way_past_the_header() -> None:
    shown = made("x")
    assert '<html lang="en-GB">' in shown
    assert shown.count("<main") == shown.count("<h1") == 1
    assert '<a href="#main" class="govuk-skip-link"' in shown


def test_the_synthetic_banner_stands_on_pages_of_simulated_data_only() -> None:
    assert "<strong>SYNTHETIC DATA</strong>" in made("x", "SYNTHETIC DATA")
    assert 'class="synthetic"' not in made("x")


def test_a_page_is_of_the_internal_edition_unless_another_is_named() -> None:
    assert INTERNAL["says"] in made("x")
    released = environment().from_string(MINIMAL).render(
        name="x", text="x", synthetic="", home="", edition={"name": "Release", "says": "May be passed on."}
    )  # fmt: skip
    assert "May be passed on." in released
    assert INTERNAL["says"] not in released


@pytest.mark.parametrize("name", ["govuk", "govuk_form", "govuk_workbench"])
def test_a_style_sheet_was_compiled_from_what_stands_beside_it(name: str) -> None:
    source, compiled = ((TEMPLATES / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("scss", "css"))
    assert hashlib.sha256(source.encode()).hexdigest()[:12] in compiled.splitlines()[0], "do: make styles"
    assert "GDS Transport" not in compiled
    assert "url(" not in compiled


def test_every_class_of_the_design_system_in_a_template_has_a_rule() -> None:
    """`make styles` leaves out of govuk.css what no template named when it ran."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.css"))
    styled = set(re.findall(r"\.(govuk-[\w-]+)", sheets))
    named = {
        name for path in TEMPLATES.glob("*.html") for name in re.findall(r"govuk-[a-z][\w-]+", path.read_text(encoding="utf-8"))
    }
    assert named - styled == WITHOUT_A_LOOK, "do: make styles"


def test_every_element_that_the_design_system_is_laid_onto_has_a_rule() -> None:
    source, sheet = ((TEMPLATES / f"govuk.{kind}").read_text(encoding="utf-8") for kind in ("scss", "css"))
    rules = [names for line in source.splitlines() if line[:1].isalpha() for names in line.partition(" {")[0].split(", ")]
    assert {"body", "h4", "summary", "td"} <= set(rules)
    assert all(re.search(rf"(?<![\w.-]){name}(?![\w-])", sheet) for name in rules)


def test_the_style_sheet_and_the_macros_are_of_one_release_of_the_design_system() -> None:
    """govuk-frontend-jinja 4.1 is the port of govuk-frontend 6.3."""
    assert version("govuk-frontend-jinja").startswith("4.1.")
    assert '--govuk-frontend-version: "6.3.' in (TEMPLATES / "govuk.css").read_text(encoding="utf-8")


def test_what_a_component_is_given_is_escaped_and_hides_nothing() -> None:
    asked = '{{ govukWarningText({"text": text}) }}{% call govukDetails({"summaryText": text}) %}{{ text }}{% endcall %}'
    shown = environment().from_string(asked).render(text="<b>\u202e")
    assert shown.count("&lt;b&gt;\N{REPLACEMENT CHARACTER}") == 3
    assert "<b>" not in shown


def test_no_page_may_run_a_script_or_ask_the_network() -> None:
    assert "default-src 'none'" in made("x")
    assert "<script" not in made("x")


def test_markup_of_our_own_stays_markup() -> None:
    assert printable(Markup("<b>x</b>")) == Markup("<b>x</b>")
    assert made(Markup("<b>x</b>")).count("<b>x</b>") == 1


def test_data_in_a_page_cannot_end_the_element_that_holds_it() -> None:
    words = as_data({"id": "</script><!--", "line": "a\u2028b"})
    assert "<" not in words
    assert "\u2028" not in words
    assert json.loads(words) == {"id": "</script><!--", "line": "a\u2028b"}


def test_a_script_is_allowed_by_its_own_fingerprint() -> None:
    found = script("search.js")
    digest = hashlib.sha256(str(found.text).encode()).digest()
    assert found.fingerprint == f"sha256-{base64.b64encode(digest).decode()}"
    assert printable(found.text) == found.text
