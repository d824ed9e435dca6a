"""Rates of a chronology that can be set beside published figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

HORIZON = pd.Timedelta(days=365)
PROTECTIVE = ("police_protection", "pre_proceedings", "cla_start", "legal_status_change")


def rates(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Return the rates of canonical tables by name, each a share between 0 and 1, or a count where the name says so.

    Contacts are counted by child and day. Shares of contacts that were followed by something within a year leave out
    the last year, and count what happened from the day after the contact.
    """
    events, codes = tables["events"], tables["event_codes"]
    of = by_type(events)
    contacts = of["contact"].drop_duplicates(["child_id", "event_date"])
    referrals, ended, plans = (of[name] for name in ("referral", "assessment_end", "cp_plan_start"))
    neglect_factor = ended[ended["event_id"].isin(codes.loc[codes["code"] == "16A", "event_id"])]
    factor = neglect_factor[neglect_factor["outcome"] != "nfa"]
    neglect_plans = plans[names_neglect(plans)]
    gravest = events[events["event_type"].isin(PROTECTIVE)]
    early = contacts[contacts["event_date"] < tables["coverage"]["end"].max() - HORIZON]
    step_ups = pd.concat([neglect_plans, factor, gravest[names_neglect(gravest)]])
    appointments = of["appointment"]
    result = {
        "events, count": len(events),
        "contact-days, count": len(contacts),
        "referrals per contact-day": len(referrals) / max(len(contacts), 1),
        "referrals with no further action": (of["referral_decision"]["outcome"] == "nfa").mean(),
        "referrals within 12 months of the last": again(referrals, tables["coverage"]["start"].min()).mean(),
        "assessments that found no need": (ended["outcome"] == "nfa").mean(),
        "assessments with factor 16A": len(neglect_factor) / max(len(ended), 1),
        "section 47 enquiries per referral": len(of["s47_start"]) / max(len(referrals), 1),
        "plan starts per referral": len(plans) / max(len(referrals), 1),
        "plans with neglect": names_neglect(plans).mean(),
        "care starts per referral": len(of["cla_start"]) / max(len(referrals), 1),
        "contacts followed by a plan with neglect": _followed(early, neglect_plans),
        "contacts followed by a step-up for neglect": _followed(early, step_ups),
        "appointments not brought": (appointments["outcome"] == "was_not_brought").mean(),
    }
    shares = of["contact"]["agency"].value_counts(normalize=True)
    return {name: float(value) for name, value in (result | {f"contacts from {k}": v for k, v in shares.items()}).items()}


def by_type(events: pd.DataFrame) -> defaultdict[str, pd.DataFrame]:
    """Return the events by type; a type that does not occur has no rows."""
    found: defaultdict[str, pd.DataFrame] = defaultdict(lambda: events.iloc[:0])
    found.update({str(name): rows for name, rows in events.groupby("event_type")})
    return found


def names_neglect(events: pd.DataFrame) -> pd.Series:
    """Return whether neglect is among the concerns of each event."""
    concerns = events["concern"].astype("category")
    return concerns.isin([words for words in concerns.cat.categories if "neglect" in words.split(";")])


def again(referrals: pd.DataFrame, start: pd.Timestamp) -> pd.Series:
    """Return for each referral after the world's first year whether one came in the 12 months before it."""
    ordered = referrals.sort_values(["child_id", "event_date"])
    soon = ordered.groupby("child_id")["event_date"].diff() <= HORIZON
    return soon[ordered["event_date"] >= start + HORIZON]


def _followed(contacts: pd.DataFrame, outcomes: pd.DataFrame) -> float:
    """Return the share of contacts after which one of `outcomes` follows within the horizon."""
    left = contacts[["child_id", "event_date"]].sort_values("event_date")
    right = outcomes[["child_id", "event_date"]].assign(next=outcomes["event_date"]).sort_values("event_date")
    found = pd.merge_asof(left, right, on="event_date", by="child_id", direction="forward", allow_exact_matches=False)
    return float(np.mean(found["next"] - found["event_date"] <= HORIZON))
