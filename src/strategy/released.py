"""The strategy in the release edition: the page and its table, from whole years after disclosure control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..pages.render import page
from ..pages.tables import Table
from ..params import PolicyChange
from ..wording import strategy as wording
from .chance import BASELINE, YEAR
from .definitions import UNIT, Measure, Strategy
from .page_parts import about_page, dates_of, month_in_words, objectives_of, unit_and_words
from .table import COLUMNS, EVERYBODY, FEW

Json = Mapping[str, Any]


def released_page(figures: Json, strategy: Strategy, changes: Sequence[PolicyChange], vocabulary: Vocabulary, banner: str) -> str:
    """Return the HTML of the page.

    Parameters
    ----------
    figures : as `strategy_page` takes them; each measure holds `years` and `last` instead, after control (`governance.release`).
    """
    frame: dict[str, Any] = {"words": vocabulary.nouns, "synthetic": banner, "home": "index.html"}
    shown = {name: figures["measures"][name] for name in strategy.measures if name in figures["measures"]}
    if not shown:
        return page("strategy.html", note=wording.NOTE, **frame)
    of_population = figures["population"]
    parts = {name: _part(strategy.measures[name], each, of_population) for name, each in shown.items()}
    named = [_named(strategy.measures[name], each["last"]) for name, each in shown.items() if each["last"].get("outside")]
    return page(
        "strategy.html",
        note="",
        summary=[(wording.CHANGED_LAST if named else wording.NONE_CHANGED).format(charts=len(shown), number=len(named)), *named],
        before=wording.BEFORE_ANYTHING.format(**vocabulary.nouns.model_dump()),
        glance=_glance(shown, strategy, of_population),
        objectives=objectives_of(strategy, parts),
        changes=[dates_of(change) for change in changes],
        truth=[],
        truth_table=None,
        table=wording.TABLE_RELEASED,
        **about_page(figures, strategy, vocabulary, wording.READING_RELEASED),
        **frame,
    )


def released_table(figures: Json, strategy: Strategy) -> pd.DataFrame:
    """Return the table of the same figures, with the columns of the table that stays inside."""
    rows = []
    for name, measure in strategy.measures.items():
        if name in figures["measures"]:
            about = {"measure": name, "objective": measure.objective, "title": measure.title, "wanted": measure.wanted}
            rows += [about | row for row in _rows(figures["measures"][name], measure, figures["population"])]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _rows(each: Json, measure: Measure, of_population: bool) -> Iterator[dict[str, Any]]:
    for place, span in enumerate(_spans(each)):
        when = _when(span, first=place == 0)
        change = {"change": wording.SIDE.get(span["outside"], "no")} if "outside" in span else {}
        yield when | EVERYBODY | _cells(span, measure, of_population) | change
    for by, groups in each["last"]["groups"].items():
        for group in groups:
            when = _when(each["last"], first=not each["years"])
            yield when | {"by": by, "group": group["name"]} | _cells(group, measure, of_population=False)


def _when(span: Json, first: bool) -> dict[str, Any]:
    return {
        "period": "baseline" if first else "year",
        "from": span["from"],
        "months": BASELINE if first else YEAR,
        "matured": "yes",
    }


def _cells(span: Json, measure: Measure, of_population: bool) -> dict[str, Any]:
    figures = {"figure": "value", "low": "low", "high": "high", "least_by_chance": "least", "most_by_chance": "most"}
    shown = {name: None if span.get(key) is None else round(_factor(measure) * span[key], 6) for name, key in figures.items()}
    counts = {"counted": span.get("records"), "of": span.get("of"), "families": span["families"]}
    note = {"note": FEW} if span["value"] is None else {}
    return counts | shown | note | {"unit": unit_and_words(measure, of_population)[1]}


def _glance(shown: Json, strategy: Strategy, of_population: bool) -> Table:
    rows = []
    for name, each in shown.items():
        measure = strategy.measures[name]
        _, per = unit_and_words(measure, of_population)
        last = each["last"] if each["years"] else {"value": None}
        first = each["years"][0] if each["years"] else each["last"]
        figures = [_number(span["value"], measure) or wording.FEW for span in (last, first)]
        rows.append([f"{measure.title} ({per})", *figures, _chance(last, measure), _change(last)])
    return Table(wording.GLANCE_RELEASED, list(wording.GLANCE_COLUMNS_RELEASED), rows)


def _named(measure: Measure, last: Json) -> str:
    side = wording.SIDE[last["outside"]]
    wanted = "" if measure.wanted == "neither" else wording.AS_WANTED[measure.wanted == side]
    return wording.CHANGED.format(title=measure.title, side=side, months=_months(last), wanted=wanted)


def _part(measure: Measure, each: Json, of_population: bool) -> dict[str, Any]:
    says, tables = [wording.WANTED[measure.wanted], measure.cannot_tell], [*_tables(measure, each, of_population)]
    return {"title": measure.title, "says": says, "picture": None, "tables": tables}


def _tables(measure: Measure, each: Json, of_population: bool) -> Iterator[Table]:
    _, per = unit_and_words(measure, of_population)
    _, per_group = unit_and_words(measure, population=False)
    rows = [[_months(span), *_figures(span, measure), _chance(span, measure), _change(span)] for span in _spans(each)]
    yield Table(wording.SPANS.format(title=measure.title, per=per), list(wording.SPAN_COLUMNS), rows)
    for by, groups in each["last"]["groups"].items():
        caption = wording.BY_GROUP_RELEASED.format(title=measure.title, name=by, months=_months(each["last"]), per=per_group)
        columns = [wording.COLUMNS[0], *wording.SPAN_COLUMNS[1:3]]
        yield Table(caption, columns, [[group["name"], *_figures(group, measure)] for group in groups])


def _spans(each: Json) -> list[Json]:
    return [*each["years"], each["last"]]


def _months(span: Json) -> str:
    return f"{month_in_words(span['from'])} to {month_in_words(span['to'])}"


def _figures(span: Json, measure: Measure) -> list[str]:
    """Return the records of a span, and its figure with its interval, as cells."""
    records = _count(span["records"]) if "records" in span else f"of {_count(span['of'])}"
    if span["value"] is None:
        return [records, wording.FEW]
    value, low, high = (_number(span[name], measure) for name in ("value", "low", "high"))
    return [records, f"{value} ({low} to {high})"]


def _chance(span: Json, measure: Measure) -> str:
    if span.get("least") is None:
        return wording.NONE
    return f"{_number(span['least'], measure)} to {_number(span['most'], measure)}"


def _change(span: Json) -> str:
    if "outside" not in span:
        return wording.NONE
    return wording.SIDE[span["outside"]] if span["outside"] else wording.NO


def _count(number: int | str) -> str:
    return f"{number:,}" if isinstance(number, int) else str(number)


def _number(value: float | None, measure: Measure) -> str:
    return "" if value is None else f"{_factor(measure) * value:.1f}"


def _factor(measure: Measure) -> int:
    """Return by what a released figure is multiplied: a share is of one, a rate stands in its unit already."""
    return UNIT["share"] if measure.kind != "rate" else 1
