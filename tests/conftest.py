"""Fixtures for what a machine may lack, and a summary that names what could not be run."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.built import build_site
from tests.once import made_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
TESTS = Path(__file__).parent
LONGEST_FIRST = ("simulate", "pipeline", "features", "models", "cli", "benchmarks", "chronology", "browser")
"""Workers take file by file: the small run, files with slow tests, then rooms in this order, so that both end together."""
SLOW = (
    "spark", "benchmarks", "browser/test_keyboard.py", "browser/test_pages.py", "browser/test_site.py", "cli/test_fuzz.py",
    "documentation", "pipeline/test_apply.py", "pipeline/test_as_windows.py", "pipeline/test_damaged_runs.py",
    "pipeline/test_erase.py",
    "pipeline/test_other_field.py", "pipeline/test_release.py",
    "remedies/test_followed_", "review/test_commands.py", "simulate/writers/test_quirks.py",
    "simulate/writers/test_round_trip.py", "simulate/writers/test_write.py", "test_telemetry.py", "workbench/test_browser.py",
    "workbench/test_killed.py", "workspace/test_reproduce.py",
)  # fmt: skip
"""What `make test-slow` runs: a cluster, benchmarks, whole journeys of people or files. A single slow test is marked itself."""
REQUIRE_BROWSER = os.environ.get("NEGLECT_TRIAGE_REQUIRE_BROWSER") == "1"
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
NO_CHROMIUM = "Chromium is not installed (Debian: apt-get install chromium)"
NO_SHARED_DATA = "the data folder ../shared is absent"

# A busy machine is no failure, and a run says the same to everybody: new examples are sought by `make fuzz`.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=5_000)  # for `make fuzz`
settings.load_profile("house")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of the system's Chromium; without one the test is skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip(NO_CHROMIUM)
    return Path(found)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One headless Chromium for all tests: Playwright starts once in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with data that the repository does not carry; without it the test is skipped."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(NO_SHARED_DATA)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages about this program, built once for all tests as `make docs` builds them."""
    return made_once(tmp_path_factory, "site", build_site)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it asks for, so that nobody can forget to, and put what takes long first."""
    for item in items:
        if place(item).startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        fixtures = getattr(item, "fixturenames", [])
        if "chromium" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "shared_data" in fixtures:
            item.add_marker(pytest.mark.shared_data)
    slow_files = {place(item) for item in items if item.get_closest_marker("slow")}
    order = {"pipeline/test_whole_run.py": -2, **dict.fromkeys(slow_files, -1)}
    items.sort(key=lambda item: order.get(place(item), _nth(item)))


def _nth(item: pytest.Item) -> int:
    return next((nth for nth, name in enumerate(LONGEST_FIRST) if place(item).startswith(name)), len(LONGEST_FIRST))


def place(item: pytest.Item) -> str:
    """Return the file of a test, within this folder."""
    return item.path.relative_to(TESTS).as_posix()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required, fail a browser test that was left out, unless the data for it is absent."""
    report = yield
    left_out = report.skipped and item.get_closest_marker("browser") and not item.get_closest_marker("shared_data")
    if left_out and REQUIRE_BROWSER:
        report.outcome = "failed"
        report.longrepr = "A browser test was left out, and NEGLECT_TRIAGE_REQUIRE_BROWSER=1 asks for all of them."
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what could not be run here, by reason, with the number of tests."""
    skipped = terminalreporter.getreports("skipped")
    if not skipped:
        return
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    terminalreporter.section("not run here")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} test{'s' * (count > 1)}: {reason}")
