"""Counts by group: fairlearn's MetricFrame for the estimates, and sums over drawn families for their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import precision_score

from ...models.evaluation.estimates import share_of
from ...models.resampling import Draws

RATES = {
    "selection_rate": selection_rate,
    "recall": true_positive_rate,
    "false_positive_rate": false_positive_rate,
    "false_negative_rate": false_negative_rate,
    "precision": partial(precision_score, zero_division=np.nan),
}
"""The rates of the audit, by fairlearn's definitions."""


@dataclass(frozen=True)
class Membership:
    """Which rows belong to which groups, which may overlap: one entry for each row of each group.

    number : of groups. rows, groups : of each entry, the position of its row and of its group (groups ascending).
    """

    number: int
    rows: np.ndarray
    groups: np.ndarray

    def tally(
        self, draws: Draws, values: np.ndarray | None = None, kinds: np.ndarray | None = None, width: int = 1
    ) -> np.ndarray:
        """Return draws x groups x `width`: how often each kind of row was drawn in each group, or the sums of `values`.

        Parameters
        ----------
        values, kinds : of each entry; kinds are 0 to width - 1.
        """
        column = self.groups * width + (0 if kinds is None else kinds)
        totals = draws.on(self.rows).tally(column, self.number * width, values)
        return totals.reshape(len(totals), self.number, width)

    def bounds(self) -> np.ndarray:
        """Return where the entries of each group start, and where the last group ends (one more than there are groups)."""
        return np.searchsorted(self.groups, np.arange(self.number + 1))


def membership_of(masks: Sequence[np.ndarray]) -> Membership:
    """Return the membership of some groups, each given as a mask of the rows."""
    rows = [np.flatnonzero(mask) for mask in masks]
    groups = np.repeat(np.arange(len(masks)), [len(of_group) for of_group in rows])
    return Membership(len(masks), np.concatenate([np.empty(0, int), *rows]), groups)


@dataclass(frozen=True)
class Confusion:
    """Confusion matrices, draws x groups: positive rows were followed by the outcome; predicted positives were flagged."""

    true_negatives: np.ndarray
    false_positives: np.ndarray
    false_negatives: np.ndarray
    true_positives: np.ndarray

    @property
    def positives(self) -> np.ndarray:
        """All rows that were followed by the outcome."""
        return np.asarray(self.false_negatives + self.true_positives)

    @property
    def negatives(self) -> np.ndarray:
        """All rows that were not."""
        return np.asarray(self.true_negatives + self.false_positives)

    def rates(self) -> dict[str, np.ndarray]:
        """Return every rate of `RATES`, draws x groups; NaN where the denominator is zero."""
        flagged = self.true_positives + self.false_positives
        return {
            "selection_rate": share_of(flagged, self.positives + self.negatives),
            "recall": share_of(self.true_positives, self.positives),
            "false_positive_rate": share_of(self.false_positives, self.negatives),
            "false_negative_rate": share_of(self.false_negatives, self.positives),
            "precision": share_of(self.true_positives, flagged),
        }


def confusion_counts(rows: pd.DataFrame, membership: Membership, draws: Draws) -> Confusion:
    """Count rows by group in each draw of families: label (0 or 1), and how far each is flagged (0 to 1)."""
    label, flagged = rows["label"].to_numpy(int)[membership.rows], rows["flagged"].to_numpy(float)[membership.rows]
    negatives, positives = np.moveaxis(membership.tally(draws, kinds=label, width=2), 2, 0)
    false, true = np.moveaxis(membership.tally(draws, flagged, label, 2), 2, 0)
    return Confusion(negatives - false, false, positives - true, true)


def fairlearn_rates(confusion: Confusion) -> pd.DataFrame:
    """Return the rates of each group by MetricFrame (groups x rates), from the counts of the estimate.

    Rows of a group with the same label and flag are passed once, with their number as a weight: the same rates as row by row,
    in a time that does not grow with the number of rows.
    """
    cells = (confusion.true_negatives, confusion.false_positives, confusion.false_negatives, confusion.true_positives)
    counts = np.stack([cell[0] for cell in cells], axis=1)
    group, kind = (index.ravel() for index in np.indices(counts.shape))
    weights = {"sample_weight": counts.ravel()}
    frame = MetricFrame(
        metrics=RATES,
        y_true=kind // 2,
        y_pred=kind % 2,
        sensitive_features=group,
        sample_params=dict.fromkeys(RATES, weights),
    )
    return pd.DataFrame(frame.by_group)


def group_counts(rows: pd.DataFrame, membership: Membership) -> pd.DataFrame:
    """Return counts by group: contacts, families, positives, positive_families, flagged (at all), flagged_families."""
    entries = rows[["family", "label", "flagged"]].iloc[membership.rows].assign(group=membership.groups)
    entries = entries.assign(label=entries["label"].astype(int), flagged=(entries["flagged"] > 0).astype(int))
    by_family = entries.groupby(["group", "family"])[["label", "flagged"]].max()
    counts = entries.groupby("group").agg(contacts=("label", "size"), positives=("label", "sum"), flagged=("flagged", "sum"))
    families = by_family.groupby("group").agg(
        families=("label", "size"), positive_families=("label", "sum"), flagged_families=("flagged", "sum")
    )
    return counts.join(families).reindex(range(membership.number), fill_value=0).astype(int)
