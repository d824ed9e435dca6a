"""The simulated world as tables of the Standard Safeguarding Dataset: rows by the roles of `ssd.yaml`, in its codes."""

from __future__ import annotations

import pandas as pd

from .held import code_for, held, source_codes
from .records import wide

NAME = "ssd"


def held_by_ssd(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that the dataset holds: all in records, but for visits to children in care (not read)."""
    return facts[facts["record"] != "care_visit"]


def ssd_tables(facts: pd.DataFrame, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of the dataset.

    Parameters
    ----------
    facts : of the extract's day, each in its record (`records.in_records`).
    people : as `people.people` gives them.
    """
    known = people[people["child"].isin(facts["child_id"])]
    disabled = known[known["disability"].notna()]
    rows = {
        "person": known[["child", "sex", "ethnicity", "birth", "expected_birth", "death", "legacy"]],
        "family": known.loc[known["family"].notna(), ["child", "family"]],
        "disability": disabled[["child", "disability"]],
        "contacts": _contacts(facts),
        "early_help": _early_help(facts),
        "episodes": _episodes(facts),
        "assessments": _assessments(facts),
        "factors": _factors(facts),
        "section_47": _enquiries(facts),
        "conferences": _conferences(facts),
        **_plans(facts),
        **_care(facts),
    }
    return {name: frame.assign(row=range(1, len(frame) + 1)) for name, frame in rows.items()}


def _contacts(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "contact", decision="contact_decision")
    flags = code_for(NAME, "contacts", "contact_decision", "outcome")
    return pd.DataFrame({
        "contact": rows["number"], "child": rows["child_id"], "date": rows["event_date"],
        "source": rows["agency"].map(source_codes()), "outcome": rows["decision_outcome"].map(flags),
    })  # fmt: skip


def _early_help(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "early_help", end="early_help_end")
    ends = code_for(NAME, "early_help", "early_help_end", "outcome")
    return pd.DataFrame({
        "episode": rows["number"], "child": rows["child_id"], "start": rows["event_date"], "end": rows["end_event_date"],
        "ended": rows["end_outcome"].map(ends),
    })  # fmt: skip


def _episodes(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "referral", decision="referral_decision", end="case_closed")
    reasons = code_for(NAME, "episodes", "case_closed", "outcome")
    first_step = {"nfa": "NFA_FLAG", "s47": "STRATEGY_DISCUSSION_FLAG", "assessment": "SINGLE_ASSESSMENT_FLAG"}
    return pd.DataFrame({
        "referral": rows["spell_id"], "child": rows["child_id"], "referral_date": rows["event_date"],
        "source": rows["agency"].map(source_codes()), "outcome": rows["decision_outcome"].map(first_step),
        "nfa": refused(rows["decision_outcome"]), "closed": rows["end_event_date"], "reason": rows["end_outcome"].map(reasons),
    })  # fmt: skip


def refused(outcomes: pd.Series) -> pd.Series:
    """Return whether a referral ended without further action, as yes or no; empty where it is not decided."""
    return outcomes.map(lambda outcome: "yes" if outcome == "nfa" else "no", na_action="ignore")


def _assessments(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "assessment", end="assessment_end")
    flags = code_for(NAME, "assessments", "assessment_end", "outcome")
    return pd.DataFrame({
        "assessment": rows["number"], "child": rows["child_id"], "referral": rows["spell_id"], "start": rows["event_date"],
        "authorised": rows["end_event_date"], "seen": rows["end_seen"].replace({"alone": "yes"}),
        "outcome": rows["end_outcome"].map(flags), "nfa": refused(rows["end_outcome"]),
    })  # fmt: skip


def _factors(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "assessment", end="assessment_end").dropna(subset="end_factor")
    return pd.DataFrame({"assessment": rows["number"], "factors": rows["end_factor"]})


def _enquiries(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "enquiry", end="s47_decision")
    flags = code_for(NAME, "section_47", "s47_decision", "outcome")
    return pd.DataFrame({
        "enquiry": rows["number"], "referral": rows["referral"], "child": rows["child_id"], "start": rows["event_date"],
        "end": rows["end_event_date"], "outcome": rows["end_outcome"].map(flags), "nfa": refused(rows["end_outcome"]),
    })  # fmt: skip


def _conferences(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "enquiry", conference="icpc").dropna(subset="conference_event_date")
    flags = code_for(NAME, "conferences", "icpc", "outcome")
    flag = rows["conference_outcome"].map(flags)
    return pd.DataFrame({
        "conference": rows["number"], "enquiry": rows["number"], "child": rows["child_id"], "referral": rows["referral"],
        "date": rows["conference_event_date"], "flag": flag, "outcome": flag.map({"yes": "CP_FLAG", "no": "NFA_FLAG"}),
    })  # fmt: skip


def _plans(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    protection, need = wide(facts, "child_protection", end="cp_plan_end"), wide(facts, "cin_plan", end="cin_plan_end")
    continues = code_for(NAME, "reviews", "cp_review", "outcome")
    reviews = facts[facts["record"] == "review"]
    cp_visits, cin_visits = (facts[facts["record"] == record] for record in ("cp_visit", "cin_visit"))
    common = {"plan": "spell_id", "referral": "referral", "child": "child_id", "start": "event_date", "end": "end_event_date"}
    return {
        "child_protection": _named(protection, common | {"initial": "concern", "latest": "end_concern"}),
        "cin_plans": _named(need, common),
        "reviews": _named(reviews, {"child": "child_id", "plan": "spell_id", "date": "event_date"}).assign(
            continues=_words(reviews, "cp_review").map(continues)
        ),
        "cp_visits": _visits(cp_visits),
        "cin_visits": _visits(cin_visits),
    }


def _named(rows: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({role: rows[column] for role, column in columns.items()})


def _words(rows: pd.DataFrame, event_type: str) -> pd.Series:
    return rows["outcome"].replace(held(NAME)[event_type].words.get("outcome", {}))


def _visits(rows: pd.DataFrame) -> pd.DataFrame:
    seen = rows["seen"].map({"no": "no", "yes": "yes", "alone": "yes"})
    alone = rows["seen"].map({"no": "no", "yes": "no", "alone": "yes"})
    common = {"plan": "spell_id", "child": "child_id", "date": "event_date"}
    return _named(rows, common).assign(seen=seen, alone=alone)


def _care(facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    care, away = wide(facts, "care", end="cla_end"), wide(facts, "missing", end="missing_end")
    stays = {"episode": "number", "child": "child_id", "start": "event_date", "end": "end_event_date", "care": "spell_id"}
    alone = {record: facts[facts["record"] == record] for record in ("legal_status", "pre_proceedings", "address")}
    ended = care["end_event_date"].notna().map({True: "E8", False: None})
    return {
        "care": _named(care, stays).assign(began="S", ended=ended),
        "legal_status": _named(alone["legal_status"], {"child": "child_id", "status": "legal_status", "start": "event_date"}),
        "missing": _named(away, {"child": "child_id", "start": "event_date", "end": "end_event_date"}),
        "pre_proceedings": _named(alone["pre_proceedings"], {"child": "child_id", "decided": "event_date"}),
        "address": _named(alone["address"], {"child": "child_id", "start": "event_date"}),
    }
