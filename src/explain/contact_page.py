"""What a contact page says, as plain data: the report stage only has to set it on paper (design section 6)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import chain
from typing import Any

from ..features.catalogue import window_days
from ..features.evidence import records_behind
from ..features.seen import Seen, date_of
from ..models.bands import ATTENTION
from ..params import Params
from ..wording.sentences import british_date, number, number_word, window_words
from .annex import Annex, annex_of, cite, rows_of
from .gaps import not_recorded, prompts, since
from .lanes import themes_of, timeline_of
from .people import age_words, household, years_old
from .reasons import LEAST, Contrary, Reason, patterns_of, reasons_of
from .record import Record, Sources, record_of, since_day
from .selection import file_name

MOST_PATTERNS = 3
SCALE = "scale"  # the unit of a scale on which a higher number is safer
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
    found = reasons_of(contributions, record, sources)
    shown = found.plain[: params.explain.reasons]
    patterns = _patterns_besides(shown, record, sources)
    strengths, support, window = _working_well(record, sources)
    lines = [*shown, *patterns[:MOST_PATTERNS]]
    annex = annex_of(record, [*(line.events for line in lines), strengths, support, *(each.events for each in found.contrary)])
    themes = themes_of(record, sources)
    age = years_old(record.born, record.as_of)
    return {
        "arrangement": params.explain.arrangement,
        "point_id": point["point_id"],
        "child_id": record.child_id,
        "date": british_date(record.as_of),
        "iso_date": f"{record.as_of:%Y-%m-%d}",
        "file": file_name(point["point_id"]),
        "standing": point["standing"],
        "contact": _the_contact(point, record, sources),
        "records_before": int((~record.visible.today).sum()),
        "reasons": [_as_line(place, line, annex, sources) for place, line in enumerate(shown, 1)],
        "patterns": [
            _as_line(place, line, annex, sources) for place, line in enumerate(patterns[:MOST_PATTERNS], len(shown) + 1)
        ],
        "further": [reason.says for reason in chain(found.plain[len(shown) :], patterns[MOST_PATTERNS:])],
        "contrary": _contrary(found.contrary, annex, sources),
        "carried": carried(shown, contributions, sources),
        "partners": _held_by_partners(lines, record, annex, sources),
        "working_well": window
        and {"window": window, "facts": cite(strengths, annex, sources), "support": cite(support, annex, sources)},
        "not_recorded": not_recorded(record, age, sources),
        "questions": _questions(shown, age, sources),
        "rules": _rules(point, record, sources, params),
        "household": [vars(person) for person in household(record, sources)] if sources.vocabulary.page.others else [],
        "scale": _scale(record, sources),
        "frequency": _frequency(point),
        "timeline": timeline_of(record, themes, sources),
        "records": rows_of(annex, {place: line.events for place, line in enumerate(lines, 1)}, themes, sources),
        "records_left_out": annex.left_out,
    }


def nth(number: int) -> str:
    """Return first, second, ... ninth, 10th, 11th."""
    if number <= len(_NTH):
        return _NTH[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def carried(shown: Sequence[Reason], contributions: Mapping[str, float], sources: Sources) -> str:
    """Return how much of what raised the score the shown reasons carry, in words."""
    share = carried_share(shown, contributions, sources)
    return "most" if share >= 2 / 3 else "part" if share >= 1 / 3 else "a small part"


def carried_share(shown: Sequence[Reason], contributions: Mapping[str, float], sources: Sources) -> float:
    """Return the share of what raised the score that the shown reasons carry; strengths are left out of both."""
    strengths = {name for name, entry in sources.catalogue.indicators.items() if entry.strength}
    raised = sum(share for name, share in contributions.items() if share > LEAST and name not in strengths)
    return sum(contributions[reason.indicator] for reason in shown) / raised if raised else 0.0


def _patterns_besides(shown: Sequence[Reason], record: Record, sources: Sources) -> list[Reason]:
    """Return the patterns that stand in the records and in none of the shown reasons."""
    named = {reason.indicator for reason in shown}
    return [pattern for pattern in patterns_of(record, sources) if pattern.indicator not in named]


def _the_contact(point: Mapping[Hashable, Any], record: Record, sources: Sources) -> list[dict[str, str]]:
    """Return what the point itself is, as labelled lines."""
    words, nouns = sources.vocabulary.words, sources.vocabulary.nouns
    today = record.visible.take(record.visible.today)
    lines = [("Day", british_date(record.as_of))]
    if len(today):
        concerns = {word for several in today["concern"] if several for word in several.split(";")}
        named = [says for word, says in words["concern"].items() if word in concerns]
        lines.append(("It came from", ", ".join(dict.fromkeys(words["agency"][agency] for agency in today["agency"]))))
        lines.append(("Concern named", ", ".join(named) or "none is named"))
    if point["contacts_in_window"]:
        lines.append((f"{nouns.points.capitalize()} in 12 months", f"this is the {nth(point['contacts_in_window'])}"))
    if sources.born:
        lines.append(("Age", age_words(record.born, record.as_of)))
    return [{"label": label, "says": says[:1].upper() + says[1:]} for label, says in lines]


def _questions(shown: Sequence[Reason], age: float | None, sources: Sources) -> list[str]:
    standing = [question.ask for question in sources.vocabulary.page.questions if age is None or age >= question.from_age]
    return list(dict.fromkeys([*(reason.ask for reason in shown if reason.ask), *standing]))


def _as_line(place: int, reason: Reason, annex: Annex, sources: Sources) -> dict[str, Any]:
    return {
        "number": place,
        "indicator": reason.indicator,
        "theme": reason.theme,
        "says": reason.says,
        "absent": reason.absent,
        "cites": cite(reason.events, annex, sources),
    }


def _contrary(found: Sequence[Contrary], annex: Annex, sources: Sources) -> list[dict[str, Any]]:
    return [{"means": each.means, "how": each.how, "cites": cite(each.events, annex, sources)} for each in found]


def _held_by_partners(lines: Sequence[Reason], record: Record, annex: Annex, sources: Sources) -> dict[str, Any]:
    """Return what had not reached the hub: of the records behind the lines, and of all of 12 months, by agency."""
    cited = [(place, line.events) for place, line in enumerate(lines, 1) if not line.absent and len(line.events)]
    rows = {row for _, events in cited for row in events.row[~events.in_hub].tolist()}
    recent = since_day(record.visible, record.t - window_days("365d"))
    names = sources.vocabulary.words["agency"]
    held = Counter(names[agency] for agency in recent.take(~recent.in_hub)["agency"])
    return {
        "kept_apart": sources.dates_kept_apart,
        "behind": cite(record.seen.take([row in rows for row in record.seen.row.tolist()]), annex, sources) if rows else None,
        "unseen": [place for place, events in cited if not events.in_hub.any()],
        "part_seen": [place for place, events in cited if events.in_hub.any() and not events.in_hub.all()],
        "of_12_months": sum(held.values()),
        "by_agency": [f"{name} ({count})" for name, count in sorted(held.items(), key=lambda item: (-item[1], item[0]))],
    }


def _working_well(record: Record, sources: Sources) -> tuple[Seen, Seen, str | None]:
    """Return recorded strengths, the support recorded in the same window, and that window in words.

    The window is None if the catalogue knows no strengths.
    """
    none = record.seen.take(slice(0))
    strengths = {name: entry for name, entry in sources.catalogue.indicators.items() if entry.strength}
    if not strengths:
        return none, none, None
    window = max((entry.quoted_window for entry in strengths.values()), key=window_days)
    rows: set[int] = set()
    for name in strengths:
        rows |= set(records_behind(sources.evidence, record.seen, record.as_of, name, window, counts=record.counts).row.tolist())
    found = record.seen.take([row in rows for row in record.seen.row.tolist()])
    recent = since_day(record.visible, record.t - window_days(window))
    support = recent.take([kind in sources.vocabulary.page.support for kind in recent["event_type"]])
    return found, support, window_words(window_days(window))


def _rules(point: Mapping[Hashable, Any], record: Record, sources: Sources, params: Params) -> list[str]:
    page = sources.vocabulary.page
    lines = []
    if page.rule and point["contacts_in_window"]:
        contacts, window = number_word(params.cohort.rule_contacts), window_words(params.cohort.rule_window_days)
        says = page.rule.says.format(contacts=contacts, window=window)
        verdict = (page.rule.met if point["rule"] else page.rule.not_met).format(nth=nth(point["contacts_in_window"]))
        lines.append(f"{says[:1].upper()}{says[1:]} {verdict} {since(page.rule.answer, record, sources)}")
    return [*lines, *prompts(record, sources), *page.standing_rules]


def _scale(record: Record, sources: Sources) -> str | None:
    """Return the latest number that people gave on a scale, and which end of it is which; None where there is none."""
    rated = record.visible.take(record.visible["value_unit"] == SCALE)
    rated = rated.take(rated["value"] == rated["value"])
    if not len(rated):
        return None
    day, value = british_date(date_of(rated["event_date"][-1])), number(rated["value"][-1])
    return f"The latest number on record is {value}, of {day}. It was given on a {sources.vocabulary.words['value_unit'][SCALE]}."


def _frequency(point: Mapping[Hashable, Any]) -> dict[str, int] | None:
    """Return the frequency in 100, outwards rounded; only in the attention band is there one (design rule 2)."""
    low, high = point["frequency_low"], point["frequency_high"]
    if point["standing"] != ATTENTION or math.isnan(low) or math.isnan(high):
        return None
    return {"low": math.floor(low * 100), "high": math.ceil(high * 100)}
