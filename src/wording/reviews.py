"""Sentences on how people judged: two auditors compared, and all reviews in the decision log.

The questions and answers themselves are in `review/questions.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .estimates import number, percent

Json = Mapping[str, Any]


def comparison_sentences(
    comparison: Json, questions: Mapping[str, str], counted: Mapping[str, Sequence[str]], nouns: Mapping[str, str]
) -> list[str]:
    """Return what the comparison of two auditors shows, line by line.

    Parameters
    ----------
    comparison : what `review.compare.compare` returned. questions : the text of each question, by name.
    counted : the answers of each question that its rate counts. nouns : the project's words for points and families.
    """
    points = nouns["points"]
    lines = [f"{comparison['contacts']} {points} were drawn."]
    for name, blanks in comparison["blanks"].items():
        left = ", ".join(f"auditor {auditor} {count}" for auditor, count in blanks.items())
        lines.append(f'Left blank: {left} ("{questions[name]}").')
    lines.append(f"The two auditors with each other, all answers: {kappa_words(comparison['between_auditors'], points)}.")
    lines.append(
        "With each other, a second look called for or not, where there is a band: "
        f"{kappa_words(comparison['between_auditors_in_two'], points)}. No tool can be expected to agree with people more than "
        "people with each other: this is the ceiling."
    )
    for auditor, agreement in comparison["with_band"].items():
        lines.append(f"Auditor {auditor} with the attention band: {kappa_words(agreement, points)}.")
    for name, by_auditor in comparison["rates"].items():
        answers = " or ".join(f'"{answer}"' for answer in counted[name])
        for auditor, rate in by_auditor.items():
            share = f"{rate['holds']} of {rate['answered']} answers; of all {points}, {_per_cent(rate['share'])}"
            lines.append(f"{questions[name]} Auditor {auditor}: {answers}: {share}.")
    lines.append(f"Shares of all {points} honour the weights. Intervals come from resampling {nouns['families']}.")
    return lines


def log_sentences(summary: Json) -> list[str]:
    """Return what all reviews show together, line by line. `summary` : what `review.summary.summarise_log` returned."""
    lines = [f"Reviews begun: {summary['begun']}; ended: {summary['ended']}; not ended: {summary['not_ended']}."]
    for name, key in (("Own judgements", "own"), ("Final judgements", "final"), ("Reasons", "reasons")):
        lines.append(f"{name}: " + "; ".join(f'"{answer}" {count}' for answer, count in summary[key].items()) + ".")
    for ask, counts in summary["beside"].items():
        answers = [f'"{answer}" {count}' for answer, count in counts.items() if answer != "not asked"]
        not_asked = [f"not asked {counts['not asked']}"] if counts["not asked"] else []
        lines.append(f"Before the page: {ask} " + "; ".join([*answers, *not_asked]) + ".")
    for name, counts in summary["changes"].items():
        lines.append(
            f"Changes of mind, {name}: none {counts['none']}; towards more {counts['towards more']}; "
            f"towards less {counts['towards less']}."
        )
    band = summary["with_the_band"]
    lines.append(
        f"As the attention band has it (more called for in it, less outside it): {band['before the page']} of {band['of']} "
        f"before the page, {band['after it']} after it. More agreement is no success: the band may be wrong."
    )
    minutes = "not told for fewer than ten reviews" if summary["minutes"] is None else f"{summary['minutes']:g} (median)"
    lines.append(f"Minutes from page to final judgement: {minutes}.")
    lines.append("No number here is a target: people who never change their minds may be right, and so may people who do.")
    return lines


def kappa_words(agreement: Json, points: str) -> str:
    """Return weighted kappa with its interval in words, or that it cannot be estimated. `agreement` : of `agreement_of`."""
    kappa = agreement["kappa"]
    if kappa is None or kappa["value"] is None:
        return f"kappa cannot be estimated ({agreement['contacts']} {points})"
    return f"kappa {number(kappa, 2)} ({agreement['contacts']} {points})"


def _per_cent(share: Mapping[str, float | None] | None) -> str:
    return "too few to estimate" if share is None or share["value"] is None else percent(share, 0)
