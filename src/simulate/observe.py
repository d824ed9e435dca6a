"""What agencies notice and record: each sees some aspects of a child's care, at the ages that it knows, at its own rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import portable
from .draws import Draws
from .due import Due, Raised, due_of, due_of_mark, nothing_due, raised, raised_by_need, shock_times
from .log import Flags, Floats, Ints, Words, chance, pick
from .parameters import KINDS, SHOCKS, Record
from .town import Month, Town

SHARED_BY_HOUSEHOLD = ("carer", "household")
REMEMBERED = ("sign", "context", "no_access_visit", "fire_concern", "ambulance_concern")
# One draw decides whether there is a record; multiplied by a prime, the rest of it also decides the agency, and so on.
BY_WHOM, THROUGH_BREAK, MISSING_FOR = 997, 389, 7919


@dataclass(frozen=True)
class Seen:
    """The children whom agencies can notice in a month: arrays over them, in the order of their numbers.

    `need` is the need visible to each kind of observer, `usual` what would be with usual care, `parts` the parts of care (PARTS,
    children), `signs` the share of signs that are not attributed to a disability.
    """

    who: Ints
    age: Floats
    shocks: Flags
    need: dict[str, Floats]
    usual: dict[str, Floats]
    parts: Floats
    visibility: Floats
    kinds: Floats
    signs: Floats


@dataclass(frozen=True)
class View:
    """What can be noticed in one month: all children present, one child of each home, and which agencies record.

    `goes_on` is the share of records that each agency still makes during policy breaks; None without a break.
    """

    month: Month
    children: Seen
    homes: Seen
    in_term: bool
    goes_on: Floats | None


def observe(town: Town, month: Month) -> None:
    """Add what agencies noticed in one month."""
    p, state = town.p, town.open
    state.worry *= p["worry_kept"]
    state.reached_hub *= p["hub_memory_kept"]
    present = np.flatnonzero(town.present(month.middle))
    first = present[np.sort(np.unique(state.home[present], return_index=True)[1])]
    breaks = town.changed_by(month)
    goes_on = np.array([np.prod([item.records.get(name, 1) for item in breaks]) for name in town.agencies]) if breaks else None
    in_term = month.first.month in p.lists["term_months"].value
    view = View(month, _seen(town, month, present), _seen(town, month, first), in_term, goes_on)
    for number, record in enumerate(p.records.rows):
        _record(town, view, number, record)
    _appointments(town, view)
    _attendance(town, view)
    _home_ratings(town, view)


def _seen(town: Town, month: Month, who: Ints) -> Seen:
    """Return what is visible of `who`: practical support by a school hides some need, and so does a recent visit."""
    p, people, state = town.p, town.people, town.open
    near_visit = month.start - state.visited[who] < p["visit_shine_days"]
    supported = state.support_until[who] > month.start

    def shows(need: Floats) -> dict[str, Floats]:
        by_observer = {
            "anywhere": need,
            "school": need + portable.log(p["school_mask"]) * supported,
            "home": need - p["visit_shine"] * near_visit,
        }
        return {name: town.shown(value) for name, value in by_observer.items()}

    return Seen(
        who=who,
        age=town.age(month.middle)[who],
        shocks=town.care.shocks[state.home[who]],
        need=shows(town.need[who]),
        usual=shows(np.zeros(len(who))),
        parts=town.parts[:, who],
        visibility=people.visibility[who],
        kinds=people.kinds[who],
        signs=np.where(people.disability[who] == "yes", 1 - p["overshadowed"], 1),
    )


def _record(town: Town, view: View, number: int, record: Record) -> None:
    """Add one kind of record."""
    seen = view.homes if record.scope in SHARED_BY_HOUSEHOLD else view.children
    at, left, due = _noticed(town.draws(f"record {number}", view.month.index), seen, record)
    agency = _agency(town, view, number, seen.age[at], left * BY_WHOM % 1)
    made = agency >= 0
    if view.goes_on is not None:
        made &= left * THROUGH_BREAK % 1 < view.goes_on[agency]
    who, left, agency = seen.who[at[made]], left[made], agency[made]
    day, names = _day(view.month, left), town.holders.names[agency]
    day = np.where(town.holders.weekends[agency], day, town.working_day(day))
    rows = town.log.add(record.event_type, who, day, names, scope=record.scope)
    town.log.because(rows, due.of(made))
    if record.code:
        town.log.code(rows, record.event_type, record.code)
    if record.event_type == "missing_start":
        away = (left * MISSING_FOR % 1 * town.p["missing_days"]).astype(np.int64)
        town.log.add("missing_end", who, day + 1 + away, names)
    if record.event_type in REMEMBERED:
        np.add.at(town.open.worry, (who, agency), 1)
        np.add.at(town.open.reached_hub, who, town.holders.shared[agency])
    if record.seen == "school":
        by_school = names == "school"
        _practical_support(town, view.month, number, who[by_school], day[by_school])


def _noticed(draws: Draws, seen: Seen, record: Record) -> tuple[Ints, Floats, Due]:
    """Return the positions in `seen` of those about whom a record is made, and for each a uniform number and its truth."""
    there = np.ones(len(seen.who), dtype=bool)
    if record.scope == "child" or record.ages[0] < 0:
        there &= (seen.age >= record.ages[0]) & (seen.age < record.ages[1])
    if record.only_in:
        there &= seen.shocks[:, SHOCKS.index(record.only_in)]
    at = np.flatnonzero(there)
    rate = record.rate * seen.visibility[at] * portable.exp(record.slope * seen.need[record.seen][at])
    if record.kind:
        rate *= seen.kinds[at, KINDS.index(record.kind)]
    if record.event_type == "sign":
        rate *= seen.signs[at]
    for shock, times in record.shocks.items():
        rate *= np.where(seen.shocks[at, SHOCKS.index(shock)], times, 1)
    draw = draws.random(seen.who[at])
    hit = draw < rate
    at, rate, draw = at[hit], rate[hit], draw[hit]
    return at, draw / np.minimum(rate, 1), due_of(rate, draw, _raised(seen, record, at))


def _raised(seen: Seen, record: Record, at: Ints) -> Raised:
    times = record.shocks | ({record.only_in: np.inf} if record.only_in else {})
    shocks = shock_times(seen.shocks[at], times)
    return raised(seen.parts[:, at], record.slope, seen.need[record.seen][at], seen.usual[record.seen][at], shocks)


def _day(month: Month, draws: Floats) -> Ints:
    return month.start + (draws * (month.end - month.start)).astype(np.int64)


def _agency(town: Town, view: View, number: int, age: Floats, draws: Floats) -> Ints:
    """Return the agency that made each record, of those that are open and know a child of that age; -1 if there is none."""
    agencies, weights = town.holders.makers[number]
    habits, age = town.holders, age[:, None]
    knows = (age >= habits.youngest[agencies]) & (age < habits.oldest[agencies])
    is_open = ~habits.term_only[agencies] | view.in_term
    edges = np.cumsum(knows * is_open * weights, axis=1)
    at = (edges < (draws * edges[:, -1])[:, None]).sum(axis=1)
    return np.where(edges[:, -1] > 0, agencies[np.minimum(at, len(agencies) - 1)], -1)


def _practical_support(town: Town, month: Month, number: int, who: Ints, day: Ints) -> None:
    """Add practical support by schools concerned about food or clothes, which hides the need from then on."""
    draws = town.draws(f"support {number}", month.index)
    helps = draws.random(who) < town.p["school_helps"]
    who, day = who[helps], day[helps]
    town.open.support_until[who] = day + town.p.whole("support_days")
    for later in town.p.lists["support_after"].value:
        on = day + later
        open_then = town.in_term(on)
        town.log.add("practical_support", who[open_then], on[open_then], "school")


def _appointments(town: Town, view: View) -> None:
    """Add health appointments with their outcomes."""
    p, draws, seen = town.p, town.draws("appointments", view.month.index), view.children
    infant = np.where(seen.age < p["appointments_infant_until"], p["appointments_infant"], 1)
    rate = p["appointments"] * infant * portable.power(seen.visibility, p["appointments_visibility"])
    at = np.flatnonzero(draws.random(seen.who) < rate)
    who, age = seen.who[at], seen.age[at]
    day = town.working_day(_day(view.month, draws.random(who)))
    medical = portable.log(seen.kinds[at, KINDS.index("medical")])

    def lost(need: Floats) -> Floats:
        log_odds = portable.log_odds_of(p["not_brought"]) + p["not_brought_slope"] * (need + medical)
        return chance(log_odds) / p.share("not_kept")["was_not_brought"] * p["not_kept_times"]

    draw, share = draws.random(who), lost(town.need[who])
    kept = draw >= share
    outcome = np.where(kept, "attended", pick(draws.random(who), p.share("not_kept")))
    unborn, grown = age < 0, age >= p["grown_from"]
    outcome[(outcome == "was_not_brought") & unborn] = "declined"
    outcome[(outcome == "was_not_brought") & grown & (draws.random(who) < p["grown_declines"])] = "declined_by_young_person"
    cancelled = draws.random(who) < max((item.cancelled for item in town.changed_by(view.month)), default=0)
    outcome[cancelled] = "cancelled_by_provider"
    agency = np.where(unborn, "midwife", pick(draws.random(who), p.share("appointment_agency")))
    agency[(agency == "dentist") & (age < p.agencies.rows["dentist"].ages[0])] = "health_visitor"
    rows = town.log.add("appointment", who, day, agency, outcome=outcome)
    kind = np.where(unborn, "antenatal", pick(draws.random(who), p.share("appointment_kind")))
    town.log.code(rows, "appointment_kind", kind)
    by_family = ~kept & ~cancelled
    by = raised_by_need(seen.parts[:, at], share / lost(np.zeros(len(who))))
    town.log.because(rows[by_family], due_of(share, draw, by).of(by_family))
    town.log.because(rows[~by_family], nothing_due(int((~by_family).sum())))
    missed = outcome == "was_not_brought"
    old_words = missed & (draws.random(who) < p["did_not_attend"])
    town.log.code(rows[old_words], "original", "did not attend")
    _follow_up(town, draws, who[missed], day[missed], agency[missed])


def _follow_up(town: Town, draws: Draws, who: Ints, day: Ints, agency: Words) -> None:
    """Raise the worry of agencies about appointments to which a child was not brought, and follow some up."""
    p = town.p
    numbers = np.array([town.agencies.index(name) for name in agency], dtype=np.int64)
    np.add.at(town.open.worry, (who, numbers), p["worry_not_brought"])
    followed = draws.random(who) < p["follow_up"]
    rows = town.log.add("oversight", who[followed], day[followed] + p.whole("follow_up_days"), agency[followed])
    town.log.code(rows, "oversight", "follow_up_attempt")


def _attendance(town: Town, view: View) -> None:
    """Add the weeks in which a pupil missed at least three of the ten sessions."""
    if not view.in_term:
        return
    p, draws, seen = town.p, town.draws("attendance", view.month.index), view.children
    pupils = np.flatnonzero((seen.age >= p["pupil_from"]) & (seen.age < p["pupil_until"]))
    educational = seen.kinds[pupils, KINDS.index("educational")]
    need = seen.need["anywhere"][pupils]
    rate = p["attendance_weeks"] * portable.exp(p["attendance_slope"] * need) * portable.power(educational, p["attendance_kind"])
    if view.goes_on is not None:
        rate = rate * view.goes_on[town.agencies.index("school")]
    rate = rate * np.where(seen.age[pupils] > p["secondary_from"], p["attendance_secondary"], p["attendance_primary"])
    by = raised(seen.parts[:, pupils], p["attendance_slope"], need, seen.usual["anywhere"][pupils], {})
    for _ in range(p.whole("attendance_at_most")):
        draw = draws.random(seen.who[pupils])
        absent = draw < rate
        who = seen.who[pupils[absent]]
        missed = p.whole("sessions_at_least") + draws.wait(who, p["sessions_more"])
        missed = np.minimum(missed, p["sessions_at_most"])
        day = town.working_day(_day(view.month, draws.random(who)))
        rows = town.log.add("attendance_week", who, day, "school", value=missed.astype(float), value_unit="sessions")
        town.log.because(rows, due_of(rate, draw, by).of(absent))


def _home_ratings(town: Town, view: View) -> None:
    """Add ratings of the home by health visitors and housing officers; social workers rate it when they visit."""
    p, draws, seen = town.p, town.draws("home", view.month.index), view.homes
    need = seen.need["home"]
    rate = p["home_ratings"] * portable.exp(p["home_ratings_slope"] * need) * seen.visibility
    at = np.flatnonzero(draws.random(seen.who) < rate)
    who = seen.who[at]
    agency = np.where(seen.age[at] < p.agencies.rows["health_visitor"].ages[1], "health_visitor", "housing")
    day = town.working_day(_day(view.month, draws.random(who)))
    usual, parts = seen.usual["home"][at], seen.parts[:, at]
    by = raised(parts, p["home_ratings_slope"], need[at], usual, {})
    rate_home(town, draws, who, day, agency, need[at], usual, by)


def rate_home(town: Town, draws: Draws, who: Ints, day: Ints, agency: object, need: Floats, usual: Floats, by: Raised) -> None:
    """Add a home condition rating for each of `who`, and for some a clutter rating or a graded care profile.

    `need` is what shows of need, `usual` what would show with usual care, `by` how much care raised the chance of a rating.
    """
    p, names = town.p, np.broadcast_to(np.asarray(agency, dtype=object), len(who))

    def mark(scale: str) -> Floats:
        row = p.scales.rows[scale]
        return row.mark(need, draws.normal(who, 0, row.noise))

    def add(scale: str, some: Flags, marks: Floats, unit: str, **columns: str) -> None:
        rows = town.log.add(scale, who[some], day[some], names[some], value=marks[some], value_unit=unit, **columns)
        row = p.scales.rows[scale]
        town.log.because(rows, due_of_mark(row, marks, row.noise, by, need, usual).of(some))

    everyone = np.ones(len(who), dtype=bool)
    add("home_condition", everyone, mark("home_condition"), "grade", basis="child_seen", scope="household")
    extra = draws.random(who)
    add("clutter", extra < p["clutter_rated"], mark("clutter"), "clutter", scope="household")
    profiled = extra > 1 - p["care_profiled"]
    add("graded_care_profile", profiled, mark("graded_care_profile"), "grade")
    rows = town.log.add("oversight", who[profiled], day[profiled], names[profiled])
    town.log.code(rows, "oversight", "neglect_tool_completed")
