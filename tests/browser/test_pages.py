"""Pages in a real browser: no barrier that axe can find, no sideways scrolling on a phone, printable, and no request."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from neglect_triage.explain.decisions.page import decisions_page, second_look_page
from neglect_triage.explain.decisions.second_look import second_look
from neglect_triage.features.documentation import as_html
from neglect_triage.governance.documents.blanks import load_organisation
from neglect_triage.governance.documents.write import as_page, documents
from neglect_triage.governance.evaluation_page import evaluation_page
from neglect_triage.governance.index_page import index_page
from neglect_triage.governance.method_page import method_page
from neglect_triage.governance.world_page import world_page
from neglect_triage.simulate.calibration import published
from tests.browser.opened import OpenPage
from tests.browser.test_index import small_contacts
from tests.explain.decisions.small_audit import DEFINITIONS, drawn_lines, figures_of
from tests.explain.small_run import CATALOGUE, VOCABULARY, page_of, small_content, small_params
from tests.governance.evaluation_facts import small_found
from tests.governance.model_facts import small_page
from tests.governance.run_facts import run_facts
from tests.governance.study_facts import small_calibration, small_study

PAGES = (
    "index", "evaluation", "model_card", "datasheet", "atrs", "tripod_ai", "impact", "model", "world", "catalogue", "decisions",
    "second_look", "method", "four domains",
    "attention", "not in attention",
)  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index, a model card, the model's curves, the page of a world, the catalogue and two contact pages."""
    folder = tmp_path_factory.mktemp("report")
    facts = run_facts()
    contents = {standing: small_content(3, standing) for standing in PAGES[-2:]}
    index = index_page(small_found().evaluation, list(contents.values()), small_contacts(120), VOCABULARY, True, 3)
    pages = {"index": index} | {each.name: as_page(each) for each in documents(facts, load_organisation(Path("absent.yaml")))}
    pages["method"] = method_page(facts.truth, small_params(), VOCABULARY, synthetic=True)
    pages["four domains"] = page_of(small_content(3, arrangement="signs_of_safety"))
    pages["world"] = world_page(small_study(), small_calibration(), published(), VOCABULARY)
    pages["evaluation"] = evaluation_page(small_found(), VOCABULARY)
    pages["model"] = small_page()
    lines = drawn_lines(700)
    pages["decisions"] = decisions_page(figures_of(lines), DEFINITIONS, VOCABULARY, True, 3)
    pages["second_look"] = second_look_page(second_look(lines, DEFINITIONS, 9, 1), DEFINITIONS, {}, VOCABULARY, True, "")
    pages["catalogue"] = as_html(CATALOGUE, VOCABULARY)
    pages |= {standing: page_of(content) for standing, content in contents.items()}
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(open_page: OpenPage, report: Path, name: str) -> None:
    opened = open_page(report / f"{name}.html", bypass_csp=True)
    opened.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    results = Axe().run(opened.page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: OpenPage, report: Path, name: str) -> None:
    opened = open_page(report / f"{name}.html", viewport={"width": 320, "height": 640})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_complains_of_nothing_and_reads_without_script(
    open_page: OpenPage, report: Path, name: str
) -> None:
    opened = open_page(report / f"{name}.html", java_script_enabled=False)
    assert opened.requested == []
    assert opened.complaints == []
    assert opened.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_printed(open_page: OpenPage, report: Path, name: str) -> None:
    opened = open_page(report / f"{name}.html")
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


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


def sides(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_keyboard_reaches_the_way_past_the_header_first(open_page: OpenPage, report: Path) -> None:
    opened = open_page(report / "attention.html")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "govuk-skip-link"
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_function("location.hash === '#main'")
