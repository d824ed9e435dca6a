"""For whom the model does worse, in sentences, from what the fairness audit found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..fairness.characteristics import characteristics

NOT_MEASURED = "Not measured in this run: whether it does worse for some groups of people than for others."
NONE_TOLD = "For no group is it worse by more than chance. That is no proof that all are served alike."
# What is worse: which way, by how much in what, and how a sentence puts it.
WORSE = {
    "recall": (-1, 100, "of 100 who were followed, it flags {gap} fewer"),
    "precision": (-1, 100, "of 100 whom it flags, {gap} fewer are followed"),
    "false_positive_rate": (1, 100, "of 100 who were not followed, it flags {gap} more"),
    "auc": (-1, 1, "it ranks less well, by {gap} of the AUC"),
}


def group_lines(audit: Mapping[str, Any] | None, nouns: Mapping[str, str]) -> list[str]:
    """Return a sentence for each figure of a group that is worse than the reference's by more than chance.

    Gaps are the audit's, whose bands hold for all of them together.
    """
    if audit is None:
        return [NOT_MEASURED]
    found = []
    for kind, lines in audit["groups"].items():
        one, other = characteristics()[kind], audit["references"][kind]
        title = one.title.format(**nouns)
        for line in lines:
            for metric, (way, scale, says) in WORSE.items():
                apart = line["differences"].get(metric)
                if apart and apart["differs"] and way * apart["value"] > 0:
                    than = f"than for {one.label(other).lower()}"
                    found.append(
                        f"{title}, {one.label(line['name']).lower()}: {says.format(gap=_gap(apart, way, scale))} {than}."
                    )
    return [*(found or [NONE_TOLD]), *_how(audit)]


def _gap(apart: Mapping[str, float], way: int, scale: int) -> str:
    """Return a gap without its sign, and its band."""
    low, high = sorted(way * scale * apart[end] for end in ("band_low", "band_high"))
    digits = 1 if scale > 1 else 3
    return f"{way * scale * apart['value']:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _how(audit: Mapping[str, Any]) -> list[str]:
    """Return how many gaps were looked at, and for how many groups nothing can be told."""
    compared = sum(its["comparisons"] for its in audit["together"].values())
    few = sum(bool(line["note"]) for lines in audit["groups"].values() for line in lines)
    said = [f"{compared:,} gaps were looked at. Their ranges hold together, so that chance alone seldom shows one."]
    return said + ([f"Groups with too few families to tell: {few:,}."] if few else [])
