"""The workbench in a real browser: whole journeys with and without scripts, by the keyboard alone, at 320 px, and by axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from neglect_triage.review.steps import FINAL, OWN
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.desk import Desk
from tests.workbench.small import BESIDE, PASSWORD

PRESSES = 400  # more than a page has stops


def go(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until it is there: a click alone returns earlier."""
    with page.expect_navigation():
        page.click(selector)


class Visit:
    """A browser of its own at the workbench, with what its console complained of and what it asked of others."""

    def __init__(self, context: BrowserContext, port: int) -> None:
        self.site, self.page = f"http://127.0.0.1:{port}", context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text) if "Refused to" in message.text else None)
        self.page.on("request", lambda request: None if request.url.startswith(self.site) else self.elsewhere.append(request.url))

    def sign_in(self, name: str) -> Page:
        self.page.goto(self.site)
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        go(self.page, "text=Sign in >> nth=-1")
        return self.page


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visit(browser: Browser, port: int, request: pytest.FixtureRequest) -> Iterator[Visit]:
    context = browser.new_context(java_script_enabled=request.param)
    made = Visit(context, port)
    yield made
    assert made.complaints == []
    assert made.elsewhere == []
    context.close()


@pytest.fixture
def scripted(browser: Browser, port: int) -> Iterator[Visit]:
    context = browser.new_context()
    yield Visit(context, port)
    context.close()


def choose(page: Page, words: str) -> None:
    page.get_by_label(words, exact=True).check()


def answer_beside(page: Page) -> None:
    """Answer what is asked beside the own judgement."""
    for answer in BESIDE.values():
        choose(page, answer)


def test_a_reader_judges_sees_and_judges_again_and_the_lead_sees_what_was_done(desk: Desk, visit: Visit) -> None:
    page = visit.sign_in("reader-1")
    expect(page.locator("h1")).to_have_text("Your queue")
    page.click("ol.queue a >> nth=0")
    page.select_option("#agency", index=1)
    choose(page, "Close")
    page.click("text=List these records")
    expect(page.get_by_label("Close", exact=True)).to_be_checked()
    choose(page, "Education")
    choose(page, "Health care")
    page.click("text=Save, and come back later")
    expect(page.locator("ol.queue li >> nth=0")).to_contain_text("Draft saved")
    page.click("ol.queue a >> nth=0")
    expect(page.get_by_label("Close", exact=True)).to_be_checked()
    expect(page.get_by_label("Education", exact=True)).to_be_checked()
    page.click("text=Seal it, and see the page")
    expect(page.get_by_role("alert")).to_contain_text("Say how sure you are")
    expect(page.get_by_label("Close", exact=True)).to_be_checked()
    answer_beside(page)
    page.click("text=Seal it, and see the page")
    expect(page.locator("h1")).to_contain_text("What the records held")
    page.click("text=Seal it, and go on")
    expect(page.get_by_role("alert")).to_contain_text("Choose your judgement now")
    choose(page, "Take forward")
    choose(page, "The page added nothing")
    page.click("text=Seal it, and go on")
    expect(page.locator("ol.queue li >> nth=0")).to_contain_text("Finished")
    entries = read_log(desk.logs.decision_log)
    assert [entry["judgement"] for entry in entries if entry["step"] in (OWN, FINAL)] == ["Close", "Take forward"]
    assert entries[0]["answers"] == {**BESIDE, "concerns": ["Health care", "Education"]}
    page.click("text=Sign out")
    page = visit.sign_in("lead-1")
    expect(page.get_by_role("row", name="reader-1")).to_contain_text("1")
    page.click("text=Who saw what")
    expect(page.locator("tbody tr >> nth=0")).to_contain_text("reader-1")


def test_the_back_button_and_a_second_tab_do_not_open_the_gate(desk: Desk, scripted: Visit) -> None:
    page = scripted.sign_in("reader-1")
    go(page, "ol.queue a >> nth=0")
    before = page.url
    answer = page.goto(f"{before}/page")
    assert answer
    assert answer.status == 403
    page.wait_for_load_state()
    page.go_back()
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Judge first")
    second = page.context.new_page()
    answer = second.goto(f"{before}/page")
    assert answer
    assert answer.status == 403
    assert read_log(desk.logs.decision_log) == []


def test_after_signing_out_the_back_button_shows_no_record(scripted: Visit) -> None:
    page = scripted.sign_in("reader-1")
    page.click("ol.queue a >> nth=0")
    expect(page.locator("h1")).to_contain_text("What came in")
    go(page, "text=Sign out")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Sign in")


def test_a_choice_is_saved_as_it_is_made_and_not_said_to_be_when_it_is_not(desk: Desk, scripted: Visit) -> None:
    page = scripted.sign_in("reader-1")
    page.click("ol.queue a >> nth=0")
    choose(page, "Take forward")
    expect(page.locator("[data-said]")).to_have_text("Your choice is saved as a draft.")
    assert len(list(desk.logs.drafts.iterdir())) == 1
    page.route("**/draft", lambda route: route.abort())
    choose(page, "Close")
    expect(page.locator("[data-said]")).to_contain_text("Not saved")


def press_to(page: Page, words: str) -> None:
    """Press the tabulator until something with these words has the focus."""
    for _ in range(PRESSES):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()").startswith(words):
            return
    pytest.fail(f"the keyboard does not reach: {words}")


def test_a_review_is_made_by_the_keyboard_alone(desk: Desk, scripted: Visit) -> None:
    page = scripted.page
    page.goto(scripted.site)
    for field, typed in (("Name", "reader-1"), ("Password", PASSWORD)):
        press_to(page, field)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your queue")
    press_to(page, "Contact 1")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("What came in")
    press_to(page, "Close")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    for first in ("Not sure", "Yes", "Health care", "What came in that day"):
        press_to(page, first)
        page.keyboard.press("Space")
    press_to(page, "Seal it, and see the page")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("What the records held")
    press_to(page, "Close")
    page.keyboard.press("Space")
    press_to(page, "The page showed records that I had not known")
    page.keyboard.press("Space")
    press_to(page, "Seal it, and go on")
    page.keyboard.press("Enter")
    expect(page.locator("ol.queue li >> nth=0")).to_contain_text("Finished")
    judged = [entry["judgement"] for entry in read_log(desk.logs.decision_log) if "judgement" in entry]
    assert judged == ["Early help", "Close"]


def pages_of(visit: Visit) -> Iterator[tuple[str, Page]]:
    """Every page that a reader and a lead come to, in turn."""
    page = visit.page
    page.goto(visit.site)
    yield "sign in", page
    visit.sign_in("reader-1")
    yield "queue", page
    go(page, "ol.queue a >> nth=0")
    yield "records", page
    go(page, "text=Seal it, and see the page")
    yield "records, with an error", page
    choose(page, "Close")
    answer_beside(page)
    go(page, "text=Seal it, and see the page")
    yield "page", page
    go(page, "text=Seal it, and go on")
    yield "page, with an error", page
    page.goto(f"{visit.site}/lead")
    yield "message", page
    go(page, "text=Sign out")
    visit.sign_in("lead-1")
    yield "lead", page
    go(page, "text=Who saw what")
    yield "views", page
    go(page, "text=Early use")
    yield "early use", page


def test_every_page_passes_axe_and_fits_a_telephone(scripted: Visit) -> None:
    found: dict[str, list[str]] = {}
    for name, page in pages_of(scripted):
        assert page.evaluate("document.documentElement.lang") == "en-GB"
        for width in (1100, 320):
            page.set_viewport_size({"width": width, "height": 800})
            wider = page.evaluate("document.documentElement.scrollWidth") > width
            complaints = [violation["id"] for violation in Axe().run(page).response["violations"]]
            found[f"{name} at {width}"] = [*complaints, *(["wider than the screen"] if wider else [])]
    assert {name: complaints for name, complaints in found.items() if complaints} == {}
    assert len(found) == 20
