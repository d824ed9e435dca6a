"""The measures as one table, for a partnership's own dashboard: a row for each measure, time and group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ..models.ratios import FEWEST_FAMILIES, is_few, short
from ..wording.strategy import PER, SIDE
from .chance import BASELINE, YEAR
from .definitions import UNIT, Strategy, unit_of
from .months import QUARTER

COLUMNS = [
    "objective", "measure", "title", "wanted", "period", "months", "from", "by", "group", "counted", "of", "families", "figure",
    "low", "high", "least_by_chance", "most_by_chance", "unit", "matured", "change", "note",
]  # fmt: skip
"""docs/reference/strategy_table.md says what they mean."""
FEW, BY_RULE = "too few", "the day on which it became known rests on a rule"
EVERYBODY = {"by": "all", "group": "all"}
Json = Mapping[str, Any]
Row = dict[str, Any]


def measures_table(page: Json, quarters: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """Return the columns in COLUMNS; a cell is empty where nothing can be said.

    Parameters
    ----------
    page, quarters : what `strategy_figures` found.

    Notes
    -----
    What rests on too few, as the page counts them, has neither counts nor a figure.
    """
    rows: list[Row] = []
    for name, measure in strategy.measures.items():
        if name in page["measures"]:
            about = {"measure": name, "objective": measure.objective, "title": measure.title, "wanted": measure.wanted}
            own, of_groups = (unit_of(measure, population) for population in (page["population"], False))
            rows += [about | row for row in _of_everybody(page["measures"][name], own)]
            rows += [about | row for row in _of_groups(page["measures"][name], quarters[quarters["measure"] == name], of_groups)]
    whole = dict.fromkeys(("months", "counted", "of", "families"), "Int64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(whole)


def _of_everybody(each: Json, unit: str) -> Iterator[Row]:
    for dot in each["dots"]:
        when = _when("month" if dot["months"] == 1 else "quarter", dot["from"], dot["months"]) | EVERYBODY
        yield when | _counts(dot, unit) | _matured(dot["matured"])
        if apart := dot["by_rule"]["of"]:
            among = apart if unit == "share" else dot["of"]
            counts = _counts(dict(dot["by_rule"]) | {"of": among, "families": FEWEST_FAMILIES}, unit) | {"families": None}
            yield when | _matured(False) | {"note": BY_RULE} | counts
    if baseline := each["baseline"]:
        figure = {"figure": short(UNIT[unit] * baseline["value"]), "unit": PER[unit]}
        yield _when("baseline", baseline["from"], BASELINE) | EVERYBODY | figure | _matured(True)
    for year in each["years"]:
        yield EVERYBODY | _year(year, unit)
    if each["latest"].get("from"):
        yield _when("latest", each["latest"]["from"], YEAR) | EVERYBODY | _interval(each["latest"], unit)


def _of_groups(each: Json, quarters: pd.DataFrame, unit: str) -> Iterator[Row]:
    for row in quarters.to_dict("records"):
        group = {"by": row["by"], "group": row["group"]}
        yield _when("quarter", row["from"], QUARTER) | group | _counts(row, unit) | _matured(True)
    for by, groups in each["groups"].items():
        for row in groups:
            yield _when("latest", each["latest"]["from"], YEAR) | {"by": by, "group": row["group"]} | _interval(row, unit)


def _when(period: str, first: str, months: int) -> Row:
    return {"period": period, "from": first, "months": months}


def _matured(matured: bool) -> Row:
    return {"matured": "yes" if matured else "no"}


def _counts(row: Mapping[Any, Any], unit: str) -> Row:
    counted, of, families = row["counted"], row["of"], row["families"]
    if is_few(counted, of, families, unit == "share"):
        return {"unit": PER[unit], "note": FEW}
    figure = short(UNIT[unit] * counted / of)
    return {"counted": counted, "of": of, "families": families, "figure": figure, "unit": PER[unit]}


def _interval(row: Json, unit: str) -> Row:
    if row["value"] is None:
        return {"unit": PER[unit], "note": FEW} | _matured(True)
    figures = {"figure": row["value"], "low": row["low"], "high": row["high"]}
    counts = {name: row[name] for name in ("counted", "of", "families")}
    return counts | {name: short(UNIT[unit] * value) for name, value in figures.items()} | {"unit": PER[unit]} | _matured(True)


def _year(year: Json, unit: str) -> Row:
    first = str(pd.Period(year["to"], "M") - YEAR + 1)
    figures = {"figure": year["value"], "least_by_chance": year["low"], "most_by_chance": year["high"]}
    shown = {name: short(UNIT[unit] * value) for name, value in figures.items()}
    change = SIDE[year["outside"]] if year["outside"] else "no"
    return _when("twelve months", first, YEAR) | shown | {"unit": PER[unit], "change": change} | _matured(True)
