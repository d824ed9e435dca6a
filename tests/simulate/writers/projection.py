"""What is left of a chronology once it has been written in a format: the facts, columns and days that the format can hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from neglect_triage.chronology.working_days import working_days_later
from neglect_triage.extracts.formats.specification import Translation, load_format
from neglect_triage.simulate.writers.held import Held, code_for, held, source_codes, translation_of
from neglect_triage.simulate.writers.records import looked_up

COLUMNS = [
    "child_id", "event_type", "event_date", "known_date", "agency", "held_by", "outcome", "concern", "seen", "consent_to_share",
    "consent_to_service", "scope", "value", "value_unit", "is_snapshot", "codes", "shared_date", "version",
]  # fmt: skip
_TEXT = ["agency", "held_by", "outcome", "concern", "seen", "consent_to_share", "consent_to_service", "scope", "value_unit"]


def projected(facts: pd.DataFrame, name: str, extract_date: pd.Timestamp) -> pd.DataFrame:
    """Return what the format `name` holds of `facts`, as its readers must give it back: `COLUMNS`.

    Parameters
    ----------
    facts : the facts that an extract holds, each in its record (`records.in_records`), or as partners hold them.
    name : one of `extracts.formats.specification.FORMATS`.
    extract_date : the day of the extract.

    Returns
    -------
    DataFrame : `codes` are "system=code" joined by ";"; `version` is 1 for what the format tells of a fact only later. Days by
        which facts count as known are those of the readers' rules.
    """
    rules = held(name)
    parts = [_of_type(facts, name, event_type, rule) for event_type, rule in rules.items()]
    snapshots = [part[part["is_snapshot"]].assign(known_date=extract_date, shared_date=extract_date) for part in parts]
    first = pd.concat([*(part[~part["is_snapshot"]] for part in parts), *snapshots]).assign(version=0)
    later = _outcomes_by_closure(facts, first, extract_date) if name == "cin_census" else first.iloc[:0]
    expected = pd.concat([first, later], ignore_index=True)
    for column in ("known_date", "shared_date"):
        expected[column] = expected[column].where(~(expected[column] > extract_date), extract_date)
    return expected[COLUMNS]


def _outcomes_by_closure(facts: pd.DataFrame, first: pd.DataFrame, extract_date: pd.Timestamp) -> pd.DataFrame:
    """Return what the census tells of assessments through the closure of their episode, when that was known."""
    closures = facts[facts["event_type"] == "case_closed"].set_index("referral")
    later = first[first["event_type"] == "assessment_end"].assign(version=1)
    referral = facts["referral"].reindex(later.index)
    words = _later_outcomes()
    codes = code_for("cin_census", "episodes", "case_closed", "outcome")
    reason = looked_up(referral, closures["outcome"]).map(codes)
    known = np.fmax(looked_up(referral, closures["event_date"]).fillna(extract_date), later["known_date"])
    outcome = reason.map(words.words).fillna(str(words.otherwise))
    return later.assign(outcome=outcome, known_date=known, shared_date=known)


def _later_outcomes() -> Translation:
    """Return the rule by which the census turns the reason for closure into the outcome of an assessment."""
    fact = next(fact for fact in load_format("cin_census").tables["assessments"].facts if fact.type == "assessment_end")
    outcomes = fact.later[0].outcome
    assert outcomes is not None
    return outcomes


def _agencies_as_read() -> dict[str, str]:
    """Return the agency that is read back for each agency that is written as a source code."""
    words = translation_of("cin_census", "episodes", "referral", "agency").words
    return {agency: words[code] for agency, code in source_codes().items()}


def _of_type(facts: pd.DataFrame, name: str, event_type: str, rule: Held) -> pd.DataFrame:
    own = facts[facts["event_type"] == event_type]
    out = own[["child_id", "event_type", "event_date"]].assign(**dict.fromkeys(_TEXT), value=np.nan, is_snapshot=rule.snapshot)
    out = out.assign(agency=rule.agency, held_by=rule.held_by, scope=rule.scope)
    for column in rule.keeps:
        words = rule.words.get(column, {})
        out[column] = own[column].replace(words) if words else own[column]
    if rule.dated:
        opened = facts[facts["event_type"] == rule.dated].set_index("number")["event_date"]
        out["event_date"] = looked_up(own["number"], opened)
    known = working_days_later(out["event_date"], rule.known)
    if rule.known_with:
        other = facts[facts["event_type"] == rule.known_with].set_index("number")["event_date"]
        known = looked_up(own["number"], other).fillna(known)
    out["known_date"] = own["known_date"] if "shared_date" in rule.keeps else known
    if "shared_date" not in rule.keeps:
        out["shared_date"] = out["known_date"]
    out["codes"] = _codes(own, rule)
    if rule.source:
        out["agency"] = own["agency"].map(_agencies_as_read())
        out["codes"] = "agency_code=" + own["agency"].map(source_codes())
    if rule.orders:
        orders = translation_of(name, "care" if name == "annex_a" else "legal_status", event_type, "agency")
        out["agency"] = own["legal_status"].map(orders.words).fillna(str(orders.otherwise))
    if rule.closure:
        out["codes"] = "closure=" + out["outcome"].map(code_for(name, _CLOSED_IN[name], event_type, "outcome"))
    also = out.assign(event_type=rule.also, codes="", scope="child") if rule.also else out.iloc[:0]
    return pd.concat([out, also])


_CLOSED_IN = {"ssd": "episodes", "cin_census": "episodes", "annex_a": "child_in_need"}


def _codes(own: pd.DataFrame, rule: Held) -> pd.Series:
    joined = pd.Series("", index=own.index, dtype="str")
    for system in rule.codes:
        joined = joined + own[system].map(_named(system), na_action="ignore").astype("str").fillna("")
    return joined


def _named(system: str) -> Callable[[str], str]:
    return lambda codes: ";".join(f"{system}={code}" for code in codes.split(";"))
