"""Plans and care: starts, visits, reviews and ends; police protection and pre-proceedings."""

from __future__ import annotations

import numpy as np

from .. import portable
from .draws import Draws
from .due import due_of, due_of_mark, raised_by_need
from .family_help import offer_family_group
from .log import Flags, Floats, Ints, Words, chance, pick
from .observe import rate_home
from .parameters import KINDS
from .people import CHILDHOOD
from .town import CHILD_IN_NEED, CHILD_PROTECTION, NO_PLAN, Month, Town

EVENTS = {CHILD_IN_NEED: "cin_plan", CHILD_PROTECTION: "cp_plan"}


def open_help(town: Town, day: int) -> Floats:
    """Return for each home the gain in care if the help now open there were taken up in full."""
    p, state = town.p, town.open
    everyone = town.everyone
    on = np.full(len(everyone), day)
    gain = np.where((state.help_start <= day) & (day < state.help_end), p["help_early_help"], 0.0)
    gain = np.where(state.on_plan(everyone, on, CHILD_IN_NEED), p["help_cin_plan"], gain)
    gain = np.where(state.on_plan(everyone, on, CHILD_PROTECTION), p["help_cp_plan"], gain)
    best = np.zeros(town.people.homes)
    np.maximum.at(best, state.home, gain)
    return best


def named_category(town: Town, who: Ints, need: Floats, draws: Draws) -> Words:
    """Return the category of abuse that a decision names: more often neglect if need is great and is in basic care."""
    p = town.p
    basic = portable.log(town.people.kinds[who][:, [KINDS.index("physical"), KINDS.index("nutritional")]].mean(axis=1))
    log_odds = p["plan_neglect"] + p["plan_neglect_slope"] * (need + basic) + town.people.named[who]
    neglect = draws.random(who) < chance(log_odds)
    return np.where(neglect, "neglect", pick(draws.random(who), p.share("plan_other")))


def start_plans(town: Town, month: Month, after: str, who: Ints, day: Ints, kind: int, need: Floats) -> None:
    """Start a plan for each child and draw its length; a child protection plan ends a child in need plan and names a category."""
    p, state = town.p, town.open
    in_need = state.on_plan(who, day, CHILD_IN_NEED)
    free = (
        town.here(who, day)
        & ~state.in_care(who, day)
        & (day < town.people.birth[who] + CHILDHOOD)
        & ~(in_need & (kind == CHILD_IN_NEED))
    )
    who, day, need, in_need = who[free], day[free], need[free], in_need[free]
    town.log.add("cin_plan_end", who[in_need], day[in_need], outcome="cp_plan", spell=state.plan_spell[who[in_need]])
    draws = town.draws(f"{EVENTS[kind]} after {after}", month.index)
    homes = draws.random(state.home[who])
    if kind == CHILD_PROTECTION:
        until = pick(homes, p.share("plan_days")).astype(np.int64)
        least = p["plan_days_from"]
        length = (until * (least + (1 - least) * draws.random(state.home[who]))).astype(np.int64) + p.whole("plan_days_more")
        concern = named_category(town, who, need, draws)
    else:
        length = draws.length(state.home[who], p.lengths.rows["cin_plan"])
        concern = np.full(len(who), None, dtype=object)
    end = np.minimum(town.working_day(day + length), town.people.birth[who] + CHILDHOOD)
    state.plan[who], state.plan_start[who], state.plan_end[who] = kind, day, end
    state.plan_spell[who] = state.next_spells(who)
    state.plan_concern[who], state.busy_until[who] = concern, np.maximum(state.busy_until[who], day)
    town.log.add(f"{EVENTS[kind]}_start", who, day, concern=concern, spell=state.plan_spell[who])
    made = draws.random(who) < p["agreement_made"]
    rows = town.log.add("oversight", who[made], town.working_day(day[made] + p.whole("agreement_days")))
    town.log.code(rows, "oversight", "agreement_made")


def work_plans(town: Town, month: Month) -> None:
    """Add one month's visits, reviews and ends of plans, and the most serious steps."""
    p, state, everyone = town.p, town.open, town.everyone
    draws = town.draws("plans", month.index)
    apart = p.whole("visits_apart")
    for kind, name in EVENTS.items():
        for turn in range(int(p.share("visits")[name])):
            who = np.flatnonzero(state.plan == kind)
            day = month.start + draws.integers(state.home[who], apart) + apart * turn
            on = state.on_plan(who, day, kind) & (day < month.end)
            _visit(town, draws, who[on], town.working_day(day[on]))
    who = everyone[state.in_care(everyone, month.middle)]
    cared_for = who[draws.random(who) < p["care_visits"]]
    seen = pick(draws.random(cared_for), p.share("seen"))
    on_day = town.working_day(np.full(len(cared_for), month.middle))
    town.log.add("visit", cared_for, on_day, seen=seen, spell=state.care_spell[cared_for])
    _review(town, draws, month)
    _most_serious_steps(town, draws, month)
    _end_plans(town, draws, month)
    _end_care(town, month)


def _visit(town: Town, draws: Draws, who: Ints, day: Ints) -> None:
    p, state = town.p, town.open
    need, usual, parts = town.need[who], np.zeros(len(who)), town.parts[:, who]
    share, share_usual = (chance(p["no_access"] + p["no_access_slope"] * some) for some in (need, usual))
    draw = draws.random(state.home[who])
    refused = draw < share
    rows = town.log.add("no_access_visit", who[refused], day[refused], spell=state.plan_spell[who[refused]], scope="household")
    town.log.because(rows, due_of(share, draw, raised_by_need(parts, share / share_usual)).of(refused))
    who, day = who[~refused], day[~refused]
    seen = pick(draws.random(who), p.share("seen"))
    town.log.add("visit", who, day, seen=seen, spell=state.plan_spell[who])
    alone = seen == "alone"
    town.log.code(town.log.add("oversight", who[alone], day[alone]), "oversight", "child_spoken_to_alone")
    shining: Floats = np.asarray(p["visit_shine"] * (day - state.visited[who] < p["visit_shine_days"]))
    state.visited[who] = day
    rated = np.unique(state.home[who], return_index=True)[1]
    rated = rated[draws.random(who[rated]) < p["visit_rates_home"]]
    shining, by = shining[rated], raised_by_need(town.parts[:, who[rated]], 1)
    rate_home(town, draws, who[rated], day[rated], "csc", town.need[who[rated]] - shining, -shining, by)
    supervised = draws.random(who) < p["supervision"]
    rows = town.log.add("oversight", who[supervised], town.working_day(day[supervised] + p.whole("supervision_days")))
    town.log.code(rows, "oversight", "supervision")


def _review(town: Town, draws: Draws, month: Month) -> None:
    """Review child protection plans, early at first and then at equal intervals, with the agreement checked each time."""
    p, state = town.p, town.open
    everyone = np.flatnonzero(state.plan == CHILD_PROTECTION)
    for number in range(p.whole("reviews_at_most")):
        day = town.working_day(state.plan_start[everyone] + p.whole("review_first") + p.whole("review_every") * number)
        due = (day >= month.start) & (day < month.end) & state.on_plan(everyone, day, CHILD_PROTECTION)
        who, on = everyone[due], day[due]
        town.log.add("cp_review", who, on, outcome="continue", concern=state.plan_concern[who], spell=state.plan_spell[who])
        need = town.need[who] + draws.normal(who, 0, p["review_noise"])
        scale = p.scales.rows["signs_of_safety_scale"]
        mark, noise = scale.mark(need, 0), abs(scale.slope) * p["review_noise"]
        rows = town.log.add("signs_of_safety_scale", who, on, value=mark, value_unit="scale", spell=state.plan_spell[who])
        by = raised_by_need(town.parts[:, who], 1)
        town.log.because(rows, due_of_mark(scale, mark, noise, by, town.need[who], np.zeros(len(who))))
        code = np.where(need > p["agreement_not_met_above"], "agreement_not_met", "agreement_met")
        town.log.code(town.log.add("oversight", who, on), "oversight", code)


def _end_plans(town: Town, draws: Draws, month: Month) -> None:
    """End the plans that are due: some are prolonged if care is still poor, some step down, the rest close."""
    p, state = town.p, town.open
    who = np.flatnonzero((state.plan != NO_PLAN) & (state.plan_end < month.end) & (state.plan_end > state.plan_start))
    day = np.maximum(state.plan_end[who], month.start)
    at_home = town.here(who, day) & ~state.in_care(who, day)
    goes_on = at_home & (town.judged(who) > -p["neglect_below"]) & (draws.random(who) < p["plan_ends_late"])
    state.plan_end[who[goes_on]] += p.whole("plan_prolonged_days")
    ends, on = who[~goes_on], day[~goes_on]
    stepped = draws.random(ends) < p["steps_down"]
    for kind, name in EVENTS.items():
        now = state.plan[ends] == kind
        who, day = ends[now], on[now]
        to_care = state.care_start[who] == state.plan_end[who]
        down = stepped[now] & (kind == CHILD_PROTECTION) & ~to_care
        outcome = np.where(to_care, "cla", np.where(down, "stepped_down", "closed"))
        spell, concern = state.plan_spell[who], state.plan_concern[who]
        town.log.add(f"{name}_end", who, day, outcome=outcome, concern=concern, spell=spell)
        shut = ~down & ~to_care
        town.log.add("case_closed", who[shut], day[shut], outcome="closed", spell=state.spell[who[shut]])
        state.plan[who] = NO_PLAN
        start_plans(town, month, "step down", who[down], day[down], CHILD_IN_NEED, town.judged(who[down]))


def _most_serious_steps(town: Town, draws: Draws, month: Month) -> None:
    """Add police protection if need is great, pre-proceedings if a plan brings no change, and care after either."""
    p, state, middle = town.p, town.open, month.middle
    who = np.flatnonzero(town.present(middle) & (town.age(middle) >= 0) & ~state.in_care(town.everyone, middle))
    judged = town.judged(who)
    protected = (judged > p["police_protection_above"]) & (draws.random(who) < p["police_protection"])
    planned_then = state.on_plan(who, middle - p.whole("pre_proceedings_after"), CHILD_PROTECTION)
    on_plan = planned_then & state.on_plan(who, middle, CHILD_PROTECTION)
    proceedings = on_plan & (judged > p["pre_proceedings_above"]) & (draws.random(who) < p["to_pre_proceedings"])
    grave = protected | proceedings
    who, judged, protected, proceedings = who[grave], judged[grave], protected[grave], proceedings[grave]
    concern = named_category(town, who, judged, draws)
    concern = np.where(proceedings, state.plan_concern[who], concern)
    day = np.full(len(who), middle)
    town.log.add("police_protection", who[protected], day[protected], "police", concern=concern[protected])
    began = town.working_day(day - p.whole("pre_proceedings_days"))[proceedings]
    on_it, spell = who[proceedings], state.plan_spell[who[proceedings]]
    town.log.add("pre_proceedings", on_it, began, concern=concern[proceedings], spell=spell)
    offer_family_group(town, month, on_it, began, spell)
    rows = town.log.add("oversight", on_it, began - p.whole("legal_gateway_days"))
    town.log.code(rows, "oversight", "legal_gateway")
    taken = draws.random(who) < p["to_care"]
    _start_care(town, draws, who[taken], day[taken] + 1, protected[taken], concern[taken])


def _start_care(town: Town, draws: Draws, who: Ints, day: Ints, protected: Flags, concern: Words) -> None:
    p, state = town.p, town.open
    end = np.minimum(day + draws.length(who, p.lengths.rows["care"]), town.people.birth[who] + CHILDHOOD)
    state.care_start[who], state.care_end[who] = day, end
    state.plan_end[who] = np.minimum(state.plan_end[who], day)
    rows = town.log.add("legal_status_change", who, day, concern=concern)
    town.log.code(rows, "legal_status", np.where(protected, "L1", "C1"))
    spell = state.care_spell[who] = state.next_spells(who)
    town.log.add("cla_start", who, day, concern=concern, spell=spell)
    town.move(who, day, 2 * town.people.families + who, "foster")


def _end_care(town: Town, month: Month) -> None:
    state = town.open
    who = np.flatnonzero((state.care_end >= month.start) & (state.care_end < month.end))
    day = state.care_end[who]
    town.log.add("cla_end", who, day, outcome="closed", spell=state.care_spell[who])
    town.move(who, day, town.people.family[who], "private")
