"""The as-of engine: every indicator as it was knowable at each point (design sections 1 and 4).

`measures.py` holds the definition of each measure, `visibility.py` that of what was knowable. `lists.py`, `counts.py`,
`scans.py` and `observed.py` are compiled; `arrays.py` and `plan.py` prepare what they read.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .arrays import Arrays, prepare
from .catalogue import Catalogue
from .counts import fill_counts
from .lists import Points, make_lists
from .observed import blank_unknown
from .scans import LONGEST, fill_scans
from .visibility import View

POINTS_IN_BATCH = 4096


def compute_features(
    points: pd.DataFrame,
    chronology: dict[str, pd.DataFrame],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    view: View = "partnership",
) -> pd.DataFrame:
    """Return the feature matrix at `points`.

    Parameters
    ----------
    points : point_id, child_id, as_of (datetime64).
    chronology : canonical tables events, event_codes, children, households, coverage.
    catalogue, vocabulary : what to compute, and the words of the chronology.
    view : whose knowledge: `partnership` or `hub`.

    Returns
    -------
    pandas.DataFrame : point_id and one float32 column a feature, rows as in `points`. NaN is unknown. Age is in years of
        365.25 days from the first day of the birth month, and negative before an expected birth.
    """
    counted = [feature.name for feature in catalogue.features if feature.measure != "years"]
    matrix = np.zeros((len(counted), len(points)), np.float32)
    if matrix.size:
        arrays = prepare(points, chronology, catalogue, vocabulary, view)
        _fill(matrix, arrays)
        matrix[:, arrays.order] = matrix.copy()
    rows = dict(zip(counted, matrix, strict=True))
    ages = _ages(points, chronology["children"])
    columns = {feature.name: rows.get(feature.name, ages) for feature in catalogue.features}
    return pd.DataFrame({"point_id": points["point_id"].to_numpy(), **columns})


def _fill(matrix: np.ndarray, arrays: Arrays) -> None:
    """Fill `matrix` (columns x points by child and day) in batches of children, side by side."""
    start = arrays.points.start
    bounds = np.unique([*np.searchsorted(start, range(0, len(arrays.points.day), POINTS_IN_BATCH)), len(start) - 1])
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        batches = [threads.submit(_fill_batch, matrix, arrays, a, b) for a, b in pairwise(bounds)]
    for batch in batches:
        batch.result()


def _fill_batch(matrix: np.ndarray, arrays: Arrays, first: int, past: int) -> None:
    """Fill the columns of `matrix` for the children from `first` to before `past`."""
    begin, end = arrays.points.start[first], arrays.points.start[past]
    points = Points(arrays.points.day[begin:end], arrays.points.start[first : past + 1] - begin)
    seen = arrays.seen._replace(start=arrays.seen.start[first : past + 1])
    lists = make_lists(points, seen, arrays.kinds, arrays.snapshot, LONGEST)
    plan = arrays.plan
    fill_counts(points, lists, plan.counts, matrix, begin)
    fill_scans(points, arrays.born[first:past], lists, plan.scans, arrays.facts, plan.observed, matrix, begin)
    blank_unknown(points.day, plan.needs, plan.covered, matrix, begin)


def _ages(points: pd.DataFrame, children: pd.DataFrame) -> np.ndarray:
    """Return the age in years at each point (float32; NaN where the month of birth is not recorded)."""
    born = points["child_id"].map(children.set_index("child_id")["birth_month"])
    return ((points["as_of"] - born).dt.days / 365.25).to_numpy(np.float32)
