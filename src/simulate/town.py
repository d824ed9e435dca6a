"""The state of the running world: people, care, what is open at the Front Door, and the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from .. import portable
from .care import Care
from .draws import Draws
from .log import Flags, Floats, Ints, Log, Words, chance
from .parameters import ADULT, Break, Parameters
from .people import YEAR, People
from .truth import PARTS, Past

NEVER = -100_000
WEEK, SATURDAY, SUNDAY = 7, 5, 6
MONTHS = 12  # in a year
LOGISTIC = 1.7  # scale at which the logistic function is closest to the normal distribution function
WHOLE_PLACE = -1  # the block number for what all blocks share
SPELLS = 1_000  # exceeds the spells of any child
NO_PLAN, CHILD_IN_NEED, CHILD_PROTECTION = 0, 1, 2


@dataclass(frozen=True)
class Month:
    """One month: first day and first day of the next, counted from the start of the world, and the first day's date."""

    index: int
    start: int
    end: int
    first: dt.date

    @property
    def middle(self) -> int:
        """A day near the middle."""
        return (self.start + self.end) // 2

    @property
    def date(self) -> dt.date:
        """The date of the middle."""
        return self.first + dt.timedelta(days=self.middle - self.start)


class Open:
    """What is open about each child at the Front Door; a day is NEVER where there has been none.

    Arrays over children; `contact_days` has a column for each contact that the local rule counts, `last_contact` one for each
    source of contacts, and `worry` one for each agency.
    """

    def __init__(self, children: int, agencies: int, sources: int, rule_contacts: int) -> None:
        def never() -> Ints:
            return np.full(children, NEVER)

        self.home: Ints = np.zeros(children, dtype=np.int64)
        self.last_contact: Ints = np.full((children, sources), NEVER)
        self.contact_days: Ints = np.full((children, rule_contacts), NEVER)
        self.worry: Floats = np.zeros((children, agencies))
        self.reached_hub: Floats = np.zeros(children)
        self.spells: Ints = np.zeros(children, dtype=np.int64)
        self.spell, self.plan_spell, self.care_spell, self.help_spell = never(), never(), never(), never()
        self.referred, self.assessment_start, self.assessment_due, self.busy_until = never(), never(), never(), never()
        self.section_47: Flags = np.zeros(children, dtype=bool)
        self.plan: Ints = np.full(children, NO_PLAN)
        self.plan_start, self.plan_end = never(), never()
        self.plan_concern: Words = np.full(children, None, dtype=object)
        self.help_start, self.help_end, self.support_until = never(), never(), never()
        self.care_start, self.care_end, self.visited = never(), never(), never()
        self.lodged_until, self.away_from, self.away_until, self.died = never(), never(), never(), never()

    def on_plan(self, who: Ints, day: Ints | int, kind: int) -> Flags:
        """Return whether each child has a plan of that kind on that day."""
        return np.asarray((self.plan[who] == kind) & (self.plan_start[who] <= day) & (day < self.plan_end[who]))

    def in_care(self, who: Ints, day: Ints | int) -> Flags:
        """Return whether each child is in care on that day."""
        return np.asarray((self.care_start[who] <= day) & (day < self.care_end[who]))

    def next_spells(self, who: Ints) -> Ints:
        """Return the number of a new spell for each of `who`."""
        self.spells[who] += 1
        return who * SPELLS + self.spells[who]


@dataclass(frozen=True)
class Holders:
    """The habits of agencies in the order of world.yaml; and for each kind of record, who makes it, by number and weight."""

    names: Words
    youngest: Floats
    oldest: Floats
    shared: Floats
    weekends: Flags
    term_only: Flags
    makers: list[tuple[Ints, Floats]]


@dataclass
class Town:
    """The state that the steps of the world read and change."""

    p: Parameters
    seed: int
    block: int
    start: pd.Timestamp
    people: People
    care: Care
    open: Open
    log: Log
    family_help_from: int  # the first day of Family Help; the end of the world where it does not come
    stays: list[tuple[Ints, Ints, Ints, str]] = field(default_factory=list)
    past: Past = field(default_factory=lambda: Past([], 0.0, 0, 0))
    parts: Floats = field(default_factory=lambda: np.zeros((len(PARTS), 0)))  # of each child's care this month

    @property
    def need(self) -> Floats:
        """Each child's need this month: care with its sign changed."""
        return np.asarray(-np.sum(self.parts, axis=0))

    @cached_property
    def agencies(self) -> list[str]:
        """Names of the agencies in their order."""
        return list(self.p.agencies.rows)

    @cached_property
    def holders(self) -> Holders:
        """The habits of the agencies."""
        return _holders(self.p)

    @cached_property
    def sources(self) -> Words:
        """Names of the sources of contacts in an array."""
        return np.array(list(self.p.contacts.rows), dtype=object)

    @cached_property
    def everyone(self) -> Ints:
        """The numbers of all children of the block."""
        return np.arange(self.people.children)

    @cached_property
    def readiness(self) -> Floats:
        """How readily others report each child, as a multiple of the usual."""
        seen = self.people.visibility * self.people.reported
        return portable.power(np.minimum(seen, self.p["most_reported"]), self.p["pattern_raises"])

    @cached_property
    def _area(self) -> Ints:
        names = list(self.p.share("area"))
        return np.array([names.index(area) for area in self.people.area])

    def draws(self, part: str, month: int = -1) -> Draws:
        """Return the random numbers of one part in one month."""
        return Draws(self.seed, self.block, part, month)

    def age(self, day: int) -> Floats:
        """Return each child's age in years on `day`, negative before birth."""
        return (day - self.people.birth) / YEAR

    def present(self, day: int) -> Flags:
        """Return which children are expected or under 18 on `day`."""
        expected = day >= self.people.birth - self.p["seen_before_birth"]
        return np.asarray(expected & (self.age(day) < ADULT) & self.here(self.everyone, np.full(self.people.children, day)))

    def living(self, day: int) -> Flags:
        """Return which children are born, alive and under 18 on `day`, wherever they live."""
        age = self.age(day)
        return np.asarray((age >= 0) & (age < ADULT) & ((self.open.died == NEVER) | (day <= self.open.died)))

    def here(self, who: Ints, day: Ints) -> Flags:
        """Return whether each child is alive (or expected) and lives in the area on that day."""
        away = (self.open.away_from[who] <= day) & (day < self.open.away_until[who])
        return np.asarray(~away & ((self.open.died[who] == NEVER) | (day <= self.open.died[who])))

    def judged(self, who: Ints) -> Floats:
        """Return the need that reporters and workers can see in each child's care, before their noise."""
        return np.asarray(self.p["need_counts"] * self.need[who] + self.p["need_usual"])

    def shown(self, need: Floats) -> Floats:
        """Return `need` clipped to the bounds beyond which others notice no difference."""
        return np.clip(need, self.p["need_at_least"], self.p["need_at_most"])

    def risk_of(self, need: Floats) -> Floats:
        """Return how strongly `need` leads in one month to a contact, a referral, and an assessment that names neglect.

        A rate, not a probability: the scale is arbitrary. Reporter, worker and assessor are at their medians.
        """
        p = self.p
        rows = self.p.contacts.rows.values()
        slope = p["pattern_raises"] * sum(row.rate * row.slope for row in rows) / sum(row.rate for row in rows)
        judged = p["need_counts"] * need + p["need_usual"]
        home, child = p["assessor_noise_home"], p["assessor_noise_child"]
        spread = np.sqrt(home * home + child * child)
        found = chance(LOGISTIC * (judged - p["in_need_above"]) / spread)
        named = chance(p["factor_neglect"] + p["factor_neglect_slope"] * judged)
        referred = chance(p["to_referral"] + p["to_referral_slope"] * judged)
        return np.asarray(portable.exp(slope * self.shown(need)) * referred * found * named)

    def changed_by(self, month: Month) -> list[Break]:
        """Return the policy breaks in force in the middle of the month."""
        return [row for row in self.p.breaks.rows if row.start <= month.date < row.end]

    def pressure(self, month: Month) -> Floats:
        """Return the workload of the Front Door in each child's area in this period, in standard deviations."""
        return Draws(self.seed, WHOLE_PLACE, "pressure", month.index // self.p.whole("pressure_months")).normal(self._area)

    def working_day(self, day: Ints) -> Ints:
        """Return `day`, or the Monday after it where it falls on a weekend."""
        weekday = (self.start.weekday() + day) % WEEK
        return np.asarray(day + (weekday == SUNDAY) + 2 * (weekday == SATURDAY))

    def in_term(self, day: Ints) -> Flags:
        """Return which days fall in a month in which schools are open."""
        months = (self.start.to_datetime64().astype("datetime64[D]") + day).astype("datetime64[M]").astype(np.int64)
        return np.isin(months % MONTHS + 1, self.p.lists["term_months"].value)

    def move(self, who: Ints, day: Ints, home: Ints, kind: str) -> None:
        """Move each child to `home` from `day` on."""
        self.open.home[who] = home
        self.open.lodged_until[who] = NEVER
        self.stays.append((who, day, home, kind))


def _holders(p: Parameters) -> Holders:
    names, rows = list(p.agencies.rows), list(p.agencies.rows.values())
    return Holders(
        names=np.array(names, dtype=object),
        youngest=np.array([row.ages[0] for row in rows]),
        oldest=np.array([row.ages[1] for row in rows]),
        shared=np.array([row.shared for row in rows]),
        weekends=np.array([row.weekends for row in rows]),
        term_only=np.array([row.term_only for row in rows]),
        makers=[
            (np.array([names.index(name) for name in record.agencies]), np.array(list(record.agencies.values())))
            for record in p.records.rows
        ],
    )


def calendar(start: pd.Timestamp, end: pd.Timestamp) -> list[Month]:
    """Return the months from `start` to `end`; the last may be cut short."""
    firsts = [start, *pd.date_range(start + pd.Timedelta(days=1), end - pd.Timedelta(days=1), freq="MS"), end]
    days = [(day - start).days for day in firsts]
    return [Month(k, a, b, firsts[k].date()) for k, (a, b) in enumerate(pairwise(days))]
