"""What a measure counts in a chronology: by family and month, and child by child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..models.families import families
from ..params import StrategyChoices
from .by_group import NOT_RECORDED, ages_of
from .counting import Records, counted_rows, known_children, records_of
from .definitions import Measure
from .months import covered_months, last_known_day, months_of, name_of, span_of

LOOK_BACK = 24  # months in which a record makes a child known
GRACE = 6  # months by which a table may end sooner than others and still tell who is known, because a record counts for longer


@dataclass(frozen=True)
class Place:
    """What every measure of a chronology shares: its records, families, and the months it spans."""

    records: Records
    children: pd.DataFrame
    family: np.ndarray
    months: np.ndarray
    coverage: pd.DataFrame
    vocabulary: Vocabulary
    choices: StrategyChoices
    charts: int
    found: dict[frozenset[str], np.ndarray] = field(default_factory=dict)

    @property
    def families(self) -> int:
        """How many families there are."""
        return int(self.family.max()) + 1

    def steady(self, measure: Measure) -> frozenset[str]:
        """Return the coverage tables whose records make a child known to a measure: those covered as long as its own, and before.

        A table that begins later, or ends much sooner, would change how many children are known, and every rate with it. All
        tables count where none is covered as long.
        """
        own = covered_months(self.coverage, measure.tables(measure.anchors, self.vocabulary), self.months)
        tables = sorted(set(self.coverage["table"]))
        if not own.any():
            return frozenset(tables)
        first, last = self.months[own][[0, -1]]
        span = np.arange(first - LOOK_BACK, max(first, last - GRACE) + 1)
        return frozenset(each for each in tables if covered_months(self.coverage, {each}, span).all()) or frozenset(tables)

    def known(self, tables: frozenset[str]) -> np.ndarray:
        """Return which children were known in which month by the records of some tables (children x months, bool)."""
        if tables not in self.found:
            types = {name for name, kind in self.vocabulary.event_types.items() if kind.table in tables}
            counts = self.records.events["event_type"].isin(types).to_numpy(bool)
            first, last = int(self.months[0]), int(self.months[-1]) + 1
            self.found[tables] = known_children(self.records, counts, first, last, LOOK_BACK)
        return self.found[tables]


def place_of(
    chronology: Mapping[str, pd.DataFrame], vocabulary: Vocabulary, choices: StrategyChoices, charts: int
) -> Place | None:
    """Return what `charts` measures of a chronology share; None where it spans too little time for a child to be known."""
    children, coverage = chronology["children"], chronology["coverage"]
    first, last = span_of(coverage)
    start = first + LOOK_BACK
    if start >= last:
        return None
    return Place(
        records_of(chronology["events"], chronology["event_codes"], children, chronology["households"], vocabulary),
        children,
        families(children["child_id"], chronology["households"]).to_numpy(),
        np.arange(start, last),
        coverage,
        vocabulary,
        choices,
        charts,
    )


@dataclass(frozen=True)
class Counts:
    """What a measure counts: its rows, and by family and month (families x months) how many, of how many.

    Attributes
    ----------
    rows : records whose known date was recorded; only they can mature. by_rule : the others, which enter no other attribute.
    covered, matured : by month (bool). run : places of the last matured months that follow each other.
    """

    rows: pd.DataFrame
    by_rule: pd.DataFrame
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
    rows, by_rule = rows[~rows["by_rule"]], rows[rows["by_rule"]]
    counted, of = _by_family(rows[rows["yes"]], place), _denominators(measure, rows, place)
    return Counts(rows, by_rule, counted, of, covered, matured, _run(matured, place))


def _by_family(rows: pd.DataFrame, place: Place) -> np.ndarray:
    """Return how many rows fall to each family and month (families x months, float)."""
    size = len(place.months)
    cell = place.family[rows["child"].to_numpy()] * size + rows["month"].to_numpy() - place.months[0]
    return np.bincount(cell, minlength=place.families * size).reshape(-1, size).astype(float)


def _denominators(measure: Measure, rows: pd.DataFrame, place: Place) -> np.ndarray:
    if measure.kind != "rate":
        return _by_family(rows, place)
    if place.choices.population:
        return np.repeat(_population(place)[None, :] / place.families, place.families, axis=0)
    known = np.zeros((place.families, len(place.months)))
    np.add.at(known, place.family, place.known(place.steady(measure)))
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


def _run(matured: np.ndarray, place: Place) -> np.ndarray:
    """Return the places of the last matured months that follow each other, from the chosen start of the baseline on."""
    start = place.choices.baseline_from
    chosen = matured & (place.months >= (np.datetime64(start, "M").astype(int) if start else place.months[0]))
    where = np.flatnonzero(chosen)
    breaks = np.flatnonzero(np.diff(where) > 1)
    return where[breaks[-1] + 1 :] if len(breaks) else where


def parts_of(rows: pd.DataFrame, months: np.ndarray, measure: Measure, place: Place) -> pd.DataFrame:
    """Return what children add in some months: child (place), counted, of, age group and area."""
    chosen = rows[rows["month"].isin(place.months[months])]
    parts = pd.DataFrame({"child": chosen["child"], "month": chosen["month"], "counted": chosen["yes"].astype(float), "of": 1.0})
    if measure.kind == "rate":
        child, month = np.nonzero(place.known(place.steady(measure))[:, months])
        exposure = pd.DataFrame({"child": child, "month": place.months[months][month], "counted": 0.0, "of": 1.0})
        parts = pd.concat([parts.assign(of=0.0), exposure], ignore_index=True)
    child, month = parts["child"].to_numpy(np.int64), parts["month"].to_numpy(np.int64)
    area = place.children["area"].fillna(NOT_RECORDED).to_numpy()[child]
    return parts.assign(age=ages_of(place.children["birth_month"], child, month), area=area).drop(columns="month")
