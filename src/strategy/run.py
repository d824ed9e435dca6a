"""The figures of the strategy page: every measure month by month, with what chance gives, and by age and area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..models.families import families
from ..models.ratios import ratio, short
from ..params import StrategyChoices
from .by_group import NOT_RECORDED, ages_of, by_group
from .chance import BASELINE, YEAR, Course, course
from .counting import Records, counted_rows, known_children, records_of
from .definitions import Measure, Strategy, with_words
from .months import last_known_day, months_of, name_of, span_of

LOOK_BACK = 24  # months in which a record makes a child known
QUARTER = 3
FEWEST_A_MONTH = 20  # counted in the baseline's usual month, below which a dot is a quarter
TABLES = ("events", "event_codes", "children", "households", "coverage")
Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """What every measure of a chronology shares: its records, who was known when, families, and the months it spans."""

    records: Records
    children: pd.DataFrame
    family: np.ndarray
    known: np.ndarray
    months: np.ndarray
    coverage: pd.DataFrame
    vocabulary: Vocabulary
    choices: StrategyChoices
    charts: int


def strategy_figures(
    chronology: Mapping[str, pd.DataFrame], strategy: Strategy, vocabulary: Vocabulary, choices: StrategyChoices
) -> tuple[Json, pd.DataFrame]:
    """Return the figures of the page (JSON), and what each child adds to the latest year.

    Parameters
    ----------
    chronology : canonical tables by name: those in TABLES.

    Returns
    -------
    dict : measures, by name: see `_figures`; none where the vocabulary lacks the words for them. left_out : names of the others.
        delay_days, false_alarms, population (whether one is given) : as chosen.
    pandas.DataFrame : measure, child_id, counted, of: sums over the latest twelve matured months (float).
    """
    measures = with_words(strategy.measures, vocabulary)
    latest = [pd.DataFrame({"measure": [], "child_id": [], "counted": [], "of": []})]
    figures: Json = {}
    if measures and (place := place_of(chronology, vocabulary, choices, len(measures))):
        for name, measure in measures.items():
            figures[name], parts = _figures(measure, place)
            latest.append(parts.assign(measure=name))
    chosen = {
        "delay_days": choices.delay_days,
        "false_alarms": choices.false_alarms,
        "population": bool(choices.population),
        "left_out": [name for name in strategy.measures if name not in figures],
    }
    return chosen | {"measures": figures}, pd.concat(latest, ignore_index=True)


def place_of(
    chronology: Mapping[str, pd.DataFrame], vocabulary: Vocabulary, choices: StrategyChoices, charts: int
) -> Place | None:
    """Return what `charts` measures of a chronology share; None where it spans too little time for a child to be known."""
    children, coverage = chronology["children"], chronology["coverage"]
    first, last = span_of(coverage)
    start = first + LOOK_BACK
    if start >= last:
        return None
    records = records_of(chronology["events"], chronology["event_codes"], children["child_id"], vocabulary)
    return Place(
        records,
        children,
        families(children["child_id"], chronology["households"]).to_numpy(),
        known_children(records, children["birth_month"], children["death_month"], start, last, LOOK_BACK),
        np.arange(start, last),
        coverage,
        vocabulary,
        choices,
        charts,
    )


@dataclass(frozen=True)
class Counts:
    """What a measure counts: its rows, and by family and month (families x months) how many, of how many.

    covered, matured : by month (bool). run : places of the last matured months that follow each other.
    """

    rows: pd.DataFrame
    counted: np.ndarray
    of: np.ndarray
    covered: np.ndarray
    matured: np.ndarray
    run: np.ndarray


def counts_of(measure: Measure, place: Place) -> Counts:
    """Return what a measure counts in a place."""
    tables = measure.tables([*measure.anchors, *measure.events], place.vocabulary)
    last_day, delay = last_known_day(place.coverage, tables), place.choices.delay_days
    rows = counted_rows(measure, place.records, place.vocabulary, delay, last_day)
    covered, matured = months_of(measure, place.coverage, place.vocabulary, place.months, delay, last_day)
    rows = rows[(rows["month"] >= place.months[0]) & (rows["month"] <= place.months[-1])]
    counted, of = _by_family(rows[rows["yes"]], place), _denominators(measure, rows, place)
    return Counts(rows, counted, of, covered, matured, _run(matured, place))


def _figures(measure: Measure, place: Place) -> tuple[Json, pd.DataFrame]:
    """Return the figures of one measure, and what each child adds to its latest year.

    The figures: share (whether what is counted is a part of what it is counted among), by_rule (share of its records whose known
    date rests on a rule), dots (months or quarters: from, months, counted, of, matured), baseline (from, to, value), years
    (twelve months each: to, value, low, high, outside), latest (the latest twelve matured months), groups and groups_before
    (the same and the baseline by age and area; of a rate, always of known children).
    """
    counts = counts_of(measure, place)
    rows, run = counts.rows, counts.run
    latest, first = run[-YEAR:] if len(run) >= YEAR else run[:0], run[:BASELINE]
    share = measure.kind != "rate"
    enough = _ratio(counts, first, share)["value"] is not None
    found = course(counts.counted[:, run], counts.of[:, run], place.charts, place.choices.false_alarms) if enough else None
    parts, before = (_parts(rows, which, measure, place) for which in (latest, first if found else run[:0]))
    years = _years(found, run, place, share)
    figures = {
        "share": share,
        "by_rule": short(float(rows["by_rule"].mean())) if len(rows) else 0.0,
        "dots": _dots(counts, place, share),
        "baseline": _baseline(found, run, place) if years else None,
        "years": years,
        "latest": _span(latest, place) | _ratio(counts, latest, share),
        "groups": by_group(parts, place.family, share),
        "groups_before": by_group(before, place.family, share),
    }
    by_child = parts.groupby("child")[["counted", "of"]].sum().reset_index()
    return figures, by_child.assign(child_id=place.children["child_id"].to_numpy()[by_child["child"]]).drop(columns="child")


def _ratio(counts: Counts, months: np.ndarray, share: bool) -> Json:
    """Return the figure of some months, as far as it rests on enough."""
    counted, of = counts.counted[:, months].sum(axis=1), counts.of[:, months].sum(axis=1)
    return ratio(counted, of, np.arange(len(counted)), share)


def _by_family(rows: pd.DataFrame, place: Place) -> np.ndarray:
    """Return how many rows fall to each family and month (families x months, float)."""
    size = len(place.months)
    cell = place.family[rows["child"].to_numpy()] * size + rows["month"].to_numpy() - place.months[0]
    return np.bincount(cell, minlength=_number(place) * size).reshape(-1, size).astype(float)


def _denominators(measure: Measure, rows: pd.DataFrame, place: Place) -> np.ndarray:
    if measure.kind != "rate":
        return _by_family(rows, place)
    if place.choices.population:
        return np.repeat(_population(place)[None, :] / _number(place), _number(place), axis=0)
    known = np.zeros((_number(place), len(place.months)))
    np.add.at(known, place.family, place.known)
    return known


def _population(place: Place) -> np.ndarray:
    """Return the children of the population in each month."""
    years = [name_of(month)[:4] for month in place.months]
    if missing := sorted(set(years) - set(place.choices.population)):
        raise BadInput(
            "The population is not given for every year of the records.",
            where=f"params.yaml, strategy.population; no number for {', '.join(missing)}",
            expected='the children under 18 of the area in each year, such as "2021": 330000',
            do="add these years, or take the population away to count for each 1,000 known children",
        )
    return np.array([place.choices.population[year] for year in years], float)


def _number(place: Place) -> int:
    return int(place.family.max()) + 1


def _run(matured: np.ndarray, place: Place) -> np.ndarray:
    """Return the places of the last matured months that follow each other, from the chosen start of the baseline on."""
    start = place.choices.baseline_from
    chosen = matured & (place.months >= (np.datetime64(start, "M").astype(int) if start else place.months[0]))
    where = np.flatnonzero(chosen)
    breaks = np.flatnonzero(np.diff(where) > 1)
    return where[breaks[-1] + 1 :] if len(breaks) else where


def _dots(counts: Counts, place: Place, share: bool) -> list[Json]:
    """Return a dot for each covered month, or quarter where a month holds few records; only whole ones."""
    sums, totals = counts.counted.sum(axis=0), counts.of.sum(axis=0)
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
                    "matured": bool(counts.matured[those].all()),
                }
            )
    return dots


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


def _parts(rows: pd.DataFrame, months: np.ndarray, measure: Measure, place: Place) -> pd.DataFrame:
    """Return what children add in some months: child (place), counted, of, age group and area."""
    chosen = rows[rows["month"].isin(place.months[months])]
    parts = pd.DataFrame({"child": chosen["child"], "month": chosen["month"], "counted": chosen["yes"].astype(float), "of": 1.0})
    if measure.kind == "rate":
        child, month = np.nonzero(place.known[:, months])
        exposure = pd.DataFrame({"child": child, "month": place.months[months][month], "counted": 0.0, "of": 1.0})
        parts = pd.concat([parts.assign(of=0.0), exposure], ignore_index=True)
    child, month = parts["child"].to_numpy(np.int64), parts["month"].to_numpy(np.int64)
    area = place.children["area"].fillna(NOT_RECORDED).to_numpy()[child]
    return parts.assign(age=ages_of(place.children["birth_month"], child, month), area=area).drop(columns="month")
