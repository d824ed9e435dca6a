"""The simulated world as an Annex A workbook: the facts in one extract, and its lists by the roles of `annex_a.yaml`."""

from __future__ import annotations

import pandas as pd

from .held import code_for, source_codes
from .records import by_role, looked_up, wide
from .ssd import no_further_action

NAME = "annex_a"
_MONTHS = 6
_PERSON = ("sex", "ethnicity", "birth", "expected_birth", "disability")


def held_by_annex_a(facts: pd.DataFrame, extract_date: pd.Timestamp) -> pd.DataFrame:
    """Return the facts in the lists of one day: those of the last six months, and plans and care open in that time.

    Parameters
    ----------
    facts : known by that day, each in its record (`records.in_records`).

    Returns
    -------
    DataFrame : with two event types that only the lists have: `cin_episode_start` for referrals taken forward, and `visit_last`
        for the latest visit to each child in need or on a plan.
    """
    recent = (facts["event_date"] > extract_date - pd.DateOffset(months=_MONTHS)) & (facts["event_date"] <= extract_date)
    ends = {"early_help": "early_help_end", "assessment": "assessment_end", "child_protection": "cp_plan_end", "care": "cla_end"}
    parts = [facts[(facts["record"] == "contact") & recent], _of(facts, "enquiry", recent)]
    parts += [_of(facts, record, recent | ~_ended(facts, event_type)) for record, event_type in ends.items()]
    referrals = facts[facts["event_type"].isin(["referral", "referral_decision"]) & (facts["record"] == "referral")]
    starts = referrals[(referrals["event_type"] == "referral") & recent[referrals.index]]
    parts += [referrals[referrals["number"].isin(starts["number"])], *_in_need(facts, recent)]
    in_care = parts[5].loc[parts[5]["event_type"] == "cla_start", "child_id"]
    statuses = facts[(facts["event_type"] == "legal_status_change") & facts["child_id"].isin(in_care)]
    parts += [statuses.drop_duplicates("child_id", keep="last")]
    return pd.concat([*parts, *_last_visits(facts, parts)], ignore_index=True)


def _of(facts: pd.DataFrame, record: str, chosen: pd.Series) -> pd.DataFrame:
    """Return all facts of the records of a kind in which at least one fact is chosen."""
    own = facts[facts["record"] == record]
    return own[own["number"].isin(own.loc[chosen[own.index], "number"])]


def _ended(facts: pd.DataFrame, event_type: str) -> pd.Series:
    ended = facts.loc[facts["event_type"] == event_type, "number"]
    return facts["number"].isin(ended)


def _in_need(facts: pd.DataFrame, recent: pd.Series) -> list[pd.DataFrame]:
    """Return starts and ends of episodes of need open in the window: referrals taken forward."""
    own = facts[facts["record"] == "referral"]
    refused = own.loc[(own["event_type"] == "referral_decision") & (own["outcome"] == "nfa"), "number"]
    closed = own[(own["event_type"] == "case_closed")]
    gone = closed.loc[~recent[closed.index], "number"]
    own = own[~own["number"].isin(refused) & ~own["number"].isin(gone)]
    starts = own[own["event_type"] == "referral"].assign(event_type="cin_episode_start", record="in_need", agency="csc")
    return [starts, own[own["event_type"] == "case_closed"].assign(record="in_need")]


def _last_visits(facts: pd.DataFrame, parts: list[pd.DataFrame]) -> list[pd.DataFrame]:
    held = pd.concat(parts)
    in_need = held.loc[held["event_type"] == "cin_episode_start", "child_id"]
    planned = held.loc[held["event_type"] == "cp_plan_start", "spell_id"]
    visits = facts[facts["event_type"] == "visit"].assign(event_type="visit_last")
    seen = visits[visits["seen"].isin(["yes", "alone"]) & visits["child_id"].isin(in_need)]
    seen = seen.drop_duplicates("child_id", keep="last")
    of_plan = visits[visits["spell_id"].isin(planned)].drop_duplicates("spell_id", keep="last")
    of_plan = of_plan.assign(seen=of_plan["seen"].where(of_plan["seen"] != "no"))
    return [seen.assign(record="in_need", number=seen["child_id"], seen="yes"), of_plan.assign(record="child_protection")]


def annex_a_tables(facts: pd.DataFrame, people: pd.DataFrame, extract_date: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Return Lists 1 to 8, and the others empty; `facts` as `held_by_annex_a` gives them, `people` as `people.people` does."""
    contacts = facts[(facts["record"] == "contact") & (facts["event_type"] == "contact")]
    early_help = wide(facts, "early_help", end="early_help_end")
    referrals = wide(facts, "referral", decision="referral_decision")
    assessments = wide(facts, "assessment", end="assessment_end")
    enquiries = wide(facts, "enquiry", decision="s47_decision", conference="icpc")
    support = code_for(NAME, "assessments", "assessment_end", "outcome")
    unnecessary = code_for(NAME, "section_47", "s47_decision", "outcome")
    to_plan = code_for(NAME, "section_47", "icpc", "outcome")
    rows = {
        "contacts": _frame(contacts, date="event_date", source=contacts["agency"].map(source_codes())),
        "early_help": _frame(early_help, start="event_date", end="end_event_date"),
        "referrals": _frame(
            referrals, date="event_date", source=referrals["agency"].map(source_codes()),
            nfa=no_further_action(referrals["decision_outcome"]),
        ),
        "assessments": _frame(
            assessments, start="event_date", authorised="end_event_date", seen=assessments["end_seen"].replace({"alone": "yes"}),
            support=assessments["end_outcome"].map(support),
        ),
        "section_47": _frame(
            enquiries, start="event_date", unnecessary=enquiries["decision_outcome"].map(unnecessary),
            conference="conference_event_date", plan=enquiries["conference_outcome"].map(to_plan),
        ),
        "child_in_need": _children_in_need(facts),
        "child_protection": _plans(facts),
        "care": _care(facts),
    }  # fmt: skip
    about = people.set_index("child")
    return {name: _with_person(frame, about, extract_date) for name, frame in rows.items()} | {
        name: pd.DataFrame({"child": pd.Series(dtype="str")}) for name in ("care_leavers", "adoption", "adopters")
    }


def _with_person(rows: pd.DataFrame, about: pd.DataFrame, extract_date: pd.Timestamp) -> pd.DataFrame:
    rows = rows.join(about[list(_PERSON)], on="child")
    age = ((extract_date - rows["birth"]).dt.days // 365.25).clip(lower=0).where(rows["birth"].notna(), -1)
    return rows.assign(age=age.astype("int64")).drop(columns="expected_birth")


def _frame(rows: pd.DataFrame, **columns: str | pd.Series) -> pd.DataFrame:
    return by_role(rows, child="child_id", **columns)


def _children_in_need(facts: pd.DataFrame) -> pd.DataFrame:
    own = facts[facts["record"] == "in_need"]
    rows = own[own["event_type"] == "cin_episode_start"]
    closed = own[own["event_type"] == "case_closed"].set_index("number")
    seen = own[own["event_type"] == "visit_last"].set_index("child_id")["event_date"]
    reasons = closed["outcome"].map(code_for(NAME, "child_in_need", "case_closed", "outcome"))
    return _frame(
        rows, start="event_date", last_seen=looked_up(rows["child_id"], seen),
        closed=looked_up(rows["number"], closed["event_date"]), reason=looked_up(rows["number"], reasons),
    )  # fmt: skip


def _plans(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "child_protection", end="cp_plan_end")
    visits = facts[(facts["event_type"] == "visit_last") & (facts["record"] == "child_protection")].set_index("spell_id")
    alone = visits["seen"].map(code_for(NAME, "child_protection", "visit_last", "seen"))
    return _frame(
        rows, start="event_date", initial="concern", latest="end_concern", end="end_event_date",
        last_visit=looked_up(rows["spell_id"], visits["event_date"]), alone=looked_up(rows["spell_id"], alone),
    )  # fmt: skip


def _care(facts: pd.DataFrame) -> pd.DataFrame:
    rows = wide(facts, "care", end="cla_end")
    statuses = facts[facts["event_type"] == "legal_status_change"].set_index("child_id")
    return _frame(
        rows, start="event_date", end="end_event_date", status=looked_up(rows["child_id"], statuses["legal_status"]),
        status_start=looked_up(rows["child_id"], statuses["event_date"]),
    )  # fmt: skip
