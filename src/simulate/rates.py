"""Rates of a chronology that can be set beside published figures."""

from __future__ import annotations

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
    by_type = {str(name): rows for name, rows in events.groupby("event_type")}
    contacts = _of(by_type, "contact").drop_duplicates(["child_id", "event_date"])
    referrals, ended, plans = (_of(by_type, name) for name in ("referral", "assessment_end", "cp_plan_start"))
    neglect_factor = ended[ended["event_id"].isin(codes.loc[codes["code"] == "16A", "event_id"])]
    factor = neglect_factor[neglect_factor["outcome"] != "nfa"]
    neglect_plans = plans[_neglect(plans)]
    gravest = events[events["event_type"].isin(PROTECTIVE)]
    early = contacts[contacts["event_date"] < tables["coverage"]["end"].max() - HORIZON]
    step_ups = pd.concat([neglect_plans, factor, gravest[_neglect(gravest)]])
    appointments = _of(by_type, "appointment")
    result = {
        "events, count": len(events),
        "contact-days, count": len(contacts),
        "referrals per contact-day": len(referrals) / max(len(contacts), 1),
        "referrals with no further action": (_of(by_type, "referral_decision")["outcome"] == "nfa").mean(),
        "referrals within 12 months of the last": _again(referrals),
        "assessments that found no need": (ended["outcome"] == "nfa").mean(),
        "assessments with factor 16A": len(neglect_factor) / max(len(ended), 1),
        "section 47 enquiries per referral": len(_of(by_type, "s47_start")) / max(len(referrals), 1),
        "plan starts per referral": len(plans) / max(len(referrals), 1),
        "plans with neglect": _neglect(plans).mean(),
        "care starts per referral": len(_of(by_type, "cla_start")) / max(len(referrals), 1),
        "contacts followed by a plan with neglect": _followed(early, neglect_plans),
        "contacts followed by a step-up for neglect": _followed(early, step_ups),
        "appointments not brought": (appointments["outcome"] == "was_not_brought").mean(),
    }
    shares = _of(by_type, "contact")["agency"].value_counts(normalize=True)
    return {name: float(value) for name, value in (result | {f"contacts from {k}": v for k, v in shares.items()}).items()}


def _of(by_type: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    nothing = next(iter(by_type.values())).iloc[:0]
    return by_type.get(name, nothing)


def _neglect(events: pd.DataFrame) -> pd.Series:
    return events["concern"].fillna("").str.split(";").map(lambda concerns: "neglect" in concerns).astype(bool)


def _again(referrals: pd.DataFrame) -> float:
    ordered = referrals.sort_values(["child_id", "event_date"])
    return float((ordered.groupby("child_id")["event_date"].diff() <= HORIZON).mean())


def _followed(contacts: pd.DataFrame, outcomes: pd.DataFrame) -> float:
    """Return the share of contacts after which one of `outcomes` follows within the horizon."""
    left = contacts[["child_id", "event_date"]].sort_values("event_date")
    right = outcomes[["child_id", "event_date"]].assign(next=outcomes["event_date"]).sort_values("event_date")
    found = pd.merge_asof(left, right, on="event_date", by="child_id", direction="forward", allow_exact_matches=False)
    return float(np.mean(found["next"] - found["event_date"] <= HORIZON))
