"""Pages escape what they are given, show hidden marks, and refuse to leave anything unfilled."""

from __future__ import annotations

import base64
import hashlib
import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from neglect_triage.pages.render import as_data, environment, page, printable, script

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
    assert '<a class="skip-link" href="#main">' in shown


def test_the_synthetic_banner_stands_on_pages_of_simulated_data_only() -> None:
    assert "<strong>SYNTHETIC DATA</strong>" in made("x", "SYNTHETIC DATA")
    assert 'class="synthetic"' not in made("x")


def test_no_page_may_run_a_script_or_ask_the_network() -> None:
    assert "default-src 'none'" in made("x")
    assert "<script" not in made("x")


def test_markup_of_our_own_stays_markup() -> None:
    assert printable(Markup("<b>x</b>")) == Markup("<b>x</b>")
    assert made(Markup("<b>x</b>")).count("<b>x</b>") == 1


def test_data_in_a_page_cannot_end_the_element_that_holds_it() -> None:
    said = as_data({"id": "</script><!--", "line": "a\u2028b"})
    assert "<" not in said
    assert "\u2028" not in said
    assert json.loads(said) == {"id": "</script><!--", "line": "a\u2028b"}


def test_a_script_is_allowed_by_its_own_fingerprint() -> None:
    found = script("search.js")
    digest = hashlib.sha256(str(found.text).encode()).digest()
    assert found.fingerprint == f"sha256-{base64.b64encode(digest).decode()}"
    assert printable(found.text) == found.text
