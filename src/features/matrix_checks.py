"""Checks of a feature matrix, made from the catalogue: its columns, its rows, and the range of each measure.

A failed check is an error: the matrix does not agree with the catalogue. Checks count rows and name features.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd

from ..chronology.checks.column_checks import Check, Result
from ..chronology.checks.cross_checks import CrossCheck
from ..chronology.checks.run_checks import Suite
from ..chronology.vocabulary import Vocabulary
from ..pages.render import page
from .catalogue import THIS_CONTACT, Catalogue, Feature, window_days
from .engine.observed import tables_of
from .measures import MEASURES
from .measures.counting import COUNT
from .selection import is_part_of

_KEY = "point_id"
_NAMED = 3  # features named where a check fails
KNOWN = "known in some row, if a table covers it in any"
_MANY = 30  # rows of which one would have a value if any were recorded


def matrix_suite(
    name: str,
    matrix: pd.DataFrame,
    points: pd.DataFrame,
    coverage: pd.DataFrame,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
) -> Suite:
    """Return the suite of one feature matrix.

    Parameters
    ----------
    name : of the matrix, as results and pages show it.
    matrix : point_id and a column a feature, as the stage featurise writes it.
    points : point_id and as_of of the cohort.
    coverage : the canonical table.
    catalogue, vocabulary : those that the matrix was made with.
    """
    columns = [_KEY, *(feature.name for feature in catalogue.features)]
    checks = [
        Check(name, "", "columns in the order of the catalogue", "critical", "ExpectTableColumnsToMatchOrderedList",
              {"column_list": columns}, "columns_in_order"),
        Check(name, _KEY, "each value once", "critical", "ExpectColumnValuesToBeUnique", {"column": _KEY}, "key_unique"),
        Check(name, _KEY, "filled in every row", "critical", "ExpectColumnValuesToNotBeNull", {"column": _KEY}, "key_filled"),
        Check(name, "", "as many rows as the cohort", "critical", "ExpectTableRowCountToEqual", {"value": len(points)},
              "rows_of_cohort"),
    ]  # fmt: skip
    if list(matrix.columns) != columns:
        return Suite(matrix, checks, [])  # the meaning of columns depends on their names
    days = points.drop_duplicates(_KEY).set_index(_KEY)["as_of"].reindex(matrix[_KEY])
    known = CrossCheck(name, _KEY, "names a point of the cohort", "critical", days.notna(), "key_of_cohort")
    facts = [known, *_of_measures(name, matrix, catalogue, vocabulary)]
    covered = _covered_windows(days.to_numpy("datetime64[D]"), coverage, catalogue, vocabulary)
    return Suite(
        matrix, checks, [*facts, *_unknown_outside_coverage(name, matrix, covered), *_never_known(name, matrix, covered)]
    )


def _of_measures(name: str, matrix: pd.DataFrame, catalogue: Catalogue, vocabulary: Vocabulary) -> list[CrossCheck]:
    by_rule: dict[tuple[str, str], list[Feature]] = {}
    for feature in catalogue.features:
        for rule in _rules(feature, catalogue, vocabulary):
            by_rule.setdefault((feature.measure, rule), []).append(feature)
    facts = []
    for (measure, rule), features in by_rule.items():
        description, broken = _BROKEN[rule]
        wrong = {one.name: broken(matrix[one.name].to_numpy(), window_days(one.window)) for one in features}
        facts.append(_of_features(name, f"{measure.replace('_', ' ')}: {description}", f"{measure}_{rule}", wrong))
    return facts


def _rules(feature: Feature, catalogue: Catalogue, vocabulary: Vocabulary) -> Iterable[str]:
    """Yield the rules that a feature must follow: names of `_BROKEN`."""
    if feature.measure not in MEASURES:
        return
    measure = MEASURES[feature.measure]
    if "signed" not in measure.traits:
        yield "not_negative"
    if "whole" in measure.traits:
        yield "whole"
    if "at_most_window" in measure.traits:
        yield "at_most_window"
    if "proportion" in measure.traits:
        part, whole = (catalogue.indicators[one].events for one in (feature.indicator, str(feature.of)))
        if part and whole and is_part_of(part, whole, vocabulary):
            yield "at_most_one"


# Each takes the values of a feature and the days of its window, and returns where the rule is broken; NaN never breaks it.
_BROKEN: Mapping[str, tuple[str, Callable[[np.ndarray, int], np.ndarray]]] = {
    "not_negative": ("0 or more", lambda values, days: values < 0),
    "whole": ("a whole number", lambda values, days: np.mod(values, 1) > 0),
    "at_most_window": ("at most the days of its window", lambda values, days: values > days),
    "at_most_one": ("at most 1, being a part of the other", lambda values, days: values > 1),
}


def _of_features(name: str, description: str, key: str, wrong: dict[str, np.ndarray]) -> CrossCheck:
    """Return the check that no row of several features is wrong; it names the features with wrong rows."""
    failing = [feature for feature, rows in wrong.items() if rows.any()]
    column = f"{len(wrong)} features"
    if failing:
        more = len(failing) - _NAMED
        column = ", ".join(failing[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    passed = pd.Series(~np.logical_or.reduce(list(wrong.values())))
    return CrossCheck(name, column, description, "critical", passed, key)


def _covered_windows(
    days: np.ndarray, coverage: pd.DataFrame, catalogue: Catalogue, vocabulary: Vocabulary
) -> list[tuple[Feature, np.ndarray]]:
    """Return each feature that measures events, with whether a day of its window is covered, for each row."""
    rows: dict[tuple[tuple[str, ...], str], np.ndarray] = {}
    found = []
    for feature in (one for one in catalogue.features if one.measure in MEASURES):
        tables = tables_of(catalogue.indicators[feature.indicator].events, vocabulary)
        if (tables, feature.window) not in rows:
            rows[tables, feature.window] = _covered(days, feature.window, coverage[coverage["table"].isin(tables)])
        found.append((feature, rows[tables, feature.window]))
    return found


def _unknown_outside_coverage(name: str, matrix: pd.DataFrame, covered: list[tuple[Feature, np.ndarray]]) -> list[CrossCheck]:
    """Return the check that a count is unknown exactly where no day of its window is covered: no records are not 0 events."""
    counts = [(feature.name, rows) for feature, rows in covered if feature.measure == COUNT.name]
    wrong = {each: np.isnan(matrix[each].to_numpy()) == rows for each, rows in counts}
    says = "count: unknown outside coverage, and only there"
    return [_of_features(name, says, "unknown_outside_coverage", wrong)] if wrong else []


def _never_known(name: str, matrix: pd.DataFrame, covered: list[tuple[Feature, np.ndarray]]) -> list[CrossCheck]:
    """Return the check that no feature is unknown in every row, where its measure has an answer on every covered window.

    The level of a value has one where events of its indicator are counted in the same window of many rows: if none of them has
    a value, a unit or a column was lost on reading.
    """
    counted = {(one.indicator, one.window): matrix[one.name].to_numpy() > 0 for one, _ in covered if one.measure == COUNT.name}
    answered: list[tuple[str, np.ndarray]] = []
    for feature, rows in covered:
        measure, key = MEASURES[feature.measure], (feature.indicator, feature.window)
        if "unknown" not in measure.none:
            answered.append((feature.name, rows))
        elif measure.computed_by == "levels" and key in counted and counted[key].sum() >= _MANY:
            answered.append((feature.name, counted[key]))
    wrong = {each: rows & bool(matrix[each].isna().all()) for each, rows in answered}
    return [_of_features(name, KNOWN, "never_known", wrong)] if wrong else []


def lost_on_reading(results: Iterable[Result]) -> bool:
    """Return whether all that fails is that features have no value anywhere, as where a column of values was not read."""
    return {result.check for result in results if not result.passed} == {KNOWN}


def _covered(days: np.ndarray, window: str, coverage: pd.DataFrame) -> np.ndarray:
    covered = np.full(len(days), window == THIS_CONTACT)
    first = days - np.timedelta64(window_days(window), "D")
    for start, end in coverage[["start", "end"]].itertuples(index=False):
        covered |= np.maximum(first, np.datetime64(start, "D")) < np.minimum(days, np.datetime64(end, "D"))
    return covered


def matrix_page(results: list[Result], rows: Mapping[str, int], synthetic: bool, catalogue: Catalogue, words: Vocabulary) -> str:
    """Return the HTML page on the checks of the feature matrices.

    Parameters
    ----------
    results : the outcome of every check.
    rows : how many rows each matrix has.
    synthetic : whether the records are simulated.
    """
    failed = [asdict(result) for result in results if not result.passed]
    return page(
        "features.html",
        synthetic=words.synthetic if synthetic else "",
        home="index.html",
        points=words.nouns.points,
        rows=rows,
        features=len(catalogue.features),
        indicators=len(catalogue.indicators),
        errors=failed,
        checks=[asdict(result) for result in results],
    )
