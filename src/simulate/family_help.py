"""Family Help, which takes the place of early help and of child in need plans from a day on: new words for the same help.

Families First Partnership programme guide, year 2 (26 March 2026). A plan that began before that day keeps its words to its end.
Family group decision-making is offered before care proceedings: Children's Wellbeing and Schools Act 2026, section 1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .log import Ints
from .town import Month, Town

NEW_TYPES = {
    "early_help_start": "family_help_start",
    "cin_plan_start": "family_help_start",
    "early_help_end": "family_help_end",
    "cin_plan_end": "family_help_end",
}
STARTS = ("early_help_start", "cin_plan_start")
DECISIONS = ("contact_decision", "assessment_end")
NEW_OUTCOMES = {"early_help": "family_help", "cin_plan": "family_help"}


def in_new_words(facts: pd.DataFrame, first_day: int) -> pd.DataFrame:
    """Return the facts with the help that began on `first_day` or later, and the decisions of those days, as Family Help.

    Parameters
    ----------
    facts : child, day, spell (-1 for none), event_type and outcome, both as categories.
    """
    later = facts["day"] >= first_day
    spells = pd.MultiIndex.from_frame(facts[["child", "spell"]])
    begun = later & facts["event_type"].isin(STARTS)
    words = facts[["event_type", "outcome"]].astype(object)
    of_help = spells.isin(spells[begun]) & facts["event_type"].isin(list(NEW_TYPES))
    words.loc[of_help, "event_type"] = words.loc[of_help, "event_type"].map(NEW_TYPES)
    decided = later & facts["event_type"].isin(DECISIONS) & facts["outcome"].isin(list(NEW_OUTCOMES))
    words.loc[decided, "outcome"] = words.loc[decided, "outcome"].map(NEW_OUTCOMES)
    return facts.assign(**words.astype("category"))


def offer_family_group(town: Town, month: Month, who: Ints, day: Ints, spell: Ints) -> None:
    """Offer a family group decision-making meeting from the day of the change on, and hold those that are accepted."""
    due = day >= town.family_help_from
    who, day, spell = who[due], day[due], spell[due]
    accepted = town.draws("family group", month.index).random(who) < town.p["family_group_accepted"]
    outcome = np.where(accepted, "accepted", "declined").astype(object)
    town.log.add("family_group_offered", who, day, outcome=outcome, spell=spell)
    held = town.working_day(day[accepted] + town.p.whole("family_group_days"))
    town.log.add("family_group_held", who[accepted], held, spell=spell[accepted])
