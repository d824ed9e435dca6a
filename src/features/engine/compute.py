"""The as-of engine: every indicator as it was knowable at each point (design sections 1 and 4).

`measures/` defines each measure, `visibility.py` what was knowable. `arrays.py` and `plan.py` prepare what the compiled part
reads: `lists.py`, the passes that compute measures (`measures/counting.py`, `measures/recency.py`, `measures/levels.py`,
`scans.py`), `observed.py` and `store` below. It works on one batch of children at a time, in as many threads as there are
processors. Each cell is written once, so that neither the size of a batch nor the number of threads changes a bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numba import config, njit

from ...chronology.vocabulary import Vocabulary
from ...params import View
from ..catalogue import Catalogue
from ..measures.counting import fill_counts
from ..measures.levels import fill_levels
from ..measures.measure import LONGEST_WINDOW_DAYS
from ..measures.recency import fill_recency
from .arrays import Arrays, births, prepare
from .columns import FOREVER, Table, days, text
from .lists import Points, make_lists
from .observed import blank_unknown
from .scans import fill_scans

POINTS_IN_BATCH = 2048
TILE = 16  # rows whose cells of a column fill a cache line
DAYS_IN_YEAR = 365.25


def compute_features(
    points: pd.DataFrame,
    chronology: Mapping[str, Table],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    view: View = "partnership",
) -> pd.DataFrame:
    """Return point_id and one float32 column a feature, rows as in `points`; parameters are those of `feature_matrix`."""
    matrix = feature_matrix(points, chronology, catalogue, vocabulary, view)
    frame = pd.DataFrame(matrix.T, columns=[feature.name for feature in catalogue.features], copy=False)
    frame.insert(0, "point_id", points["point_id"].array)
    return frame


def feature_matrix(
    points: Table, chronology: Mapping[str, Table], catalogue: Catalogue, vocabulary: Vocabulary, view: View = "partnership"
) -> np.ndarray:
    """Return every feature of the catalogue at `points`.

    Parameters
    ----------
    points : point_id, child_id, as_of (dates).
    chronology : canonical tables events, event_codes, children, households, coverage; pandas or Arrow, text plain or as
        categories (dictionaries). Events in the order in which they are written to files need no sorting.
    catalogue, vocabulary : what to compute, and the words of the chronology.
    view : whose knowledge: `partnership` or `hub`.

    Returns
    -------
    numpy.ndarray : features x points, float32. NaN is unknown. Age is in years of 365.25 days from the first day of the birth
        month, and negative before an expected birth.
    """
    features = catalogue.features
    matrix = np.empty((len(features), len(points)), np.float32)
    if len(points) and any(feature.measure != "years" for feature in features):
        _fill(matrix, prepare(points, chronology, catalogue, vocabulary, view))
    for row, feature in enumerate(features):
        if feature.measure == "years":
            matrix[row] = _ages(points, chronology["children"])
    return matrix


def _ages(points: Table, children: Table) -> np.ndarray:
    """Return the age in years at each point (NaN where the month of birth is not recorded)."""
    born = births(text(points, "child_id"), children)
    return np.where(born < FOREVER, (days(points["as_of"]) - born.astype(np.float64)) / DAYS_IN_YEAR, np.nan)


def _fill(matrix: np.ndarray, arrays: Arrays) -> None:
    """Fill `matrix` (features x points) in batches of children, in parallel."""
    start = arrays.points.start
    bounds = np.unique([*np.searchsorted(start, range(0, int(start[-1]), POINTS_IN_BATCH)), len(start) - 1])
    batches = list(pairwise(bounds.tolist()))
    # The processors that this process may use: numba counts them when it is imported.
    allowed: int = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    threads = min(allowed, len(batches))
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(_fill_batches, matrix, arrays, batches[nth::threads]) for nth in range(threads)]:
            done.result()


def _fill_batches(matrix: np.ndarray, arrays: Arrays, batches: list[tuple[int, int]]) -> None:
    """Fill `matrix` for batches of children, each from the first child to before the second."""
    start, plan = arrays.points.start, arrays.plan
    room = np.empty((max(int(start[past] - start[first]) for first, past in batches), len(plan.target)), np.float32)
    for first, past in batches:
        begin, end = start[first], start[past]
        points = Points(arrays.points.day[begin:end], start[first : past + 1] - begin)
        seen = arrays.seen._replace(first=arrays.seen.first[first:past], past=arrays.seen.past[first:past])
        lists = make_lists(points, seen, arrays.kinds, LONGEST_WINDOW_DAYS)
        block = room[: end - begin]
        fill_counts(points, lists, plan.marks, block)
        fill_recency(points, lists, plan.recency, plan.covered_runs, block)
        fill_levels(points, lists, plan.levels, arrays.facts.value, block)
        fill_scans(points, arrays.born[first:past], lists, plan.scans, arrays.facts, plan.covered_runs, block)
        blank_unknown(points, plan.needs, plan.covered, block)
        store(block, plan.target, arrays.order[begin:end], matrix)


@njit(cache=True, nogil=True)
def store(block: Any, target: Any, order: Any, matrix: Any) -> None:
    """Copy a block (points x columns) into `matrix` (features x points).

    target : the feature of each column (-1: none, it was only needed for another). order : the position of each row.
    """
    for first in range(0, order.size, TILE):
        past = min(first + TILE, order.size)
        for column in range(target.size):
            if target[column] >= 0:
                feature = matrix[target[column]]
                for row in range(first, past):
                    feature[order[row]] = block[row, column]
