"""The simulated world as tables of health, schools, police, fire and housing, by the roles of `multi_agency.yaml`."""

from __future__ import annotations

import pandas as pd

from ...extracts.formats.specification import load_format

NAME = "multi_agency"
_SERVICES = ["gp", "health_visitor", "school_nurse", "ae", "dentist", "midwife", "adult_mental_health", "health_other"]


def held_by_partners(events: pd.DataFrame) -> pd.DataFrame:
    """Return the facts of `events`, those known on the day of the extract, that partners' tables can hold."""
    kind, agency = events["event_type"], events["agency"]
    by_police = (kind.isin(["police_notification", "missing_start"]) & (agency == "police")) | (
        (kind == "context") & (agency == "police") & (events["context"] == "domestic_abuse")
    )
    by_schools = kind.isin(["attendance_week", "suspension", "exclusion"]) & (agency == "school")
    fire_visit = (kind == "oversight") & (events["oversight"] == "fire_safety_visit")
    by_fire = ((kind == "fire_concern") | fire_visit) & (agency == "fire")
    by_housing = (kind == "housing_event") & (agency == "housing")
    of_home = kind.isin(["home_condition", "graded_care_profile"]) & agency.isin(_assessors())
    health = (kind == "appointment") & agency.isin(_SERVICES)
    return events[by_police | by_schools | by_fire | by_housing | of_home | health | (kind == "consent_recorded")]


def _assessors() -> list[str]:
    agency = load_format(NAME).tables["home_conditions"].facts[0].agency
    return [] if isinstance(agency, str) else list(agency.words.values())


def multi_agency_tables(facts: pd.DataFrame, people: pd.DataFrame, extract_date: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Return the tables by name; `facts` are from `held_by_partners`, `people` from `people.people`."""
    of = {event_type: _rows(facts, event_type, extract_date) for event_type in facts["event_type"].unique()}
    none = _rows(facts, "", extract_date)

    def rows(event_type: str, **columns: str) -> pd.DataFrame:
        own = of.get(event_type, none)
        return own[["child", "date", "recorded", "shared"]].assign(**{role: own[column] for role, column in columns.items()})

    about = people[["child", "sex", "ethnicity", "disability", "area"]]
    outcome = rows("appointment", outcome="outcome", service="agency", kind="appointment_kind")
    return {
        "appointments": outcome.assign(outcome=outcome["outcome"].where(outcome["outcome"] != "declined")),
        "attendance": rows("attendance_week", missed="value").assign(possible=10),
        "suspensions": pd.concat([rows(kind).assign(category=kind) for kind in ("suspension", "exclusion")]),
        "police": pd.concat([
            rows("police_notification").assign(kind="concern"), rows("missing_start").assign(kind="missing"),
            rows("context").assign(kind="domestic_abuse"),
        ]),
        "fire": pd.concat([rows("fire_concern").assign(kind="concern"), rows("oversight", kind="oversight")]),
        "housing": rows("housing_event", kind="housing"),
        "home_conditions": rows("home_condition", grade="value", assessor="agency"),
        "graded_care_profile": rows("graded_care_profile", grade="value", assessor="agency"),
        "consents": rows("consent_recorded", to_share="consent_to_share", to_service="consent_to_service"),
        "families": people.loc[people["family"].notna(), ["child", "family"]],
        "people": about.assign(birth=people["birth"].fillna(people["expected_birth"])),
    }  # fmt: skip


def _rows(facts: pd.DataFrame, event_type: str, extract_date: pd.Timestamp) -> pd.DataFrame:
    own = facts[facts["event_type"] == event_type].sort_values(["child_id", "event_date"], kind="stable")
    own = own.rename(columns={"child_id": "child", "event_date": "date", "known_date": "recorded", "shared_date": "shared"})
    return own.assign(shared=own["shared"].where(own["shared"] <= extract_date))
