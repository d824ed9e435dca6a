"""Pages in a real browser: no barrier that axe can find, no sideways scrolling on a phone, printable, and no request."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.opened import OpenPage, PageAt
from tests.explain.small_run import page_of, small_content
from tests.small_report import PAGES

A4_IN_PIXELS = 680  # what is left of its width between the margins of page.css


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(page_at: PageAt, name: str) -> None:
    results = Axe().run(page_at(name, 1280))
    assert len(results.response["passes"]) > 10
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_needs_no_sideways_scrolling(page_at: PageAt, name: str) -> None:
    assert page_at(name, 320).evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_complains_of_nothing_and_reads_without_script(
    open_page: OpenPage, report: Path, name: str
) -> None:
    opened = open_page(report / f"{name}.html", java_script_enabled=False)
    assert opened.requested == []
    assert opened.complaints == []
    assert opened.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_on_a4_and_nothing_sticks_out(page_at: PageAt, name: str) -> None:
    page = page_at(name, A4_IN_PIXELS)
    assert re.findall(rb"/MediaBox \[0 0 (\d+)\S* (\d+)", page.pdf(prefer_css_page_size=True))[0] == (b"594", b"841")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_IN_PIXELS


@pytest.mark.parametrize("name", ["attention", "not in attention"])
@pytest.mark.parametrize("place", [0, 3, 9])
def test_a_contact_page_prints_on_two_sides_before_its_annex(open_page: OpenPage, tmp_path: Path, name: str, place: int) -> None:
    page = tmp_path / "page.html"
    page.write_text(page_of(small_content(place, name)), encoding="utf-8")
    opened = open_page(page, bypass_csp=True)
    whole = sides(opened.page.pdf(prefer_css_page_size=True))
    opened.page.add_style_tag(content=".annex { display: none; }")
    before = sides(opened.page.pdf(prefer_css_page_size=True))
    assert before <= 2
    assert whole > before


def test_the_boards_page_prints_on_two_sides(open_page: OpenPage, report: Path) -> None:
    assert sides(open_page(report / "board.html").page.pdf(prefer_css_page_size=True)) <= 2


def sides(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
