"""What each method says of each record: the larger, the sooner it is opened; minus infinity for one that it never names.

None of them sees anything of the truth but the ceilings, which are yardsticks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarks.first_records.worlds import Listed, Scored
from neglect_triage.explain.attribution import contributions
from neglect_triage.explain.faithfulness.copies import copy_of, features_of_copies
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.relative_rates import NORMAL_95
from neglect_triage.params import Params
from neglect_triage.study.ceiling import ceiling, seen_on_pages

NEAR_DAYS, MONTH = 90, 30
PAGES_TOGETHER = 25  # whose copies are held in memory at once
VARIANTS = ("due", "due_without_shocks", "both")
CHOSEN, CEILING = "the rule", "the ceiling, fitted for {}"


def scores(scored: Scored, listed: Listed, params: Params, slow: bool) -> dict[str, np.ndarray]:
    """Return the score of each record by each method, with or without those that ask the model about each record."""
    rows = listed.rows
    rate = _largest(listed, listed.sources.rates)
    near, agencies = _around(rows, rate > 0)
    times = np.log(np.maximum(rate, 1))
    may_be_named = {
        "the rule's kinds, the latest first": rate,
        "kinds by how often a step-up followed": _largest(listed, _risks(scored)),
        "agencies within 90 days": agencies + 1.0,
        "records within 90 days": near + 1.0,
        "kind times records within 90 days": times * np.log1p(near),
        "kind times agencies within 90 days": times * np.log1p(agencies),
    }
    if slow:
        course = _course(scored, listed, params)
        tree, averaged = _attributions(scored, listed)
        may_be_named |= {
            "what removing the record changes": _removed(scored, listed, params),
            "TreeSHAP, shared among records": tree,
            "TreeSHAP averaged with conditional Shapley": averaged,
            "course of the score": course,
            "kind times course of the score": times * (course - course.min() + 1e-9),
        }
    eligible = _eligible(scored, listed)
    found = {name: np.where(eligible & (each != 0), each, -np.inf) for name, each in may_be_named.items()}
    found[CHOSEN] = np.where(rows["named"].notna(), -rows["named"], -np.inf)
    seen = seen_on_pages(rows)
    known = {variant: rows[variant].where(rows["known"]).to_numpy(np.float64) for variant in VARIANTS}
    return found | {CEILING.format(variant): ceiling(rows, seen, due) for variant, due in known.items()}


def _eligible(scored: Scored, listed: Listed) -> np.ndarray:
    """Return which records an indicator counts of which more may only raise a score, and which do not say what was done."""
    raising = {each.indicator for each in scored.catalogue.features if each.measure == "count" and each.direction == "increases"}
    counted = listed.counts[:, [name in raising for name in scored.catalogue.indicators]].any(axis=1)
    return np.asarray(counted & ~listed.rows["done"].to_numpy())


def _pages(rows: pd.DataFrame) -> list[tuple[str, np.ndarray]]:
    """Return the point of each page, and the places of its records."""
    return [(str(point), np.asarray(at)) for point, at in rows.groupby("point_id", sort=False).indices.items()]


def _largest(listed: Listed, figures: Mapping[str, Mapping[str, float]]) -> np.ndarray:
    found = np.zeros(len(listed.rows))
    for fold, of_fold in figures.items():
        mine = (listed.rows["fold"].astype(str) == fold).to_numpy()
        each = np.array([of_fold.get(name, 0.0) for name in listed.sources.catalogue.indicators])
        found[mine] = (listed.counts[mine] * each).max(axis=1, initial=0)
    return np.where(listed.rows["done"], 0, found)


def _risks(scored: Scored) -> dict[str, dict[str, float]]:
    """Return how many times as often the outcome followed points with records of an indicator: the former rule."""
    risks: dict[str, dict[str, float]] = {}
    for fold in scored.folds:
        rows = in_period(scored.points, "train") & (scored.points["fold"].astype(str) != fold).to_numpy()
        label = scored.points.loc[rows, "label"].to_numpy(np.float64)
        risks[fold] = {}
        for feature in scored.catalogue.features:
            indicator = scored.catalogue.indicators[feature.indicator]
            if feature.measure != "count" or feature.direction != "increases" or indicator.events is None:
                continue
            if feature.window != indicator.longest_window:
                continue
            some = (scored.features.loc[rows, feature.name] > 0).to_numpy()
            if indicator.events.worry or label[some].sum() < 10 or label[~some].sum() < 10:
                continue
            risk = label[some].mean() / label[~some].mean()
            variance = sum((1 - part.mean()) / part.sum() for part in (label[some], label[~some]))
            if risk > math.exp(NORMAL_95 * math.sqrt(variance)):
                risks[fold][feature.indicator] = round(risk, 2)
    return risks


def _around(rows: pd.DataFrame, some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many other records stand within NEAR_DAYS of each, of those in `some`, and of how many agencies."""
    day, agency = rows["event_date"].to_numpy(np.int64), np.eye(rows["agency"].nunique())[pd.factorize(rows["agency"])[0]]
    near, agencies = np.zeros(len(rows)), np.zeros(len(rows))
    for _, page in _pages(rows):
        close = ((np.abs(day[page][:, None] - day[page]) <= NEAR_DAYS) & some[page]).astype(float)
        np.fill_diagonal(close, 0)
        near[page], agencies[page] = close.sum(axis=1), (close @ agency[page] > 0).sum(axis=1)
    return near, agencies


def _course(scored: Scored, listed: Listed, params: Params) -> np.ndarray:
    """Return the score that a contact at the end of each record's month would have had: a smoothed course of worries."""
    rows = listed.rows
    as_of = rows["event_date"] + rows["before"] - rows["before"] // MONTH * MONTH
    asked = pd.DataFrame({"child_id": rows["child_id"], "fold": rows["fold"], "day": as_of})
    once = asked.drop_duplicates(["child_id", "day"]).reset_index(drop=True)
    when = pd.to_datetime(once["day"].to_numpy(), unit="D").astype("datetime64[s]")
    points = pd.DataFrame({"point_id": once.index.astype(str), "child_id": once["child_id"], "as_of": when})
    features = compute_features(points, scored.tables, scored.catalogue, scored.vocabulary, params.train.view)
    once["score"] = scored.margin(features, once["fold"].to_numpy())
    return asked.merge(once, on=["child_id", "day"], how="left")["score"].to_numpy()


def _removed(scored: Scored, listed: Listed, params: Params) -> np.ndarray:
    """Return by how much the score falls if a record is removed, computed by the engine."""
    found, eligible = np.zeros(len(listed.rows)), _eligible(scored, listed)
    pages = _pages(listed.rows)
    for start in range(0, len(pages), PAGES_TOGETHER):
        copies, places, folds = [], [], []
        for point, rows in pages[start : start + PAGES_TOGETHER]:
            record, mine = listed.records[point], rows[eligible[rows]]
            copies += [copy_of(record), *(copy_of(record, without=listed.rows["row"].to_numpy()[[at]]) for at in mine)]
            places += [-1, *mine]
            folds += [listed.rows["fold"].iloc[rows[0]]] * (len(mine) + 1)
        margin = scored.margin(features_of_copies(copies, listed.sources, params.train.view), np.array(folds))
        whole = margin[np.maximum.accumulate(np.where(np.array(places) < 0, np.arange(len(places)), 0))]
        removed = np.array(places) >= 0
        found[np.array(places)[removed]] = (whole - margin)[removed]
    return found


def _attributions(scored: Scored, listed: Listed) -> tuple[np.ndarray, np.ndarray]:
    """Return what each record carries of the score: its indicators' contributions, shared among the records that they count.

    By TreeSHAP, and by the mean of TreeSHAP and conditional Shapley values of themes. The latter take contributions as normal, so
    that what some themes say of the score is linear in them; a theme's value goes to its indicators as TreeSHAP does.
    """
    names, features = list(scored.catalogue.indicators), scored.features.set_index("point_id")
    theme = np.array([each.theme for each in scored.catalogue.indicators.values()])
    themes = np.array(scored.catalogue.themes)
    tree, averaged = np.zeros(len(listed.rows)), np.zeros(len(listed.rows))
    points = scored.points
    for fold, fitted in scored.folds.items():
        pages = scored.pages.loc[scored.pages["fold"].astype(str) == fold, "point_id"]
        if pages.empty:
            continue
        train = in_period(points, "train") & (points["fold"].astype(str) != fold).to_numpy()
        before = contributions(fitted.model, scored.features[train], scored.catalogue)[names].to_numpy()
        of_theme = np.column_stack([before[:, theme == one].sum(axis=1) for one in themes])
        mine = contributions(fitted.model, features.loc[pages], scored.catalogue)[names].to_numpy()
        mine_by_theme = np.column_stack([mine[:, theme == one].sum(axis=1) for one in themes])
        values = _conditional(np.cov(of_theme.T), mine_by_theme - of_theme.mean(axis=0))
        positive = np.maximum(mine, 0)
        total = np.column_stack([positive[:, theme == one].sum(axis=1) for one in themes])
        at = np.searchsorted(np.sort(themes), theme)
        at = np.argsort(themes)[at]
        conditional = positive / np.maximum(total[:, at], 1e-9) * values[:, at]
        for place, point in enumerate(pages):
            rows = np.flatnonzero((listed.rows["point_id"] == point).to_numpy())
            counted = listed.counts[rows] / np.maximum(listed.counts[rows].sum(axis=0), 1)
            tree[rows] = counted @ mine[place]
            averaged[rows] = counted @ ((mine[place] + conditional[place]) / 2)
    return tree, averaged


def _conditional(covariance: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the Shapley value of each column in the expected sum, given the columns of a coalition (points x columns)."""
    number = len(covariance)
    worth: dict[tuple[int, ...], np.ndarray] = {(): np.zeros(len(values))}
    found = np.zeros_like(values)
    for size in range(1, number + 1):
        for some in combinations(range(number), size):
            inside = covariance[np.ix_(some, some)] + 1e-9 * np.eye(size)
            worth[some] = values[:, some] @ np.linalg.solve(inside, covariance[list(some)].sum(axis=1))
    for some, value in worth.items():
        for one in some:
            others = tuple(other for other in some if other != one)
            weight = math.factorial(len(others)) * math.factorial(number - len(some)) / math.factorial(number)
            found[:, one] += weight * (value - worth[others])
    return found
