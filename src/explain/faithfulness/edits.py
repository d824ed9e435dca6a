"""Deletion, insertion and an unrelated record: what the score does when records are taken away, put back or added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ...models.triage import load_model, margins
from ...params import View
from ..attribution import contributions
from ..reasons import Reason
from ..record import Record, Sources
from .copies import Copy, copy_of, features_of, with_one_more

DRAWS = 3  # random sets of as many other records


@dataclass(frozen=True)
class Case:
    """A point to be looked at: its fold, its record, its reasons (most first) and its indicators' contributions."""

    fold: int
    record: Record
    plain: Sequence[Reason]
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Moved:
    """By how much the score moves (log-odds) with the records of the first reason, and with as many others at random.

    NaN where the first reason rests on no record, or where there are fewer others than that.
    """

    deleted: np.ndarray
    deleted_others: np.ndarray
    inserted: np.ndarray
    inserted_others: np.ndarray


def moved(cases: Sequence[Case], sources: Sources, view: View, models: Path, seed: int) -> Moved:
    """Take the records of the first reason away, and put them back into an empty record, beside as many others at random."""
    lot = np.random.Generator(np.random.PCG64(seed))
    copies: list[Copy] = []
    asked: list[int] = []
    for place, case in enumerate(cases):
        if (edits := _edits(case, lot)) is not None:
            copies += edits
            asked.append(place)
    found = np.full((len(cases), 4), np.nan)
    if asked:
        each = len(copies) // len(asked)
        folds = np.repeat([cases[place].fold for place in asked], each)
        score = _scored(copies, folds, sources, view, models).reshape(len(asked), each)
        whole, without, empty, alone = score[:, 0], score[:, 1], score[:, 2], score[:, 3]
        less, more = score[:, 4 : 4 + DRAWS].mean(axis=1), score[:, 4 + DRAWS :].mean(axis=1)
        found[asked] = np.column_stack([whole - without, whole - less, alone - empty, more - empty])
    return Moved(*found.T)


def _edits(case: Case, lot: np.random.Generator) -> list[Copy] | None:
    """Return the whole record, without the first reason, nothing, the reason alone; then without and with others alone."""
    record = case.record
    if not case.plain or case.plain[0].absent:
        return None
    mine = case.plain[0].events.row
    others = np.setdiff1d(record.seen.row, mine)
    if len(others) < len(mine):
        return None
    drawn = [lot.choice(others, len(mine), replace=False) for _ in range(DRAWS)]
    return [
        copy_of(record),
        copy_of(record, without=mine),
        copy_of(record, without=record.seen.row),
        copy_of(record, only=mine),
        *(copy_of(record, without=rows) for rows in drawn),
        *(copy_of(record, only=rows) for rows in drawn),
    ]


def with_an_unrelated_record(
    cases: Sequence[Case], sources: Sources, view: View, models: Path, seed: int, top: int
) -> pd.DataFrame:
    """Return the contributions by indicator once a record of somebody else, of another theme than the reasons, is added.

    It comes from another case, and lies as long before the point as it did there.
    """
    lot = np.random.Generator(np.random.PCG64(seed))
    entries = list(sources.catalogue.indicators.values())
    copies = []
    for place, case in enumerate(cases):
        themes = {reason.theme for reason in case.plain[:top]}
        related = np.array([entry.theme in themes for entry in entries])
        donor = cases[(place + 1 + int(lot.integers(len(cases) - 1))) % len(cases)].record
        own = donor.seen.own & ~donor.seen.today & ~donor.seen["is_snapshot"] & ~(donor.counts & related).any(axis=1)
        if not own.any():
            copies.append(copy_of(case.record))
            continue
        row = int(lot.choice(donor.seen.row[own]))
        copies.append(with_one_more(case.record, row, case.record.t - donor.t))
    features = features_of(copies, sources, view)
    folds = np.array([case.fold for case in cases])
    parts = [
        contributions(load_model(models / f"{fold}.txt"), features[folds == fold], sources.catalogue).set_index(
            np.flatnonzero(folds == fold)
        )
        for fold in np.unique(folds)
    ]
    return pd.concat(parts).sort_index()[list(sources.catalogue.indicators)]


def _scored(copies: Sequence[Copy], folds: np.ndarray, sources: Sources, view: View, models: Path) -> np.ndarray:
    """Return the log-odds of each copy by the model of its fold."""
    features = features_of(copies, sources, view)
    found = np.empty(len(copies))
    for fold in np.unique(folds):
        found[folds == fold] = margins(load_model(models / f"{fold}.txt"), features[folds == fold], sources.catalogue)
    return found
