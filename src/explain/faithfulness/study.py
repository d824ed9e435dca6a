"""How faithful the explanations of a run are, with intervals: deletion, insertion, stability and completeness (JSON)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...chronology.one_run import rows_of
from ...features.catalogue import Catalogue
from ...models.bands import ATTENTION
from ...models.evaluation.estimates import Stated, family_draws, share_of, stated
from ...models.resampling import Draws
from ..lines import carried_share, lines_of_page
from ..reasons import LEAST, patterns_of, reasons_of
from ..record import Sources, record_of
from ..run import Run, sources_of
from .edits import ExplainedPoint, contributions_with_unrelated_record, score_changes, unrelated_records
from .first_five import stay_beside, stay_refitted
from .refits import refits

TOP = 3
UNRELATED = "one unrelated record more"


def explained_points(run: Run, attributions: pd.DataFrame, chosen: pd.DataFrame) -> tuple[list[ExplainedPoint], Sources]:
    """Return the chosen points with their records and reasons, and the chronology that these were looked up in."""
    sources = sources_of(run, chosen["child_id"].tolist())
    found = rows_of(chosen["point_id"], attributions, "attributions")
    rows = found[list(run.catalogue.indicators)].to_dict("records")
    points = []
    for point, row in zip(chosen.to_dict("records"), rows, strict=True):
        contributions = {str(name): value for name, value in row.items()}
        record = record_of(sources, point["child_id"], point["as_of"])
        points.append(ExplainedPoint(point["fold"], record, reasons_of(contributions, record, sources).plain, contributions))
    return points, sources


def faithfulness(
    run: Run, attributions: pd.DataFrame, features: pd.DataFrame, points: pd.DataFrame, chosen: pd.DataFrame, models: Path
) -> dict[str, Any]:
    """Return how faithful the explanations are to the model.

    Parameters
    ----------
    attributions : point_id and log-odds by indicator. features : of all `points` (the cohort), rows in the same order.
    chosen : the points to examine, rows of `run.points`. models : the folder of the fold models.
    """
    params, view = run.params, run.params.train.view
    explained, sources = explained_points(run, attributions, chosen)
    draws = family_draws(chosen["family"].to_numpy(), params.evaluate.bootstrap_draws, params.evaluate.seed)
    changes = score_changes(explained, sources, view, models, params.explain.seed)
    stability = _stability_of(run, explained, sources, chosen, points, features, models, draws)
    shown = params.explain.reasons
    carried = np.array([_carried(point, shown, sources) for point in explained])
    raised = np.array([any(value > LEAST for value in point.contributions.values()) for point in explained])
    groups = {"all": np.ones(len(chosen), bool), "in attention": (chosen["standing"] == ATTENTION).to_numpy()}
    return {
        "contacts": len(chosen),
        "families": int(chosen["family"].nunique()),
        "reasons_shown": shown,
        "groups": {
            name: {
                "contacts": int(group.sum()),
                "deletion": _compared(changes.deleted, changes.deleted_others, group, draws),
                "insertion": _compared(changes.inserted, changes.inserted_others, group, draws),
                "completeness": {"contacts": int((group & raised).sum()), "share": _mean(carried, group & raised, draws)},
            }
            for name, group in groups.items()
        },
        "stability": stability,
    }


def _stability_of(
    run: Run,
    explained: Sequence[ExplainedPoint],
    sources: Sources,
    chosen: pd.DataFrame,
    points: pd.DataFrame,
    features: pd.DataFrame,
    models: Path,
    draws: Draws,
) -> dict[str, dict[str, Any]]:
    """Return by kind of change what stays: the first reason, the first three, and the records to open first."""
    params, seed = run.params, run.params.explain.seed
    rows, records = chosen.to_dict("records"), [point.record for point in explained]
    unrelated = unrelated_records(explained, sources, seed, TOP)
    added = contributions_with_unrelated_record(explained, unrelated, sources, params.train.view, models)
    new_contributions = {UNRELATED: [(np.arange(len(explained)), added)]}
    five = {UNRELATED: stay_beside(rows, records, unrelated, sources)}
    for each in refits(points, features, chosen, run.catalogue, run.vocabulary, params.train, seed):
        new_contributions.setdefault(each.kind, []).append((each.positions, each.contributions))
        part = five.setdefault(each.kind, np.full(len(rows), np.nan))
        of_fold = each.positions.tolist()
        part[of_fold] = stay_refitted([rows[at] for at in of_fold], [records[at] for at in of_fold], each.rates, sources)
    return {
        kind: _stability(parts, explained, run.catalogue, draws) | _five_stay(five[kind], draws)
        for kind, parts in new_contributions.items()
    }


def _five_stay(share: np.ndarray, draws: Draws) -> dict[str, Any]:
    """Return on how many contacts in the attention band records to open first are named, and which share of them stays."""
    used = ~np.isnan(share)
    stays = _mean(np.where(used, share, 0.0), used, draws)
    return {"contacts_with_first_records": int(used.sum()), "share_of_five_that_stay": stays}


def top_indicators(contributions: Mapping[str, float], catalogue: Catalogue) -> list[str]:
    """Return the indicators that raised a score most, without strengths and age."""
    raised = [
        name
        for name, indicator in catalogue.indicators.items()
        if contributions[name] > LEAST and not (indicator.strength or indicator.age)
    ]
    return sorted(raised, key=lambda name: (-contributions[name], name))[:TOP]


def _carried(point: ExplainedPoint, shown: int, sources: Sources) -> float:
    """Return the share of what raised the score of a point that the lines of its page account for."""
    lines = lines_of_page(point.reasons, patterns_of(point.record, sources), shown)
    return carried_share(lines.all, point.contributions, sources)


def _compared(first_reason: np.ndarray, others: np.ndarray, group: np.ndarray, draws: Draws) -> dict[str, Any]:
    """Return the mean changes, their difference, and how often the records of the first reason change the score more."""
    used = group & ~np.isnan(first_reason)
    more = np.where(used, first_reason > others, False).astype(float)
    return {
        "contacts": int(used.sum()),
        "first_reason": _mean(first_reason, used, draws),
        "as_many_others": _mean(others, used, draws),
        "difference": _mean(first_reason - others, used, draws),
        "share_where_more": _mean(more, used, draws),
    }


def _stability(
    parts: Sequence[tuple[np.ndarray, pd.DataFrame]], explained: Sequence[ExplainedPoint], catalogue: Catalogue, draws: Draws
) -> dict[str, Any]:
    """Return in which share of the points the first reason stays, and which share of the first three stays among them.

    Parameters
    ----------
    parts : positions in `explained`, and the new contributions of those points.
    """
    count = len(explained)
    first, three, used = np.zeros(count), np.zeros(count), np.zeros(count, bool)
    for positions, new_contributions in parts:
        for position, row in zip(positions.tolist(), new_contributions.to_dict("records"), strict=True):
            before = top_indicators(explained[position].contributions, catalogue)
            after = top_indicators({str(name): value for name, value in row.items()}, catalogue)
            if before:
                used[position] = True
                first[position] = before[:1] == after[:1]
                three[position] = len(set(before) & set(after)) / len(before)
    return {
        "contacts": int(used.sum()),
        "first_reason_stays": _mean(first, used, draws),
        "share_of_three_that_stay": _mean(three, used, draws),
    }


def _mean(values: np.ndarray, used: np.ndarray, draws: Draws) -> Stated:
    """Return the mean of the used values with its interval."""
    total, number = draws.sums(np.column_stack([np.where(used, values, 0.0), used])).T
    return stated(share_of(total, number))
