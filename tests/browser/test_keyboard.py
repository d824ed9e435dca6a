"""Every page with the keyboard alone: all that can be used is reached, in order, and it is seen where one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.opened import OpenPage, PageAt
from tests.small_report import PAGES

STOPS = 12  # pressed one by one; the rest is read from the page

# What can be focused and is shown, in the order of the page.
REACHED = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter((part) => !part.disabled && part.checkVisibility())"""
# Those of them that look the same with and without the focus. A tick box shows it on the box that stands for it.
UNSEEN = (
    "() => {const look = (part) => [getComputedStyle(part), getComputedStyle(part.nextElementSibling || part, '::before')]"
    ".map((style) => style.outline + style.boxShadow + style.borderColor + style.backgroundColor).join();"
    f"return ({REACHED})().filter((part) => {{ const before = look(part); part.focus(); const same = look(part) === before;"
    " part.blur(); return same; }).map((part) => part.outerHTML.slice(0, 80)); }"
)
# Frames that scroll sideways and that the keyboard does not reach.
STUCK = """() => [...document.querySelectorAll('main *')].filter((part) => part.scrollWidth > part.clientWidth + 1
  && getComputedStyle(part).overflowX === 'auto' && part.tabIndex < 0).map((part) => part.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", PAGES)
def test_the_first_stop_leads_past_the_header_and_the_others_follow_the_page(
    open_page: OpenPage, report: Path, name: str
) -> None:
    page = open_page(report / f"{name}.html").page
    stops = page.evaluate(f"window.stops = ({REACHED})(); stops.length")
    for place in range(min(stops, STOPS)):
        page.keyboard.press("Tab")
        assert page.evaluate("stops.indexOf(document.activeElement)") == place
    page.evaluate("document.activeElement.blur(); stops[0].focus()")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('main, footer') !== null")


@pytest.mark.parametrize("name", PAGES)
def test_it_is_seen_where_one_is_and_what_scrolls_can_be_scrolled(page_at: PageAt, name: str) -> None:
    page = page_at(name, 320)
    page.keyboard.press("Tab")  # from here on the browser shows the focus as it does to those who use the keyboard
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate(UNSEEN) == []
    assert page.evaluate(STUCK) == []


def test_a_part_that_is_folded_opens_with_the_keyboard(open_page: OpenPage, report: Path) -> None:
    page = open_page(report / "model.html").page
    page.focus("summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")
