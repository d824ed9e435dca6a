"""Every view of a child, in a sealed log of its own: who saw what of whom, and when. A lead can read it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..review.steps import Clock
from ..sealed_log import Entry, append, read_log

RECORDS, PAGE, LISTED, EXPORTED = "records before judging", "page", "listed for a second look", "exported"
FIELDS = ("saw", "contact", "reviewer", "at")
"""What every line of the log of views holds."""


def record_view(log: Path, saw: str, point_id: str, reviewer: str, clock: Clock) -> None:
    """Record that somebody is about to see something of a child; the page is sent once this returns."""
    at = clock().astimezone(dt.UTC).isoformat(timespec="seconds")
    append(log, {"saw": saw, "contact": point_id, "reviewer": reviewer, "at": at})


def read_views(log: Path) -> list[Entry]:
    """Return every view, the newest first, after checking that no line was changed."""
    return read_log(log, fields=FIELDS)[::-1]
