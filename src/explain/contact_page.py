"""What a contact page says, as plain data: the report stage only has to set it on paper (design section 6)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from ..features.catalogue import LONGEST_WINDOW_DAYS, THIS_CONTACT, window_days
from ..features.evidence import behind, counts_for
from ..features.sentences import british_date, number_word, window_words
from ..models.bands import ATTENTION
from ..params import Params
from .gaps import not_recorded, prompts, since
from .people import age_words, others_in_household, years_old
from .reasons import LEAST, Reason, reasons_of
from .record import Record, Sources, facts, record_of
from .selection import file_name

OTHER_RECORDS = "other records"
Told = Mapping[int, dict[str, Any]]
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def content(
    point: Mapping[Hashable, Any], contributions: Mapping[str, float], sources: Sources, params: Params
) -> dict[str, Any]:
    """Return everything that the page of one point says.

    Parameters
    ----------
    point : a row of the cohort with its score: point_id, child_id, as_of, contacts_in_window, rule, standing,
        frequency_low, frequency_high.
    contributions : log-odds by indicator.
    """
    record = record_of(sources, point["child_id"], point["as_of"])
    told = {row: asdict(fact) for row, fact in facts(record, sources.vocabulary).items()}
    found = reasons_of(contributions, record, sources)
    shown = found.plain[: params.explain.reasons]
    age = years_old(record.born, record.as_of)
    return {
        "point_id": point["point_id"],
        "child_id": record.child_id,
        "date": british_date(record.as_of),
        "iso_date": f"{record.as_of:%Y-%m-%d}",
        "file": file_name(point["point_id"]),
        "standing": point["standing"],
        "contact": _the_contact(point, record, sources),
        "records_before": int((~record.visible["today"]).sum()),
        "reasons": [_as_shown(reason, told) for reason in shown],
        "further_reasons": [reason.says for reason in found.plain[len(shown) :]],
        "hard_to_explain": found.hard_to_explain,
        "carried": _carried(shown, contributions, sources),
        "partners": _held_by_partners(shown, told, sources),
        "working_well": _working_well(told, record, sources),
        "not_recorded": not_recorded(record, age, sources),
        "questions": _questions(shown, age, sources),
        "rules": _rules(point, record, sources, params),
        "others": [asdict(other) for other in others_in_household(sources, record.child_id, record.as_of)],
        "frequency": _frequency(point),
        "timeline": _timeline(told, record, sources),
    }


def nth(number: int) -> str:
    """Return first, second, ... ninth, 10th, 11th."""
    if number <= len(_NTH):
        return _NTH[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _the_contact(point: Mapping[Hashable, Any], record: Record, sources: Sources) -> list[dict[str, str]]:
    """Return what the point itself is, as labelled lines."""
    words, nouns = sources.vocabulary.words, sources.vocabulary.nouns
    today = record.visible[record.visible["today"]]
    lines = [("Day", british_date(record.as_of))]
    if len(today):
        concerns = {word for several in today["concern"].dropna() for word in several.split(";")}
        named = [says for word, says in words["concern"].items() if word in concerns]
        lines.append(("It came from", ", ".join(dict.fromkeys(words["agency"][agency] for agency in today["agency"]))))
        lines.append(("Concern named", ", ".join(named) or "none is named"))
    if point["contacts_in_window"]:
        lines.append((f"{nouns.points.capitalize()} in 12 months", f"this is the {nth(point['contacts_in_window'])}"))
    if sources.born:
        lines.append(("Age", age_words(record.born, record.as_of)))
    return [{"label": label, "says": says[:1].upper() + says[1:]} for label, says in lines]


def _questions(shown: list[Reason], age: float | None, sources: Sources) -> list[str]:
    standing = [question.ask for question in sources.vocabulary.page.questions if age is None or age >= question.from_age]
    return list(dict.fromkeys([*(reason.ask for reason in shown if reason.ask), *standing]))


def _as_shown(reason: Reason, told: Told) -> dict[str, Any]:
    return {
        "indicator": reason.indicator,
        "theme": reason.theme,
        "says": reason.says,
        "absent": reason.absent,
        "facts": _as_dicts(reason.events, told),
    }


def _as_dicts(rows: pd.DataFrame, told: Told) -> list[dict[str, Any]]:
    return [told[row] for row in rows["row"]]


def _carried(shown: list[Reason], contributions: Mapping[str, float], sources: Sources) -> str:
    """Return how much of what raised the score the shown reasons carry, in words."""
    strengths = {name for name, entry in sources.catalogue.indicators.items() if entry.strength}
    raised = sum(share for name, share in contributions.items() if share > LEAST and name not in strengths)
    share = sum(contributions[reason.indicator] for reason in shown) / raised if raised else 0.0
    return "most" if share >= 2 / 3 else "part" if share >= 1 / 3 else "a small part"


def _held_by_partners(shown: list[Reason], told: Told, sources: Sources) -> dict[str, Any]:
    """Return the records behind the shown reasons that had not reached the hub, and which reasons that leaves without any."""
    behind_reasons = [(place, list(reason.events["row"])) for place, reason in enumerate(shown, 1) if not reason.absent]
    cited = {row for _, rows in behind_reasons for row in rows}
    reached = [(place, [told[row]["in_hub"] for row in rows]) for place, rows in behind_reasons]
    return {
        "kept_apart": sources.dates_kept_apart,
        "facts": [fact for row, fact in told.items() if row in cited and not fact["in_hub"]],
        "unseen": [place for place, in_hub in reached if not any(in_hub)],
        "part_seen": [place for place, in_hub in reached if any(in_hub) and not all(in_hub)],
    }


def _working_well(told: Told, record: Record, sources: Sources) -> dict[str, Any] | None:
    """Return recorded strengths and the support recorded in the same window; None if the catalogue knows no strengths."""
    strengths = {name: entry for name, entry in sources.catalogue.indicators.items() if entry.strength}
    if not strengths:
        return None
    window = max((entry.quoted_window for entry in strengths.values()), key=window_days)
    found = pd.concat([behind(sources.evidence, record.seen, record.as_of, name, window) for name in strengths])
    recent = record.visible[(record.visible["event_date"] >= record.as_of - pd.Timedelta(days=window_days(window))).to_numpy()]
    support = recent[recent["event_type"].isin(sources.vocabulary.page.support)]
    return {
        "window": window_words(window_days(window)),
        "facts": _as_dicts(found.drop_duplicates("event_id"), told),
        "support": _as_dicts(support, told),
    }


def _rules(point: Mapping[Hashable, Any], record: Record, sources: Sources, params: Params) -> list[str]:
    page = sources.vocabulary.page
    lines = []
    if page.rule and point["contacts_in_window"]:
        contacts, window = number_word(params.cohort.rule_contacts), window_words(params.cohort.rule_window_days)
        says = page.rule.says.format(contacts=contacts, window=window)
        verdict = (page.rule.met if point["rule"] else page.rule.not_met).format(nth=nth(point["contacts_in_window"]))
        lines.append(f"{says[:1].upper()}{says[1:]} {verdict} {since(page.rule.answer, record, sources)}")
    return [*lines, *prompts(record, sources), *page.standing_rules]


def _frequency(point: Mapping[Hashable, Any]) -> dict[str, int] | None:
    """Return the frequency in 100, outwards rounded; only in the attention band is there one (design rule 2)."""
    low, high = point["frequency_low"], point["frequency_high"]
    if point["standing"] != ATTENTION or math.isnan(low) or math.isnan(high):
        return None
    return {"low": math.floor(low * 100), "high": math.ceil(high * 100)}


def _timeline(told: Told, record: Record, sources: Sources) -> dict[str, Any]:
    """Return every record of the longest window in one lane, that of the first indicator that it counts for."""
    start = record.as_of - pd.Timedelta(days=LONGEST_WINDOW_DAYS)
    rows = record.visible[(record.visible["event_date"] >= start).to_numpy()]
    lanes = [*sources.catalogue.themes, OTHER_RECORDS]
    themes = _themes(rows, sources)
    marks = [
        {"lane": theme, "day": f"{day:%Y-%m-%d}", **fact}
        for theme, day, fact in zip(themes, rows["event_date"], _as_dicts(rows, told), strict=True)
    ]
    return {
        "start": f"{start:%Y-%m-%d}",
        "lanes": [lane for lane in lanes if lane in set(themes)],
        "marks": marks,
        "older": len(record.visible) - len(rows),
    }


def _themes(rows: pd.DataFrame, sources: Sources) -> list[str]:
    entries = list(sources.catalogue.indicators.values())
    of_today = np.array([THIS_CONTACT in entry.windows for entry in entries])
    matched = counts_for(sources.evidence, rows) & (of_today == rows["today"].to_numpy(bool)[:, None])
    return [
        entries[place].theme if any_ else OTHER_RECORDS
        for place, any_ in zip(matched.argmax(axis=1), matched.any(axis=1), strict=True)
    ]
