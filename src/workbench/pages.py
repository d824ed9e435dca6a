"""Pages of the workbench: its templates, with what every one of them needs."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from ..errors import BadInput
from ..explain.render import banner
from ..pages.render import Edition, page, script
from .asked import Visitor
from .desk import Desk
from .replies import shown

WORKBENCH: Edition = {"name": "Workbench", "says": "For research and audit. Every view of a record is written down."}


def common(desk: Desk, visitor: Visitor | None) -> dict[str, Any]:
    """Return what every page needs besides its own content."""
    return {"visitor": visitor, "script": script("workbench.js")}


def workbench_page(desk: Desk, visitor: Visitor | None, template: str, status: int = 200, **content: Any) -> Response:
    """Return one of the workbench's own pages."""
    vocabulary = desk.vocabulary
    everywhere = {"synthetic": banner(vocabulary, desk.synthetic), "home": "", "edition": WORKBENCH, "words": vocabulary.nouns}
    return shown(page(template, **everywhere, **common(desk, visitor), **content), status)


def message(desk: Desk, visitor: Visitor | None, status: int, kind: str, stopped: BadInput | None = None) -> Response:
    """Return a page that says why something is not shown or not done.

    `kind` : which text of message.html. `stopped` : what is wrong, where the person can put it right.
    """
    return workbench_page(desk, visitor, "workbench_message.html", status, kind=kind, stopped=stopped)
