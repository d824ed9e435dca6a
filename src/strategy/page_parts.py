"""What the internal page of the strategy and the released one share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..params import PolicyChange
from ..wording import strategy as wording
from ..wording.sentences import british_date
from .definitions import UNIT, Measure, Strategy, unit_of

Json = Mapping[str, Any]


def unit_and_words(measure: Measure, population: bool) -> tuple[int, str]:
    """Return by what the ratio of a measure is multiplied, and of what it then is."""
    kind = unit_of(measure, population)
    return UNIT[kind], wording.PER[kind]


def objectives_of(strategy: Strategy, parts: Json) -> list[dict[str, Any]]:
    """Return each objective with its measures' parts of the page. `parts` : by measure."""
    return [
        {
            "title": objective.title,
            "seeds": objective.seeds,
            "parts": [part for name, part in parts.items() if strategy.measures[name].objective == key],
        }
        for key, objective in strategy.objectives.items()
    ]


def about_page(figures: Json, strategy: Strategy, vocabulary: Vocabulary, reading: Sequence[str]) -> dict[str, Any]:
    """Return how to read the page (with its figures filled in), what it cannot tell, and what is not counted."""
    values = vocabulary.nouns.model_dump() | {
        "charts": len(figures["measures"]),
        "delay": figures["delay_days"],
        "alarms": f"{100 * figures['false_alarms']:g}",
    }
    titles = "; ".join(strategy.measures[name].title for name in figures["left_out"])
    return {
        "reading": [line.format(**values) for line in reading],
        "limits": [line.format(**values) for line in wording.LIMITS],
        "left_out": wording.LEFT_OUT.format(titles=titles) if titles else "",
    }


def dates_of(change: PolicyChange) -> dict[str, Any]:
    """Return a change of policy with its dates in words."""
    return {"name": change.name, "start": british_date(change.start), "end": change.end and british_date(change.end)}


def month_in_words(month: str) -> str:
    """Return a month (2021-04) in words."""
    return f"{dt.date.fromisoformat(month + '-01'):%B %Y}"
