"""The web application: every address, who may ask for it, and what answers."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response

from . import early_use, for_boards, for_leads, for_reviewers, second_looks, signing_in
from .accounts import ROLES, Role
from .desk import Desk
from .pages import message
from .visitors import open_route, route

LARGEST_FORM = 64 * 1024  # bytes


def application(desk: Desk, hosts: Sequence[str]) -> Starlette:
    """Return the workbench as an ASGI application.

    Parameters
    ----------
    hosts : the names by which browsers may ask for it; others are refused, so that no other name can be made to lead here.
    """
    everybody: tuple[Role, ...] = ROLES  # type: ignore[assignment]
    reviewer: tuple[Role, ...] = ("reviewer",)
    lead: tuple[Role, ...] = ("lead",)
    board: tuple[Role, ...] = ("board",)
    routes = [
        open_route(desk, "/sign-in", signing_in.ask_to_sign_in),
        open_route(desk, "/sign-in", signing_in.sign_in, "POST"),
        route(desk, "/", signing_in.first_page, everybody),
        route(desk, "/sign-out", signing_in.sign_out, everybody, "POST"),
        route(desk, "/queue", for_reviewers.queue, reviewer),
        route(desk, "/contact/{token}", for_reviewers.records, reviewer),
        route(desk, "/contact/{token}/draft", for_reviewers.keep_draft, reviewer, "POST"),
        route(desk, "/contact/{token}/judge", for_reviewers.judge, reviewer, "POST"),
        route(desk, "/contact/{token}/page", for_reviewers.page_after, reviewer),
        route(desk, "/contact/{token}/again", for_reviewers.judge_again, reviewer, "POST"),
        route(desk, "/lead", for_leads.overview, lead),
        route(desk, "/lead/sample", for_leads.draw, lead, "POST"),
        route(desk, "/lead/second-look", second_looks.listed, lead),
        route(desk, "/lead/second-look", second_looks.write_down, lead, "POST"),
        route(desk, "/lead/views", for_leads.views, lead),
        route(desk, "/lead/reviews.xlsx", for_leads.export, lead, "POST"),
        route(desk, "/lead/reviews.csv", for_leads.export_as_text, lead, "POST"),
        route(desk, "/early-use", early_use.report, ("lead", "board")),
        route(desk, "/board", for_boards.overview, board),
        route(desk, "/board/documents/{digest}", for_boards.document_seen, board),
        route(desk, "/board/decide", for_boards.decide_now, board, "POST"),
    ]

    def no_such_page(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return message(desk, None, status, "no_such_page")

    return Starlette(
        routes=routes,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)],
        exception_handlers={HTTPException: no_such_page},
        max_body_size=LARGEST_FORM,
    )
