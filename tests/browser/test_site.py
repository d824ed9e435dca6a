"""The pages about this program in a real browser, opened from disk: searched, followed, and read on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.opened import OpenPage

NAMES = ["index", "tutorial/first_hour", "how-to/own_tables", "reference/measures", "reference/python", "explanation/clocks"]
"""One page of each kind, with the widest tables and code among them."""


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_the_network_for_nothing_and_complains_of_nothing(open_page: OpenPage, site: Path, name: str) -> None:
    opened = open_page(site / f"{name}.html")
    assert opened.page.locator("h1").count() == 1
    assert opened.requested == []
    assert opened.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_a_telephone_needs_no_sideways_scrolling(open_page: OpenPage, site: Path, name: str) -> None:
    opened = open_page(site / f"{name}.html", viewport={"width": 390, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_no_violation(open_page: OpenPage, site: Path, name: str) -> None:
    left_out = {"rules": {"landmark-unique": {"enabled": False}}}  # no rule of WCAG: the theme gives its two side bars no names
    results = Axe().run(open_page(site / f"{name}.html").page, options=left_out)
    assert len(results.response["passes"]) > 10
    assert results.violations_count == 0, results.generate_report()


def test_the_search_box_finds_a_page_and_leads_to_it(open_page: OpenPage, site: Path) -> None:
    opened = open_page(site / "index.html")
    opened.page.get_by_placeholder("Search").first.fill("pseudonymise")
    opened.page.keyboard.press("Enter")
    found = opened.page.locator("ul.search li a", has_text="pseudonym").first
    title = found.inner_text()
    found.click()
    opened.page.wait_for_url(lambda address: "search.html" not in address)
    assert title.startswith(opened.page.inner_text("h1").removesuffix("¶"))
    assert opened.requested == []


def test_a_word_that_no_page_holds_is_said_to_be_on_none(open_page: OpenPage, site: Path) -> None:
    opened = open_page(site / "index.html")
    opened.page.get_by_placeholder("Search").first.fill("xylophone")
    opened.page.keyboard.press("Enter")
    opened.page.get_by_text("did not match any documents").wait_for()
    assert opened.page.locator("ul.search li").count() == 0


def test_links_lead_from_the_first_page_to_a_reference_and_back(open_page: OpenPage, site: Path) -> None:
    opened = open_page(site / "index.html")
    opened.page.locator("article a[href*='reference/']").first.click()
    assert "/reference/" in opened.page.url
    opened.page.locator(".sidebar-brand").click()
    assert opened.page.url.partition("#")[0].endswith("/index.html")
