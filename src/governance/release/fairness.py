"""The fairness audit in a release: each figure with its denominator, each gap with the smaller of its two denominators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...models.evaluation.estimates import NONE

LEAVES = ("about", "all", "groups", "references", "together", "calibration")
"""Pairs of characteristics are small groups, and the further analyses are differences of differences: neither is released."""
CHOSEN = frozenset({"capacity", "comparisons", "differ", "standard_errors"})


def before_control(audit: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the part of an audit that is released, as disclosure control needs it; None where there is no audit.

    A gap next to a rate gives away the rate of the reference: it is shown no finer than the coarser of the two.
    """
    if audit is None:
        return None
    groups = {kind: _lines(lines, audit["references"][kind]) for kind, lines in audit["groups"].items()}
    return {name: audit[name] for name in LEAVES} | {"groups": groups, "all": _line(audit["all"], audit["all"])}


def after_control(audit: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a controlled audit in which no gap with withheld figures is said to differ, and no band lacks limits."""
    if audit is None:
        return None
    groups = {kind: [_without_withheld(line) for line in lines] for kind, lines in audit["groups"].items()}
    calibration = {
        kind: {
            name: [band for band in bands if None not in (band["from"], band["to"], band["stated"])]
            for name, bands in by_name.items()
        }
        for kind, by_name in audit["calibration"].items()
    }
    return audit | {"groups": groups, "calibration": calibration}


def _lines(lines: list[dict[str, Any]], reference: str) -> list[dict[str, Any]]:
    of_reference = next(line for line in lines if line["name"] == reference)
    return [_line(line, of_reference) for line in lines]


def _line(line: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    figures = {name: figure | {"of": _denominator(name, line)} for name, figure in line["figures"].items()}
    gaps = {
        name: gap | {"of": min(_denominator(name, line), _denominator(name, reference))}
        for name, gap in line.get("differences", {}).items()
    }
    return line | {"figures": figures, "differences": gaps, "ratios": dict.fromkeys(line.get("ratios", {}), NONE)}


def _denominator(name: str, line: Mapping[str, Any]) -> int:
    """Return the denominator of a figure; the number of contacts followed by the outcome where it has none of its own."""
    return int(line["figures"][name].get("of", line["counts"]["positives"]))


def _without_withheld(line: dict[str, Any]) -> dict[str, Any]:
    gaps = {
        name: gap | {how: gap[how] and None not in (gap["value"], line["figures"][name]["value"]) for how in ("differs", "alone")}
        for name, gap in line["differences"].items()
    }
    return line | {"differences": gaps}
