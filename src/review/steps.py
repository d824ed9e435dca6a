"""The order of a review: own judgement first, then the page, then the final judgement and its reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import BadInput
from ..sealed_log import Entry, append, read_log
from .questions import Reviewers
from .with_own import at_the_terminal

OWN, RELEASED, FINAL = "own judgement", "page released", "final judgement"
SECOND_LOOK = "second look"
"""What a meeting found; it is no step of a review, and may be written down again."""
FIELDS = ("step", "contact", "reviewer", "at")
"""What every line of the log of reviews holds."""
Clock = Callable[[], dt.datetime]
Ask = Callable[[str, Sequence[str]], str]
_PSEUDONYM = re.compile(r"[a-z][a-z0-9-]{1,23}")


def check_reviewer(reviewer: str, where: str = "--reviewer") -> None:
    """Raise BadInput unless a reviewer is named by a role or a pseudonym, such as lead-2."""
    if not _PSEUDONYM.fullmatch(reviewer) or sum(letter.isdigit() for letter in reviewer) > 4:
        raise BadInput(
            "A reviewer is named by a role or a pseudonym, and never by a name.",
            where=where,
            expected="small letters, up to four digits and hyphens, as in lead-2",
        )


def steps_of(log: Path, point_id: str, reviewer: str) -> dict[str, Entry]:
    """Return the entries of a reviewer's review of a contact, by step."""
    return steps_among(read_log(log, fields=FIELDS), point_id, reviewer)


def steps_among(entries: Iterable[Entry], point_id: str, reviewer: str) -> dict[str, Entry]:
    """Return those of some entries that are of a reviewer's review of a contact, by step."""
    return {entry["step"]: entry for entry in entries if (entry["contact"], entry["reviewer"]) == (point_id, reviewer)}


def record_own(
    log: Path, point_id: str, reviewer: str, judgement: str, clock: Clock, answers: Mapping[str, str | list[str]] | None = None
) -> None:
    """Record a person's own judgement, with what was asked beside it, before any page is released."""

    def allow(entries: list[Entry]) -> None:
        if steps_among(entries, point_id, reviewer):
            raise BadInput("This reviewer has judged this one before.", where=f"{log}: {point_id}", do="go on with the page")

    append(log, _entry(OWN, point_id, reviewer, clock) | {"judgement": judgement, "answers": dict(answers or {})}, allow)


def release(log: Path, point_id: str, reviewer: str, clock: Clock) -> None:
    """Record that the page was released, which needs the person's own judgement; nothing changes if it was released before."""

    def allow(entries: list[Entry]) -> None:
        taken = steps_among(entries, point_id, reviewer)
        if OWN not in taken:
            raise BadInput("A page is released after the person's own judgement.", where=f"{log}: {point_id}", do="judge first")
        if RELEASED in taken:
            raise _ReleasedBefore

    with suppress(_ReleasedBefore):
        append(log, _entry(RELEASED, point_id, reviewer, clock), allow)


class _ReleasedBefore(Exception):
    pass


def record_final(log: Path, point_id: str, reviewer: str, judgement: str, reason: str, clock: Clock) -> None:
    """Record the final judgement and its reason, which needs the page to have been released."""

    def allow(entries: list[Entry]) -> None:
        taken = steps_among(entries, point_id, reviewer)
        if RELEASED not in taken or FINAL in taken:
            what = "has ended" if FINAL in taken else "has not reached its page"
            raise BadInput(f"This review {what}.", where=f"{log}: {point_id}", do="take the steps in their order, each once")

    append(log, _entry(FINAL, point_id, reviewer, clock) | {"judgement": judgement, "reason": reason}, allow)


def record_second_look(log: Path, point_id: str, reviewer: str, answers: Mapping[str, str | list[str]], clock: Clock) -> None:
    """Record what a meeting found when it looked at a contact again, and what follows; the latest counts."""
    append(log, _entry(SECOND_LOOK, point_id, reviewer, clock) | {"answers": dict(answers)})


def review_contact(
    log: Path, point_id: str, reviewer: str, page: str, words: Reviewers, *, ask: Ask, say: Callable[[str], None], clock: Clock
) -> None:
    """Take a person through the steps; an interrupted review continues where it stopped."""
    check_reviewer(reviewer)
    taken = steps_of(log, point_id, reviewer)
    if FINAL in taken:
        raise BadInput("This reviewer has ended this review.", where=f"{log}: {point_id}", do="choose another to review")
    if OWN not in taken:
        judgement = ask("Your own judgement, before you see the page", words.judgements)
        record_own(log, point_id, reviewer, judgement, clock, at_the_terminal(ask, words.with_own))
    release(log, point_id, reviewer, clock)
    say(f"The page: {page}")
    final = ask("Your final judgement", words.judgements)
    record_final(log, point_id, reviewer, final, ask("What weighed most", words.reasons), clock)


def _entry(step: str, point_id: str, reviewer: str, clock: Clock) -> Entry:
    at = clock().astimezone(dt.UTC).isoformat(timespec="seconds")
    return {"step": step, "contact": point_id, "reviewer": reviewer, "at": at}
