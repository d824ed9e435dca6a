"""The page "The model, curve by curve": every curve and surface of the registered model, in plain words."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..explain.render import banner
from ..features.catalogue import THIS_CONTACT, Catalogue, Feature, window_days
from ..features.measures import MEASURES
from ..pages.curves import Bar, Curve, Surface, curves, shades, surfaces
from ..pages.render import page
from ..wording.sentences import window_words
from .model_summary import model_summary

ZERO = 1e-30  # LightGBM separates zero from what is above it at 1e-35


def model_page(
    cells: pd.DataFrame, facts: Mapping[str, Any], model_files: Mapping[str, Any], catalogue: Catalogue, vocabulary: Vocabulary,
    synthetic: bool,
) -> str:  # fmt: skip
    """Return the HTML of the page.

    Parameters
    ----------
    cells : as returned by `models.curves.to_frame`. facts : as returned by `models.curves.summary`.
    model_files : as returned by `read_model_files`.
    """
    owner = {feature.name: feature.indicator for feature in catalogue.features}
    order = sorted(facts["indicators"], key=lambda name: (-facts["indicators"][name], name))
    used = {owner[name] for name in cells["feature"].dropna()}
    terms = _by_indicator(cells, order)
    limits = {
        kind: float(rows["value"].abs().max()) if len(rows := cells[chosen & cells["enough_families"]]) else 0.0
        for kind, chosen in (("curve", cells["other_feature"].isna()), ("surface", cells["other_feature"].notna()))
    }
    note = vocabulary.synthetic if synthetic else ""
    start = 1 / (1 + math.exp(-facts["baseline"]))
    return page(
        "model.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, synthetic),
        home="index.html",
        facts=facts,
        checks=model_files["checks"],
        summary=model_summary(model_files, vocabulary),
        start=start,
        half_more=1 / (1 + math.exp(-facts["baseline"] - math.log(1.5))),
        shades=shades(limits["surface"], note=note),
        indicators=[_indicator(name, terms.get(name, []), catalogue, limits, note) for name in order if name in used],
        unused=[catalogue.indicators[name].means for name in catalogue.indicators if name not in used],
    )


def _by_indicator(cells: pd.DataFrame, order: list[str]) -> dict[str, list[pd.DataFrame]]:
    """Return the terms of each indicator; a surface of two indicators belongs to the one that comes first in `order`."""
    terms: dict[str, list[pd.DataFrame]] = {}
    for _, rows in cells.groupby("term"):
        names = rows[["indicator", "other_indicator"]].iloc[0].dropna()
        terms.setdefault(min(names, key=order.index), []).append(rows)
    return terms


def _indicator(
    name: str, terms: list[pd.DataFrame], catalogue: Catalogue, limits: Mapping[str, float], note: str
) -> dict[str, Any]:
    """Return what the page says about one indicator: its pictures, and its curves as a table."""
    entry = catalogue.indicators[name]
    feature = {each.name: each for each in catalogue.features}
    alone = [rows for rows in terms if pd.isna(rows["other_feature"].iloc[0])]
    shared = [rows for rows in terms if pd.notna(rows["other_feature"].iloc[0])]
    drawn = [_curve(rows, feature[rows["feature"].iloc[0]], catalogue) for rows in alone]
    about = f"{entry.means}: what each range adds to the score or takes from it. The table holds the same."
    return {
        "name": name,
        "means": entry.means,
        "theme": entry.theme,
        "picture": curves(drawn, limit=limits["curve"], about=about, note=note),
        "rows": [(curve.title, bar.label, bar.says, bar.few) for curve in drawn for bar in curve.bars],
        "surfaces": len(shared),
        "surface_picture": surfaces(
            [_surface(rows, feature, catalogue, name) for rows in shared],
            limit=limits["surface"],
            about=f"{entry.means}: what pairs of features add or take beyond their curves",
            note=note,
        ),
    }


def _curve(rows: pd.DataFrame, feature: Feature, catalogue: Catalogue) -> Curve:
    title = feature_words(feature, catalogue)
    if feature.direction == "increases":
        title += " (more can only raise)"
    bars = [_bar(row, feature.measure) for row in rows.to_dict("records")]
    return Curve(title, bars)


def _bar(row: Mapping[Hashable, Any], measure: str) -> Bar:
    label = range_words(measure, row["over"], row["up_to"], row["unknown"])
    return Bar(label, row["value"], f"×{math.exp(row['value']):.2f}", few=not row["enough_families"], apart=bool(row["unknown"]))


def _surface(rows: pd.DataFrame, feature: Mapping[str, Feature], catalogue: Catalogue, heading: str) -> Surface:
    first, other = (feature[rows[column].iloc[0]] for column in ("feature", "other_feature"))
    labels = [
        [range_words(one.measure, *ends) for ends in rows[list(columns)].drop_duplicates().itertuples(index=False)]
        for one, columns in ((first, ("over", "up_to", "unknown")), (other, ("other_over", "other_up_to", "other_unknown")))
    ]
    values = rows["value"].astype(object).where(rows["enough_families"], None).tolist()
    wide = len(labels[1])
    return Surface(
        down=feature_words(first, catalogue, named=first.indicator != heading),
        across=feature_words(other, catalogue, named=other.indicator != heading),
        rows=labels[0],
        columns=labels[1],
        values=[values[start : start + wide] for start in range(0, len(values), wide)],
    )


def feature_words(feature: Feature, catalogue: Catalogue, *, named: bool = False) -> str:
    """Return what a feature measures in plain words, after the name of its indicator if it is to be `named`."""
    words = MEASURES[feature.measure].phrase if feature.measure in MEASURES else feature.measure.capitalize()
    if feature.of:
        words += f": {catalogue.indicators[feature.of].means.lower()}"
    if feature.window == THIS_CONTACT:
        words += ", on the day"
    elif feature.window:
        words += f", in the {window_words(window_days(feature.window))} before"
    return f"{catalogue.indicators[feature.indicator].means}: {words.lower()}" if named else words


def range_words(measure: str, over: float, up_to: float, unknown: bool) -> str:
    """Return a range (over, up_to] in words; NaN is an open end."""
    if unknown:
        return "not known"
    kind = MEASURES.get(measure)
    if kind and "whole" in kind.traits:
        low = 0 if math.isnan(over) else math.floor(over) + 1
        high = 0 if math.isnan(up_to) else math.floor(up_to)
        if math.isnan(over) and "signed" in kind.traits:
            return "any value" if math.isnan(up_to) else f"{high:,} or fewer"
        if math.isnan(up_to):
            return f"{low:,} or more"
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if math.isnan(over) and math.isnan(up_to):
        return "any value"
    scale, mark = (100, " %") if kind and "proportion" in kind.traits else (1, "")
    low_words, high_words = (f"{scale * end:.3g}" if abs(end) > ZERO else "0" for end in (over, up_to))
    if math.isnan(over):
        return f"up to {high_words}{mark}"
    return f"over {low_words}{mark}" if math.isnan(up_to) else f"{low_words} to {high_words}{mark}"
