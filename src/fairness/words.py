"""What the audit found, in sentences: for whom it is worse, by how much, and how sure that is among many comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .characteristics import Characteristic
from .metrics import metrics

Told = Mapping[str, Any]
MOST_NAMED = 5
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
    gaps, held = sum(its["comparisons"] for its in audit["together"].values()), audit["together"]
    if not gaps:
        return ["No gap between groups could be told: there are too few families, or nobody knows who belongs to which."]
    shown, alone = (list(worse(audit, words.described, alone)) for alone in (False, True))
    looked = f"{gaps} gaps were looked at together. "
    chance = f"By chance alone, a gap would hold among all in {'one' if len(held) == 1 else 'at most two'} of 20 runs."
    found = [_worse(kind, line, name, audit, words) for kind, line, name in shown]
    if found:
        found.append(f"{looked}These hold among all that were looked at with them. {chance}")
    if alone:
        others = "more stand" if found else "stand"
        none = "" if found else "No gap for the worse holds among all of them. "
        found.append(
            f"{'' if shown else looked}{none}{len(alone)} {others} out when looked at alone. Some of these will be chance."
        )
        strongest = sorted(alone, key=lambda its: -_strength(its[1]["differences"][its[2]]))[:MOST_NAMED]
        found += [_worse(kind, line, name, audit, words, alone=True) for kind, line, name in strongest]
    if not found:
        found = [f"{looked}No group is shown to be worse off than the one it is compared with. That is no proof that none is."]
    return found + _left(audit, len(shown))


def _left(audit: Told, shown: int) -> list[str]:
    """Return what is said of gaps that are no worse either way, and of groups that are too small."""
    few = sum(line["note"] != "" for lines in audit["groups"].values() for line in lines)
    every = sum(len(lines) for lines in audit["groups"].values())
    differ = sum(its["differ"] for its in audit["together"].values()) - shown
    found = []
    if differ:
        more = "more " if shown else ""
        found.append(
            f"{differ} {more}gaps hold in figures of which neither way is worse as such. The tables of each group name them."
        )
    if few:
        found.append(
            f"Of {every} groups, {few} {'is' if few == 1 else 'are'} too small to tell. Nothing here says that all is well there."
        )
    return found


def _strength(gap: Told) -> float:
    """Return how many times as large as its interval reaches a gap is."""
    return float(abs(gap["value"]) / max(gap["high"] - gap["low"], 1e-9))


def worse(audit: Told, described: Iterable[str], alone: bool = False) -> Iterator[tuple[str, Told, str]]:
    """Give each group that is worse off by a figure, among all that were compared: characteristic, group, figure.

    With `alone`, those that are not, but would be if theirs were the only gap. A group that two characteristics name (unborn
    children are an age too) is given once.
    """
    kinds = [kind for kind in described if kind in audit["groups"]]
    given: list[tuple[str, Told]] = []
    for name in FIRST:
        for kind in kinds:
            for line in audit["groups"][kind]:
                gap = line["differences"].get(name)
                if (
                    not gap
                    or gap["value"] is None
                    or not holds(gap, alone)
                    or (gap["value"] < 0) != (metrics()[name].worse == "lower")
                ):
                    continue
                if (name, line["counts"]) not in given:
                    given.append((name, line["counts"]))
                    yield kind, line, name


def holds(gap: Told, alone: bool = False) -> bool:
    """Return whether a gap is said to differ; with `alone`, whether it is not, though its own interval leaves out nought."""
    return bool(gap["alone"] and not gap["differs"] if alone else gap["differs"])


def _worse(kind: str, line: Told, name: str, audit: Told, words: Words, alone: bool = False) -> str:
    reference = next(its for its in audit["groups"][kind] if its["name"] == audit["references"][kind])
    mine, theirs, gap = line["figures"][name], reference["figures"][name], line["differences"][name]
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
    ends = ("low", "high") if alone else ("band_low", "band_high")
    reach = sorted(abs(gap[end]) for end in ends)
    least, most = (_points(end) for end in ((0.0, reach[1]) if gap[ends[0]] <= 0 <= gap[ends[1]] else reach))
    way = "fewer" if gap["value"] < 0 else "more"
    among = "On its own, the gap" if alone else "Among all gaps looked at, it"
    held = f"That is {_points(abs(gap['value']))} {way}. {among} could be {least} to {most} {way}."
    return f"{where}. {said.format(in_100(mine))}. {other[:1].upper()}{other[1:]}: {in_100(theirs)}. {held}"


def _points(gap: float) -> str:
    """Return a gap of shares in points; a small one with a decimal, because it is not nought."""
    return f"{100 * gap:.0f}" if gap >= 0.01 or not gap else f"{100 * gap:.1f}"
