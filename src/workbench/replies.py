"""Answers to a browser: pages that nobody keeps, that load nothing, and that run no script but our own."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.responses import RedirectResponse, Response

_EMBEDDED = {name: re.compile(rf"<{name}[^>]*>(.*?)</{name}>", re.DOTALL) for name in ("style", "script")}
_NEVER_KEPT = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def shown(html: str, status: int = 200) -> Response:
    """Return a page, with a policy that allows exactly the styles and scripts that stand in it."""
    return Response(html, status, {**_NEVER_KEPT, "Content-Security-Policy": policy_of(html)}, "text/html")


def document(content: bytes) -> Response:
    """Return a page of the report as it stands in its file."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none'"
    return Response(content, 200, {**_NEVER_KEPT, "Content-Security-Policy": policy}, "text/html")


def sent_to(place: str) -> Response:
    """Return the way to another page."""
    return RedirectResponse(place, 303, {**_NEVER_KEPT, "Content-Security-Policy": "default-src 'none'"})


def saved() -> Response:
    """Return that what was sent is on the disk, to a script that asks for nothing else."""
    return Response(None, 204, {**_NEVER_KEPT, "Content-Security-Policy": "default-src 'none'"})


def download(content: bytes, name: str, kind: str) -> Response:
    """Return a file to keep."""
    given = {
        **_NEVER_KEPT,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'",
    }
    return Response(content, 200, given, kind)


def policy_of(html: str) -> str:
    """Return the content security policy of a page: the fingerprints of what is embedded in it, and nothing else."""
    styles, scripts = (_fingerprints(html, name) for name in ("style", "script"))
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def _fingerprints(html: str, name: str) -> str:
    return " ".join(f"'{_fingerprint(text)}'" for text in _EMBEDDED[name].findall(html)) or "'none'"


def _fingerprint(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
