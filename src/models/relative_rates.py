"""How many times as often records of an indicator stand before points with a high score as before others.

It orders the records that a page names first. It rests on the records and models of the training period alone, of families
other than the point's own, and on points before which nothing had been done: once people act, they record more because they
visit. It says what goes with a high score, and not what led to it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from .. import portable
from ..chronology.vocabulary import Vocabulary
from ..disclosure.rounding import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES
from ..features.catalogue import THIS_CONTACT, Catalogue, Feature
from ..features.selection import event_types_of
from .crossfit import Scorer, in_period

NORMAL_95 = 1.96
HIGH = 0.2  # the share of the points, with the highest scores, that count as high
DONE = frozenset({"contacts", "referrals", "early_help", "assessments", "section_47", "plans", "care"})
"""Coverage tables of what was done; a vocabulary without them has no such records."""

Rates = dict[str, dict[str, float]]
"""By fold that was held out, and by indicator."""


def relative_rates(
    points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, vocabulary: Vocabulary, scorers: Mapping[str, Scorer]
) -> Rates:
    """Return the relative rates above 1 by more than chance, at the lower end of their interval, to the one digit that is shown.

    An indicator has one if more of its records may only raise a score, if it counts records of a kind about the person that say
    nothing of what was done, and if enough families had such records: 30, of which 10 before high scores, and 10 before others.

    Parameters
    ----------
    points, features : rows in the same order; points needs period, label, fold, family. scorers : by fold.
    """
    counts = [each for each in catalogue.features if _counts_a_kind(each, catalogue)]
    done = [each.name for each in counts if _says_what_was_done(each, catalogue, vocabulary)]
    nothing_done = ~(features[done] > 0).any(axis=1).to_numpy()
    kinds = {each.indicator: each.name for each in counts if each.direction == "increases" and each.name not in done}
    rates = {}
    for fold, scorer in scorers.items():
        rows = in_period(points, "train") & (points["fold"].astype(str) != fold).to_numpy() & nothing_done
        families = points.loc[rows, "family"].to_numpy()
        score = scorer(features[rows])
        high = score > np.quantile(score, 1 - HIGH) if len(score) else np.zeros(0, bool)
        found = {name: _rate(features.loc[rows, column].to_numpy(np.float64), high, families) for name, column in kinds.items()}
        rates[fold] = {name: rate for name, rate in found.items() if rate is not None}
    return rates


def _counts_a_kind(feature: Feature, catalogue: Catalogue) -> bool:
    """Return whether a feature is the count of an indicator's records, of a kind about the person, in its longest window."""
    indicator = catalogue.indicators[feature.indicator]
    events = indicator.events
    if not events or events.worry or events.unshared or events.about == "siblings":
        return False
    return feature.measure == "count" and feature.window == indicator.longest_window != THIS_CONTACT


def _says_what_was_done(feature: Feature, catalogue: Catalogue, vocabulary: Vocabulary) -> bool:
    """Return whether all records that a feature counts say what was done."""
    types = event_types_of(catalogue.indicators[feature.indicator].events, vocabulary)
    return all(vocabulary.event_types[name].table in DONE for name in types)


def _rate(count: np.ndarray, high: np.ndarray, families: np.ndarray) -> float | None:
    """Return the lower end of the relative rate's 95 % interval; None where it may be chance, or families are too few.

    The interval is that of a ratio of two counts of points with any record (Katz and others, 1978). Unknown counts are left out.
    """
    known = ~np.isnan(count)
    parts = [(count[some], families[some & (count > 0)]) for some in (known & high, known & ~high)]
    if len(set(families[known & (count > 0)])) < FEWEST_FAMILIES:
        return None
    if any(len(set(with_records)) < FEWEST_POSITIVE_FAMILIES for _, with_records in parts):
        return None
    (of_high, high_points), (of_others, other_points) = parts
    error = math.sqrt(1 / len(high_points) + 1 / len(other_points))
    rate = round(float(of_high.mean() / of_others.mean() * portable.exp(-NORMAL_95 * error)), 1)
    return rate if rate > 1 else None
