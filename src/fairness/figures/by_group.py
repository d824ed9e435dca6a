"""The figures of each group in every draw of families, and their summary: intervals, and gaps and ratios to a reference group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ...models.evaluation.estimates import (
    FEWEST_FAMILIES,
    FEWEST_POSITIVE_FAMILIES,
    Stated,
    rounded,
    share_of,
    stated,
    stated_share,
)
from ...models.resampling import Draws
from ..simultaneous_bands import SCALES, Bands, simultaneous_bands
from .auc import auc_by_group
from .calibration import observed_per_expected, recalibration_by_group
from .counts import Confusion, Membership, confusion_counts, group_counts
from .definitions import figures, rates

TOO_FEW = f"counts.families is under {FEWEST_FAMILIES}, or counts.positive_families under {FEWEST_POSITIVE_FAMILIES}"


@dataclass(frozen=True)
class GroupFigures:
    """Figures of some groups.

    counts : groups x counts (`group_counts`). estimable : which groups have enough families. confusion : by draw and group.
    draws : by name, draws x groups, the estimate in the first row; NaN where not estimable.
    """

    counts: pd.DataFrame
    estimable: np.ndarray
    confusion: Confusion
    draws: dict[str, np.ndarray]


def group_figures(rows: pd.DataFrame, membership: Membership, draws: Draws, calibrated: bool = True) -> GroupFigures:
    """Return the figures of some groups in every draw.

    Parameters
    ----------
    rows : label, flagged, family; score and probability where there are any.
    calibrated : whether to compute intercept and slope, which take longest.
    """
    counts = group_counts(rows, membership)
    estimable = have_enough_families(counts)
    confusion = confusion_counts(rows, membership, draws)
    values = confusion.rates()
    values["precision"][:, counts["flagged_families"] < FEWEST_POSITIVE_FAMILIES] = np.nan
    if "score" in rows:
        values["auc"] = auc_by_group(rows, membership, draws, confusion)
    if "probability" in rows:
        values["observed_per_expected"] = observed_per_expected(rows, membership, draws, confusion.positives)
        if calibrated:
            values["intercept"], values["slope"] = recalibration_by_group(rows, membership, draws, estimable)
    for figure in values.values():
        figure[:, ~estimable] = np.nan
    return GroupFigures(counts, estimable, confusion, values)


def have_enough_families(counts: pd.DataFrame) -> np.ndarray:
    """Return which groups have enough families, and enough families with the outcome, for a figure (a mask)."""
    enough = (counts["families"] >= FEWEST_FAMILIES) & (counts["positive_families"] >= FEWEST_POSITIVE_FAMILIES)
    return enough.to_numpy(bool)


def summarise(
    found: GroupFigures, references: Sequence[int], questions: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return of each group its counts, figures, differences, ratios and a note (JSON), and by question how gaps were compared.

    Parameters
    ----------
    references : of each group, the position of the group that it is compared with; its own position or -1 for none.
    questions : of each group, the question that it belongs to: gaps of one question get simultaneous bands.
    """
    lines = [_summary(found, group, reference) for group, reference in enumerate(references)]
    compared = [name for name, figure in figures().items() if figure.compared and name in found.draws]
    comparisons = {}
    for question in dict.fromkeys(questions):
        groups = [at for at, other in enumerate(references) if questions[at] == question and other not in (-1, at)]
        gaps = [(group, references[group], name) for group in groups for name in compared]
        bands = _bands(found, gaps)
        for (group, reference, name), low, high, differs in zip(gaps, bands.low, bands.high, bands.differs, strict=True):
            values = found.draws[name]
            band = {"band_low": rounded(low), "band_high": rounded(high), "differs": bool(differs)}
            gap = stated(values[:, group] - values[:, reference])
            lines[group]["differences"][name] = gap | band | {"alone": excludes_zero(gap)}
        comparisons[question] = {
            "comparisons": bands.comparisons,
            "standard_errors": rounded(bands.standard_errors, 2),
            "differ": int(bands.differs.sum()),
        }
    return lines, comparisons


def excludes_zero(gap: Stated) -> bool:
    """Return whether the interval of a gap excludes zero; False where there is no interval."""
    low, high = gap["low"], gap["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def _bands(found: GroupFigures, gaps: Sequence[tuple[int, int, str]]) -> Bands:
    """Return the bands of gaps (group, its reference, figure), as differences from the estimate of the reference."""
    if not gaps:
        return simultaneous_bands(np.full((1, 0), np.nan))
    scales = [SCALES[figures()[name].scale] for _, _, name in gaps]
    scaled = [
        (scale.to(found.draws[name][:, group]), scale.to(found.draws[name][:, reference]))
        for scale, (group, reference, name) in zip(scales, gaps, strict=True)
    ]
    least = [_least_error(found.counts, (group, reference), name) for group, reference, name in gaps]
    families = [
        min(int(found.counts[figures()[name].rests_on].iloc[at]) for at in (group, reference)) for group, reference, name in gaps
    ]
    differences = np.column_stack([own - reference for own, reference in scaled])
    bands = simultaneous_bands(differences, np.array(least), np.array(families))
    ends = [
        [float(scale.back(reference[0] + end) - scale.back(reference[0])) for end in (low, high)]
        for scale, (_, reference), low, high in zip(scales, scaled, bands.low, bands.high, strict=True)
    ]
    low, high = np.array(ends).T
    return replace(bands, low=low, high=high)


def _least_error(counts: pd.DataFrame, groups: tuple[int, int], name: str) -> float:
    """Return the standard error of a gap of shares, on their scale, if all contacts were independent; 0 for other figures."""
    if figures()[name].of is None:
        return 0.0
    return float(np.sqrt(sum(1 / max(denominators(counts.iloc[at])[name], 1) / 4 for at in groups)))


def _summary(found: GroupFigures, group: int, reference: int) -> dict[str, Any]:
    """Return the summary of one group, its differences still empty."""
    ratios = {}
    if reference not in (-1, group):
        pairs = {name: (found.draws[name][:, group], found.draws[name][:, reference]) for name in rates()}
        ratios = {name: stated(share_of(own, other)) for name, (own, other) in pairs.items()}
    return {
        "counts": {str(name): int(number) for name, number in found.counts.iloc[group].items()},
        "figures": {name: _figure(found, name, group) for name in found.draws},
        "differences": {},
        "ratios": ratios,
        "note": "" if found.estimable[group] else TOO_FEW,
    }


def _figure(found: GroupFigures, name: str, group: int) -> Stated:
    """Return a figure with its interval; the interval of a share of 0 or 1 is the exact one of its families."""
    values, counts, figure = found.draws[name][:, group], found.counts.iloc[group], figures()[name]
    estimate = stated_share(values, int(counts[figure.of_families])) if figure.of_families else stated(values)
    return estimate | {"of": denominators(counts)[name]} if figure.of else estimate


def denominators(counts: pd.Series) -> dict[str, int]:
    """Return the denominator of each rate, in contacts."""
    contacts, positives, flagged = (int(counts[name]) for name in ("contacts", "positives", "flagged"))
    of = {"contacts": contacts, "positives": positives, "negatives": contacts - positives, "flagged": flagged}
    return {name: of[str(figures()[name].of)] for name in rates()}
