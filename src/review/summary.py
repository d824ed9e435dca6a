"""All reviews in the decision log summarised: changes of mind in both directions, reasons, time. No target, and no person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from ..models.bands import ATTENTION
from ..sealed_log import Entry
from .questions import Question, Reviewers
from .steps import FINAL, OWN, RELEASED, SECOND_LOOK

FEWEST_REVIEWS = 10
Review = dict[str, Entry]  # the entries of one review, by step


def summarise_log(entries: Sequence[Entry], standing: Mapping[str, str], words: Reviewers) -> dict[str, Any]:
    """Return the figures of the log (JSON).

    Parameters
    ----------
    entries : the checked lines of the log. standing : that of each contact, where it is known (`models.bands.STANDINGS`).

    Returns
    -------
    dict : reviews begun, ended and not ended; own and final judgements; of those ended, changes of mind (none, towards more,
        towards less) for contacts in the attention band and others; answers beside own judgements; reasons; agreement with the
        band before and after the page; median minutes from the page to the final judgement.
    """
    reviews: dict[tuple[str, str], Review] = {}
    for entry in (entry for entry in entries if entry["step"] != SECOND_LOOK):
        reviews.setdefault((entry["contact"], entry["reviewer"]), {})[entry["step"]] = entry
    ended = [review for review in reviews.values() if FINAL in review]
    with_standing = [review for review in ended if review[OWN]["contact"] in standing]
    in_band = [review for review in with_standing if standing[review[OWN]["contact"]] == ATTENTION]
    not_in_band = [review for review in with_standing if standing[review[OWN]["contact"]] != ATTENTION]
    return {
        "begun": len(reviews),
        "ended": len(ended),
        "not_ended": len(reviews) - len(ended),
        "own": _counts([review[OWN]["judgement"] for review in ended], words.judgements),
        "final": _counts([review[FINAL]["judgement"] for review in ended], words.judgements),
        "changes": {
            "all": _changes(ended, words),
            "in the attention band": _changes(in_band, words),
            "not in it": _changes(not_in_band, words),
        },
        "with_the_band": {
            "before the page": _agreeing(in_band, not_in_band, OWN, words),
            "after it": _agreeing(in_band, not_in_band, FINAL, words),
            "of": len(with_standing),
        },
        "beside": {question.ask: _beside(ended, name, question) for name, question in words.with_own.items()},
        "reasons": _counts([review[FINAL]["reason"] for review in ended], words.reasons),
        "minutes": _minutes(ended),
    }


def _beside(ended: Sequence[Review], name: str, question: Question) -> dict[str, int]:
    """Return how often each answer stood beside an own judgement, and in how many reviews it was not asked."""
    given = [review[OWN].get("answers", {}).get(name) for review in ended]
    chosen = [answer for each in given if each is not None for answer in ([each] if isinstance(each, str) else each)]
    return {**_counts(chosen, question.answers), "not asked": given.count(None)}


def _counts(answers: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    counts = Counter(answers)
    return {answer: counts[answer] for answer in order}


def _changes(ended: Sequence[Review], words: Reviewers) -> dict[str, int]:
    order = words.judgements
    steps = [order.index(review[FINAL]["judgement"]) - order.index(review[OWN]["judgement"]) for review in ended]
    return {
        "none": steps.count(0),
        "towards more": sum(step > 0 for step in steps),
        "towards less": sum(step < 0 for step in steps),
    }


def _agreeing(in_band: Sequence[Review], not_in_band: Sequence[Review], step: str, words: Reviewers) -> int:
    """Return in how many reviews a judgement calls for more where the band does, and for less where it does not."""
    called_for = sum(review[step]["judgement"] in words.called_for for review in in_band)
    return called_for + sum(review[step]["judgement"] not in words.called_for for review in not_in_band)


def _minutes(ended: Sequence[Review]) -> float | None:
    """Return the median minutes from the release of the page to the final judgement; None for fewer than ten reviews."""
    if len(ended) < FEWEST_REVIEWS:
        return None
    durations = [_time(review[FINAL]) - _time(review[RELEASED]) for review in ended]
    return round(median(duration.total_seconds() for duration in durations) / 60, 1)


def _time(entry: Entry) -> dt.datetime:
    return dt.datetime.fromisoformat(entry["at"])
