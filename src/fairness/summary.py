"""The summary of an audit: the groups that are worse off than their reference group, and how certain that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from ..chronology.vocabulary import Vocabulary
from ..pages.shares import chosen_share
from ..wording.fairness import Comparisons, Names, WorseOff, account_sentences, asked_sentence, brief_sentences, summary_sentences
from .characteristics import UNKNOWN, Characteristic, characteristics, groups_of_vocabulary
from .figures.definitions import figures

MOST_NAMED = 5


def names_of(vocabulary: Vocabulary) -> Names:
    """Return how a project names what the audit compares."""
    labels, nouns = groups_of_vocabulary(vocabulary), vocabulary.nouns.model_dump()
    return Names(_titles(characteristics(), nouns), labels, nouns, vocabulary.words.get("agency", {}))


def names_in_messages(names: Names, areas: Mapping[str, str]) -> Names:
    """Return names for the terminal, which prints no cell: areas that the vocabulary does not declare as `areas` has them."""
    withheld = {area: shown for area, shown in areas.items() if area != shown}
    return replace(names, groups={**names.groups, "area": {**names.groups.get("area", {}), **withheld}})


def names_of_columns(described: Mapping[str, Characteristic], nouns: Mapping[str, str]) -> Names:
    """Return how a page names columns of a table and their groups."""
    return Names(_titles(described, nouns), {kind: one.groups for kind, one in described.items()}, nouns, {})


def _titles(described: Mapping[str, Characteristic], nouns: Mapping[str, str]) -> dict[str, str]:
    return {kind: one.title.format_map(nouns) for kind, one in described.items()}


def accounts(audit: Mapping[str, Any], names: Names) -> dict[str, list[str]]:
    """Return by characteristic, in the page's order, sentences that say where each point is; nothing where that is not told."""
    counted = audit.get("accounts", {})
    return {kind: account_sentences(kind, counted[kind], names, UNKNOWN) for kind in names.titles if kind in counted}


def asked_lines(audit: Mapping[str, Any]) -> list[str]:
    """Return a line for the terminal where more are picked out than were asked for."""
    sentence, about = asked_sentence(audit["about"]), audit["about"]
    what = f"The highest {chosen_share(about['capacity'])} % of {about['review_units']:,} were asked for."
    return [f"{what} {sentence} The page gives the figures for exactly as many too."] if sentence else []


def account_lines(audit: Mapping[str, Any], names: Names) -> list[str]:
    """Return a line for the terminal on each characteristic: where each point is."""
    return [f"{names.titles[kind]}: {' '.join(sentences)}" for kind, sentences in accounts(audit, names).items()]


def summary(audit: Mapping[str, Any], names: Names) -> list[str]:
    """Return what must be said first, in sentences; `audit` is what `audit_figures` returned."""
    worse, alone = (worse_off(audit, names.titles, alone) for alone in (False, True))
    strongest = sorted(alone, key=_strength, reverse=True)[:MOST_NAMED]
    return summary_sentences(worse, alone, strongest, comparisons(audit), names)


def in_brief(audit: Mapping[str, Any], names: Names) -> list[str]:
    """Return the summary in two or three sentences, for who reads no more: the largest gap, and what is too small to tell."""
    worse, alone = (sorted(worse_off(audit, names.titles, alone), key=_strength, reverse=True) for alone in (False, True))
    return brief_sentences(worse, alone, comparisons(audit), names)


def comparisons(audit: Mapping[str, Any]) -> Comparisons:
    """Return how many gaps were compared, and how many of them hold for the worse, for the better, and of neither direction."""
    lines = [line for by_group in audit["groups"].values() for line in by_group]
    held = Counter(direction(name, gap) for line in lines for name, gap in line["differences"].items() if gap["differs"])
    return Comparisons(
        gaps=sum(question["comparisons"] for question in audit["together"].values()),
        questions=len(audit["together"]),
        worse=held["worse"],
        better=held["better"],
        neither=held["neither"],
        groups=len(lines),
        too_small=sum(line["note"] != "" for line in lines),
    )


def direction(name: str, gap: Mapping[str, Any]) -> Literal["worse", "better", "neither"]:
    """Return whether a group is worse off by a gap that is estimated; of some figures neither direction is worse."""
    worse = figures()[name].worse
    if worse is None:
        return "neither"
    return "worse" if worse == ("lower" if gap["value"] < 0 else "higher") else "better"


def worse_off(audit: Mapping[str, Any], kinds: Iterable[str], alone: bool = False) -> list[WorseOff]:
    """Return each group that is worse off by a figure when all gaps are compared at once.

    With `alone`, those that are not, but would be if theirs were the only gap. A group that belongs to two characteristics
    (unborn children are an age too) is given once for each figure.
    """
    found: list[WorseOff] = []
    seen: list[tuple[str, Any]] = []
    for name in figures():
        for kind in (kind for kind in kinds if kind in audit["groups"]):
            reference = next(line for line in audit["groups"][kind] if line["name"] == audit["references"][kind])
            for line in audit["groups"][kind]:
                gap = line["differences"].get(name)
                is_worse = gap and gap["value"] is not None and direction(name, gap) == "worse"
                if not is_worse or not (differs_alone(gap) if alone else gap["differs"]) or (name, line["counts"]) in seen:
                    continue
                seen.append((name, line["counts"]))
                values = line["figures"][name], reference["figures"][name]
                found.append(WorseOff(kind, line["name"], reference["name"], name, *values, gap))
    return found


def differs_alone(gap: Mapping[str, Any]) -> bool:
    """Return whether a gap's own interval excludes zero, but not its simultaneous band."""
    return bool(gap["alone"] and not gap["differs"])


def _strength(found: WorseOff) -> float:
    """Return the size of a gap in widths of its interval."""
    return float(abs(found.gap["value"]) / max(found.gap["high"] - found.gap["low"], 1e-9))
