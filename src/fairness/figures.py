"""The figures of some groups in every draw of families, and as they are told: with intervals, gaps and ratios to a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ..models.evaluation.estimates import (
    FEWEST_FAMILIES,
    FEWEST_POSITIVE_FAMILIES,
    Stated,
    rounded,
    share_of,
    stated,
    stated_share,
)
from ..models.resampling import Draws
from .areas import areas
from .calibration import observed_per_expected, recalibrations
from .comparisons import PLAIN, RATIO, SHARE, Bands, Scale, together
from .counting import Confusion, Members, confusion, sizes

COMPARED = ("selection_rate", "recall", "false_positive_rate", "precision", "auc", "observed_per_expected", "slope")
"""Figures whose gaps are told. Two say nothing new: the false-negative rate is what recall leaves, and the intercept is another
way to say observed per expected."""
SCALES: dict[str, Scale] = {
    **dict.fromkeys(("selection_rate", "recall", "false_positive_rate", "precision", "auc"), SHARE),
    "observed_per_expected": RATIO,
}
RATIOS = ("selection_rate", "recall", "false_positive_rate", "false_negative_rate", "precision")
TOO_FEW = f"fewer than {FEWEST_FAMILIES} families, or fewer than {FEWEST_POSITIVE_FAMILIES} families with the outcome"


@dataclass(frozen=True)
class Drawn:
    """Figures of some groups by draw of families: name -> draws x groups (first row: the estimate); NaN: not estimable."""

    sizes: pd.DataFrame
    estimable: np.ndarray
    counts: Confusion
    figures: dict[str, np.ndarray]


def draw(rows: pd.DataFrame, members: Members, draws: Draws, calibrated: bool = True) -> Drawn:
    """Return the figures of some groups in every draw.

    Parameters
    ----------
    rows : label, flagged, family; score and probability where there are any.
    calibrated : whether to tell intercept and slope, which take longest.
    """
    counts = sizes(rows, members)
    estimable = enough(counts)
    cells = confusion(rows, members, draws)
    figures = cells.rates()
    figures["precision"][:, counts["flagged_families"] < FEWEST_POSITIVE_FAMILIES] = np.nan
    if "score" in rows:
        figures["auc"] = areas(rows, members, draws, cells)
    if "probability" in rows:
        figures["observed_per_expected"] = observed_per_expected(rows, members, draws, cells.followed)
        if calibrated:
            figures["intercept"], figures["slope"] = recalibrations(rows, members, draws, estimable)
    for its in figures.values():
        its[:, ~estimable] = np.nan
    return Drawn(counts, estimable, cells, figures)


def enough(counts: pd.DataFrame) -> np.ndarray:
    """Return which groups have families enough, and enough with the outcome, for a figure."""
    found = (counts["families"] >= FEWEST_FAMILIES) & (counts["positive_families"] >= FEWEST_POSITIVE_FAMILIES)
    return found.to_numpy(bool)


def told(
    drawn: Drawn, references: Sequence[int], questions: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return of each group its counts, figures, differences, ratios and a note (JSON), and how gaps were held together.

    Parameters
    ----------
    references : the place of the group that each is compared with; its own place or -1 for none.
    questions : by group, the question that it belongs to: gaps of one question are held together.
    """
    lines = [_line(drawn, place, other) for place, other in enumerate(references)]
    held = {}
    for question in dict.fromkeys(questions):
        its = [at for at, other in enumerate(references) if questions[at] == question and other not in (-1, at)]
        compared = [(at, references[at], name) for at in its for name in COMPARED if name in drawn.figures]
        bands = _bands(drawn, compared)
        for (at, other, name), low, high, differs in zip(compared, bands.low, bands.high, bands.differs, strict=True):
            figure = drawn.figures[name]
            band = {"band_low": rounded(low), "band_high": rounded(high), "differs": bool(differs)}
            gap = stated(figure[:, at] - figure[:, other])
            lines[at]["differences"][name] = gap | band | {"alone": _leaves_out_nought(gap)}
        held[question] = {
            "comparisons": bands.gaps,
            "standard_errors": rounded(bands.errors, 2),
            "differ": int(bands.differs.sum()),
        }
    return lines, held


def _leaves_out_nought(gap: Stated) -> bool:
    low, high = gap["low"], gap["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def _bands(drawn: Drawn, compared: Sequence[tuple[int, int, str]]) -> Bands:
    """Return the bands of gaps (group, its reference, figure), told as differences from the estimate of the reference."""
    if not compared:
        return together(np.full((1, 0), np.nan))
    scales = [SCALES.get(name, PLAIN) for _, _, name in compared]
    both = [
        (scale.to(drawn.figures[name][:, at]), scale.to(drawn.figures[name][:, other]))
        for scale, (at, other, name) in zip(scales, compared, strict=True)
    ]
    least = [_least(drawn, (at, other), name) for at, other, name in compared]
    families = [min(_rests_on(drawn, place, name) for place in (at, other)) for at, other, name in compared]
    bands = together(np.column_stack([mine - theirs for mine, theirs in both]), np.array(least), np.array(families))
    ends = [
        [float(scale.back(theirs[0] + end) - scale.back(theirs[0])) for end in (low, high)]
        for scale, (_, theirs), low, high in zip(scales, both, bands.low, bands.high, strict=True)
    ]
    low, high = np.array(ends).T
    return replace(bands, low=low, high=high)


def _least(drawn: Drawn, groups: tuple[int, int], name: str) -> float:
    """Return the standard error of a gap of shares, on their scale, if all contacts were independent; 0 for other figures."""
    if name not in RATIOS:
        return 0.0
    return float(np.sqrt(sum(1 / max(denominators(drawn.sizes.iloc[at])[name], 1) / 4 for at in groups)))


def _line(drawn: Drawn, place: int, other: int) -> dict[str, Any]:
    """Return what is told of one group but its differences."""
    counts = drawn.sizes.iloc[place]
    ratios = {}
    if other not in (-1, place):
        both = {name: (drawn.figures[name][:, place], drawn.figures[name][:, other]) for name in RATIOS}
        ratios = {name: stated(share_of(mine, theirs)) for name, (mine, theirs) in both.items()}
    return {
        "counts": {str(name): int(number) for name, number in counts.items()},
        "figures": {name: _figure(drawn, name, place) for name in drawn.figures},
        "differences": {},
        "ratios": ratios,
        "note": "" if drawn.estimable[place] else TOO_FEW,
    }


def _rests_on(drawn: Drawn, place: int, name: str) -> int:
    """Return how many families a figure rests on: those with a contact that is picked out, or one that was followed."""
    by_flag = name in ("selection_rate", "false_positive_rate", "precision")
    return int(drawn.sizes["flagged_families" if by_flag else "positive_families"].iloc[place])


OF_FAMILIES = {
    "selection_rate": "families",
    "recall": "positive_families",
    "false_negative_rate": "positive_families",
    "precision": "flagged_families",
}
"""Of how many families a share is."""


def _figure(drawn: Drawn, name: str, place: int) -> Stated:
    """Return a figure with its interval; that of a share of nought or one is the exact one of its families."""
    values, counts = drawn.figures[name][:, place], drawn.sizes.iloc[place]
    found = stated_share(values, int(counts[OF_FAMILIES[name]])) if name in OF_FAMILIES else stated(values)
    return found | {"of": denominators(counts)[name]} if name in RATIOS else found


def denominators(counts: pd.Series) -> dict[str, int]:
    """Return of how many contacts each rate is."""
    contacts, positives, flagged = (int(counts[name]) for name in ("contacts", "positives", "flagged"))
    return {
        "selection_rate": contacts,
        "recall": positives,
        "false_negative_rate": positives,
        "false_positive_rate": contacts - positives,
        "precision": flagged,
    }
