"""Small chronologies for the decision audit, and lines of it drawn at random."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.explain.decisions.audit import audit
from neglect_triage.explain.decisions.contact_rows import contact_rows
from neglect_triage.explain.decisions.definitions import Definitions, load_decisions
from neglect_triage.params import Evaluate
from tests.explain.small_run import VOCABULARY, chronology, event, small_tables

_FOUND = load_decisions(VOCABULARY)
assert _FOUND is not None
DEFINITIONS: Definitions = _FOUND
SETTINGS = Evaluate(capacity=[0.1], bootstrap_draws=40, seed=1, suspected_leak_auc=0.9)
DAY = pd.Timestamp("2020-06-15")


def contact(child: str, day: pd.Timestamp = DAY, **more: Any) -> dict[str, Any]:
    """A row of the cohort."""
    return {
        "point_id": f"{child}@{day:%Y-%m-%d}", "child_id": child, "as_of": day, "agencies": "school", "decision": "nfa",
        "rule": False, "family": 1,
    } | more  # fmt: skip


def worry(child: str, days_before: int, **more: Any) -> dict[str, Any]:
    """A fire service worry, so many days before the contact."""
    day = DAY - pd.Timedelta(days=days_before)
    return event(f"w-{child}-{days_before}", child, day, "fire_concern", **({"agency": "fire"} | more))


def lines_of(
    points: list[dict[str, Any]], events: list[dict[str, Any]], stays: list[dict[str, Any]] | None = None
) -> pd.DataFrame:
    """The lines of the audit of these contacts."""
    born = {str(point["child_id"]): "2012-03-01" for point in points}
    contacts = [event(f"c-{place}", one["child_id"], one["as_of"], "contact") for place, one in enumerate(points)]
    tables = chronology([*contacts, *events], [], born, stays)
    return contact_rows(pd.DataFrame(points), tables, DEFINITIONS, VOCABULARY)


def drawn_lines(number: int = 600, seed: int = 3) -> pd.DataFrame:
    """Lines drawn at random, of families of three contacts."""
    dice = np.random.default_rng(seed)
    day = pd.Timestamp("2021-04-01") + pd.to_timedelta(dice.integers(0, 400, number), unit="D")
    knowledge = dice.choice(["hub", "partners", "neither"], number, p=[0.2, 0.2, 0.6])
    decision = dice.choice(["nfa", "advice", "no_consent", "referral", "early_help", "transfer"], number)
    group = {outcome: name for name, each in DEFINITIONS.decided.items() for outcome in each.outcomes}
    rows = pd.DataFrame(
        {
            "point_id": [f"k{place:04d}@{one:%Y-%m-%d}" for place, one in enumerate(day)],
            "child_id": [f"k{place:04d}" for place in range(number)],
            "as_of": day,
            "decision": decision,
            "rule": dice.random(number) < 0.2,
            "family": np.arange(number) // 3,
            "decided": [group[each] for each in decision],
            "source": dice.choice(["school", "police", "gp"], number, p=[0.5, 0.45, 0.05]),
            "area": dice.choice(["north", "south", "not recorded"], number, p=[0.6, 0.38, 0.02]),
            "team": "not recorded",
            "month": day.strftime("%Y-%m"),
            "knowledge": knowledge,
            "hub_days": np.where(knowledge == "hub", 4, 0),
            "hub_agencies": np.where(knowledge == "hub", 2, 0),
            "partnership_days": np.where(knowledge == "neither", dice.integers(0, 3, number), 5),
            "partnership_agencies": np.where(knowledge == "neither", 1, 3),
            "assessment_open": dice.random(number) < 0.05,
            "days_to_next": np.nan,
        }
    )
    for name in ("assessed", "partners_asked", "child_seen", "child_seen_lately"):
        rows[name] = pd.Series(dice.random(number) < 0.4).astype("boolean")
    for days in DEFINITIONS.returns_within_days:
        rows[f"returned_{days}"] = pd.Series(dice.random(number) < days / 1000).astype("boolean")
    rows["siblings_differ"] = pd.Series(dice.random(number) < 0.5).astype("boolean").mask(dice.random(number) < 0.3)
    return rows.assign(little=rows["partnership_days"] <= DEFINITIONS.little_days)


def figures_of(rows: pd.DataFrame, *, estimable: bool = True) -> dict[str, Any]:
    """The figures of the audit of some lines."""
    return audit(rows, small_tables(), DEFINITIONS, VOCABULARY, SETTINGS, estimable)
