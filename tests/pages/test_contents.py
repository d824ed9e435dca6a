"""A long page lists its own headings, and each leads to its place; a short one, or one that is an index, is left as it is."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from neglect_triage.pages.contents import FEWEST, MOST, with_contents
from tests.explain.small_run import page_of, small_content
from tests.small_report import PAGES


def headed(number: int) -> Markup:
    return Markup("<h1>Page</h1><p>Before.</p>" + "".join(f"<h2>Part {at}</h2><p>Words.</p>" for at in range(number)))


def links(html: str) -> list[tuple[str, str]]:
    (contents,) = re.findall(r'<nav class="contents".*?</nav>', html, flags=re.DOTALL)
    return re.findall(r'<a href="#([^"]+)">(.*?)</a>', contents)


def test_the_contents_stand_before_the_first_heading_and_lead_to_each() -> None:
    html = with_contents(headed(FEWEST))
    assert [words for _, words in links(html)] == [f"Part {at}" for at in range(FEWEST)]
    assert all(f'<h2 id="{place}">{words}</h2>' in html for place, words in links(html))
    assert html.index("Before.") < html.index('<nav class="contents"') < html.index("<h2")
    assert html.rindex('<a class="back" href="#main">Back to top</a>') > html.rindex("Words.")


@pytest.mark.parametrize("number", [0, FEWEST - 1, MOST + 1])
def test_a_page_of_few_or_very_many_headings_is_left_as_it_is(number: int) -> None:
    assert with_contents(headed(number)) == headed(number)


def test_a_place_that_has_a_name_keeps_it_and_no_name_comes_twice() -> None:
    html = with_contents(
        Markup('<h2 id="kept">One</h2><p id="two">x</p><h2>Two</h2>' + "<h2>Same &amp; &#39;again&#39;</h2>" * 4)
    )
    places = [place for place, _ in links(html)]
    assert places[0] == "kept"
    assert len({*places, "two"}) == 7
    assert all(re.fullmatch(r"[a-z0-9-]+", place) for place in places)


@pytest.mark.parametrize("name", ["decisions", "fairness", "evaluation", "model_card", "method"])
def test_every_long_page_has_contents(name: str) -> None:
    html = PAGES[name]()
    assert [words for _, words in links(html)] == re.findall(r"<h2[^>]*>(.*?)</h2>", html)


def test_nothing_about_a_child_enters_the_address_of_a_place() -> None:
    content = small_content(3)
    html = page_of(content)
    assert not [place for place, _ in links(html) if content["child_id"].lower() in place]
