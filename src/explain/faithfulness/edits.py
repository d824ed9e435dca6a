"""How the score and its explanation change when records are deleted, inserted into an empty record, or added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ...models.triage import load_model, margins
from ...params import View
from ..attribution import contributions_by_fold
from ..reasons import Reason
from ..record import Record, Sources
from .copies import Copy, copy_of, features_of_copies, with_one_more

DRAWS = 3  # random sets of as many other records


@dataclass(frozen=True)
class ExplainedPoint:
    """A point with its fold, record, reasons (largest contribution first) and contributions by indicator (log-odds)."""

    fold: int
    record: Record
    reasons: Sequence[Reason]
    contributions: Mapping[str, float]


@dataclass(frozen=True)
class ScoreChanges:
    """Changes of the score (log-odds, one a point) with the records of the first reason, and with as many others at random.

    NaN where the first reason rests on no record, or where there are fewer others than that.
    """

    deleted: np.ndarray
    deleted_others: np.ndarray
    inserted: np.ndarray
    inserted_others: np.ndarray


def score_changes(points: Sequence[ExplainedPoint], sources: Sources, view: View, models: Path, seed: int) -> ScoreChanges:
    """Delete the records of the first reason, and insert them into an empty record; likewise as many others at random."""
    rng = np.random.Generator(np.random.PCG64(seed))
    copies: list[Copy] = []
    edited: list[int] = []
    for number, point in enumerate(points):
        if (edits := _edits(point, rng)) is not None:
            copies += edits
            edited.append(number)
    changes = np.full((len(points), 4), np.nan)
    if edited:
        per_point = len(copies) // len(edited)
        folds = np.repeat([points[number].fold for number in edited], per_point)
        scores = _scores(copies, folds, sources, view, models).reshape(len(edited), per_point)
        whole, without, empty, alone = scores[:, 0], scores[:, 1], scores[:, 2], scores[:, 3]
        without_others, others_alone = scores[:, 4 : 4 + DRAWS].mean(axis=1), scores[:, 4 + DRAWS :].mean(axis=1)
        changes[edited] = np.column_stack([whole - without, whole - without_others, alone - empty, others_alone - empty])
    return ScoreChanges(*changes.T)


def _edits(point: ExplainedPoint, rng: np.random.Generator) -> list[Copy] | None:
    """Return the whole record, without the first reason, nothing, the reason alone; then without and with others alone."""
    record = point.record
    if not point.reasons or point.reasons[0].absent:
        return None
    first_reason = point.reasons[0].events.row
    others = np.setdiff1d(record.seen.row, first_reason)
    if len(others) < len(first_reason):
        return None
    drawn = [rng.choice(others, len(first_reason), replace=False) for _ in range(DRAWS)]
    return [
        copy_of(record),
        copy_of(record, without=first_reason),
        copy_of(record, without=record.seen.row),
        copy_of(record, only=first_reason),
        *(copy_of(record, without=rows) for rows in drawn),
        *(copy_of(record, only=rows) for rows in drawn),
    ]


@dataclass(frozen=True)
class Unrelated:
    """A record about somebody else: the record of another point that holds it, and its position among what was seen there."""

    donor: Record
    at: int


def unrelated_records(points: Sequence[ExplainedPoint], sources: Sources, seed: int, top: int) -> list[Unrelated | None]:
    """Return for each point a record of another of the points, on none of the `top` reasons' themes; None where it has none."""
    rng = np.random.Generator(np.random.PCG64(seed))
    indicators = list(sources.catalogue.indicators.values())
    found: list[Unrelated | None] = []
    for number, point in enumerate(points):
        themes = {reason.theme for reason in point.reasons[:top]}
        related = np.array([indicator.theme in themes for indicator in indicators])
        donor = points[(number + 1 + int(rng.integers(len(points) - 1))) % len(points)].record
        is_related = (donor.indicator_matches & related).any(axis=1)
        own = np.flatnonzero(donor.seen.own & ~donor.seen.today & ~donor.seen["is_snapshot"] & ~is_related)
        found.append(Unrelated(donor, int(rng.choice(own))) if len(own) else None)
    return found


def contributions_with_unrelated_record(
    points: Sequence[ExplainedPoint], unrelated: Sequence[Unrelated | None], sources: Sources, view: View, models: Path
) -> pd.DataFrame:
    """Return the contributions by indicator once the unrelated record is added, as many days before the point as it was there."""
    copies = [
        with_one_more(point.record, int(more.donor.seen.row[more.at]), point.record.t - more.donor.t)
        if more
        else copy_of(point.record)
        for point, more in zip(points, unrelated, strict=True)
    ]
    features = features_of_copies(copies, sources, view)
    folds = np.array([point.fold for point in points])
    return contributions_by_fold(features, folds, sources.catalogue, models)[list(sources.catalogue.indicators)]


def _scores(copies: Sequence[Copy], folds: np.ndarray, sources: Sources, view: View, models: Path) -> np.ndarray:
    """Return the log-odds of each copy by the model of its fold."""
    features = features_of_copies(copies, sources, view)
    scores = np.empty(len(copies))
    for fold in np.unique(folds):
        scores[folds == fold] = margins(load_model(models / f"{fold}.txt"), features[folds == fold], sources.catalogue)
    return scores
