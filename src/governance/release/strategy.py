"""The strategy over time in a release: the baseline and whole years, as disclosure control needs them and after it.

A share has its denominator, and its numerator is not released. A rate has its records, and no denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...strategy.definitions import UNIT, Measure, unit_of

CHOSEN = frozenset({"outside"})
Json = Mapping[str, Any]


def before_control(figures: Json, measures: Mapping[str, Measure]) -> dict[str, Any]:
    """Return by measure its baseline, its years but the last, and the last with its groups, in the unit of the page.

    figures : what the stage `strategy` found. Groups have no population: their rates are of known people. A characteristic of
        which any group rests on too few is left out: with the total, the other groups would tell what that one can hold.
    """
    found = {}
    for name, each in figures["measures"].items():
        spans, groups = each["whole_years"]["spans"], each["whole_years"]["groups"]
        if spans:
            own, of_groups = (unit_of(measures[name], population) for population in (figures["population"], False))
            last = _figure(spans[-1], own)
            whole = {kind: named for kind, named in groups.items() if not any(group["few"] for group in named)}
            by = {kind: [_figure(group, of_groups) for group in named] for kind, named in whole.items()}
            found[name] = {"years": [_figure(span, own) for span in spans[:-1]], "last": last | {"groups": by}}
    return found


def after_control(shown: Json) -> dict[str, Any]:
    """Return the same without figures that rest on too few, and without limits and changes where the figure is withheld."""
    return {
        name: {
            "years": [_withheld(span) for span in each["years"]],
            "last": _withheld(each["last"])
            | {"groups": {kind: [_withheld(group) for group in named] for kind, named in each["last"]["groups"].items()}},
        }
        for name, each in shown.items()
    }


def _figure(span: Json, unit: str) -> dict[str, Any]:
    stated = {name: None if span[name] is None else UNIT[unit] * span[name] for name in ("value", "low", "high")}
    if unit == "share":
        stated = {name: span[name] for name in stated}
    counts = {"of": span["of"]} if unit == "share" else {"records": span["counted"]}
    chance = {name: span[name] * (1 if unit == "share" else UNIT[unit]) for name in ("least", "most") if name in span}
    about = {name: span[name] for name in ("name", "from", "to", "few", "outside") if name in span}
    return about | stated | chance | counts | {"families": span["families"]}


def _withheld(span: Json) -> dict[str, Any]:
    if not span["few"] and span["value"] is not None:
        return dict(span)
    nothing = dict.fromkeys(("value", "low", "high", *(name for name in ("least", "most") if name in span)))
    return {name: value for name, value in span.items() if name != "outside"} | nothing
