"""What leads see of the reviews: how far each sample is, how far readers agree, and what changed after the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from ..review.agreement import agreement_of, answer_positions
from ..review.questions import Reviewers
from ..review.steps import FINAL, OWN, SECOND_LOOK
from ..sealed_log import Entry
from ..wording.reviews import kappa_words
from .samples import Sample
from .views import RECORDS

Taken = dict[tuple[str, str], dict[str, Entry]]
"""The steps taken, by contact and reviewer."""


def taken_steps(entries: Sequence[Entry]) -> Taken:
    """Return the steps that were taken, by contact and reviewer."""
    taken: Taken = {}
    for entry in (entry for entry in entries if entry["step"] != SECOND_LOOK):
        taken.setdefault((entry["contact"], entry["reviewer"]), {})[entry["step"]] = entry
    return taken


def progress(sample: Sample, taken: Taken) -> dict[str, Any]:
    """Return how far a sample is: contacts, readings, and for each reader how many were given, judged and finished."""
    readers: dict[str, dict[str, int]] = {}
    for point, names in zip(sample.contacts["point_id"], sample.contacts["readers"], strict=True):
        for name in names:
            counts = readers.setdefault(name, dict.fromkeys(("given", "judged", "finished"), 0))
            steps = taken.get((point, name), {})
            counts["given"] += 1
            counts["judged"] += OWN in steps
            counts["finished"] += FINAL in steps
    totals = {key: sum(counts[key] for counts in readers.values()) for key in ("given", "judged", "finished")}
    return {"contacts": len(sample.contacts), "readers": dict(sorted(readers.items())), **totals}


def agreement(sample: Sample, taken: Taken, judgements: Sequence[str], draws: int, seed: int) -> dict[str, Any] | None:
    """Return how far the first two readers of each contact agree, before and after the page; None where each has one reader."""
    if sample.contacts.empty or sample.contacts["readers"].map(len).max() < 2:
        return None
    return {
        step: agreement_of(*_positions(sample, taken, step, judgements), sample.contacts, len(judgements), draws, seed)
        for step in (OWN, FINAL)
    }


def _positions(sample: Sample, taken: Taken, step: str, judgements: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the first and of the second reader's judgement of each contact; -1 for none."""
    first, second = (
        answer_positions(
            pd.Series([
                taken.get((point, names[place]), {}).get(step, {}).get("judgement")
                for point, names in zip(sample.contacts["point_id"], sample.contacts["readers"], strict=True)
            ], dtype=object),
            judgements,
        )
        for place in (0, 1)
    )  # fmt: skip
    return first, second


def agreement_in_words(
    sample: Sample, taken: Taken, judgements: Sequence[str], draws: int, seed: int, points: str
) -> dict[str, str] | None:
    """Return what `agreement` finds, in words, by step. `points` : the project's word for what is judged."""
    found = agreement(sample, taken, judgements, draws, seed)
    return found and {step: kappa_words(each, points) for step, each in found.items()}


FEWEST_TIMES = 10
FIRST = 5
"""How many judgements a reader makes while still new to it."""


def minutes_to_judge(taken: Taken, views: Sequence[Entry]) -> float | None:
    """Return the median minutes from first seeing the records to sealing the own judgement, breaks included; None for few.

    `views` : every view, in any order. What was judged without the records having been seen here is left out.
    """
    return _median([minutes for each in _minutes(taken, views).values() for minutes in each])


def minutes_when_new_and_later(taken: Taken, views: Sequence[Entry]) -> tuple[float | None, float | None]:
    """Return the median minutes of the first judgements of each reader, and of all later ones; None for few."""
    by_reader = _minutes(taken, views).values()
    return (
        _median([minutes for each in by_reader for minutes in each[:FIRST]]),
        _median([minutes for each in by_reader for minutes in each[FIRST:]]),
    )


def _minutes(taken: Taken, views: Sequence[Entry]) -> dict[str, list[float]]:
    """Return the minutes from first seeing the records to sealing the own judgement, by reader, in the order of sealing."""
    seen: dict[tuple[str, str], str] = {}
    for view in views:
        if view["saw"] == RECORDS:
            key = view["contact"], view["reviewer"]
            seen[key] = min(seen.get(key, view["at"]), view["at"])
    by_reader: dict[str, list[float]] = {}
    for key, own in sorted(((key, steps[OWN]) for key, steps in taken.items() if OWN in steps), key=lambda each: each[1]["at"]):
        if key in seen:
            passed = dt.datetime.fromisoformat(own["at"]) - dt.datetime.fromisoformat(seen[key])
            by_reader.setdefault(key[1], []).append(passed.total_seconds() / 60)
    return by_reader


def _median(minutes: Sequence[float]) -> float | None:
    return round(median(minutes), 1) if len(minutes) >= FEWEST_TIMES else None


def exported(samples: Sequence[Sample], taken: Taken, asked: Reviewers) -> pd.DataFrame:
    """Return every review of the samples as a table of text; "" for what has not been done.

    Its columns are those of a step, and what was asked beside the own judgement; several answers stand with semicolons between.
    """
    headings = ["sample", "contact", "reviewer", "own judgement", *(question.ask for question in asked.with_own.values()),
                "judged at", "final judgement", "what weighed most", "final at"]  # fmt: skip
    rows = []
    for sample in samples:
        for point, names in zip(sample.contacts["point_id"], sample.contacts["readers"], strict=True):
            for name in names:
                steps = taken.get((point, name), {})
                own, final = steps.get(OWN, {}), steps.get(FINAL, {})
                beside = [_one_text(own.get("answers", {}).get(question, "")) for question in asked.with_own]
                judged = [own.get("judgement", ""), *beside, own.get("at", "")]
                rows.append(
                    [sample.id, point, name, *judged, final.get("judgement", ""), final.get("reason", ""), final.get("at", "")]
                )
    return pd.DataFrame(sorted(rows), columns=headings, dtype="str")


def _one_text(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else "; ".join(answer)
