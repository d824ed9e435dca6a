"""Sealed logs in an erasure: words about a child go and the chain stays; approvals that rest on the records are voided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..chronology.names import refuse_identifiers_in
from ..errors import BadInput
from ..governance.approvals import FIELDS, check_initials, to_void, void
from ..sealed_log import Entry, canonical, is_log, read_log, take_out
from .patterns import Ids
from .places import Project

_ORDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{1,79}")


@dataclass(frozen=True)
class Order:
    """By whom a child is erased (initials), under which order (a reference), and when: logs keep it."""

    by: str
    order: str
    at: str


@dataclass(frozen=True)
class Logs:
    """The logs that hold a child's words, and the last decision about each model whose approval ends."""

    naming: list[Path]
    voided: list[Entry]


def logs_about(found: Iterable[Path], project: Project, ids: Ids, in_study: bool) -> Logs:
    """Return which logs an erasure changes.

    Parameters
    ----------
    found : the files that hold the child. in_study : whether models were fitted or tested with the child's records.

    Raises
    ------
    BadInput : one of them was changed or has the old form, so that nothing can be taken out of it.
    """
    naming = [path for path in found if path.is_file() and is_log(path) and any(_names(entry, ids) for entry in read_log(path))]
    entries = read_log(project.data.approvals, fields=FIELDS)
    kept = [entry for entry in entries if not _names(entry, ids)]
    return Logs(naming, to_void(entries, kept, in_study))


def check_order(order: Order, logs: Logs, ids: Ids) -> None:
    """Raise BadInput if logs are to be changed and it is not said by whom and under which order, or the order names a child."""
    where = ", ".join(map(str, logs.naming)) or "the log of approvals"
    if (logs.naming or logs.voided) and not (order.by and order.order):
        raise BadInput(
            "A sealed log has to say who took a child's words out of it or ended an approval, and under which order.",
            where=where,
            expected="--by and --order",
            do="add --by INITIALS --order REFERENCE, such as: --order 'objection 12 of 2026'; nothing was changed yet",
        )
    if order.by:
        check_initials(order.by, "--by")
    refuse_identifiers_in({"--order": order.order})
    if order.order and (not _ORDER.fullmatch(order.order) or ids.in_every.in_text(order.order) or order.order in ids.weak):
        raise BadInput(
            "The order is named by a reference that stays on record, and never by the child.",
            where="--order",
            expected="2 to 80 letters, digits, spaces, full stops, slashes or hyphens, without the pseudonym",
            do="give the reference that your own records have for it: neglect-triage erase --order REFERENCE",
        )


def change_logs(logs: Logs, project: Project, ids: Ids, order: Order) -> dict[Path, int]:
    """Void approvals, take the child's words out of every log, and return from how many lines of each."""
    void(project.data.approvals, logs.voided, order.by, order.at)
    return {path: len(take_out(path, lambda words: _held(words, ids), order.by, order.order, order.at)) for path in logs.naming}


def _names(entry: Entry, ids: Ids) -> bool:
    words = {name: value for name, value in entry.items() if name not in ("number", "before", "seal")}
    return _held(canonical(words), ids)


def _held(words: bytes, ids: Ids) -> bool:
    return ids.in_every.in_any_spelling(words) or ids.in_every.as_value_in(words)
