"""The simulated world as tables of the Standard Safeguarding Dataset, by the roles and codes of `ssd.yaml`."""

from __future__ import annotations

import pandas as pd

from .held import code_for, held, source_codes
from .records import by_role, wide

NAME = "ssd"


def held_by_ssd(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts in the dataset: all in records except visits to children in care, which are not read."""
    return facts[facts["record"] != "care_visit"]


def ssd_tables(facts: pd.DataFrame, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of the dataset.

    Parameters
    ----------
    facts : known on the day of the extract, each in its record (`records.in_records`).
    people : from `people.people`.
    """
    known = people[people["child"].isin(facts["child_id"])]
    disabled = known[known["disability"].notna()]
    rows = {
        "person": known[["child", "sex", "ethnicity", "birth", "expected_birth", "death", "legacy"]],
        "family": known.loc[known["family"].notna(), ["child", "family"]],
        "disability": disabled[["child", "disability"]],
        **_contacts_and_early_help(facts),
        **_referrals_and_assessments(facts),
        **_enquiries(facts),
        **_plans(facts),
        **_care(facts),
    }
    return {name: frame.assign(row=range(1, len(frame) + 1)) for name, frame in rows.items()}


def no_further_action(outcomes: pd.Series) -> pd.Series:
    """Return whether a referral ended without further action, as yes or no; empty if it is not decided."""
    return outcomes.map(lambda outcome: "yes" if outcome == "nfa" else "no", na_action="ignore")


def _contacts_and_early_help(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    contacts = wide(facts, "contact", decision="contact_decision")
    help_given = wide(facts, "early_help", end="early_help_end")
    flags = code_for(NAME, "contacts", "contact_decision", "outcome")
    ends = code_for(NAME, "early_help", "early_help_end", "outcome")
    return {
        "contacts": by_role(
            contacts, contact="number", child="child_id", date="event_date",
            source=contacts["agency"].map(source_codes()), outcome=contacts["decision_outcome"].map(flags),
        ),
        "early_help": by_role(
            help_given, episode="number", child="child_id", start="event_date", end="end_event_date",
            ended=help_given["end_outcome"].map(ends),
        ),
    }  # fmt: skip


def _referrals_and_assessments(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    referrals = wide(facts, "referral", decision="referral_decision", end="case_closed")
    assessments = wide(facts, "assessment", end="assessment_end")
    decided, concluded = referrals["decision_outcome"], assessments["end_outcome"]
    first_step = {"nfa": "NFA_FLAG", "s47": "STRATEGY_DISCUSSION_FLAG", "assessment": "SINGLE_ASSESSMENT_FLAG"}
    reasons = code_for(NAME, "episodes", "case_closed", "outcome")
    flags = code_for(NAME, "assessments", "assessment_end", "outcome")
    return {
        "episodes": by_role(
            referrals, referral="spell_id", child="child_id", referral_date="event_date",
            source=referrals["agency"].map(source_codes()), outcome=decided.map(first_step), nfa=no_further_action(decided),
            closed="end_event_date", reason=referrals["end_outcome"].map(reasons),
        ),
        "assessments": by_role(
            assessments, assessment="number", child="child_id", referral="spell_id", start="event_date",
            authorised="end_event_date", seen=assessments["end_seen"].replace({"alone": "yes"}),
            outcome=concluded.map(flags), nfa=no_further_action(concluded),
        ),
        "factors": by_role(assessments.dropna(subset="end_factor"), assessment="number", factors="end_factor"),
    }  # fmt: skip


def _enquiries(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    enquiries = wide(facts, "enquiry", end="s47_decision", conference="icpc")
    conferences = enquiries.dropna(subset="conference_event_date")
    outcome = enquiries["end_outcome"]
    to_plan = conferences["conference_outcome"].map(code_for(NAME, "conferences", "icpc", "outcome"))
    return {
        "section_47": by_role(
            enquiries, enquiry="number", referral="referral", child="child_id", start="event_date", end="end_event_date",
            outcome=outcome.map(code_for(NAME, "section_47", "s47_decision", "outcome")), nfa=no_further_action(outcome),
        ),
        "conferences": by_role(
            conferences, conference="number", enquiry="number", child="child_id", referral="referral",
            date="conference_event_date", flag=to_plan, outcome=to_plan.map({"yes": "CP_FLAG", "no": "NFA_FLAG"}),
        ),
    }  # fmt: skip


def _plans(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    protection, need = wide(facts, "child_protection", end="cp_plan_end"), wide(facts, "cin_plan", end="cin_plan_end")
    reviews, cp_visits, cin_visits = (facts[facts["record"] == record] for record in ("review", "cp_visit", "cin_visit"))
    common = {"plan": "spell_id", "referral": "referral", "child": "child_id", "start": "event_date", "end": "end_event_date"}
    outcomes = reviews["outcome"].replace(held(NAME)["cp_review"].words["outcome"])
    continues = outcomes.map(code_for(NAME, "reviews", "cp_review", "outcome"))
    return {
        "child_protection": by_role(protection, **common, initial="concern", latest="end_concern"),
        "cin_plans": by_role(need, **common),
        "reviews": by_role(reviews, child="child_id", plan="spell_id", date="event_date", continues=continues),
        "cp_visits": _visits(cp_visits),
        "cin_visits": _visits(cin_visits),
    }


def _visits(rows: pd.DataFrame) -> pd.DataFrame:
    seen = rows["seen"].map({"no": "no", "yes": "yes", "alone": "yes"})
    alone = rows["seen"].map({"no": "no", "yes": "no", "alone": "yes"})
    return by_role(rows, plan="spell_id", child="child_id", date="event_date", seen=seen, alone=alone)


def _care(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    care, away = wide(facts, "care", end="cla_end"), wide(facts, "missing", end="missing_end")
    statuses, steps, moves = (facts[facts["record"] == record] for record in ("legal_status", "pre_proceedings", "address"))
    stays = by_role(care, episode="number", child="child_id", start="event_date", end="end_event_date", care="spell_id")
    return {
        "care": stays.assign(began="S", ended=care["end_event_date"].notna().map({True: "E8", False: None})),
        "legal_status": by_role(statuses, child="child_id", status="legal_status", start="event_date"),
        "missing": by_role(away, child="child_id", start="event_date", end="end_event_date"),
        "pre_proceedings": by_role(steps, child="child_id", decided="event_date"),
        "address": by_role(moves, child="child_id", start="event_date"),
    }
