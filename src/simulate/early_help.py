"""Early help: offered after a contact, started with consent, and ended with or without improvement."""

from __future__ import annotations

import numpy as np

from .due import due_of_mark, raised_by_need
from .log import Ints
from .town import Month, Town


def offer_early_help(town: Town, month: Month, turn: int, who: Ints, day: Ints) -> None:
    """Offer early help after contacts; families who consent get it about two weeks later."""
    p, state = town.p, town.open
    draws = town.draws(f"early help {turn}", month.index)
    free = (day >= state.help_end[who]) & town.here(who, day + p.whole("help_within_days"))
    who, day = who[free], town.working_day(day[free] + p.whole("help_asked_days"))
    declined = draws.random(state.home[who]) < p["help_declined"]
    consent = np.where(declined, "declined", "given").astype(object)
    town.log.add("consent_recorded", who, day, "early_help", consent_to_service=consent)
    who, day = who[~declined], town.working_day(day[~declined] + p.whole("help_begun_days"))
    length = draws.length(who, p.lengths.rows["early_help"])
    spell = state.help_spell[who] = state.next_spells(who)
    state.help_start[who], state.help_end[who] = day, day + length
    town.log.add("early_help_start", who, day, "early_help", spell=spell)
    scale = p.scales.rows["level_of_need"]
    level = scale.mark(town.need[who], draws.normal(who, 0, scale.noise))
    rows = town.log.add("level_of_need", who, day, "early_help", value=level, value_unit="level")
    by = raised_by_need(town.parts[:, who], 1)
    town.log.because(rows, due_of_mark(scale, level, scale.noise, by, town.need[who], np.zeros(len(who))))


def end_early_help(town: Town, month: Month) -> None:
    """End the early help due this month: improved, without change, or because consent was withdrawn."""
    state, draws = town.open, town.draws("early help ends", month.index)
    who = np.flatnonzero((state.help_end >= month.start) & (state.help_end < month.end))
    need = town.need[who] + draws.normal(who, 0, town.p["assessor_noise"])
    withdrawn = draws.random(who) < town.p["consent_withdrawn"]
    outcome = np.where(need < town.p["improved_below"], "improved", np.where(withdrawn, "no_consent", "without_change"))
    day = town.working_day(state.help_end[who])
    town.log.add("early_help_end", who, day, "early_help", spell=state.help_spell[who], outcome=outcome)
