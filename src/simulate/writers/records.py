"""Group facts into the records of an agency's system: a referral with its decision and closure, a plan with its end.

The formats hold records, the chronology holds facts. No format can hold a fact without a record (a closure whose referral is
unknown, a visit outside any plan).
"""

from __future__ import annotations

import pandas as pd

# Records whose facts share a spell: the fact that opens the record, then the others.
_BY_SPELL = {
    "early_help": ("early_help_start", "early_help_end"),
    "referral": ("referral", "referral_decision", "case_closed"),
    "assessment": ("assessment_start", "assessment_end"),
    "enquiry": ("s47_start", "s47_decision"),
    "cin_plan": ("cin_plan_start", "cin_plan_end"),
    "child_protection": ("cp_plan_start", "cp_plan_end"),
    "care": ("cla_start", "cla_end"),
}
# Records of a single fact, and the other record whose spell the fact must have.
_ALONE = {
    "legal_status": ("legal_status_change", None),
    "pre_proceedings": ("pre_proceedings", None),
    "address": ("address_change", None),
    "sdq": ("sdq", None),
    "health": ("health_check", None),
    "review": ("cp_review", "child_protection"),
    "cp_visit": ("visit", "child_protection"),
    "cin_visit": ("visit", "cin_plan"),
    "care_visit": ("visit", "care"),
}
_PAIRED = ("contact", "contact_decision", "missing_start", "missing_end", "icpc")
_TYPES = [*(name for types in _BY_SPELL.values() for name in types), *(name for name, _ in _ALONE.values()), *_PAIRED]
_IN_A_REFERRAL = ("cin_plan", "child_protection", "review", "pre_proceedings")


def in_records(events: pd.DataFrame) -> pd.DataFrame:
    """Return the facts of children's social care that belong to a record.

    Returns
    -------
    DataFrame : `events` with `record` (its kind), `number` (which one; unique within its kind) and `referral` (the spell of
        the referral to which it belongs; empty if there is none).
    """
    events = events[events["event_type"].isin(_TYPES)]
    parts = [_contacts(events), *(_spells(events, record, *types) for record, types in _BY_SPELL.items()), _missing(events)]
    known = pd.concat(parts)
    conferences = _conferences(events, known)
    plans = {record: set(known.loc[known["record"] == record, "spell_id"]) for record in ("child_protection", "cin_plan", "care")}
    alone = []
    for record, (event_type, plan) in _ALONE.items():
        own = events[events["event_type"] == event_type]
        own = own if plan is None else own[own["spell_id"].isin(plans[plan])]
        alone.append(own.assign(record=record, number=own["event_id"]))
    found = pd.concat([known, conferences, *alone])
    return found.assign(referral=_referrals(found)).sort_index(kind="stable")


def wide(facts: pd.DataFrame, record: str, **types: str) -> pd.DataFrame:
    """Return one row for each record of a kind: the columns of its opening fact, and `<name>_<column>` for each of `types`."""
    own = facts[facts["record"] == record]
    opening = _BY_SPELL.get(record, ("contact" if record == "contact" else "missing_start",))[0]
    rows = own[own["event_type"] == opening].set_index("number")
    for name, event_type in types.items():
        of_type = own[own["event_type"] == event_type].set_index("number")
        rows = rows.join(of_type[["event_date", "outcome", "concern", "seen", "factor"]].add_prefix(f"{name}_"))
    return rows.reset_index()


def by_role(rows: pd.DataFrame, **columns: str | pd.Series) -> pd.DataFrame:
    """Return a table of a format, with a column for each role: a column of `rows` by name, or the values given."""
    return pd.DataFrame({role: rows[column] if isinstance(column, str) else column for role, column in columns.items()})


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return the value of each key (`values` has unique keys as its index, and may be empty)."""
    return pd.Series(values.reindex(keys).array, index=keys.index)


def _spells(events: pd.DataFrame, record: str, opening: str, *others: str) -> pd.DataFrame:
    """Number the facts of each kind within a spell; the k-th of a kind belongs to the k-th record opened."""
    own = events[events["event_type"].isin([opening, *others]) & events["spell_id"].notna()]
    turn = own.groupby(["spell_id", "event_type"]).cumcount()
    if "case_closed" in others:  # a record holds one closure: the last
        closures = own["event_type"] == "case_closed"
        own = own[~closures | ~own.duplicated(["spell_id", "event_type"], keep="last")]
        turn = turn[own.index].mask(closures, 0)
    number = own["spell_id"] + "." + (turn + 1).astype("str")
    opened = number[own["event_type"] == opening]
    return own.assign(record=record, number=number)[number.isin(opened)]


def _contacts(events: pd.DataFrame) -> pd.DataFrame:
    """Assign each decision to the first contact of a contact-day: the k-th decision about a child on a day to the k-th
    contact-day whose next weekday that is.
    """
    contacts = events[events["event_type"] == "contact"]
    contacts = contacts.assign(record="contact", number=contacts["event_id"])
    first = contacts.drop_duplicates(["child_id", "event_date"])
    about = first.assign(decided=first["event_date"] + pd.offsets.BDay())
    decisions = events[events["event_type"] == "contact_decision"]
    decisions = _paired(decisions.assign(decided=decisions["event_date"]), about, ["child_id", "decided"])
    return pd.concat([contacts, decisions.drop(columns="decided").assign(record="contact")])


def _missing(events: pd.DataFrame) -> pd.DataFrame:
    """Pair the starts and ends of missing episodes in date order."""
    own = events[events["event_type"].isin(["missing_start", "missing_end"])]
    start = own["event_id"].where(own["event_type"] == "missing_start")
    number = start.groupby(own["child_id"]).ffill()
    own = own.assign(record="missing", number=number)[number.notna()]
    return own.drop_duplicates(["number", "event_type"])


def _conferences(events: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Assign the k-th conference of a spell to the k-th enquiry that led to one."""
    led = known[(known["event_type"] == "s47_decision") & (known["outcome"] == "icpc")]
    own = events[(events["event_type"] == "icpc") & events["spell_id"].notna()]
    return _paired(own, led, ["spell_id"]).assign(record="enquiry")


def _paired(facts: pd.DataFrame, records: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Give the k-th of `facts` with the same keys the `number` of the k-th of `records`; facts without one are left out."""
    records = records.assign(turn=records.groupby(keys).cumcount())[[*keys, "turn", "number"]]
    facts = facts.assign(turn=facts.groupby(keys).cumcount()).reset_index(names="place")
    return facts.merge(records, on=[*keys, "turn"]).set_index("place").rename_axis(None).drop(columns="turn")


def _referrals(facts: pd.DataFrame) -> pd.Series:
    """Return the spell of each fact's referral: the same spell, or for plans and steps the latest referral before they start."""
    spells = facts.loc[facts["event_type"] == "referral", ["child_id", "event_date", "spell_id"]]
    referral = facts["spell_id"].where(facts["spell_id"].isin(set(spells["spell_id"])))
    later = facts[facts["record"].isin(_IN_A_REFERRAL)].reset_index(names="place")
    opened = facts.loc[facts["event_type"].isin(["cp_plan_start", "cin_plan_start"]), ["spell_id", "event_date"]]
    start = looked_up(later["spell_id"], opened.drop_duplicates("spell_id").set_index("spell_id")["event_date"])
    later = later.assign(start=start.fillna(later["event_date"])).sort_values("start", kind="stable")
    later = later[["place", "child_id", "start"]]
    spells = spells.rename(columns={"spell_id": "referral"}).sort_values("event_date", kind="stable")
    found = pd.merge_asof(later, spells, left_on="start", right_on="event_date", by="child_id").set_index("place")["referral"]
    return referral.astype("str").fillna(found.reindex(facts.index))
