"""What a board does: read exactly the documents that an approval names, and decide, in the log of `neglect-triage approve`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import get_args

from starlette.responses import Response

from ..errors import BadInput
from ..governance.approvals import DOCUMENTS, FIELDS, Decision, digest_of, record_decision, seen_by
from ..sealed_log import read_log
from .asked import Asked, Visitor
from .desk import Desk
from .pages import message, workbench_page
from .replies import document, download, sent_to

DECISIONS: tuple[str, ...] = get_args(Decision)


def overview(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show the documents with their fingerprints, the form, and what was decided before."""
    seen = seen_by(desk.data.registered, desk.project)
    documents = [{"name": Path(name).name, "digest": digest} for name, digest in seen["documents"].items()]
    decided = read_log(desk.logs.approvals, fields=FIELDS)[::-1]
    return workbench_page(
        desk, visitor, "workbench_board.html", documents=documents, model=seen["model"]["manifest"], shown=digest_of(seen),
        decisions=DECISIONS, decided=decided,
    )  # fmt: skip


def document_seen(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show a document by its fingerprint: exactly the bytes that have it, or nothing."""
    for name in DOCUMENTS:
        path = desk.project / name
        content = path.read_bytes() if path.is_file() else b""
        if content and hashlib.sha256(content).hexdigest() == asked.place["digest"]:
            return document(content) if path.suffix == ".html" else download(content, path.name, "application/json")
    return message(desk, visitor, 404, "no_such_page")


def decide_now(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Write down what was decided about the model, if what was shown is still what is there."""
    decision, role = asked.form.get("decision", ""), asked.form.get("role", "")
    if decision not in DECISIONS:
        raise BadInput("What was decided is not said.", where="decision", expected=", ".join(DECISIONS))
    if asked.form.get("read") != "yes" and decision != "withdrawn":
        raise BadInput("Nobody said that the documents were read.", where="read", do="go back, read them, and tick the box")
    conditions = [line.strip() for line in asked.form.get("conditions", "").splitlines() if line.strip()]
    chosen: Decision = decision  # type: ignore[assignment]
    record_decision(
        desk.logs.approvals, desk.data.registered, desk.project, chosen, role, visitor.name, conditions, desk.clock(),
        shown=asked.form.get("shown", "") or "nothing",
    )  # fmt: skip
    return sent_to("/board")
