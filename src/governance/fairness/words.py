"""What the audit found, in sentences: for whom it is worse, by how much, and how sure that is among many comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .characteristics import Characteristic
from .metrics import metrics

Told = Mapping[str, Any]
FIRST = ("recall", "false_positive_rate", "precision", "auc")
"""Figures of which one way is worse, in the order of the first screen; the false-negative rate is what recall leaves."""


@dataclass(frozen=True)
class Words:
    """How a page names things: the characteristics, the project's nouns, and names that only the data know (agencies)."""

    described: Mapping[str, Characteristic]
    nouns: Mapping[str, str]
    others: Mapping[str, str]

    def fill(self, text: str) -> str:
        """Return a text with the project's nouns."""
        return text.format_map(self.nouns)

    def title(self, kind: str) -> str:
        """Return how a characteristic is named."""
        return self.fill(self.described[kind].title)

    def label(self, kind: str, name: str) -> str:
        """Return how a group is named."""
        label = self.described[kind].label(name)
        return self.others.get(name, label) if label == name else label


def in_100(value: Told) -> str:
    """Return a share as "18 (8 to 30)"; "not estimable" where it is not."""
    if value["value"] is None:
        return "not estimable"
    said = f"{100 * value['value']:.0f}"
    return said if value["low"] is None else f"{said} ({100 * value['low']:.0f} to {100 * value['high']:.0f})"


def sentences(audit: Told, words: Words) -> list[str]:
    """Return what must be said first."""
    found = [_worse(kind, line, name, audit, words) for kind, line, name in worse(audit, words.described)]
    gaps, held = sum(its["comparisons"] for its in audit["together"].values()), audit["together"]
    if not gaps:
        return ["No gap between groups could be told: there are too few families, or nobody knows who belongs to which."]
    few = sum(line["note"] != "" for lines in audit["groups"].values() for line in lines)
    every = sum(len(lines) for lines in audit["groups"].values())
    end = [
        f"{gaps} gaps were looked at together. Each is only named here if it holds among all that were looked at with it. "
        f"By chance alone, that would name any in {'one' if len(held) == 1 else 'at most two'} of 20 runs.",
    ]
    differ = sum(its["differ"] for its in held.values()) - len(found)
    if differ:
        more = "more " if any(worse(audit, words.described)) else ""
        end.append(f"{differ} {more}gaps differ in ways of which neither is worse as such. They stand below, group by group.")
    if alone := [_against(kind, line, name, audit, words) for kind, line, name in worse(audit, words.described, alone=True)]:
        end.append(
            f"Not shown, but worth a look: {'; '.join(alone)}. Each is worse if it is the only gap that is looked at. "
            "Some of these will be chance."
        )
    if few:
        end.append(f"Of {every} groups, {few} are too small to tell. For them, nothing here says that all is well.")
    if not found:
        found = ["No group is shown to be worse off than the one it is compared with. That is no proof that none is."]
    return [*found, *end]


def worse(audit: Told, described: Iterable[str], alone: bool = False) -> Iterator[tuple[str, Told, str]]:
    """Give each group that is worse off by a figure, among all that were compared: characteristic, group, figure.

    With `alone`, those that are not, but would be if theirs were the only gap.
    """
    kinds = [kind for kind in described if kind in audit["groups"]]
    for name in FIRST:
        for kind in kinds:
            for line in audit["groups"][kind]:
                gap = line["differences"].get(name)
                if gap and holds(gap, alone) and (gap["value"] < 0) == (metrics()[name].worse == "lower"):
                    yield kind, line, name


def holds(gap: Told, alone: bool = False) -> bool:
    """Return whether a gap is said to differ; with `alone`, whether it is not, though its own interval leaves out nought."""
    if not alone:
        return bool(gap["differs"])
    return not gap["differs"] and gap["low"] is not None and (gap["low"] > 0 or gap["high"] < 0)


def _worse(kind: str, line: Told, name: str, audit: Told, words: Words) -> str:
    reference = next(its for its in audit["groups"][kind] if its["name"] == audit["references"][kind])
    mine, theirs = line["figures"][name], reference["figures"][name]
    who, other = words.label(kind, line["name"]), words.label(kind, reference["name"])
    where = f"{words.title(kind)}: {who}"
    if name == "auc":
        interval = f"({mine['low']:.2f} to {mine['high']:.2f})"
        return f"{where}. The scores rank less well: {mine['value']:.2f} {interval}. {other}: {theirs['value']:.2f}."
    said = {
        "recall": words.fill("Of 100 that were followed by {outcome}, {{}} are picked out"),
        "false_positive_rate": "Of 100 that were not followed, {} are picked out all the same",
        "precision": "Of 100 that are picked out, {} were followed",
    }[name]
    gap = line["differences"][name]
    least, most = (_points(end) for end in sorted(abs(gap[end]) for end in ("band_low", "band_high")))
    way = "fewer" if gap["value"] < 0 else "more"
    held = f"That is {_points(abs(gap['value']))} {way}. Among all gaps looked at, {least} to {most} {way} can be held."
    return f"{where}. {said.format(in_100(mine))}. {other}: {in_100(theirs)}. {held}"


def _against(kind: str, line: Told, name: str, audit: Told, words: Words) -> str:
    """Return a group and its figure, against that of its reference, in few words."""
    reference = next(its for its in audit["groups"][kind] if its["name"] == audit["references"][kind])
    scale, digits = (100, 0) if metrics()[name].unit == "percent" else (1, 2)
    mine, theirs = (f"{scale * its['figures'][name]['value']:.{digits}f}" for its in (line, reference))
    return f"{words.title(kind)}: {words.label(kind, line['name'])} ({metrics()[name].title.lower()}, {mine} against {theirs})"


def _points(gap: float) -> str:
    """Return a gap of shares in points; a small one with a decimal, because it is not nought."""
    return f"{100 * gap:.0f}" if gap >= 0.01 else f"{100 * gap:.1f}"
