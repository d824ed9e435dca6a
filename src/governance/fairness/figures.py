"""The figures of some groups in every draw of families, and as they are told: with intervals, gaps and ratios to a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from .areas import areas
from .calibration import observed_per_expected, recalibrations
from .comparisons import together
from .counting import Confusion, Members, confusion, sizes

COMPARED = ("selection_rate", "recall", "false_positive_rate", "precision", "auc", "observed_per_expected", "slope")
"""Figures whose gaps are told. Two say nothing new: the false-negative rate is what recall leaves, and the intercept is another
way to say observed per expected."""
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
        compared = [(at, name) for at in its for name in COMPARED if name in drawn.figures]
        gaps = [drawn.figures[name][:, at] - drawn.figures[name][:, references[at]] for at, name in compared]
        bands = together(np.column_stack(gaps) if gaps else np.full((1, 0), np.nan))
        for (at, name), gap, low, high, differs in zip(compared, gaps, bands.low, bands.high, bands.differs, strict=True):
            band = {"band_low": rounded(low), "band_high": rounded(high), "differs": bool(differs)}
            lines[at]["differences"][name] = stated(gap) | band
        held[question] = {
            "comparisons": bands.gaps,
            "standard_errors": rounded(bands.errors, 2),
            "differ": int(bands.differs.sum()),
        }
    return lines, held


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
