"""The figures of the strategy page: every measure month by month, with what chance gives, and by age and area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..models.ratios import is_few, ratio, short
from ..params import StrategyChoices
from .by_group import by_group
from .chance import BASELINE, YEAR, Course, course
from .counts import Counts, Place, counts_of, parts_of, place_of
from .definitions import Measure, Strategy, with_words
from .months import QUARTER, name_of
from .quarters import known_by_quarter, quarters_of
from .whole_years import whole_years

LONG_ENOUGH = 28  # days in which something may follow, from which on it is worth saying how long it took
FEWEST_A_MONTH = 20  # counted in the baseline's usual month, below which a dot is a quarter
TABLES = ("events", "event_codes", "children", "households", "coverage")
Json = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """What the stage found.

    Attributes
    ----------
    page : for the page (JSON). measures, by name: see `_figures`; none where the vocabulary lacks the words for them. left_out :
        names of the others. delay_days, false_alarms, population (whether one is given) : as chosen.
    of_children : measure, child_id, counted, of: sums over the latest twelve matured months (float).
    quarters : measure, and the columns of `quarters_of`.
    """

    page: Json
    of_children: pd.DataFrame
    quarters: pd.DataFrame


def strategy_figures(
    chronology: Mapping[str, pd.DataFrame], strategy: Strategy, vocabulary: Vocabulary, choices: StrategyChoices
) -> Figures:
    """Return every measure's figures. `chronology` : canonical tables by name: those in TABLES."""
    measures = with_words(strategy.measures, vocabulary)
    latest = [pd.DataFrame({"measure": [], "child_id": [], "counted": [], "of": []})]
    quarters: list[pd.DataFrame] = []
    figures: Json = {}
    if measures and (place := place_of(chronology, vocabulary, choices, len(measures))):
        known: dict[frozenset[str], pd.DataFrame] = {}
        for name, measure in measures.items():
            counts = counts_of(measure, place)
            figures[name], parts = _figures(measure, counts, place)
            latest.append(parts.assign(measure=name))
            steady = place.steady(measure) if measure.kind == "rate" else None
            if steady is not None and steady not in known:
                known[steady] = known_by_quarter(place, steady)
            of_quarters = known[steady] if steady is not None else None
            quarters.append(quarters_of(measure, counts, place, of_quarters).assign(measure=name))
    chosen = {
        "delay_days": choices.delay_days,
        "false_alarms": choices.false_alarms,
        "population": bool(choices.population),
        "left_out": [name for name in strategy.measures if name not in figures],
    }
    all_quarters = pd.concat(quarters, ignore_index=True) if quarters else pd.DataFrame()
    return Figures(chosen | {"measures": figures}, pd.concat(latest, ignore_index=True), all_quarters)


def _figures(measure: Measure, counts: Counts, place: Place) -> tuple[Json, pd.DataFrame]:
    """Return the figures of one measure, and what each child adds to its latest year.

    The figures: share (whether what is counted is a part of what it is counted among), by_rule (share of its records whose known
    date rests on a rule: they are in the dots, under by_rule, and in no other figure), dots (months or quarters: from, months,
    counted, of, matured), baseline (from, to, value), years (twelve months each: to, value, low, high, outside), latest (the
    latest twelve matured months), waits (within how many days half of what followed came: in the latest year, and before, in the
    baseline; None where it is of too few, or may come before), groups and groups_before (the same and the baseline by age and
    area; of a rate, always of known children), and whole_years.
    """
    rows, run = counts.rows, counts.run
    latest, first = run[-YEAR:] if len(run) >= YEAR else run[:0], run[:BASELINE]
    share = measure.kind != "rate"
    found = judged(counts.counted[:, run], counts.of[:, run], share, place.charts, place.choices.false_alarms)
    parts, before = (parts_of(rows, which, measure, place) for which in (latest, first if found else run[:0]))
    years = _years(found, run, place, share)
    every = len(rows) + len(counts.by_rule)
    figures = {
        "share": share,
        "by_rule": short(len(counts.by_rule) / every) if every else 0.0,
        "dots": _dots(counts, place, share),
        "baseline": _baseline(found, run, place) if years else None,
        "years": years,
        "latest": _span(latest, place) | _ratio(counts, latest, share),
        "waits": {"latest": _wait(measure, rows, latest, place), "before": _wait(measure, rows, first, place)},
        "groups": by_group(parts, place.family, share),
        "groups_before": by_group(before, place.family, share),
        "whole_years": whole_years(measure, counts, place, years),
    }
    by_child = parts.groupby("child")[["counted", "of"]].sum().reset_index()
    return figures, by_child.assign(child_id=place.children["child_id"].to_numpy()[by_child["child"]]).drop(columns="child")


def _wait(measure: Measure, rows: pd.DataFrame, months: np.ndarray, place: Place) -> int | None:
    """Return the median of the days to what followed in some months; None where it may come before, or is of too few."""
    days = rows[rows["month"].isin(place.months[months])].dropna(subset=["days"])
    families = pd.unique(place.family[days["child"].to_numpy(np.int64)])
    if measure.from_days < 0 or measure.within_days < LONG_ENOUGH or is_few(len(days), len(days), len(families), False):
        return None
    return int(np.quantile(days["days"], 0.5, method="inverted_cdf"))


def judged(counted: np.ndarray, of: np.ndarray, share: bool, charts: int, false_alarms: float) -> Course | None:
    """Return the course of a measure; None where its baseline rests on too few, or a year after it cannot be compared.

    Parameters
    ----------
    counted, of : families x months: matured months in a row, the first 24 of which are the baseline. share, charts,
    false_alarms : whether what is counted is a part of `of`, how many charts there are, how often any may name what chance made.
    """
    first, among = (each[:, :BASELINE].sum(axis=1) for each in (counted, of))
    enough = ratio(first, among, np.arange(len(counted)), share)["value"] is not None
    return course(counted, of, charts, false_alarms) if enough else None


def _ratio(counts: Counts, months: np.ndarray, share: bool) -> Json:
    """Return the figure of some months, as far as it rests on enough."""
    counted, of = counts.counted[:, months].sum(axis=1), counts.of[:, months].sum(axis=1)
    return ratio(counted, of, np.arange(len(counted)), share)


def _dots(counts: Counts, place: Place, share: bool) -> list[Json]:
    """Return a dot for each covered month, or quarter where a month holds few records; only whole ones."""
    sums, totals = counts.counted.sum(axis=0), counts.of.sum(axis=0)
    apart, apart_of = _apart(counts, place)
    base = counts.run[:BASELINE]
    rest = (totals - sums)[base] if share else sums[base]
    usual = min(np.median(sums[base]), np.median(rest)) if len(base) else 0
    size = 1 if usual >= FEWEST_A_MONTH else QUARTER
    dots = []
    for first in range((-int(place.months[0])) % size, len(place.months) - size + 1, size):
        those = slice(first, first + size)
        if counts.covered[those].all():
            dots.append(
                {
                    "from": name_of(place.months[first]),
                    "months": size,
                    "counted": round(float(sums[those].sum())),
                    "of": round(float(totals[those].sum())),
                    "families": int((counts.of[:, those].sum(axis=1) > 0).sum()),
                    "matured": bool(counts.matured[those].all()),
                    "by_rule": {"counted": int(apart[those].sum()), "of": int(apart_of[those].sum())},
                }
            )
    return dots


def _apart(counts: Counts, place: Place) -> tuple[np.ndarray, np.ndarray]:
    """Return, by month, the records that count of those whose known date rests on a rule, and all of those records."""
    month = counts.by_rule["month"].to_numpy() - place.months[0]
    size = len(place.months)
    return np.bincount(month[counts.by_rule["yes"].to_numpy()], minlength=size), np.bincount(month, minlength=size)


def _baseline(found: Course | None, run: np.ndarray, place: Place) -> Json | None:
    if found is None:
        return None
    return _span(run[:BASELINE], place) | {
        "value": short(found.centre),
        "overdispersion": round(found.overdispersion, 3),
        "limit": found.limit,
    }


def _years(found: Course | None, run: np.ndarray, place: Place, share: bool) -> list[Json]:
    if found is None:
        return []
    reach = found.limit * found.error
    ends = place.months[run[BASELINE + YEAR - 1 :]]
    return [
        {
            "to": name_of(end),
            "value": short(value),
            "low": short(max(found.centre - each, 0.0)),
            "high": short(min(found.centre + each, 1.0 if share else np.inf)),
            "outside": int(side),
        }
        for end, value, each, side in zip(ends, found.value.tolist(), reach.tolist(), found.outside, strict=True)
        if not np.isnan(value)
    ]


def _span(months: np.ndarray, place: Place) -> Json:
    return {"from": name_of(place.months[months[0]]), "to": name_of(place.months[months[-1]])} if len(months) else {}
