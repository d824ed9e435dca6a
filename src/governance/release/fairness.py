"""The fairness audit made ready for control: each figure with what it rests on, each gap with the smaller of its two sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...models.evaluation.estimates import NONE

LEAVES = ("about", "all", "groups", "references", "together", "calibration")
"""Pairs of characteristics are small groups, and what stands beside the figures are differences of differences: both stay."""
CHOSEN = frozenset({"capacity", "comparisons", "differ", "standard_errors"})


def ready(audit: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the part of an audit that a release holds, before control; None where there is none.

    A gap beside a rate would give the reference's rate: it is shown no finer than the coarser of the two.
    """
    if audit is None:
        return None
    groups = {kind: _lines(lines, audit["references"][kind]) for kind, lines in audit["groups"].items()}
    return {name: audit[name] for name in LEAVES} | {"groups": groups, "all": _line(audit["all"], audit["all"])}


def told(audit: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a controlled audit in which no gap is said to hold whose figures are withheld, nor any band without limits."""
    if audit is None:
        return None
    groups = {kind: [_without_withheld(line) for line in lines] for kind, lines in audit["groups"].items()}
    bands = {
        kind: {
            name: [band for band in its if None not in (band["from"], band["to"], band["stated"])] for name, its in told.items()
        }
        for kind, told in audit["calibration"].items()
    }
    return audit | {"groups": groups, "calibration": bands}


def _lines(lines: list[dict[str, Any]], reference: str) -> list[dict[str, Any]]:
    beside = next(line for line in lines if line["name"] == reference)
    return [_line(line, beside) for line in lines]


def _line(line: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    figures = {name: its | {"of": _rests_on(name, line)} for name, its in line["figures"].items()}
    gaps = {
        name: its | {"of": min(_rests_on(name, line), _rests_on(name, reference))}
        for name, its in line.get("differences", {}).items()
    }
    return line | {"figures": figures, "differences": gaps, "ratios": dict.fromkeys(line.get("ratios", {}), NONE)}


def _rests_on(name: str, line: Mapping[str, Any]) -> int:
    """Return the denominator of a figure; what has none of its own rests on the contacts that were followed by the outcome."""
    return int(line["figures"][name].get("of", line["counts"]["positives"]))


def _without_withheld(line: dict[str, Any]) -> dict[str, Any]:
    gaps = {
        name: its | {how: its[how] and None not in (its["value"], line["figures"][name]["value"]) for how in ("differs", "alone")}
        for name, its in line["differences"].items()
    }
    return line | {"differences": gaps}
