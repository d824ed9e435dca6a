"""The strategy page, for the board of a partnership: measures over time, without any model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..chronology.vocabulary import Vocabulary
from ..models.ratios import FEWEST, FEWEST_FAMILIES
from ..pages.render import page
from ..pages.run_chart import Level, Point, Span, Year, run_chart
from ..pages.shares import of_100
from ..pages.tables import Table
from ..params import PolicyChange
from ..wording import strategy as wording
from .chance import YEAR
from .definitions import UNIT, Measure, Strategy
from .page_parts import about_page, dates_of, month_in_words, objectives_of, unit_and_words

Json = Mapping[str, Any]


def strategy_page(
    figures: Json,
    strategy: Strategy,
    changes: Sequence[PolicyChange],
    vocabulary: Vocabulary,
    banner: str,
    by_group: Json,
    truth: Json,
) -> str:
    """Return the HTML of the page.

    Parameters
    ----------
    figures : what `strategy_figures` returned.
    by_group : what `fairness.strategy_measures` returned. truth : what `study.recorded_and_true` returned; empty without a truth.
    changes : dated changes of policy. banner : what is said of simulated records, or "".
    """
    frame: dict[str, Any] = {"words": vocabulary.nouns, "synthetic": banner, "home": "index.html"}
    if not figures["measures"]:
        return page("strategy.html", note=wording.NOTE, **frame)
    spans, note = [_policy(change) for change in changes], vocabulary.synthetic if banner else ""
    parts = {
        name: _part(strategy.measures[name], each, figures["population"], spans, vocabulary, note, by_group.get(name, {}))
        for name, each in _in_order(figures, strategy)
    }
    return page(
        "strategy.html",
        note="",
        summary=summary(figures, strategy, changes),
        before=wording.BEFORE_ANYTHING.format(**vocabulary.nouns.model_dump()),
        glance=_glance(figures, strategy),
        objectives=objectives_of(strategy, parts),
        changes=[dates_of(change) for change in changes],
        truth=truth_sentences(truth) if truth else [],
        truth_table=_truth_table(truth) if truth else None,
        table=wording.TABLE,
        **about_page(figures, strategy, vocabulary, wording.READING),
        **frame,
    )


def _in_order(figures: Json, strategy: Strategy) -> list[tuple[str, Json]]:
    """Return the measures that are counted in the order of measures.yaml, whatever order their file holds."""
    return [(name, figures["measures"][name]) for name in strategy.measures if name in figures["measures"]]


def _glance(figures: Json, strategy: Strategy) -> Table:
    """Return every measure in one table: the latest year beside the baseline, and whether its chart names a change."""
    rows = []
    for name, each in _in_order(figures, strategy):
        measure, baseline = strategy.measures[name], each["baseline"]
        unit, per = unit_and_words(measure, figures["population"])
        known = each["latest"].get("value") is not None
        year = each["years"][-1] if baseline else None
        rows.append(
            [
                f"{measure.title} ({per})",
                _figure(each["latest"]["value"], unit) if known else wording.FEW,
                _figure(baseline["value"], unit) if baseline else wording.NONE,
                f"{_figure(year['low'], unit)} to {_figure(year['high'], unit)}" if year else wording.NONE,
                (wording.SIDE[year["outside"]] if year["outside"] else wording.NO) if year else wording.NONE,
            ]
        )
    return Table(wording.GLANCE_CAPTION, list(wording.GLANCE_COLUMNS), rows)


def summary(figures: Json, strategy: Strategy, changes: Sequence[PolicyChange] = ()) -> list[str]:
    """Return which charts name a change, since when, and which changes of policy held in part of that time."""
    lines = [
        _change(strategy.measures[name], [year for year in each["years"] if year["outside"]], each["years"][-1], changes)
        for name, each in _in_order(figures, strategy)
        if any(year["outside"] for year in each["years"])
    ]
    charts = len(figures["measures"])
    if not lines:
        return [wording.NO_CHANGE.format(charts=charts)]
    return [wording.CHANGES.format(number=len(lines), charts=charts, name="names" if len(lines) == 1 else "name"), *lines]


def _change(measure: Measure, outside: Sequence[Json], latest: Json, changes: Sequence[PolicyChange]) -> str:
    first, last = outside[0], outside[-1]
    side = wording.SIDE[first["outside"]]
    wanted = "" if measure.wanted == "neither" else wording.AS_WANTED[measure.wanted == side]
    since = wording.STILL if last["to"] == latest["to"] else wording.NO_LONGER.format(last=month_in_words(latest["to"]))
    start, end = _year(first["to"]) + 1 / 12 - 1, _year(last["to"]) + 1 / 12
    spans = [_policy(change) for change in changes]
    names = [span["says"] for span in spans if span["start"] < end and span["end"] > start]
    policy = wording.DURING.format(names="; ".join(names)) if names else ""
    change = wording.CHANGE.format(title=measure.title, side=side, first=month_in_words(first["to"]), wanted=wanted, since=since)
    return f"{change}{policy}"


def _part(
    measure: Measure, each: Json, population: bool, changes: Sequence[Span], vocabulary: Vocabulary, note: str, by_group: Json
) -> dict[str, Any]:
    unit, per = unit_and_words(measure, population)
    sentences = _sentences(each, unit, per, vocabulary)
    return {
        "title": measure.title,
        "says": [*sentences, wording.WANTED[measure.wanted], measure.cannot_tell],
        "picture": _picture(measure.title, each, unit, per, sentences, changes, note),
        "tables": [
            *_years_table(measure.title, each, unit),
            *_group_tables(each, measure),
            *_protected_tables(each, by_group, measure),
        ],
    }


def _sentences(each: Json, unit: int, per: str, vocabulary: Vocabulary) -> list[str]:
    lines, latest = [], each["latest"]
    if latest.get("value") is not None:
        first, last = month_in_words(latest["from"]), month_in_words(latest["to"])
        records = _counts(latest, unit) if each["share"] else f"{_counts(latest, unit)} records"
        lines.append(wording.LATEST.format(first=first, last=last, figure=f"{records}, {_estimate(latest, unit)} {per}"))
    else:
        lines.append(wording.TOO_FEW.format(families=FEWEST_FAMILIES, words=vocabulary.nouns.families, records=FEWEST))
    if baseline := each["baseline"]:
        year = each["years"][-1]
        lines.append(
            wording.BEFORE.format(
                first=month_in_words(baseline["from"]),
                last=month_in_words(baseline["to"]),
                value=_figure(baseline["value"], unit),
            )
        )
        lines.append(wording.CHANCE.format(low=_figure(year["low"], unit), high=_figure(year["high"], unit)))
        named = year["outside"]
        lines.append(wording.NAMED.format(side=wording.SIDE[named]) if named else wording.NOT_NAMED)
    else:
        lines.append(wording.NO_BASELINE)
    if (waits := each["waits"])["latest"] is not None:
        before = "" if waits["before"] is None else wording.WAITED_BEFORE.format(days=waits["before"])
        lines.append(wording.WAITED.format(days=waits["latest"], before=before))
    if each["by_rule"] > 0:
        lines.append(wording.BY_RULE.format(share=max(1, round(100 * each["by_rule"]))))
    return lines


def _picture(
    title: str, each: Json, unit: int, per: str, sentences: Sequence[str], changes: Sequence[Span], note: str
) -> Markup | None:
    points = [_point(dot, dot["counted"], dot["of"], unit) for dot in each["dots"] if dot["of"]]
    apart = [
        _point(dot, dot["by_rule"]["counted"], (dot["by_rule"] if each["share"] else dot)["of"], unit)
        for dot in each["dots"]
        if dot["by_rule"]["of"]
    ]
    if len(points) + len(apart) < 2 or (each["baseline"] is None and not apart):
        return None
    years = [
        Year(
            at=_year(year["to"]) + 1 / 12,
            value=unit * year["value"],
            low=unit * year["low"],
            high=unit * year["high"],
            outside=year["outside"],
        )
        for year in each["years"]
    ]
    return run_chart(
        points, apart, years, _baseline(each["baseline"], unit), changes,
        along=per[0].upper() + per[1:], about=f"{title}, {per}. {' '.join(sentences)}", note=note,
    )  # fmt: skip


def _point(dot: Json, counted: int, of: int, unit: int) -> Point:
    return Point(at=_year(dot["from"]) + dot["months"] / 24, value=unit * counted / of, complete=dot["matured"])


def _baseline(baseline: Json | None, unit: int) -> Level | None:
    if baseline is None:
        return None
    start, end = _year(baseline["from"]), _year(baseline["to"]) + 1 / 12
    return Level(start=start, end=end, says=wording.BASELINE, value=unit * baseline["value"])


def _years_table(title: str, each: Json, unit: int) -> Iterable[Table]:
    """Return the figures of every third twelve months, the last included."""
    if each["years"]:
        rows = [
            [
                month_in_words(year["to"]),
                _figure(year["value"], unit),
                f"{_figure(year['low'], unit)} to {_figure(year['high'], unit)}",
                wording.SIDE[year["outside"]] if year["outside"] else "none",
            ]
            for year in each["years"][::-1][:: YEAR // 4][::-1]
        ]
        yield Table(wording.YEARS_CAPTION.format(title=title), list(wording.YEARS_COLUMNS), rows)


def _group_tables(each: Json, measure: Measure) -> Iterable[Table]:
    if not each["latest"].get("to"):
        return
    unit, per = unit_and_words(measure, population=False)
    columns = [column.format(last=month_in_words(each["latest"]["to"])) for column in wording.COLUMNS]
    for name, groups in each["groups"].items():
        before = {row["group"]: row for row in each["groups_before"].get(name, [])}
        rows = [[row["group"], _cell(row, unit), _cell(before.get(row["group"]), unit)] for row in groups]
        yield Table(wording.BY_GROUP.format(title=measure.title, name=name, per=per), columns, rows)


def _protected_tables(each: Json, by_group: Json, measure: Measure) -> Iterable[Table]:
    if not each["latest"].get("to"):
        return
    unit, per = unit_and_words(measure, population=False)
    columns = [column.format(last=month_in_words(each["latest"]["to"])) for column in wording.COLUMNS[:2]]
    for name, groups in by_group.items():
        rows = [[row["group"], _cell(row, unit)] for row in groups]
        yield Table(wording.BY_GROUP.format(title=measure.title, name=name.lower(), per=per), columns, rows)


def truth_sentences(truth: Json) -> list[str]:
    """Return how far recorded neglect follows true neglect in this simulated world, in words."""
    by_year, watch = truth["by_year"], {row["watched"]: row for row in truth["by_watch"]}
    values: dict[str, str] = {}
    for name in ("neglected", "recorded"):
        each = [1000 * row[name] / row["children"] for row in by_year]
        values |= {f"least_{name}": f"{min(each):.0f}", f"most_{name}": f"{max(each):.0f}"}
    for name, row in watch.items():
        values |= {f"{name}_found": _of_100(row, "found", "neglected"), f"{name}_true": _of_100(row, "neglected", "children")}
    return [line.format(**values) for line in wording.TRUTH]


def _truth_table(truth: Json) -> Table:
    rows = [
        [
            wording.WATCHED[row["watched"]],
            f"{row['neglected']:,} of {row['children']:,}",
            f"{row['found']:,} of {row['neglected']:,}",
            f"{row['named_otherwise']:,} of {row['children'] - row['neglected']:,}",
        ]
        for row in truth["by_watch"]
    ]
    return Table(wording.TRUTH_CAPTION, list(wording.TRUTH_COLUMNS), rows)


def _of_100(row: Json, part: str, whole: str) -> str:
    return of_100(row[part] / row[whole], 0) if row[whole] else "none"


def _cell(row: Json | None, unit: int) -> str:
    if row is None or row["value"] is None:
        return "too few"
    return f"{_counts(row, unit)}: {_estimate(row, unit)}"


def _counts(row: Json, unit: int) -> str:
    return f"{row['counted']:,} of {row['of']:,}" if unit == UNIT["share"] else f"{row['counted']:,}"


def _estimate(row: Json, unit: int) -> str:
    return f"{_figure(row['value'], unit)} ({_figure(row['low'], unit)} to {_figure(row['high'], unit)})"


def _figure(value: float, unit: int) -> str:
    return f"{unit * value:.1f}"


def _policy(change: PolicyChange) -> Span:
    end = change.end or change.start
    return Span(start=_year(str(change.start)), end=_year(str(end)), says=change.name)


def _year(day: str) -> float:
    """Return a day or a month (ISO) as years: 2021-07 is 2021.5."""
    year, month, *rest = (int(part) for part in day.split("-"))
    return year + (month - 1) / 12 + sum(number - 1 for number in rest) / 365
