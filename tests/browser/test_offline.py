"""The browser fixtures themselves: a page that asks the network for something is caught."""

from __future__ import annotations

from pathlib import Path

from tests.browser.opened import OpenPage

ROOT = Path(__file__).resolve().parents[2]
PIXEL = "<img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"


def test_a_self_contained_page_asks_the_network_for_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><h1>Report</h1>{PIXEL}")
    opened = open_page(page)
    assert opened.page.inner_text("h1") == "Report"
    assert opened.requested == []


def test_a_page_that_asks_the_network_is_stopped_and_recorded(open_page: OpenPage, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><link rel='stylesheet' href='https://example.invalid/a.css'><h1>Report</h1>")
    opened = open_page(page)
    assert opened.requested == ["https://example.invalid/a.css"]
    assert opened.complaints


def test_dvc_plots_show_pictures_without_a_script_or_a_network(open_page: OpenPage, tmp_path: Path) -> None:
    template = (ROOT / ".dvc/plots.html").read_text(encoding="utf-8")
    page = tmp_path / "plots.html"
    page.write_text(template.replace("{plot_divs}", PIXEL))
    assert open_page(page).requested == []
    assert "{scripts}" not in template
