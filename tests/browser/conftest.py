"""A real browser for pages that must need no network: every request other than to a file is stopped and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from tests.browser.opened import Opened, OpenPage

# The switches stop Chromium itself from looking for updates and hosts of its maker.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield started
        started.close()


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
