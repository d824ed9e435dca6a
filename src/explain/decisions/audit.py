"""The decision audit as plain data that may be shown (JSON); `page.py` renders it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...disclosure.tables import ALL, count_in, protect
from ...models.evaluation.estimates import FEWEST_FAMILIES
from ...models.labels import Chronology
from ...models.resampling import FamilyDraws, draw_families
from ...params import Evaluate, Params
from ...wording.sentences import british_date
from ..record import dates_kept_apart
from .contact_rows import NOT_RECORDED, OTHER, SEVERAL, audited_points, contact_rows
from .definitions import Definitions, coverage_tables, load_decisions
from .groups import CLOSED, groupings
from .groups import OTHER as NOT_CLOSED
from .knowable import KNOWLEDGE
from .second_look import second_look
from .shares import Json, part_of, shares_by_group, split

NO_DECISIONS = "No decisions are recorded."


def audit_decisions(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, params: Params, estimable: bool
) -> tuple[pd.DataFrame, dict[str, Any], list[dict[str, Any]]]:
    """Return the rows of the audit, its figures, and the contacts for a second look; a note alone without decisions.

    Parameters
    ----------
    points : the cohort. chronology : canonical tables by name. estimable : whether families are known.
    """
    return decisions_about(audited_points(points, params.explain), chronology, vocabulary, params, estimable)


def decisions_about(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, params: Params, estimable: bool
) -> tuple[pd.DataFrame, dict[str, Any], list[dict[str, Any]]]:
    """Return what `audit_decisions` returns, of exactly these points."""
    definitions = load_decisions(vocabulary)
    if not definitions or not len(points) or "decision" not in points:
        return points[["point_id"]], {"note": NO_DECISIONS}, []
    rows = contact_rows(points, chronology, definitions, vocabulary)
    figures = audit(rows, chronology, definitions, vocabulary, params.evaluate, estimable)
    return rows, figures, second_look(rows, definitions, params.explain.second_look, params.explain.seed)


def audit(
    rows: pd.DataFrame,
    chronology: Chronology,
    definitions: Definitions,
    vocabulary: Vocabulary,
    settings: Evaluate,
    estimable: bool,
) -> dict[str, Any]:
    """Return the figures of the audit (JSON); a `note` alone where no decisions are recorded.

    Parameters
    ----------
    rows : the rows of the audit (`contact_rows`). chronology : canonical tables by name.
    estimable : whether families are known, so that intervals can be estimated.
    """
    if rows["decided"].notna().sum() == 0:
        return {"note": NO_DECISIONS}
    draw_count = settings.bootstrap_draws if estimable and rows["family"].nunique() >= FEWEST_FAMILIES else 0
    events, coverage = chronology["events"], chronology["coverage"]
    sources = int(events["source"].nunique())
    draws = draw_families(rows["family"].to_numpy(), draw_count, settings.seed)
    decided, shown = _decided(rows, definitions, draws)
    compared = rows[rows["decided"].notna() & (rows["decided"] != definitions.passed_on)]
    agencies, hidden = [*vocabulary.words["agency"], SEVERAL], hidden_kinds(shown, definitions.closed)
    closed_hidden = [name for name in KNOWLEDGE if count_in(shown, definitions.closed, name) is None]
    return {
        "period": [british_date(day) for day in (rows["as_of"].min(), rows["as_of"].max())],
        "contacts": len(rows),
        "people": int(rows["child_id"].nunique()),
        "families": int(rows["family"].nunique()),
        "draws": draw_count,
        "sources": sources,
        "sources_without_shared_dates": sources - len(dates_kept_apart(events)),
        "not_covered": _not_covered(rows["as_of"].min(), coverage, definitions, vocabulary),
        "fair": _fair(compared, shown, definitions, draws),
        "decided": decided,
        "lines": _lines(rows, definitions, draws, closed_hidden),
        "groups": groupings(compared, agencies, definitions.closed, draws, hidden),
    }


def _not_covered(first: pd.Timestamp, coverage: pd.DataFrame, definitions: Definitions, vocabulary: Vocabulary) -> list[str]:
    """Return the coverage tables of possible neglect that do not cover the whole window before the first contact."""
    start = first - pd.Timedelta(days=definitions.pattern.window_days)
    covered = set(coverage.loc[coverage["start"] <= start, "table"])
    return sorted(coverage_tables(definitions.possible_neglect.events, vocabulary) - covered)


def _decided(rows: pd.DataFrame, definitions: Definitions, draws: FamilyDraws) -> tuple[list[Json], pd.DataFrame]:
    """Return what was decided, by what was knowable: counts and shares of each kind of knowledge; and the protected counts."""
    named = rows["decided"].fillna(NOT_RECORDED)
    order = [*definitions.decided, *(name for name in (OTHER, NOT_RECORDED) if (named == name).any())]
    counts = pd.crosstab(named, rows["knowledge"]).reindex(index=order, columns=list(KNOWLEDGE), fill_value=0)
    shown = protect(counts)
    table = []
    for name in order:
        shares = shares_by_group(rows, (named == name).to_numpy(), rows["knowledge"], KNOWLEDGE, draws)
        cells = {}
        for known in (*KNOWLEDGE, ALL):
            count, total = count_in(shown, name, known), count_in(shown, ALL, known)
            rest = None if count is None or total is None else total - count
            cells[known] = part_of(count, rest, shares[known])
        means = definitions.decided[name].means if name in definitions.decided else ""
        table.append({"name": name, "means": means} | cells)
    return table, shown


def _fair(compared: pd.DataFrame, shown: pd.DataFrame, definitions: Definitions, draws: FamilyDraws) -> Json:
    """Return how many were closed of those that were decided on and not passed on: the fair comparison of kinds of knowledge.

    A contact that is passed on goes to people who already work with the child, so it is not closed, and such contacts are most
    often those with a pattern. A kind of which the table of decisions hides a number that is left out is hidden here too.
    """
    left_out = [name for name in (definitions.passed_on, NOT_RECORDED) if name in shown.index]
    named = [definitions.closed, *left_out]
    if shown.loc[[*named, ALL], ALL].isna().any():
        return {name: part_of(None, None, None) for name in (*KNOWLEDGE, ALL)} | {"unknown": None}
    hidden = [name for name in KNOWLEDGE if shown.loc[[*named, ALL], name].isna().any()]
    return split(compared, (compared["decided"] == definitions.closed).astype("boolean"), draws, hidden)


def _lines(rows: pd.DataFrame, definitions: Definitions, draws: FamilyDraws, closed_hidden: list[str]) -> list[Json]:
    """Return the lines of the audit: what was looked for, and among which contacts, by what was knowable."""
    decided = rows["decided"].notna()
    closed, forward = rows["decided"] == definitions.closed, rows["decided"] == definitions.forward
    due = rows["rule"] & ~rows["assessment_open"] & (rows["decided"] != definitions.passed_on) & decided
    little_at_hub = (rows["hub_days"] <= definitions.little_days) & ~rows["little"]
    looked_for: list[tuple[str, pd.Series, pd.Series]] = [
        ("closed_without_consent", closed, rows["decision"].isin(definitions.without_consent)),
        ("closed_without_asking", closed, ~rows["partners_asked"]),
        ("closed_not_seen", closed, ~rows["child_seen_lately"]),
        *((f"returned_{days}", closed, rows[f"returned_{days}"]) for days in definitions.returns_within_days),
        ("rule_without_assessment", due, ~rows["assessed"]),
        ("forward_without_asking", forward, ~rows["partners_asked"]),
        ("forward_not_seen", forward, ~rows["child_seen"]),
        ("siblings_differ", decided & rows["siblings_differ"].notna(), rows["siblings_differ"]),
        ("forward_with_little", forward, rows["little"]),
        ("forward_with_little_at_hub", forward, little_at_hub),
    ]
    return [
        {"line": name} | split(rows[among], yes[among].astype("boolean"), draws, closed_hidden if among is closed else ())
        for name, among, yes in looked_for
    ]


def hidden_kinds(shown: pd.DataFrame, closed: str) -> set[str]:
    """Return the kinds of contacts whose number the table of decisions hides or would reveal.

    Groups hold what was neither passed on nor left undecided, so their totals give away what was, once all others are known.
    """
    others = [name for name in shown.index if name != closed]
    rows = {CLOSED: [closed], NOT_CLOSED: others}
    return {
        f"{known}, {decision}"
        for known in (*KNOWLEDGE, ALL)
        for decision, names in rows.items()
        if shown.loc[names, known].isna().any()
    }
