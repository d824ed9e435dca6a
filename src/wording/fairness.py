"""The sentences of the fairness audit: which groups are worse off, by how much, and how certain that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .estimates import in_100
from .groups import sum_sentence

Estimate = Mapping[str, Any]
"""value, low and high; of a gap band_low and band_high too."""
GAPS_ENDS = ("better, or lower", "worse, or higher")
GAPS_ALONG = "Each gap, in widths of the band that holds among all"


@dataclass(frozen=True)
class Names:
    """How a page names what the audit compares.

    titles : of characteristics. groups : by characteristic, by group. nouns : the project's own. agencies : names of groups that
    only the data know.
    """

    titles: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    nouns: Mapping[str, str]
    agencies: Mapping[str, str]

    def fill(self, text: str) -> str:
        """Return a text with the project's nouns."""
        return text.format_map(self.nouns)

    def label(self, kind: str, name: str) -> str:
        """Return the name of a group."""
        label = self.groups[kind].get(name, name)
        return self.agencies.get(name, label) if label == name else label


@dataclass(frozen=True)
class WorseOff:
    """A group that is worse off than its reference group by one figure: both values of the figure, and their gap."""

    kind: str
    group: str
    reference: str
    figure: str
    value: Estimate
    reference_value: Estimate
    gap: Estimate


@dataclass(frozen=True)
class Comparisons:
    """Numbers of gaps compared, of the questions that they belong to, of groups, and of groups that are too small to tell.

    worse, better, neither : gaps that hold when all are compared at once, by whether the group is worse off.
    """

    gaps: int
    questions: int
    worse: int
    better: int
    neither: int
    groups: int
    too_small: int


def summary_sentences(
    worse: Sequence[WorseOff], alone: Sequence[WorseOff], strongest: Sequence[WorseOff], compared: Comparisons, names: Names
) -> list[str]:
    """Return the summary of an audit.

    Parameters
    ----------
    worse : groups whose gap differs when all are compared at once. alone : those whose gap would differ only if it were the
        only one. strongest : the ones of these to name.
    """
    if not compared.gaps:
        return [
            names.fill(
                "No gap between groups could be detected: there are too few {families}, or nobody knows who belongs to which."
            )
        ]
    looked = f"{compared.gaps} gaps were looked at together. "
    lines = [_worse_off(each, names) for each in worse]
    if worse:
        chance = (
            f"By chance alone, a gap would hold among all in {'one' if compared.questions == 1 else 'at most two'} of 20 runs."
        )
        lines.append(f"{looked}These hold among all that were looked at with them. {chance}")
    if alone:
        before = "" if worse else f"{looked}No gap for the worse holds among all of them. "
        others = "more stand" if worse else "stand"
        named = (
            "" if len(strongest) == len(alone) else f" The {len(strongest)} that are largest beside their own intervals follow."
        )
        lines.append(f"{before}{len(alone)} {others} out when looked at alone. Some of these will be chance.{named}")
        lines += [_worse_off(each, names, alone=True) for each in strongest]
    if not lines:
        lines = [f"{looked}No group is shown to be worse off than the one it is compared with. That is no proof that none is."]
    return lines + _remaining(compared)


def brief_sentences(worse: Sequence[WorseOff], alone: Sequence[WorseOff], compared: Comparisons, names: Names) -> list[str]:
    """Return the summary in two or three sentences: the largest gap, how far it holds, and what is too small to tell.

    Parameters
    ----------
    worse, alone : as for `summary_sentences`, the largest gap first.
    """
    if not compared.gaps:
        return summary_sentences([], [], [], compared, names)
    if worse:
        held = f"{len(worse)} of {compared.gaps} gaps are for the worse and hold when all are looked at together. The largest: "
        lines = [held + _worse_off(worse[0], names)]
    else:
        none = "None where a group does worse can be told from chance. That does not prove that there is none."
        lines = [f"{compared.gaps} gaps were looked at together. {none}"]
    if alone and not worse:
        looked = f"{len(alone)} stand out when looked at alone, and some of these will be chance. The clearest: "
        lines.append(looked + _worse_off(alone[0], names, alone=True))
    too_small = "one is" if compared.too_small == 1 else f"{compared.too_small} are"
    return [*lines, f"Of {compared.groups} groups, {too_small} too small to tell. Nothing here says that all is well there."]


def gaps_sentence(compared: Comparisons, without_band: int) -> str:
    """Return what the picture of all gaps shows; `without_band` : gaps that rest on too few to be drawn."""
    worse = f"{compared.worse or 'none'} for the worse {'hold' if compared.worse > 1 else 'holds'} among all"
    few = f" {without_band} more rest on too few to be drawn." if without_band else ""
    return " ".join([f"Of {compared.gaps} gaps, {worse}.", *_not_worse(compared)]) + few


def _not_worse(compared: Comparisons) -> list[str]:
    """Return the sentences on gaps that hold and are not for the worse."""
    lines = []
    if compared.better:
        lines.append(f"{compared.better} {'gap holds' if compared.better == 1 else 'gaps hold'} where the group does better.")
    if compared.neither:
        held = "gap holds for a figure" if compared.neither == 1 else "gaps hold for figures"
        lines.append(f"{compared.neither} {held} where neither direction is worse.")
    return lines


def asked_sentence(about: Mapping[str, Any]) -> str:
    """Return that more are picked out than were asked for, because scores tie; "" where they do not.

    Parameters
    ----------
    about : review_units_asked and review_units_flagged, where a capacity says who is picked out.
    """
    asked, picked = about.get("review_units_asked"), about.get("review_units_flagged")
    if asked is None or picked is None or picked <= asked:
        return ""
    return f"That is {picked:,} for the {asked:,} asked for, because all that tie with the last score are in."


def account_sentences(kind: str, account: Mapping[str, Any], names: Names, unknown: str) -> list[str]:
    """Return where each point is by one characteristic, so that anybody can add up the groups.

    Parameters
    ----------
    account : points, groups (points by group), several, again, none; without_row where a table could lack a row. unknown : the
        group of those of whom nothing is recorded.
    """
    points, people = names.nouns["points"], names.nouns["people"]
    recorded = {name: number for name, number in account["groups"].items() if name != unknown}
    empty = [names.label(kind, name) for name, number in recorded.items() if not number] if any(recorded.values()) else []
    lines = [sum_sentence(account, partial(names.label, kind), points)]
    if account.get("without_row"):
        lines.append(f"{account['without_row']:,} {points} are of {people} without a row in the table of characteristics.")
    if empty:
        lines.append(f"Nobody here is in these groups: {', '.join(empty)}.")
    return lines


def _remaining(compared: Comparisons) -> list[str]:
    """Return the sentences on gaps that hold and are not for the worse, and on groups that are too small."""
    few, others = compared.too_small, _not_worse(compared)
    lines = [" ".join([*others, "The tables of each group name them."])] if others else []
    if few:
        verb = "is" if few == 1 else "are"
        lines.append(f"Of {compared.groups} groups, {few} {verb} too small to tell. Nothing here says that all is well there.")
    return lines


def _worse_off(found: WorseOff, names: Names, alone: bool = False) -> str:
    """Return the sentence on one group; `alone` gives its gap's own interval instead of the simultaneous band."""
    own, reference, gap = found.value, found.reference_value, found.gap
    other = names.label(found.kind, found.reference)
    where = f"{names.titles[found.kind]}: {names.label(found.kind, found.group)}"
    if found.figure == "auc":
        interval = f"({own['low']:.2f} to {own['high']:.2f})"
        return f"{where}. The scores rank less well: {own['value']:.2f} {interval}. {other}: {reference['value']:.2f}."
    sentence = {
        "recall": names.fill("Of 100 that were followed by {outcome}, {{}} are picked out"),
        "false_positive_rate": "Of 100 that were not followed, {} are picked out all the same",
        "precision": "Of 100 that are picked out, {} were followed",
    }[found.figure]
    low, high = (gap[end] for end in (("low", "high") if alone else ("band_low", "band_high")))
    near, far = sorted((abs(low), abs(high)))
    digits = _digits(own, reference, gap)
    least, most = _points(0.0 if low <= 0 <= high else near, digits), _points(far, digits)
    direction = "fewer" if gap["value"] < 0 else "more"
    subject = "On its own, the gap" if alone else "Among all gaps looked at, it"
    size = f"That is {_points(abs(gap['value']), digits)} {direction}. {subject} could be {least} to {most} {direction}."
    found_in = sentence.format(in_100(own, digits))
    return f"{where}. {found_in}. {other[:1].upper()}{other[1:]}: {in_100(reference, digits)}. {size}"


def _digits(own: Estimate, reference: Estimate, gap: Estimate) -> int:
    """Return how many decimals two shares and their gap need, so that a reader who subtracts finds the gap, but for rounding."""
    first, second, between = (100 * each["value"] for each in (own, reference, gap))
    return int(round(first) - round(second) != round(between))


def _points(gap: float, digits: int) -> str:
    """Return a gap of shares in percentage points; a small one with a decimal, because it is not zero."""
    return f"{100 * gap:.{digits}f}" if gap >= 0.01 or not gap else f"{100 * gap:.1f}"
