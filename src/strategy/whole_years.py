"""The baseline and each whole year after it, for the release edition.

None shares a month with another, and a month does not change once it has matured. So a later release adds years, and cannot be
subtracted from an earlier one to find what a few months hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..models.ratios import exact_ratio, is_few
from .by_group import groups_in_order
from .chance import BASELINE, YEAR
from .counts import Counts, Place, parts_of
from .definitions import Measure
from .months import name_of

Json = dict[str, Any]


def whole_years(measure: Measure, counts: Counts, place: Place, judged: Sequence[Json]) -> Json:
    """Return the figures of the baseline and of every whole year after it, however few they rest on: control hides them later.

    Parameters
    ----------
    judged : twelve months each: to, low and high by chance, outside.

    Returns
    -------
    dict : spans (the baseline first), each with `name` (its first and last month), from, to, the figures of `exact_ratio`, few
        (whether it rests on too few), and by chance: least, most, outside, where the year is judged; groups : of the last span,
        by age and by area, each group with its `name` and the same figures.
    """
    share, run = measure.kind != "rate", counts.run
    ends = [BASELINE, *range(BASELINE + YEAR, len(run) + 1, YEAR)] if len(run) >= BASELINE else []
    by_end = {each["to"]: each for each in judged}
    spans = [_span(run[start:end], counts, place, share, by_end) for start, end in zip([0, *ends], ends, strict=False)]
    last = run[ends[-2] if len(ends) > 1 else 0 : ends[-1]] if ends else run[:0]
    return {"spans": spans, "groups": _groups(parts_of(counts.rows, last, measure, place), place, share)}


def _span(months: np.ndarray, counts: Counts, place: Place, share: bool, by_end: Json) -> Json:
    first, last = (name_of(place.months[month]) for month in (months[0], months[-1]))
    counted, of = counts.counted[:, months].sum(axis=1), counts.of[:, months].sum(axis=1)
    figures = _exact(counted, of, np.arange(len(counted)), share)
    chance = by_end.get(last) if len(months) == YEAR else None
    limits = {"least": chance["low"], "most": chance["high"], "outside": chance["outside"]} if chance else {}
    return {"name": f"{first} to {last}", "from": first, "to": last} | figures | limits


def _groups(parts: pd.DataFrame, place: Place, share: bool) -> Json:
    return {
        name: [
            {"name": group} | _exact(those["counted"].to_numpy(), those["of"].to_numpy(), place.family[those["child"]], share)
            for group, those in groups_in_order(parts, name)
        ]
        for name in ("age", "area")
    }


def _exact(counted: np.ndarray, of: np.ndarray, family: np.ndarray, share: bool) -> Json:
    figures = exact_ratio(counted, of, family, share)
    return figures | {"few": is_few(figures["counted"], figures["of"], figures["families"], share)}
