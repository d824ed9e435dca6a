"""Who asks: every request is answered only for somebody who is signed in, whose role may see it, and whose form is our own."""

from __future__ import annotations

import hashlib
import hmac
import logging
import traceback
from collections.abc import Awaitable, Callable, Collection
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import BadInput
from .accounts import Account, Role, read_accounts, signed_on
from .asked import Asked, Visitor
from .desk import Desk
from .pages import message
from .replies import sent_to

COOKIE, SECURE_COOKIE = "workbench", "__Host-workbench"
SIGN_IN = "/sign-in"
MOST_FIELDS = 60
log = logging.getLogger(__name__)


Handler = Callable[[Desk, Visitor, Asked], Response]
OpenHandler = Callable[[Desk, Asked], Response]


def open_route(desk: Desk, path: str, handler: OpenHandler, method: str = "GET") -> Route:
    """Return a route for people who have not signed in."""

    async def answer(request: Request) -> Response:
        asked = await _asked(desk, request)
        return await run_in_threadpool(handler, desk, asked)

    return _written_down(desk, path, method, answer)


def route(desk: Desk, path: str, handler: Handler, roles: Collection[Role], method: str = "GET") -> Route:
    """Return a route for people of some roles."""

    async def answer(request: Request) -> Response:
        visitor = await run_in_threadpool(visitor_of, desk, request)
        if visitor is None:
            return message(desk, None, 403, "not_known") if desk.sign_on else sent_to(SIGN_IN)
        if visitor.role not in roles:
            return message(desk, visitor, 403, "role")
        asked = await _asked(desk, request)
        if method == "POST" and not hmac.compare_digest(asked.form.get("form_token", "").encode(), visitor.form_token.encode()):
            return message(desk, visitor, 403, "form")
        try:
            return await run_in_threadpool(handler, desk, visitor, asked)
        except BadInput as stopped:
            return message(desk, visitor, 409, "stopped", stopped)

    return _written_down(desk, path, method, answer)


def visitor_of(desk: Desk, request: Request) -> Visitor | None:
    """Return who asks; None where nobody is signed in."""
    accounts = read_accounts(desk.logs.accounts)
    if desk.sign_on:
        named = request.headers.getlist(desk.sign_on)
        account = signed_on(accounts, named[0]) if len(named) == 1 else None
        return Visitor(account.name, account.role, desk.form_token_of(account.name), by_proxy=True) if account else None
    session = desk.sessions.find(request.cookies.get(cookie_name(desk), ""))
    account = accounts.get(session.account) if session else None
    if session is None or account is None or stamp_of(account) != session.stamp:
        return None
    return Visitor(account.name, account.role, session.form_token)


def stamp_of(account: Account) -> str:
    """Return what changes whenever an account does, so that its sessions end."""
    return hashlib.sha256(f"{account.role} {account.password}".encode()).hexdigest()


def cookie_name(desk: Desk) -> str:
    """Return the name of the cookie; by TLS one that no other site of the same machine can set."""
    return SECURE_COOKIE if desk.secure else COOKIE


def _written_down(desk: Desk, path: str, method: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
    """Return a route whose requests are written down by the kind of page: never by whose it is, nor what an error says of it."""

    async def endpoint(request: Request) -> Response:
        try:
            answered = _refused_at_the_door(desk, request) or await answer(request)
        except HTTPException:  # too much was sent
            raise
        except Exception as error:
            log.error("A BUG (%s):\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            answered = message(desk, None, 500, "bug")
        log.info("%s %s %s", method, path, answered.status_code)
        return answered

    return Route(path, endpoint, methods=[method])


def _refused_at_the_door(desk: Desk, request: Request) -> Response | None:
    """Return a refusal of what does not come from the proxy that is believed, or was sent by a page of another site."""
    if desk.proxy and (request.client is None or request.client.host != desk.proxy):
        return message(desk, None, 403, "not_the_proxy")
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    # Our pages send no referrer, and with it a browser sends the origin as "null".
    elsewhere = site not in (None, "same-origin") or (origin != "null" and urlsplit(origin).netloc != request.headers.get("host"))
    if request.method == "POST" and elsewhere:
        return message(desk, None, 403, "form")
    return None


async def _asked(desk: Desk, request: Request) -> Asked:
    body = (await request.body()).decode("utf-8", "replace") if request.method == "POST" else ""
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        pairs = []
    several: dict[str, list[str]] = {}
    for name, value in pairs:
        several.setdefault(name, []).append(value)
    place = {name: str(value) for name, value in request.path_params.items()}
    address = request.client.host if request.client and not desk.proxy else ""  # behind a proxy all come from one
    cookie = request.cookies.get(cookie_name(desk), "")
    return Asked(place, dict(request.query_params), dict(pairs), address, cookie, several)
