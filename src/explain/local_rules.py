"""The section "The local rules" of a contact page: the rule on repeat contacts, and rules that a recorded fact calls up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from ..features.seen import date_of
from ..params import Cohort
from ..wording.contact_page import ordinal
from ..wording.sentences import british_date, fill, number_word, window_words
from .not_recorded import last_recorded
from .record import Record, Sources, of_kinds, of_last_year


def local_rules(point: Mapping[Hashable, Any], record: Record, sources: Sources, settings: Cohort) -> list[str]:
    """Return the rules of the place that apply, and what answered them.

    Parameters
    ----------
    point : contacts_in_window, rule (whether the rule on repeat contacts is met).
    """
    page = sources.vocabulary.page
    lines = []
    if page.rule and point["contacts_in_window"]:
        contacts, window = number_word(settings.rule_contacts), window_words(settings.rule_window_days)
        rule = fill(page.rule.says, contacts=contacts, window=window)
        verdict = (page.rule.met if point["rule"] else page.rule.not_met).format(nth=ordinal(point["contacts_in_window"]))
        lines.append(f"{rule} {verdict} {last_recorded(page.rule.answer, record, sources)}")
    return [*lines, *prompts(record, sources), *page.standing_rules]


def prompts(record: Record, sources: Sources) -> list[str]:
    """Return the rules that facts of the last 12 months call up, and whether another fact has answered them since."""
    lines = []
    for prompt in sources.vocabulary.page.prompts:
        matching = of_last_year(of_kinds(record, prompt.any_of, sources), record)
        if len(matching):
            last = matching["event_date"].max()
            rule = prompt.says.format(last_date=british_date(date_of(last)))
            lines.append(f"{rule} {last_recorded(prompt.answer, record, sources, last)}")
    return lines
