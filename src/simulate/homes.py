"""Where children live: moves, separations, refuge and temporary homes, time in other areas; and deaths."""

from __future__ import annotations

import numpy as np

from .. import portable
from .due import due_of, raised, shock_times
from .log import Flags, Floats, Ints
from .parameters import SHOCKS
from .town import MONTHS, NEVER, Month, Town


def change_homes(town: Town, month: Month) -> None:
    """Apply one month's changes of home; children in care do not move."""
    people, state = town.people, town.open
    free = town.present(month.middle) & (town.age(month.middle) >= 0) & (state.home < 2 * people.families)
    _die(town, month, free)
    free &= town.here(town.everyone, np.full(people.children, month.end))
    _come_back(town, month)
    _move(town, month, free)
    _part(town, month, free)
    _lodge(town, month, free)
    _leave(town, month, free)


def _by_home(town: Town, month: Month, part: str, who: Ints, share: float | Floats) -> tuple[Ints, Ints]:
    """Return those of `who` whose home is chosen this month, and the day; children of one home are chosen together."""
    draws, home = town.draws(part, month.index), town.open.home
    chosen = who[draws.random(home[who]) < share]
    return chosen, month.start + draws.integers(home[chosen], month.end - month.start)


def _move(town: Town, month: Month, free: Flags) -> None:
    """Record moves of whole families to another address; the household stays the same."""
    p, home = town.p, town.open.home
    everyone = np.flatnonzero(free)
    evicted = town.care.shocks[home[everyone], SHOCKS.index("eviction")]
    share = p["moves"] / MONTHS * np.where(evicted, p["moves_evicted"], 1)
    who, day = _by_home(town, month, "moves", everyone, share)
    one = np.unique(home[who], return_index=True)[1]
    who, day = who[one], day[one]
    rows = town.log.add("address_change", who, day, "housing", scope="household")
    times = shock_times(town.care.shocks[home[who]], {"eviction": p["moves_evicted"]})
    rate, draw = p["moves"] / MONTHS * times["eviction"], town.draws("moves", month.index).random(home[who])
    town.log.because(rows, due_of(rate, draw, raised(town.parts[:, who], 0, np.zeros(len(who)), 0, times)))


def _part(town: Town, month: Month, free: Flags) -> None:
    """Move some children to the home of another parent or a relative, or back."""
    p, people, home = town.p, town.people, town.open.home
    draws = town.draws("separations", month.index)
    parted = free & (draws.random(people.family) < p["separations"] / MONTHS)
    who = np.flatnonzero(parted & (draws.random(town.everyone) < p["separations_child"]))
    own = people.family[who]
    day = month.start + draws.integers(own, month.end - month.start)
    town.move(who, day, np.where(home[who] == own, own + people.families, own), "private")


def _lodge(town: Town, month: Month, free: Flags) -> None:
    """Move families to a refuge or a temporary home for a while; their care does not change."""
    p, people, state = town.p, town.people, town.open
    back = free & (state.lodged_until >= month.start) & (state.lodged_until < month.end)
    who = np.flatnonzero(back)
    town.stays.append((who, state.lodged_until[who], state.home[who], "private"))
    state.lodged_until[who] = NEVER
    for shock, kind in (("domestic_abuse", "refuge"), ("eviction", "temporary")):
        there = town.care.shocks[state.home, SHOCKS.index(shock)]
        who, day = _by_home(town, month, kind, np.flatnonzero(free & there & (state.lodged_until == NEVER)), p[kind])
        home = state.home[who]
        length = town.draws(f"{kind} stay", month.index).length(home, p.lengths.rows["lodging"])
        state.lodged_until[who] = day + length
        town.stays.append((who, day, people.homes + home, kind))


def _leave(town: Town, month: Month, free: Flags) -> None:
    """Move whole families out of the area: nothing is recorded about them until they return, if they do."""
    p, state = town.p, town.open
    everyone = np.flatnonzero(free & ~state.in_care(town.everyone, month.end))
    who, _ = _by_home(town, month, "leaves", everyone, p["leaves_area"] / MONTHS)
    draws = town.draws("leaves for how long", month.index)
    home, day = state.home[who], np.full(len(who), month.end)
    returns = draws.random(home) < p["comes_back"]
    length = draws.length(home, p.lengths.rows["away"])
    state.away_from[who], state.away_until[who] = day, np.where(returns, day + length, -NEVER)
    _end_here(town, who, day)


def _come_back(town: Town, month: Month) -> None:
    state = town.open
    who = np.flatnonzero((state.away_until >= month.start) & (state.away_until < month.end))
    town.stays.append((who, state.away_until[who], state.home[who], "private"))


def _die(town: Town, month: Month, free: Flags) -> None:
    """Record the deaths of a few children on the last day of the month; the risk rises as care falls."""
    p, state = town.p, town.open
    chance = p["deaths"] / MONTHS * portable.exp(p["deaths_slope"] * town.shown(town.need))
    who = np.flatnonzero(free & (town.draws("deaths", month.index).random(town.everyone) < chance))
    day = np.full(len(who), month.end)
    state.died[who] = day - 1
    _end_here(town, who, day)


def _end_here(town: Town, who: Ints, day: Ints) -> None:
    """End the stay and what is open about each child that leaves or dies."""
    state = town.open
    town.stays.append((who, day, state.home[who], "away"))
    state.lodged_until[who] = NEVER
    for ends in (state.plan_end, state.help_end):
        ends[who] = np.where((ends[who] > day) & (day > NEVER), day, ends[who])
