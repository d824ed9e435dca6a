"""Everything of the audit that rests on fitting the triage model anew, so that each refit is made once.

As in `models/sensitivity`, each half of the families is scored by a model fitted on the other: with all as it is, and with
one thing changed. The change is that of the one thing; the level is that of models fitted on half of the families.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..features.catalogue import Catalogue
from ..models.crossfit import in_period
from ..models.sensitivity.refits import Refit, halves, refit
from ..models.sensitivity.study import headline
from ..models.sensitivity.variants import BASE, label_variants
from ..params import Train
from .constraints import DIRECTIONS, without_directions
from .gaps import Grouped, Way, by_units, gaps
from .mitigation import LABELS, recalibrations
from .proxies import NO_PROXIES, proxies, strongest


def refitted(
    audited: Grouped, features: pd.DataFrame, capacity: float, catalogue: Catalogue, train: Train, seed: int
) -> dict[str, Any]:  # fmt: skip
    """Return what refits of the model say of the headline's test contacts (JSON).

    Parameters
    ----------
    audited, features : the contacts of every period, in the same order, without worked examples.
    capacity : share of the review units that are looked at.

    Returns
    -------
    dict : proxies; refitted, the gaps of every refit beside the one that changes nothing; by_own_label, the same of a refit on
        another label when that label judges both; recalibrated, by characteristic.
    """
    points = audited.rows
    half, told = halves(points, seed), in_period(points, "test") & headline(points)
    test = audited.part(told)
    found = proxies(test, features[told].reset_index(drop=True), half[told], catalogue, train)
    taken_out = strongest(found)
    margins = _margins(points, features, taken_out, half, catalogue, train)
    ways = {name: by_units(margin[told], test.rows, capacity) for name, margin in margins.items()}
    return {
        "proxies": found | {"taken_out": taken_out},
        "refitted": {"capacity": capacity} | gaps(test, ways),
        "by_own_label": {name: _by_own_label(test, name, ways) for name in LABELS if name in ways},
        "recalibrated": recalibrations(audited, told, margins[BASE], half, capacity),
    }


def _by_own_label(test: Grouped, name: str, ways: Mapping[str, Way]) -> dict[str, Any]:
    rows = test.rows.assign(label=test.rows[name.removeprefix("label: ")])
    known = rows["label"].notna().to_numpy()
    its = {way: ways[way].part(known) for way in (BASE, name)}
    return gaps(replace(test, rows=rows).part(known), its)


def _margins(
    points: pd.DataFrame, features: pd.DataFrame, taken_out: list[str], half: np.ndarray, catalogue: Catalogue, train: Train
) -> dict[str, np.ndarray]:
    """Return the log-odds of the points by the refit that changes nothing, first, and by every other."""
    base = Refit.base(points, features)
    labels = label_variants(points, base, [], {})
    variants = {BASE: base} | {name: labels[name] for name in LABELS if name in labels}
    if taken_out:
        blank = [feature.name for feature in catalogue.features if feature.indicator in taken_out]
        variants[NO_PROXIES] = base.without(blank)
    fitted = refit(points, variants, half, catalogue, train)
    fitted |= refit(points, {DIRECTIONS: base}, half, without_directions(catalogue), train)
    return {name: its.margin for name, its in fitted.items()}
