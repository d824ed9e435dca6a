"""Signing in and out."""

from __future__ import annotations

from starlette.responses import Response

from .accounts import read_accounts, who_has
from .asked import Asked, Visitor
from .desk import Desk
from .pages import message, workbench_page
from .replies import sent_to
from .visitors import SIGN_IN, cookie_name, stamp_of

HOME = {"reviewer": "/queue", "lead": "/lead", "board": "/board"}
"""The first page of each role."""


def first_page(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Lead somebody to the first page of their role."""
    return sent_to(HOME[visitor.role])


def ask_to_sign_in(desk: Desk, asked: Asked) -> Response:
    """Show the form."""
    return (
        message(desk, None, 404, "no_such_page")
        if desk.sign_on
        else workbench_page(desk, None, "workbench_sign_in.html", wrong="")
    )


def sign_in(desk: Desk, asked: Asked) -> Response:
    """Begin a session, if name and password are right and nobody tried too often."""
    if desk.sign_on:
        return message(desk, None, 404, "no_such_page")
    name = asked.form.get("name", "").strip()
    with desk.one_password:
        if desk.tries.too_many(name, asked.address):
            return workbench_page(desk, None, "workbench_sign_in.html", 429, wrong="too_many")
        account = who_has(read_accounts(desk.logs.accounts), name, asked.form.get("password", ""))
        if account is None:
            desk.tries.failed(name, asked.address)
            return workbench_page(desk, None, "workbench_sign_in.html", 401, wrong="wrong")
    desk.tries.succeeded(name)
    desk.sessions.end(asked.cookie)
    answer = sent_to(HOME[account.role])
    kept = desk.sessions.begin(account.name, stamp_of(account))
    answer.set_cookie(cookie_name(desk), kept, path="/", secure=desk.secure, httponly=True, samesite="strict")
    return answer


def sign_out(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """End the session, and have the browser forget what it kept."""
    desk.sessions.end(asked.cookie)
    answer = sent_to(SIGN_IN)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    answer.delete_cookie(cookie_name(desk), path="/", secure=desk.secure, httponly=True, samesite="strict")
    return answer
