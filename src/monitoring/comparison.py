"""The comparison of two periods: drift, calibration, coverage, breaks of policy, and alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.joins import Join
from ..params import Monitor, PolicyChange
from .calibration import calibrations
from .columns import feature_columns, mix_columns, score_columns
from .coverage import Periods, changes_between, source_changes
from .drift import alarms_by_kind, drifts


@dataclass(frozen=True)
class TwoPeriods:
    """The contacts of both periods.

    contacts : child_id, as_of, family, and any of margin, attention, probability, label, agencies, years, area, decision.
    features : of the same rows. after : which rows are of the later period (a mask). coverage : the canonical table, or None.
    families_known : False where each child counts as a family, because households are not known.
    joins : how many scores found their contact, and contacts their score, in files. account : what is said of the others.
    """

    contacts: pd.DataFrame
    features: pd.DataFrame
    after: np.ndarray
    periods: Periods
    coverage: pd.DataFrame | None
    families_known: bool
    joins: Sequence[Join] = ()
    account: Sequence[str] = ()


def compare_periods(both: TwoPeriods, settings: Monitor, policy_changes: Sequence[PolicyChange] = ()) -> dict[str, Any]:
    """Return what changed between the two periods, with the changes of policy in that time (JSON)."""
    contacts, after = both.contacts, both.after
    columns = [
        *feature_columns(both.features, settings),
        *score_columns(contacts, settings),
        *mix_columns(contacts, settings),
    ]
    drift = drifts(columns, after, contacts["family"].to_numpy(), settings.draws, settings.seed)
    calibration = calibrations(contacts, after, settings)
    sources = None if both.coverage is None else source_changes(both.coverage, both.periods)
    changed = [name for name, change in calibration.get("changes", {}).items() if change["alarm"]]
    return {
        "periods": both.periods.days,
        "contacts": {"before": int((~after).sum()), "after": int(after.sum())},
        "families": {"before": contacts["family"][~after].nunique(), "after": contacts["family"][after].nunique()},
        "families_known": both.families_known,
        "joins": [join.plain() for join in both.joins],
        "account": list(both.account),
        "settings": settings.model_dump(mode="json"),
        "drift": drift,
        "calibration": calibration,
        "sources": sources,
        "policy_changes": changes_between(policy_changes, both.periods),
        "alarms": alarms_by_kind(drift) | {"calibration": len(changed), "source that began or stopped": len(sources or [])},
    }
