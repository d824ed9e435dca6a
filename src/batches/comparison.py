"""How new contacts compare with those that the model learnt from, before any page: drift, and sources that ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.one_run import rows_of
from ..features.catalogue import Catalogue
from ..models.bands import in_attention
from ..models.crossfit import in_period
from ..models.registered import Registered
from ..models.scoring import read_by
from ..models.triage import margins
from ..monitoring.comparison import TwoPeriods, compare_periods
from ..monitoring.coverage import Periods
from ..params import Params
from .contacts import Contacts
from .records import Joined

_DAY = pd.Timedelta(days=1)
DAYS_IN_YEAR = 365.25


def run_points(points: pd.DataFrame, features: pd.DataFrame, registered: Registered, catalogue: Catalogue) -> pd.DataFrame:
    """Return the points of a run with margin and attention by the registered model.

    Parameters
    ----------
    points, features : the cohort, rows in the same order.
    """
    margin = margins(registered.model, features, catalogue)
    return points.assign(margin=margin, attention=in_attention(margin, registered.calibration.threshold))


def compared(
    run: pd.DataFrame,
    features: pd.DataFrame,
    contacts: Contacts,
    records: Joined,
    registered: Registered,
    params: Params,
    families_known: bool,
) -> dict[str, Any]:
    """Return what changed between the contacts that the model learnt from and the new ones (JSON; see `compare_periods`).

    Of the features, those are compared that the model reads.

    Parameters
    ----------
    run : what `run_points` returned. features : of the same rows.
    """
    reads = [str(name) for name in read_by(registered)]
    learnt = in_period(run, "train") | in_period(run, "calibration")
    new = contacts.new.to_numpy()
    parts = [run[learnt], contacts.points[new]]
    names = ["child_id", "as_of", "family", "agencies", "margin", "attention"]
    both = pd.concat([part[names] for part in parts], ignore_index=True)
    children = rows_of(both["child_id"], records.after["children"], "children")
    both = both.assign(
        years=((both["as_of"] - children["birth_month"].to_numpy()).dt.days / DAYS_IN_YEAR).to_numpy(),
        area=children["area"].to_numpy(),
    )
    values = pd.concat([features.loc[learnt, reads], contacts.features.loc[new, reads]], ignore_index=True)
    first, last = (part["as_of"].min() for part in parts), (part["as_of"].max() + _DAY for part in parts)
    (before_from, after_from), (before_to, after_to) = first, last
    later = np.repeat([False, True], [len(part) for part in parts])
    periods = Periods(before_from, before_to, after_from, after_to)
    two = TwoPeriods(both, values, later, periods, records.after["coverage"], families_known)
    return compare_periods(two, params.monitor, params.policy_changes)


def days_old(coverage: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return for each source and table how many days before the last contact its records end (source, table, end, days).

    A table that covers the last contact's day before has 0 days.
    """
    found = coverage.groupby(["source", "table"], sort=True)["end"].max().reset_index()
    return found.assign(days=(last - found["end"]).dt.days.clip(lower=0))


def broken_limits(
    limits: dict[str, Any], points: pd.DataFrame, children: pd.DataFrame, alarms: int, oldest_days: int, noun: str
) -> dict[str, str]:
    """Return the limits of an approval that new contacts break, each with what was found.

    Parameters
    ----------
    points : the new points: child_id, as_of. children : canonical table. alarms : of drift. oldest_days : the most of `days_old`.
    noun : what a point is called, in the plural.
    """
    about = rows_of(points["child_id"], children, "children")
    years = ((points["as_of"].to_numpy() - about["birth_month"].to_numpy()) / np.timedelta64(1, "D")) / DAYS_IN_YEAR
    areas = {each.strip() for each in str(limits.get("areas", "")).split(",")}
    days = points["as_of"].to_numpy()
    outside: dict[str, Callable[[Any], np.ndarray]] = {
        "contacts_from": lambda limit: days < np.datetime64(limit),
        "contacts_until": lambda limit: days > np.datetime64(limit),
        "areas": lambda _: ~about["area"].isin(areas).to_numpy(),
        "youngest": lambda limit: ~(years >= limit),
        "oldest": lambda limit: ~(years < limit + 1),
    }
    counts = {name: int(rule(limits[name]).sum()) for name, rule in outside.items() if name in limits}
    broken = {name: f"{count:,} of {len(points):,} {noun}" for name, count in counts.items() if count}
    figures = {"most_drift_alarms": (alarms, "alarms"), "most_days_old": (oldest_days, "days")}
    return broken | {
        name: f"{figure:,} {what}" for name, (figure, what) in figures.items() if name in limits and figure > limits[name]
    }
