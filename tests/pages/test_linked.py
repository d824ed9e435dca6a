"""Texts that are data may hold links within a report, and code: these are marked up, and everything else is escaped."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.pages.render import linked


def test_links_and_code_are_marked_up_and_everything_else_is_escaped() -> None:
    assert linked("See [how <b>](a.html#b), `run --x` & more") == (
        'See <a href="a.html#b">how &lt;b&gt;</a>, <code>run --x</code> &amp; more'
    )


def test_nothing_leads_out_of_a_report() -> None:
    for text in ("[out](https://example.org)", "[x](//example.org)", "[x](javascript:1)", "[]()"):
        assert linked(text) == text


@given(st.text(alphabet="[]()`<>&a.#/\"' \u202e"))
def test_no_text_becomes_other_markup(text: str) -> None:
    assert "<" not in re.sub(r'</?code>|<a href="[a-z0-9_.#-]+">|</a>', "", linked(text))
