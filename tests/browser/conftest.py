"""A real browser for pages that must need no network: every request other than to a file is stopped and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.opened import Opened, OpenPage, PageAt
from tests.small_report import write_report


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every page of a small report."""
    folder = tmp_path_factory.mktemp("report")
    write_report(folder)
    return folder


@pytest.fixture(scope="session")
def page_at(browser: Browser, report: Path) -> Iterator[PageAt]:
    """A function that shows a page of the report at a width, with what can be folded open; each is opened once."""
    context = browser.new_context(offline=True)
    opened: dict[str, Page] = {}

    def at(name: str, width: int) -> Page:
        if name not in opened:
            opened[name] = context.new_page()
            opened[name].goto((report / f"{name}.html").resolve().as_uri())
            opened[name].evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        opened[name].emulate_media(media="screen")
        opened[name].set_viewport_size({"width": width, "height": 800})
        return opened[name]

    yield at
    context.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A function that opens a local file in a browser context of its own."""
    contexts: list[BrowserContext] = []

    def open_file(path: Path, **options: Any) -> Opened:
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        opened = Opened(context.new_page())
        context.route("**/*", lambda route: _only_files(route, opened.requested))
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.goto(path.resolve().as_uri())
        return opened

    yield open_file
    for context in contexts:
        context.close()


def _only_files(route: Route, requested: list[str]) -> None:
    if route.request.url.startswith(("file:", "data:")):
        route.continue_()
    else:
        requested.append(route.request.url)
        route.abort()
