"""Referrals, assessments, section 47 enquiries and conferences."""

from __future__ import annotations

import numpy as np

from .draws import Draws
from .log import Flags, Floats, Ints, Words, chance, pick
from .parameters import SHOCKS
from .plans import start_plans
from .town import CHILD_IN_NEED, CHILD_PROTECTION, NEVER, Month, Town

FACTORS_OF_SHOCKS = {"domestic_abuse": "3B", "parental_mental_health": "4B", "substance_use": "2B"}


def open_referrals(town: Town, month: Month, turn: int, who: Ints, day: Ints, source: Words, reported: Floats) -> None:
    """Open a referral for each child and decide on it the next working day: no further action, or an assessment."""
    p, state = town.p, town.open
    draws = town.draws(f"referrals {turn}", month.index)
    spell = state.spell[who] = state.next_spells(who)
    state.referred[who] = day
    town.log.add("referral", who, day, source, held_by="csc", spell=spell)
    decided = town.working_day(day + 1)
    nfa = draws.random(state.home[who]) < p["referral_nfa"]
    urgent = reported + draws.normal(who, 0, p["urgency_noise"]) > p["s47_at_once_above"]
    outcome = np.where(nfa, "nfa", np.where(urgent, "s47", "assessment"))
    town.log.add("referral_decision", who, decided, outcome=outcome, spell=spell)
    town.log.add("case_closed", who[nfa], decided[nfa], outcome="nfa", spell=spell[nfa])
    who, decided, spell, urgent = who[~nfa], decided[~nfa], spell[~nfa], urgent[~nfa]
    town.log.add("assessment_start", who, decided, spell=spell)
    drawn = draws.normal(state.home[who], p["assessment_days"], p["assessment_days_spread"])
    length = np.clip(drawn, p["assessment_days_least"], p["assessment_days_most"]).astype(np.int64)
    state.assessment_start[who], state.assessment_due[who] = decided, town.working_day(decided + length)
    state.section_47[who] = urgent
    state.busy_until[who] = state.assessment_due[who] + 1


def conclude_assessments(town: Town, month: Month) -> None:
    """Authorise the assessments due this month, and take the steps that follow."""
    p, state = town.p, town.open
    draws = town.draws("assessments", month.index)
    who = np.flatnonzero((state.assessment_due > NEVER) & (state.assessment_due < month.end))
    day, spell = state.assessment_due[who], state.spell[who]
    home_noise = draws.normal(state.home[who], 0, p["assessor_noise_home"])
    need = town.judged(who) + home_noise + draws.normal(who, 0, p["assessor_noise_child"])
    section_47 = state.section_47[who] | (need > p["s47_above"])
    conference = section_47 & (draws.random(state.home[who]) < p["s47_to_icpc"])
    in_need = (need > p["in_need_above"]) | conference
    helped = in_need & (need < p["in_need_above"] + p["early_help_band"]) & ~conference
    outcome = np.where(conference, "icpc", np.where(helped, "early_help", np.where(in_need, "cin_plan", "nfa")))
    seen = pick(draws.random(who), p.share("seen"))
    rows = town.log.add("assessment_end", who, day, outcome=outcome, spell=spell, seen=seen)
    _factors(town, draws, rows, who, need, in_need)
    noted = draws.random(who) < p["chronology_completed"]
    town.log.code(town.log.add("oversight", who[noted], day[noted]), "oversight", "chronology_completed")
    closed = ~in_need | helped
    town.log.add("case_closed", who[closed], day[closed], outcome="closed", spell=spell[closed])
    state.assessment_due[who] = NEVER
    _section_47(town, month, "assessment", who[section_47], day[section_47], need[section_47], conference[section_47])
    planned = in_need & ~helped & ~conference
    start_plans(
        town,
        month,
        "assessment",
        who[planned],
        town.working_day(day[planned] + p.whole("plan_made_days")),
        CHILD_IN_NEED,
        need[planned],
    )


def _factors(town: Town, draws: Draws, rows: Ints, who: Ints, need: Floats, in_need: Flags) -> None:
    """Record factors when an assessment is authorised; neglect (16A) is more likely the greater the need found."""
    p = town.p
    neglect = draws.random(who) < chance(p["factor_neglect"] + p["factor_neglect_slope"] * need + town.people.named[who])
    named = neglect.copy()
    town.log.code(rows[neglect], "factor", "16A")
    for shock, factor in FACTORS_OF_SHOCKS.items():
        there = town.care.shocks[town.open.home[who], SHOCKS.index(shock)]
        found = draws.random(who) < np.where(there, p["factor_of_shock"], p["factor_without_shock"])
        town.log.code(rows[found], "factor", factor)
        named |= found
    town.log.code(rows[~named & ~in_need], "factor", "21")


def step_up_plans(town: Town, month: Month) -> None:
    """Start section 47 enquiries about some children whose child in need plan has not helped enough."""
    p, state = town.p, town.open
    draws = town.draws("step up", month.index)
    who = np.flatnonzero(state.plan == CHILD_IN_NEED)
    day = town.working_day(np.full(len(who), month.middle))
    need = town.judged(who) + draws.normal(who, 0, p["assessor_noise"])
    begun = state.on_plan(who, day - p.whole("step_up_after"), CHILD_IN_NEED)
    goes_on = state.on_plan(who, day + p.whole("step_up_before_end"), CHILD_IN_NEED)
    chosen = begun & goes_on & (need > p["s47_above"]) & (draws.random(who) < p["step_up"])
    conference = draws.random(state.home[who]) < p["s47_to_icpc"]
    _section_47(town, month, "plan", who[chosen], day[chosen], need[chosen], conference[chosen])


def _section_47(town: Town, month: Month, after: str, who: Ints, day: Ints, need: Floats, conference: Flags) -> None:
    """Add section 47 enquiries that end with the assessment, their conferences, and the plans that follow."""
    p, state = town.p, town.open
    draws = town.draws(f"section 47 after {after}", month.index)
    spell = state.spell[who]
    start = np.maximum(state.assessment_start[who], town.working_day(day - p.whole("s47_days")))
    town.log.add("s47_start", who, start, spell=spell)
    town.log.add("s47_decision", who, day, outcome=np.where(conference, "icpc", "no_icpc"), spell=spell)
    day = town.working_day(day[conference] + p.whole("conference_days"))
    who, need, spell = who[conference], need[conference], spell[conference]
    plan = draws.random(state.home[who]) < p["icpc_to_plan"]
    town.log.add("icpc", who, day, outcome=np.where(plan, "cp_plan", "no_plan"), spell=spell)
    scale = p.scales.rows["signs_of_safety_scale"]
    mark = scale.mark(need, draws.normal(who, 0, scale.noise))
    town.log.add("signs_of_safety_scale", who, day, value=mark, value_unit="scale", spell=spell)
    state.busy_until[who] = day + 1
    after = f"conference after {after}"
    start_plans(town, month, after, who[plan], day[plan], CHILD_PROTECTION, need[plan])
    start_plans(
        town, month, f"conference after {after}", who[~plan], town.working_day(day[~plan] + 1), CHILD_IN_NEED, need[~plan]
    )
