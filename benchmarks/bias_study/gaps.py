"""The gaps of the fairness audit without the rest of its page: the same numbers in a fraction of the time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarks.bias_study.worlds import MINORITY, WHITE
from neglect_triage.fairness.audit import ALL, references_of
from neglect_triage.fairness.figures.by_group import group_figures, summarise
from neglect_triage.fairness.figures.counts import membership_of
from neglect_triage.models.groups import Groups
from neglect_triage.models.resampling import draw_families

REFERENCES = {
    "sex": "male", "ethnicity": "white", MINORITY: WHITE, "disability": "no", "special_needs": "no", "deprivation_quintile": "1",
}  # fmt: skip
"""Groups that the others are compared with; of areas it is the largest."""


def audited_gaps(rows: pd.DataFrame, groups: Groups, draws: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return by characteristic, for each group, its name and its gaps to the reference, as `fairness.audit.audit_figures` does.

    Parameters
    ----------
    rows : label, flagged, family, score, probability. groups : by characteristic, by name: masks of the rows.
    draws : resamples of families. seed : their seed.
    """
    rows = rows.assign(family=pd.factorize(rows["family"])[0])
    families = rows["family"].to_numpy()
    names = [(kind, name) for kind, masks in groups.items() for name in masks]
    drawn = group_figures(
        rows, membership_of([groups[kind][name] for kind, name in names]), draw_families(families, draws, seed).of(families)
    )
    chosen = references_of(names, REFERENCES, drawn.counts)
    lines, _ = summarise(drawn, [names.index((kind, chosen[kind])) for kind, _ in names], [ALL] * len(names))
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in groups}
    for (kind, name), line in zip(names, lines, strict=True):
        found[kind].append({"name": name, "differences": line["differences"]})
    return found
