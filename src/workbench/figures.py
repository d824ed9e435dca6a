"""What leads see of the reviews: how far each sample is, how far readers agree, and what changed after the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..review.agreement import agreement_of, answer_positions
from ..review.steps import FINAL, OWN
from ..sealed_log import Entry
from .samples import Sample

Taken = dict[tuple[str, str], dict[str, Entry]]
"""The steps taken, by contact and reviewer."""


def taken_steps(entries: Sequence[Entry]) -> Taken:
    """Return the steps that were taken, by contact and reviewer."""
    taken: Taken = {}
    for entry in entries:
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


EXPORTED = ("sample", "contact", "reviewer", "own judgement", "judged at", "final judgement", "what weighed most", "final at")


def exported(samples: Sequence[Sample], taken: Taken) -> pd.DataFrame:
    """Return every review of the samples as a table (the columns EXPORTED, text; "" for what has not been done)."""
    rows = []
    for sample in samples:
        for point, names in zip(sample.contacts["point_id"], sample.contacts["readers"], strict=True):
            for name in names:
                steps = taken.get((point, name), {})
                own, final = steps.get(OWN, {}), steps.get(FINAL, {})
                judged = [own.get("judgement", ""), own.get("at", "")]
                rows.append(
                    [sample.id, point, name, *judged, final.get("judgement", ""), final.get("reason", ""), final.get("at", "")]
                )
    return pd.DataFrame(sorted(rows), columns=list(EXPORTED), dtype="str")
