"""The first page in a real browser: search over 20,000 contacts without a server, with the keyboard, and without a script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.governance.documents.content import points_of
from neglect_triage.report.index_page import index_page
from tests.browser.opened import OpenPage
from tests.explain.small_run import VOCABULARY, small_content
from tests.governance.evaluation_facts import small_found
from tests.small_report import small_contacts

NOT_FOR = points_of("model_card", "not-for", load_vocabulary().nouns)
NUMBER = 20_000


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first page of 20,000 contacts, of which one has a page."""
    contacts = small_contacts(NUMBER)
    written = small_content(3) | {"point_id": contacts.loc[0, "point_id"], "child_id": "k00000"}
    path = tmp_path_factory.mktemp("report") / "index.html"
    path.write_text(
        index_page(small_found().evaluation, [written], contacts, VOCABULARY, True, 3, NOT_FOR, "boosted"),
        encoding="utf-8",
    )
    return path


def said(page: Page) -> str:
    return page.inner_text("#found")


def test_20000_contacts_fit_in_4_mb_and_2000_nodes_and_ask_for_nothing(open_page: OpenPage, index: Path) -> None:
    opened = open_page(index)
    assert index.stat().st_size < 4_000_000
    nodes = "(() => { let n = 0; const all = document.createTreeWalker(document); while (all.nextNode()) n++; return n; })()"
    assert opened.page.evaluate(nodes) < 2000
    assert said(opened.page) == "20,000 contacts found. Shown: 1 to 50, in the order of days."
    assert opened.requested == []
    assert opened.complaints == []


def test_a_child_is_found_by_a_part_of_its_pseudonym_with_the_keyboard_alone(open_page: OpenPage, index: Path) -> None:
    page = open_page(index).page
    page.focus("#text")
    page.keyboard.type("K00042")
    page.keyboard.press("Enter")
    assert said(page) == "1 contact found."
    row = page.inner_text("#results tbody")
    assert "k00042" in row
    assert "neglect-triage explain k00042@2022-01-20" in row
    page.keyboard.type("zzz")
    page.keyboard.press("Enter")
    assert said(page) == "No contacts found."


def test_day_and_decision_narrow_what_is_found_and_clearing_brings_all_back(open_page: OpenPage, index: Path) -> None:
    page = open_page(index).page
    page.fill("#from", "2021-04-01")
    page.fill("#to", "2021-04-08")
    page.select_option("#decision", label="Referral")
    page.click("button[type=submit]")
    expected = small_contacts(NUMBER).query("decision == 'referral' and as_of <= '2021-04-08'")
    assert said(page).startswith(f"{len(expected)} contacts found.")
    assert set(page.locator("#results tbody td:last-child").all_inner_texts()) == {"referral"}
    page.click("button[type=reset]")
    expect(page.locator("#found")).to_have_text(re.compile(r"^\s*20,000"))


def test_results_stand_in_the_order_of_days_page_by_page(open_page: OpenPage, index: Path) -> None:
    page = open_page(index).page
    first = page.locator("#results tbody td:first-child").all_inner_texts()
    assert page.is_disabled("#earlier")
    page.click("#later")
    assert said(page).endswith("Shown: 51 to 100, in the order of days.")
    days = pd.to_datetime([*first, *page.locator("#results tbody td:first-child").all_inner_texts()], format="%d %B %Y")
    assert days.is_monotonic_increasing
    page.click("#earlier")
    assert page.locator("#results tbody td:first-child").all_inner_texts() == first


def test_a_contact_with_a_page_leads_to_it_in_one_click(open_page: OpenPage, index: Path) -> None:
    page = open_page(index).page
    page.check("#paged")
    page.click("button[type=submit]")
    assert said(page) == "1 contact found."
    link: Any = page.get_attribute("#results tbody a", "href")
    assert link == f"contacts/{small_content(3)['file']}"


def test_hostile_text_in_a_pseudonym_stays_text(open_page: OpenPage, index: Path) -> None:
    opened = open_page(index)
    opened.page.fill("#text", "onerror")
    opened.page.click("button[type=submit]")
    assert said(opened.page) == "1 contact found."
    assert opened.page.locator("#results img").count() == 0
    assert opened.complaints == []


def test_no_other_script_may_run(open_page: OpenPage, index: Path, tmp_path: Path) -> None:
    planted = tmp_path / "planted.html"
    text = index.read_text(encoding="utf-8").replace("</main>", "<script>document.title = 'planted'</script></main>")
    planted.write_text(text, encoding="utf-8")
    opened = open_page(planted)
    assert opened.page.title() != "planted"
    assert opened.complaints


def test_without_a_script_the_drawn_pages_stand_as_a_table(open_page: OpenPage, index: Path) -> None:
    page = open_page(index, java_script_enabled=False).page
    assert page.locator("noscript table tbody tr").count() == 1
    assert not page.is_visible("#search")
