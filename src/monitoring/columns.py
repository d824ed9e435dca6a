"""The columns that are monitored: features and whether they are known, scores and their band, and the mix of contacts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..models.groups import AGES, NOT_KNOWN
from ..params import Monitor
from .drift import CELLS, Column

FEATURE, UNKNOWN, SCORE, MIX = "feature", "unknown feature", "score", "mix"
KNOWN = ("known", "unknown")


def feature_columns(features: pd.DataFrame, settings: Monitor) -> list[Column]:
    """Return for each feature a column of its known values, in tenths of both periods, and one of whether it is known."""
    columns = []
    for name in features.columns:
        values = features[name].to_numpy(np.float64)
        unknown = np.isnan(values)
        rows = np.flatnonzero(~unknown)
        if len(rows):
            columns.append(_in_tenths(FEATURE, str(name), rows, values[rows], settings.feature))
        if unknown.any() and len(rows):
            columns.append(Column(UNKNOWN, str(name), np.arange(len(values)), unknown.astype(int), KNOWN, settings.unknown))
    return columns


def score_columns(contacts: pd.DataFrame, settings: Monitor) -> list[Column]:
    """Return the columns of the score (`margin`) and of the attention band (`attention`), where there are any."""
    every = np.arange(len(contacts))
    columns = []
    if "margin" in contacts:
        columns.append(_in_tenths(SCORE, "score (log odds)", every, contacts["margin"].to_numpy(float), settings.score))
    if "attention" in contacts:
        cells = contacts["attention"].to_numpy(int)
        columns.append(Column(SCORE, "attention band", every, cells, ("not in attention", "attention"), settings.score))
    return columns


def mix_columns(contacts: pd.DataFrame, settings: Monitor) -> list[Column]:
    """Return the columns of source, age, area and decision, where `contacts` has them.

    Parameters
    ----------
    contacts : any of agencies (several joined by ";"), years (of age), area, decision.
    """
    columns = []
    if "agencies" in contacts:
        columns.append(_named("source", contacts["agencies"].replace("", NOT_KNOWN).str.split(";"), settings.mix))
    if "years" in contacts:
        years = contacts["years"]
        age = pd.cut(years, [*AGES.values(), np.inf], right=False, labels=list(AGES)).astype(object)
        columns.append(_named("age", age.where(years.notna(), NOT_KNOWN), settings.mix))
    columns += [
        _named(name, contacts[name].astype(object).where(contacts[name].notna(), NOT_KNOWN), settings.mix)
        for name in ("area", "decision")
        if name in contacts
    ]
    return columns


def _named(name: str, values: pd.Series, threshold: float) -> Column:
    entries = values.reset_index(drop=True).explode()
    order = {age: place for place, age in enumerate(AGES)} if name == "age" else {}
    names = sorted(set(entries), key=lambda value: (value == NOT_KNOWN, order.get(value, 0), str(value)))
    cells = entries.map({value: place for place, value in enumerate(names)}).to_numpy(int)
    return Column(MIX, name, entries.index.to_numpy(), cells, tuple(map(str, names)), threshold)


def _in_tenths(kind: str, name: str, rows: np.ndarray, values: np.ndarray, threshold: float) -> Column:
    """Return a column of numbers in tenths of both periods together; equal values share a tenth."""
    ends = np.unique(np.quantile(values, np.linspace(0, 1, CELLS + 1)[1:-1], method="lower"))
    cells = np.searchsorted(ends, values)
    used, cells = np.unique(cells, return_inverse=True)
    return Column(kind, name, rows, cells, tuple(_range(ends, int(cell)) for cell in used), threshold)


def _range(ends: np.ndarray, cell: int) -> str:
    if not cell:
        return f"up to {ends[0]:.3g}"
    return f"above {ends[cell - 1]:.3g}" + (f" to {ends[cell]:.3g}" if cell < len(ends) else "")
