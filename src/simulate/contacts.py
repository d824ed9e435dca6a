"""Contacts with the Front Door, and the decision on each on the next working day."""

from __future__ import annotations

import numpy as np

from .. import portable
from .due import Due, all_of, due_of_any, raised, shock_times
from .early_help import offer_early_help
from .log import Flags, Floats, Ints, Words, chance, pick
from .parameters import SHOCKS
from .referrals import open_referrals
from .town import CHILD_IN_NEED, CHILD_PROTECTION, NEVER, Month, Town

CONCERNS = ("neglect", "physical", "sexual", "emotional", "multiple_unspecified")


def concern_words(flags: Flags) -> Words:
    """Return sets of concerns as text, from a (rows, concerns) array; None where no concern is named."""
    words = [";".join(name for k, name in enumerate(CONCERNS) if number >> k & 1) or None for number in range(2 ** len(CONCERNS))]
    numbers: Ints = (flags * (1 << np.arange(len(CONCERNS)))).sum(axis=1)
    return np.array(words, dtype=object)[numbers]


def contacts(town: Town, month: Month) -> None:
    """Add one month's contacts and the decisions on them, in date order."""
    who, day, source, due = _raised(town, month)
    order = np.lexsort((source, day, who))
    who, day, source, due = who[order], day[order], source[order], due.of(order)
    new_day = np.append(True, (np.diff(who) != 0) | (np.diff(day) != 0)) if len(who) else np.zeros(0, dtype=bool)
    new_child = np.append(True, np.diff(who) != 0) if len(who) else new_day
    town.open.last_contact[who, source] = day
    contact_day = np.cumsum(new_day)
    rank = contact_day - np.maximum.accumulate(np.where(new_child, contact_day, 0)) if len(who) else contact_day
    for turn in range(town.p.whole("contact_days_at_most")):
        now = rank == turn
        if not now.any():
            break
        decided = new_day[now]
        reported = _add(town, month, turn, who[now], day[now], source[now], due.of(now))
        _decide(town, month, turn, who[now][decided], day[now][decided], source[now][decided], reported[decided])


def _raised(town: Town, month: Month) -> tuple[Ints, Ints, Ints, Due]:
    """Return child, day, source and truth of each contact: about one child, or about brothers and sisters named with it."""
    who = np.flatnonzero(town.present(month.middle))
    home, age, need = town.open.home[who], town.age(month.middle)[who], town.shown(town.need[who])
    raises = town.p["pattern_raises"]
    found, truth = [], []
    for code, row in enumerate(town.p.contacts.rows.values()):
        draws = town.draws(f"contact {town.sources[code]}", month.index)
        usual = row.rate * portable.exp(raises * row.slope * need) * town.readiness[who]
        worries, repeats = _worries(town, code, who), _repeats(town, month, code, who)
        more = {shock: float(portable.power(times, raises)) for shock, times in row.shocks.items()}
        shocks = shock_times(town.care.shocks[home], more)
        rate, draw = usual * _times(town, month, code, worries, shocks, repeats), draws.random(who)
        of_age = (age >= row.ages[0]) & (age < row.ages[1])
        hit = np.flatnonzero((draw < rate) & of_age)
        day_of_home = np.full(town.people.homes, NEVER)
        share_of_month = draw[hit] / np.minimum(rate[hit], 1)
        day_of_home[home[hit]] = month.start + (share_of_month * (month.end - month.start)).astype(int)
        at = np.flatnonzero(day_of_home[home] > NEVER)
        named = np.zeros(len(who), dtype=bool)
        named[at] = draws.random(who[at]) < row.siblings
        named[hit] = True
        day = day_of_home[home[named]]
        found.append((who[named], day if row.weekends else town.working_day(day), np.full(len(day), code)))
        by = raised(
            town.parts[:, who[at]], raises * row.slope, need[at], 0, {shock: times[at] for shock, times in shocks.items()}
        )
        rate, follows = np.where(of_age, rate, 0)[at], 1 - 1 / (worries * repeats)[at]
        truth.append(due_of_any(rate, draw[at], by, follows, home[at]).of(named[at]))
    children, days, sources = (np.concatenate(part) for part in zip(*found, strict=True))
    return children, days, sources, all_of(truth)


def _times(town: Town, month: Month, code: int, worries: Floats, shocks: dict[str, Floats], repeats: Floats) -> Floats:
    """Return the multiplier of a source's usual rate of contact for each child: policy breaks, worries, shocks, repeats."""
    breaks = np.prod([item.contacts.get(str(town.sources[code]), 1.0) for item in town.changed_by(month)])
    times = breaks * worries
    for more in shocks.values():
        times = times * more
    return np.asarray(times * repeats)


def _worries(town: Town, code: int, who: Ints) -> Floats:
    """Return how many times as readily a source turns to the hub about each child because of its own recent worries."""
    p, name = town.p, str(town.sources[code])
    row = p.contacts.rows[name]
    if not row.worry:
        return np.ones(len(who))
    worries = np.minimum(town.open.worry[who, town.agencies.index(name)], p["worry_at_most"])
    return np.asarray(1 + p["pattern_raises"] * row.worry * worries)


def _repeats(town: Town, month: Month, code: int, who: Ints) -> Floats:
    """Return how many times as readily a source comes back about each child within the days in which it does."""
    p = town.p
    lately = month.start - town.open.last_contact[who, code] < p["repeat_days"]
    more = p.contacts.rows[str(town.sources[code])].repeats
    return np.where(lately, portable.power(more, p["pattern_raises"]), 1.0)


def _add(town: Town, month: Month, turn: int, who: Ints, day: Ints, source: Ints, due: Due) -> Floats:
    """Add contact rows; return the need that each contact reports: the real need with noise of the reporter and of the home."""
    p, draws = town.p, town.draws(f"contact rows {turn}", month.index)
    bad_day = draws.normal(town.open.home[who], 0, p["contact_noise"])
    reported: Floats = town.judged(who) + bad_day + draws.normal(who, 0, p["contact_noise_child"])
    names = town.sources[source]
    abuse = town.care.shocks[town.open.home[who], SHOCKS.index("domestic_abuse")]
    flags = np.zeros((len(who), len(CONCERNS)), dtype=bool)
    shares = p.share("contact_names")
    hidden = p["overshadowed_names"] * (town.people.disability[who] == "yes")
    hidden += p["adolescent_names"] * (town.age(month.middle)[who] >= p["adolescent_from"])
    neglect = chance(p["names_neglect"] + p["names_neglect_slope"] * reported - hidden)
    named = [neglect, *(np.full(len(who), shares[c]) for c in CONCERNS[1:])]
    named[CONCERNS.index("emotional")] = np.where(abuse, shares["emotional_in_domestic_abuse"], shares["emotional"])
    for k, share in enumerate(named):
        flags[:, k] = draws.random(who) < share
    agreed = pick(draws.random(who), p.share("consent_to_share"))
    agreed[agreed == "not recorded"] = None
    rows = town.log.add(
        "contact", who, day, names, held_by="csc", concern=concern_words(flags),
        basis=pick(draws.random(who), p.share("basis")), consent_to_share=agreed,
    )  # fmt: skip
    town.log.because(rows, due)
    return reported


def _decide(town: Town, month: Month, turn: int, who: Ints, day: Ints, source: Ints, reported: Floats) -> None:
    """Decide on each child's contact-day from the reported need, worker noise, what has reached the hub, and the local rule."""
    p, state = town.p, town.open
    draws = town.draws(f"decisions {turn}", month.index)
    state.contact_days[who] = np.column_stack([day, state.contact_days[who, :-1]])
    repeated = (state.contact_days[who] > (day - p.whole("rule_days"))[:, None]).sum(axis=1) >= p["rule_contacts"]
    worker = draws.normal(state.home[who], 0, p["to_referral_worker"])
    log_odds = p["to_referral"] + p["to_referral_slope"] * reported + worker + p["rule_effect"] * repeated
    log_odds -= p["pressure"] * town.pressure(month)[who]
    log_odds += p["to_referral_known"] * (day - state.referred[who] < p["known_days"])
    log_odds += p["to_referral_history"] * portable.log1p(state.reached_hub[who])
    worked = state.on_plan(who, day, CHILD_IN_NEED) | state.on_plan(who, day, CHILD_PROTECTION)
    worked |= state.in_care(who, day) | (day < state.busy_until[who])
    refer = (draws.random(state.home[who]) < chance(log_odds)) & ~worked
    outcome = pick(draws.random(who), p.share("not_referred"))
    outcome[refer] = "referral"
    outcome[refer & repeated & (draws.random(who) < p["rule_named"])] = "assessment"
    outcome[worked] = "transfer"
    decided = town.working_day(day + 1)
    names = town.sources[source]
    _ask_partners(town, month, turn, who, day, names)
    town.log.add("contact_decision", who, decided, outcome=outcome)
    informed = draws.random(who) < p["referrer_told"]
    rows = town.log.add("oversight", who[informed], town.working_day(decided[informed] + 1))
    town.log.code(rows, "oversight", "referrer_told")
    open_referrals(town, month, turn, who[refer], decided[refer], names[refer], reported[refer])
    offer_early_help(town, month, turn, who[outcome == "early_help"], decided[outcome == "early_help"])


def _ask_partners(town: Town, month: Month, turn: int, who: Ints, day: Ints, source: Words) -> None:
    """Add enquiries by the hub to partners, and the answers, whose content then counts as having reached the hub."""
    p = town.p
    for partner in ("school", "gp", "health_visitor", "police", "adult_mental_health"):
        draws = town.draws(f"ask {partner} {turn}", month.index)
        low, high = p.agencies.rows[partner].ages
        age = town.age(month.middle)[who]
        asked = (draws.random(who) < p["asks_partners"]) & (age >= low) & (age < high) & (source != partner)
        who_asked, on = who[asked], day[asked]
        town.log.add("partner_information_asked", who_asked, on, partner, held_by="csc")
        answers = draws.random(who_asked) < p["partner_answers"]
        later = town.working_day(on[answers] + 1 + draws.wait(who_asked[answers], p["partner_answer_days"]))
        town.log.add("partner_information_answered", who_asked[answers], later, partner, held_by="csc")
        town.open.reached_hub[who_asked[answers]] += town.open.worry[who_asked[answers], town.agencies.index(partner)]
