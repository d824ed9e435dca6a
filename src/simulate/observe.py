"""What agencies notice: each sees a part of a child's care, at the ages that it knows, at its own rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .draws import Draws
from .log import Flags, Floats, Ints, chance, pick
from .parameters import KINDS, SHOCKS, Record
from .town import Month, Town

TERM = (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12)
ALWAYS_OPEN = ("police", "ae", "fire", "ambulance")
IN_TERM_ONLY = ("school", "school_nurse")
SHARED_BY_HOUSEHOLD = ("carer", "household")
REMEMBERED = ("sign", "context", "no_access_visit", "fire_concern", "ambulance_concern")


@dataclass(frozen=True)
class View:
    """What can be noticed in one month: who is there, one child of each home, ages, shocks, and the need that shows."""

    month: Month
    present: Flags
    first: Flags
    age: Floats
    shocks: Flags
    need: dict[str, Floats]


def observe(town: Town, month: Month) -> None:
    """Add what agencies noticed in one month."""
    town.open.worry *= town.p["worry_kept"]
    town.open.reached_hub *= town.p["hub_memory_kept"]
    present = town.present(month.middle)
    first = np.zeros(len(present), dtype=bool)
    who = np.flatnonzero(present)
    first[who[np.unique(town.open.home[who], return_index=True)[1]]] = True
    view = View(month, present, first, town.age(month.middle), town.care.shocks[town.open.home], _shown(town, month))
    for number, record in enumerate(town.p.records.rows):
        _record(town, view, number, record)
    _appointments(town, view)
    _attendance(town, view)
    _home_ratings(town, view)


def _shown(town: Town, month: Month) -> dict[str, Floats]:
    """Return the need that can be seen: support by a school hides some of it, and so do the weeks around a visit."""
    p, state = town.p, town.open
    near_visit = month.start - state.visited < p["visit_shine_days"]
    supported = state.support_until > month.start
    at_home = town.need - p["visit_shine"] * near_visit
    at_school = town.need + np.log(p["school_mask"]) * supported
    return {name: np.clip(need, -3, 4) for name, need in (("anywhere", town.need), ("school", at_school), ("home", at_home))}


def _record(town: Town, view: View, number: int, record: Record) -> None:
    people, age = town.people, view.age
    there = view.first if record.scope in SHARED_BY_HOUSEHOLD else view.present
    if record.scope == "child" or record.ages[0] < 0:
        there = there & (age >= record.ages[0]) & (age < record.ages[1])
    if record.only_in:
        there = there & view.shocks[:, SHOCKS.index(record.only_in)]
    candidates = np.flatnonzero(there)
    rate = record.rate * people.visibility[candidates] * np.exp(record.slope * view.need[record.seen][candidates])
    if record.kind:
        rate *= people.kinds[candidates, KINDS.index(record.kind)]
    if record.event_type == "sign":
        rate *= np.where(people.disability[candidates] == "yes", 1 - town.p["overshadowed"], 1)
    for shock, times in record.shocks.items():
        rate *= np.where(view.shocks[candidates, SHOCKS.index(shock)], times, 1)
    draw = town.draws(f"record {number}", view.month.index).random(candidates)
    hit = draw < rate
    who, left = candidates[hit], draw[hit] / np.minimum(rate[hit], 1)  # uniform again, given that the draw was below the rate
    agency = _agency(town, record, view.month, age[who], left * 997 % 1)
    who, left, agency = who[agency >= 0], left[agency >= 0], agency[agency >= 0]
    names = np.array(town.agencies, dtype=object)[agency]
    if breaks := town.changed_by(view.month):
        shares = {name: float(np.prod([item.records.get(name, 1) for item in breaks])) for name in town.agencies}
        goes_on = left * 389 % 1 < np.array([shares[name] for name in names])
        who, left, agency, names = who[goes_on], left[goes_on], agency[goes_on], names[goes_on]
    day = _day(view.month, left)
    day = np.where(np.isin(names, ALWAYS_OPEN), day, town.working_day(day))
    rows = town.log.add(record.event_type, who, day, names, scope=record.scope)
    if record.code:
        town.log.code(rows, record.event_type, record.code)
    if record.event_type == "missing_start":
        town.log.add("missing_end", who, day + 1 + (left * 7919 % 1 * 3).astype(np.int64), names)
    if record.event_type in REMEMBERED:
        _remember(town, who, agency)
    if record.seen == "school":
        _practical_support(town, view.month, number, who[names == "school"], day[names == "school"])


def _day(month: Month, draws: Floats) -> Ints:
    return month.start + (draws * (month.end - month.start)).astype(np.int64)


def _agency(town: Town, record: Record, month: Month, age: Floats, draws: Floats) -> Ints:
    """Return the agency that made each record, among those that are open and know a child of that age; -1 where none does."""
    names = list(record.agencies)
    open_now = np.array([month.calendar in TERM or name not in IN_TERM_ONLY for name in names])
    ages = np.array([town.p.agencies.rows[name].ages for name in names])
    knows = (age[:, None] >= ages[:, 0]) & (age[:, None] < ages[:, 1]) | (record.scope != "child")
    edges = np.cumsum(knows * open_now * np.array(list(record.agencies.values())), axis=1)
    at = (edges < (draws * edges[:, -1])[:, None]).sum(axis=1)
    codes = np.array([town.agencies.index(name) for name in names])
    return np.where(edges[:, -1] > 0, codes[np.minimum(at, len(names) - 1)], -1)


def _remember(town: Town, who: Ints, agency: Ints) -> None:
    """Let the agency remember its worry; a part of it reaches the hub."""
    shared = np.array([row.shared for row in town.p.agencies.rows.values()])
    np.add.at(town.open.worry, (who, agency), 1)
    np.add.at(town.open.reached_hub, who, shared[agency])


def _practical_support(town: Town, month: Month, number: int, who: Ints, day: Ints) -> None:
    """Let a school that worries about food or clothes help in a practical way, which hides the need from then on."""
    draws = town.draws(f"support {number}", month.index)
    helps = draws.random(who) < town.p["school_helps"]
    who, day = who[helps], day[helps]
    town.open.support_until[who] = day + int(town.p["support_days"])
    for weeks in (1, 5, 9):
        on = day + 7 * weeks
        open_then = town.in_month(on, TERM)
        town.log.add("practical_support", who[open_then], on[open_then], "school")


def _appointments(town: Town, view: View) -> None:
    p, draws = town.p, town.draws("appointments", view.month.index)
    age = view.age
    rate = p["appointments"] * np.where(age < 2, p["appointments_infant"], 1) * town.people.visibility**0.5
    who = np.flatnonzero(view.present & (draws.random(town.everyone) < rate))
    day = town.working_day(_day(view.month, draws.random(who)))
    medical = np.log(town.people.kinds[who, KINDS.index("medical")])
    lost = chance(np.log(p["not_brought"] / (1 - p["not_brought"])) + p["not_brought_slope"] * (town.need[who] + medical))
    kept = draws.random(who) >= lost / p.share("not_kept")["was_not_brought"] * 0.8
    outcome = np.where(kept, "attended", pick(draws.random(who), p.share("not_kept")))
    unborn, grown = age[who] < 0, age[who] >= 16
    outcome[(outcome == "was_not_brought") & unborn] = "declined"
    outcome[(outcome == "was_not_brought") & grown & (draws.random(who) < p["grown_declines"])] = "declined_by_young_person"
    cancelled = draws.random(who) < max((item.cancelled for item in town.changed_by(view.month)), default=0)
    outcome[cancelled] = "cancelled_by_provider"
    agency = np.where(unborn, "midwife", pick(draws.random(who), p.share("appointment_agency")))
    agency[(agency == "dentist") & (age[who] < 2)] = "health_visitor"
    rows = town.log.add("appointment", who, day, agency, outcome=outcome)
    kind = np.where(unborn, "antenatal", pick(draws.random(who), p.share("appointment_kind")))
    town.log.code(rows, "appointment_kind", kind)
    missed = outcome == "was_not_brought"
    old_words = missed & (draws.random(who) < p["did_not_attend"])
    town.log.code(rows[old_words], "original", "did not attend")
    np.add.at(town.open.worry, (who[missed], np.array([town.agencies.index(a) for a in agency[missed]], dtype=int)), 0.3)
    followed = missed & (draws.random(who) < p["follow_up"])
    rows = town.log.add("oversight", who[followed], day[followed] + 7, agency[followed])
    town.log.code(rows, "oversight", "follow_up_attempt")


def _attendance(town: Town, view: View) -> None:
    """Add weeks of note: at least three of the ten sessions missed."""
    if view.month.calendar not in TERM:
        return
    p, draws = town.p, town.draws("attendance", view.month.index)
    age = view.age
    educational = town.people.kinds[:, KINDS.index("educational")]
    rate = p["attendance_weeks"] * np.exp(p["attendance_slope"] * view.need["anywhere"]) * educational**0.5
    pupils = view.present & (age >= 5) & (age < 16)
    rate = rate * np.prod([item.records.get("school", 1) for item in town.changed_by(view.month)])
    for _ in range(3):
        who = np.flatnonzero(pupils & (draws.random(town.everyone) < rate * np.where(age > 11, 1.4, 0.8)))
        missed = np.minimum(3 + draws.wait(who, 1.9), 10)
        day = town.working_day(_day(view.month, draws.random(who)))
        town.log.add("attendance_week", who, day, "school", value=missed.astype(float), value_unit="sessions")


def _home_ratings(town: Town, view: View) -> None:
    """Add ratings of the home by those who come to it anyway; social workers' ratings come with their visits."""
    draws, need = town.draws("home", view.month.index), view.need["home"]
    rate = town.p["home_ratings"] * np.exp(0.4 * need) * town.people.visibility
    who = np.flatnonzero(view.first & (draws.random(town.everyone) < rate))
    agency = np.where(view.age[who] < 5, "health_visitor", "housing")
    day = town.working_day(_day(view.month, draws.random(who)))
    rate_home(town, draws, who, day, agency, need[who])


def rate_home(town: Town, draws: Draws, who: Ints, day: Ints, agency: object, need: Floats) -> None:
    """Add a home condition rating for each of `who`, and for some a clutter rating or a graded care profile."""
    grade = np.clip(np.rint(2.3 + 0.7 * need + draws.normal(who, 0, 0.7)), 1, 5)
    household = {"scope": "household"}
    town.log.add("home_condition", who, day, agency, value=grade, value_unit="grade", basis="child_seen", **household)
    names = np.broadcast_to(np.asarray(agency, dtype=object), len(who))
    extra = draws.random(who)
    some = extra < 0.15
    clutter = np.clip(np.rint(2 + 1.1 * need + draws.normal(who, 0, 1)), 1, 9)
    town.log.add("clutter", who[some], day[some], names[some], value=clutter[some], value_unit="clutter", **household)
    some = extra > 0.93
    profile = np.clip(np.rint(2.2 + 0.75 * need + draws.normal(who, 0, 0.5)), 1, 5)
    town.log.add("graded_care_profile", who[some], day[some], names[some], value=profile[some], value_unit="grade")
    rows = town.log.add("oversight", who[some], day[some], names[some])
    town.log.code(rows, "oversight", "neglect_tool_completed")
