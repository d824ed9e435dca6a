"""Counts by group: fairlearn's MetricFrame for the estimates, and sums over drawn families for their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import precision_score

from ..models.evaluation.estimates import share_of
from ..models.resampling import Draws

RATES = {
    "selection_rate": selection_rate,
    "recall": true_positive_rate,
    "false_positive_rate": false_positive_rate,
    "false_negative_rate": false_negative_rate,
    "precision": partial(precision_score, zero_division=np.nan),
}
"""What is counted, by fairlearn's definitions."""


@dataclass(frozen=True)
class Members:
    """Which rows belong to which of several groups, which may overlap: one entry for each row in each group.

    number : of groups. rows, groups : the entries' places.
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
        values, kinds : one an entry; kinds are 0 to width - 1.
        """
        column = self.groups * width + (0 if kinds is None else kinds)
        found = draws.on(self.rows).tally(column, self.number * width, values)
        return found.reshape(len(found), self.number, width)


def members_of(masks: Sequence[np.ndarray]) -> Members:
    """Return the entries of some groups, each given as a mask of the rows."""
    places = [np.flatnonzero(mask) for mask in masks]
    groups = np.repeat(np.arange(len(masks)), [len(its) for its in places])
    return Members(len(masks), np.concatenate([np.empty(0, int), *places]), groups)


@dataclass(frozen=True)
class Confusion:
    """For each draw and group: rows by label (followed or not) and by whether they were flagged."""

    left: np.ndarray
    wrongly_flagged: np.ndarray
    not_flagged: np.ndarray
    found: np.ndarray

    @property
    def followed(self) -> np.ndarray:
        """All that were followed by the outcome."""
        return np.asarray(self.not_flagged + self.found)

    @property
    def not_followed(self) -> np.ndarray:
        """All that were not."""
        return np.asarray(self.left + self.wrongly_flagged)

    def rates(self) -> dict[str, np.ndarray]:
        """Return every rate of `RATES`, draws x groups; NaN where nobody could be counted."""
        flagged = self.found + self.wrongly_flagged
        return {
            "selection_rate": share_of(flagged, self.followed + self.not_followed),
            "recall": share_of(self.found, self.followed),
            "false_positive_rate": share_of(self.wrongly_flagged, self.not_followed),
            "false_negative_rate": share_of(self.not_flagged, self.followed),
            "precision": share_of(self.found, flagged),
        }


def confusion(rows: pd.DataFrame, members: Members, draws: Draws) -> Confusion:
    """Count rows (label, flagged) by group in each draw of families."""
    kind = 2 * rows["label"].to_numpy(int) + rows["flagged"].to_numpy(int)
    drawn = members.tally(draws, kinds=kind[members.rows], width=4)
    return Confusion(*np.moveaxis(drawn, 2, 0))


def counted(drawn: Confusion) -> pd.DataFrame:
    """Return the rates of each group by MetricFrame (groups x rates), from the counts of the estimate.

    Rows of a group that share label and flag are handed over once, weighing as many as they are: the same numbers as row by
    row, in a time that does not grow with the rows.
    """
    counts = np.stack([its[0] for its in (drawn.left, drawn.wrongly_flagged, drawn.not_flagged, drawn.found)], axis=1)
    group, kind = (its.ravel() for its in np.indices(counts.shape))
    weights = {"sample_weight": counts.ravel()}
    frame = MetricFrame(
        metrics=RATES,
        y_true=kind // 2,
        y_pred=kind % 2,
        sensitive_features=group,
        sample_params=dict.fromkeys(RATES, weights),
    )
    return pd.DataFrame(frame.by_group)


def sizes(rows: pd.DataFrame, members: Members) -> pd.DataFrame:
    """Return counts by group: contacts, families, positives, positive_families, flagged, flagged_families."""
    entries = rows[["family", "label", "flagged"]].iloc[members.rows].assign(group=members.groups)
    entries = entries.assign(label=entries["label"].astype(int), flagged=entries["flagged"].astype(int))
    by_family = entries.groupby(["group", "family"])[["label", "flagged"]].max()
    counts = entries.groupby("group").agg(contacts=("label", "size"), positives=("label", "sum"), flagged=("flagged", "sum"))
    families = by_family.groupby("group").agg(
        families=("label", "size"), positive_families=("label", "sum"), flagged_families=("flagged", "sum")
    )
    return counts.join(families).reindex(range(members.number), fill_value=0).astype(int)
