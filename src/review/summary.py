"""What the decision log says of all reviews together: changes of mind both ways, reasons, time. No target, and no person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from ..models.bands import ATTENTION
from ..sealed_log import Entry
from .questions import Reviewers
from .steps import FINAL, OWN, RELEASED

FEWEST_REVIEWS = 10


def account(entries: Sequence[Entry], standing: Mapping[str, str], words: Reviewers) -> dict[str, Any]:
    """Return the figures of the log (JSON).

    Parameters
    ----------
    entries : the checked lines of the log. standing : that of each contact beside the attention band, where it is known.

    Returns
    -------
    dict : reviews begun, ended and not ended; own and final judgements; of those ended, changes of mind (none, towards more,
        towards less) for contacts in the attention band and others; reasons; agreement with the band before and after the page;
        median minutes from the page to the final judgement.
    """
    reviews: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in entries:
        reviews.setdefault((entry["contact"], entry["reviewer"]), {})[entry["step"]] = entry
    ended = [steps for steps in reviews.values() if FINAL in steps]
    beside = [steps for steps in ended if steps[OWN]["contact"] in standing]
    flagged = [standing[steps[OWN]["contact"]] == ATTENTION for steps in beside]
    bands = {
        "in the attention band": [steps for steps, inside in zip(beside, flagged, strict=True) if inside],
        "not in it": [steps for steps, inside in zip(beside, flagged, strict=True) if not inside],
    }
    return {
        "begun": len(reviews),
        "ended": len(ended),
        "not_ended": len(reviews) - len(ended),
        "own": _counted([steps[OWN]["judgement"] for steps in ended], words.judgements),
        "final": _counted([steps[FINAL]["judgement"] for steps in ended], words.judgements),
        "changes": {"all": _changes(ended, words), **{name: _changes(those, words) for name, those in bands.items()}},
        "with_the_band": {
            "before the page": _agreeing(beside, flagged, OWN, words),
            "after it": _agreeing(beside, flagged, FINAL, words),
            "of": len(beside),
        },
        "reasons": _counted([steps[FINAL]["reason"] for steps in ended], words.reasons),
        "minutes": _minutes(ended),
    }


def _counted(found: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    counts = Counter(found)
    return {name: counts[name] for name in order}


def _changes(ended: Sequence[dict[str, Entry]], words: Reviewers) -> dict[str, int]:
    order = words.judgements
    steps = [order.index(each[FINAL]["judgement"]) - order.index(each[OWN]["judgement"]) for each in ended]
    return {
        "none": steps.count(0),
        "towards more": sum(step > 0 for step in steps),
        "towards less": sum(step < 0 for step in steps),
    }


def _agreeing(beside: Sequence[dict[str, Entry]], flagged: Sequence[bool], step: str, words: Reviewers) -> int:
    """Return for how many a judgement calls for more where the band does, and for less where it does not."""
    called = [steps[step]["judgement"] in words.called_for for steps in beside]
    return sum(judged == inside for judged, inside in zip(called, flagged, strict=True))


def _minutes(ended: Sequence[dict[str, Entry]]) -> float | None:
    """Return the median minutes from the release of the page to the final judgement; None for fewer than ten reviews."""
    if len(ended) < FEWEST_REVIEWS:
        return None
    spent = [_time(steps[FINAL]) - _time(steps[RELEASED]) for steps in ended]
    return round(median(each.total_seconds() for each in spent) / 60, 1)


def _time(entry: Entry) -> dt.datetime:
    return dt.datetime.fromisoformat(entry["at"])


def account_sentences(found: Mapping[str, Any]) -> list[str]:
    """Return what the account says, line by line."""
    lines = [f"Reviews begun: {found['begun']}; ended: {found['ended']}; not ended: {found['not_ended']}."]
    for name, counts in (("Own judgements", found["own"]), ("Final judgements", found["final"]), ("Reasons", found["reasons"])):
        lines.append(f"{name}: " + "; ".join(f'"{said}" {number}' for said, number in counts.items()) + ".")
    for name, counts in found["changes"].items():
        lines.append(
            f"Changes of mind, {name}: none {counts['none']}; towards more {counts['towards more']}; "
            f"towards less {counts['towards less']}."
        )
    band = found["with_the_band"]
    lines.append(
        f"As the attention band has it (more called for in it, less outside it): {band['before the page']} of {band['of']} "
        f"before the page, {band['after it']} after it. More agreement is no success: the band may be wrong."
    )
    minutes = "not told for fewer than ten reviews" if found["minutes"] is None else f"{found['minutes']:g} (median)"
    lines.append(f"Minutes from page to final judgement: {minutes}.")
    lines.append("No number here is a target: people who never change their minds may be right, and so may people who do.")
    return lines
