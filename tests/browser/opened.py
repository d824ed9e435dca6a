"""What a browser test gets when it opens a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page


@dataclass
class Opened:
    """A page that is open, what it asked of the network (stopped), and what its console complained of."""

    page: Page
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class OpenPage(Protocol):
    """Opens a local file, with options of Playwright's `new_context`, such as `java_script_enabled=False`."""

    def __call__(self, path: Path, **options: Any) -> Opened: ...


class PageAt(Protocol):
    """Shows a page of the small report, by its name, at a width in pixels."""

    def __call__(self, name: str, width: int) -> Page: ...
