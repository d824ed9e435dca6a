"""What a contact page says, as plain data (JSON); `render.py` makes HTML of it.

Sentences come from the catalogue and the vocabulary; the other words are in `wording/contact_page.py` and `wording/reasons.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from ..features.catalogue import window_days
from ..features.evidence import records_behind
from ..features.seen import Seen, date_of
from ..models.bands import ATTENTION
from ..models.crossfit import ALL
from ..params import Params
from ..wording import contact_page as wording
from ..wording import reasons as reason_wording
from ..wording.sentences import british_date, number, window_words
from .annex import Annex, annex_of, annex_rows, cite
from .first_records import first_of, first_to_open
from .household import household, residents
from .household_picture import household_picture
from .lines import Line, are_level, carried_share, lines_of_page
from .local_rules import local_rules
from .not_recorded import not_recorded
from .reasons import Contrary, patterns_of, reasons_of
from .record import Record, Sources, from_day, of_last_year, record_of, sequence, with_rows
from .selection import file_name
from .sight import last_seen
from .timeline import themes_of, timeline_of

MOST_QUESTIONS = 5
MANY_RECORDS = 10  # a line that cites more names those to open first
SCALE = "scale"  # the unit of a scale on which a higher number is safer
YEAR_DAYS = 365.25


def content(
    point: Mapping[Hashable, Any],
    contributions: Mapping[str, float],
    sources: Sources,
    params: Params,
    others: Sequence[Mapping[str, float]] = (),
) -> dict[str, Any]:
    """Return everything that the page of one point says.

    Parameters
    ----------
    point : a row of the cohort, with the standing, frequency_low and frequency_high that its score gives it.
    contributions : log-odds by indicator. others : the same by each model of another fold.
    """
    record = record_of(sources, point["child_id"], point["as_of"])
    reasons = reasons_of(contributions, record, sources)
    found = lines_of_page(reasons.plain, patterns_of(record, sources), params.explain.reasons)
    well, window = _working_well(record, sources)
    lines = dict(enumerate(found.all, start=1))
    cited = [*(line.reason.events for line in lines.values()), *well.values(), *(each.events for each in reasons.contrary)]
    annex, themes, age = annex_of(record, cited), themes_of(record, sources), age_in_years(record)
    as_lines = [
        _as_line(at, line, annex, sources, at <= len(found.patterns)) | {"first": _first(line, point, record, annex, sources)}
        for at, line in lines.items()
    ]
    return {
        "arrangement": params.explain.arrangement,
        **_of_point(point, record),
        "contact": the_contact(point, record, sources),
        "records_before": int((~record.visible.today).sum()),
        "patterns": as_lines[: len(found.patterns)],
        "reasons": as_lines[len(found.patterns) :],
        "first_two_are_level": are_level(found.drew, others),
        "first": first_to_open(point, record, annex, sources),
        "context": [reason.says for reason in reasons.context],
        "further": found.further,
        "contrary": _contrary(reasons.contrary, annex, sources),
        "carried": carried_in_words(found.all, contributions, sources),
        "partners": _held_by_partners(lines, record, annex, sources),
        "working_well": window and {"window": window} | {name: cite(each, annex, sources) for name, each in well.items()},
        "not_recorded": not_recorded(record, age, sources),
        "questions": _questions(lines, age, sources),
        "rules": local_rules(point, record, sources, params.cohort),
        **_the_household(record, sources),
        "scale": _scale(record, sources),
        "frequency": _frequency(point),
        "timeline": timeline_of(record, themes, sources),
        "records": annex_rows(annex, {at: line.reason.events for at, line in lines.items()}, themes, sources),
        "records_left_out": annex.records_left_out,
    }


def _first(line: Line, point: Mapping[Hashable, Any], record: Record, annex: Annex, sources: Sources) -> list[int]:
    """Return the numbers of those of a line's records to open first, where it cites more than ten."""
    events = line.reason.events
    return first_of(events, point, record, annex, sources) if len(events) > MANY_RECORDS else []


def age_in_years(record: Record) -> float | None:
    """Return the age in years of 365.25 days from the month of birth, negative before it; None if it is not recorded."""
    return None if record.born is None else (record.as_of - record.born).days / YEAR_DAYS


def carried_in_words(lines: Sequence[Line], contributions: Mapping[str, float], sources: Sources) -> str:
    """Return how much of what raised the score the lines account for, in words."""
    share = carried_share(lines, contributions, sources)
    return reason_wording.MOST if share >= 2 / 3 else reason_wording.PART if share >= 1 / 3 else reason_wording.SMALL_PART


def _of_point(point: Mapping[Hashable, Any], record: Record) -> dict[str, Any]:
    return {
        "point_id": point["point_id"],
        "child_id": record.child_id,
        "date": british_date(record.as_of),
        "iso_date": f"{record.as_of:%Y-%m-%d}",
        "file": file_name(point["point_id"]),
        "standing": point["standing"],
        "by_registered": point.get("fold") == ALL,
    }


def the_contact(point: Mapping[Hashable, Any], record: Record, sources: Sources) -> list[dict[str, str]]:
    """Return what is known of the point itself, as labelled lines."""
    words, nouns = sources.vocabulary.words, sources.vocabulary.nouns
    today = record.visible.take(record.visible.today)
    lines = [(wording.DAY, british_date(record.as_of))]
    if len(today):
        concerns = {word for several in today["concern"] if several for word in several.split(";")}
        named = [text for word, text in words["concern"].items() if word in concerns]
        lines.append((wording.CAME_FROM, ", ".join(dict.fromkeys(words["agency"][agency] for agency in today["agency"]))))
        lines.append((wording.CONCERN, ", ".join(named) or wording.NONE_NAMED))
    if contacts := point["contacts_in_window"]:
        label = wording.IN_12_MONTHS.format(points=nouns.points.capitalize())
        lines.append((label, wording.THIS_IS_NUMBER.format(nth=wording.ordinal(contacts))))
    if sources.born:
        lines.append((wording.AGE, wording.age_in_words(record.born, record.as_of)))
    if sources.vocabulary.page.sighting and (record.born is None or record.born <= record.as_of):
        lines.append((wording.LAST_SEEN_LABEL, last_seen(record, sources)))
    return [{"label": label, "says": text[:1].upper() + text[1:]} for label, text in lines]


def _the_household(record: Record, sources: Sources) -> dict[str, Any]:
    people = residents(record, sources) if sources.vocabulary.page.others else []
    summaries = [vars(person) for person in household(people, sources)]
    return {"household": summaries, "household_picture": household_picture(people or [record], sources)}


def _questions(lines: Mapping[int, Line], age: float | None, sources: Sources) -> list[dict[str, str]]:
    """Return the questions that belong to numbered lines, and standing ones where these are fewer than there is room for."""
    numbers: dict[str, list[int]] = {}
    for at, line in lines.items():
        if line.reason.ask:
            numbers.setdefault(line.reason.ask, []).append(at)
    questions = [{"ask": ask, "lines": wording.of_lines(several)} for ask, several in numbers.items()]
    standing = [question.ask for question in sources.vocabulary.page.questions if age is None or age >= question.from_age]
    return [*questions, *({"ask": ask, "lines": ""} for ask in standing if ask not in numbers)][:MOST_QUESTIONS]


def _as_line(line_number: int, line: Line, annex: Annex, sources: Sources, is_pattern: bool) -> dict[str, Any]:
    reason = line.reason
    return {
        "number": line_number,
        "indicator": reason.indicator,
        "theme": reason.theme,
        "says": reason.says,
        "also": line.says_also,
        "absent": reason.absent,
        "sequence": sequence(reason.events, sources) if is_pattern else [],
        "cites": cite(reason.events, annex, sources),
    }


def _contrary(contrary: Sequence[Contrary], annex: Annex, sources: Sources) -> list[dict[str, Any]]:
    return [{"means": each.means, "how": each.how, "cites": cite(each.events, annex, sources)} for each in contrary]


def _held_by_partners(lines: Mapping[int, Line], record: Record, annex: Annex, sources: Sources) -> dict[str, Any]:
    """Return what had not reached the hub: of the records behind the numbered lines, and of all of 12 months, by agency."""
    cited = {at: line.reason.events for at, line in lines.items() if not line.reason.absent and len(line.reason.events)}
    rows = {row for events in cited.values() for row in events.row[~events.in_hub].tolist()}
    undated = {
        row
        for events in cited.values()
        for row, source in zip(events.row.tolist(), events["source"], strict=True)
        if source not in sources.dates_kept_apart
    }
    recent = of_last_year(record.visible, record)
    names = sources.vocabulary.words["agency"]
    by_agency = Counter(names[agency] for agency in recent.take(~recent.in_hub)["agency"])
    return {
        "kept_apart": bool(sources.dates_kept_apart),
        "undated": len(undated),
        "behind": cite(with_rows(record.seen, rows), annex, sources) if rows else None,
        "unseen": [at for at, events in cited.items() if not events.in_hub.any()],
        "part_seen": [at for at, events in cited.items() if events.in_hub.any() and not events.in_hub.all()],
        "of_12_months": sum(by_agency.values()),
        "by_agency": [f"{name} ({count})" for name, count in sorted(by_agency.items(), key=lambda item: (-item[1], item[0]))],
    }


def _working_well(record: Record, sources: Sources) -> tuple[dict[str, Seen], str | None]:
    """Return recorded strengths (facts), the support recorded in the same window, and that window in words.

    The window is None if the catalogue has no strengths.
    """
    none = record.seen.take(slice(0))
    strengths = {name: indicator for name, indicator in sources.catalogue.indicators.items() if indicator.strength}
    if not strengths:
        return {"facts": none, "support": none}, None
    window = max((indicator.quoted_window for indicator in strengths.values()), key=window_days)
    rows: set[int] = set()
    for name in strengths:
        counted = records_behind(sources.evidence, record.seen, record.as_of, name, window, counts=record.indicator_matches)
        rows |= set(counted.row.tolist())
    recent = from_day(record.visible, record.t - window_days(window))
    support = recent.take([kind in sources.vocabulary.page.support for kind in recent["event_type"]])
    return {"facts": with_rows(record.seen, rows), "support": support}, window_words(window_days(window))


def _scale(record: Record, sources: Sources) -> str | None:
    """Return the latest number that people gave on a scale, and which end of it is which; None where there is none."""
    rated = record.visible.take(record.visible["value_unit"] == SCALE)
    rated = rated.take(rated["value"] == rated["value"])
    if not len(rated):
        return None
    date, value = british_date(date_of(rated["event_date"][-1])), number(rated["value"][-1])
    return wording.SCALE.format(value=value, date=date, scale=sources.vocabulary.words["value_unit"][SCALE])


def _frequency(point: Mapping[Hashable, Any]) -> dict[str, int] | None:
    """Return the frequency in 100, rounded outwards; None outside the attention band (design rule 2)."""
    low, high = point["frequency_low"], point["frequency_high"]
    if point["standing"] != ATTENTION or math.isnan(low) or math.isnan(high):
        return None
    return {"low": math.floor(low * 100), "high": math.ceil(high * 100)}
