"""Data for the search on the first page of a report: by day, pseudonym and decision, never by what a model says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..pages.render import printable

FIRST_DAY = pd.Timestamp("1970-01-01")


def searchable(points: pd.DataFrame, files: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the contacts as compact data for the script of the page (JSON).

    Parameters
    ----------
    points : point_id, child_id, as_of; decision, where decisions are recorded. files : the page of each point that has one.

    Returns
    -------
    dict : words; decisions (those that occur, in the order of the vocabulary, in words); rows in the order of day and id: day
        (since 1970), person, index of the decision (-1: not recorded), file (0: none) and, only where the id is not
        person@day, the id.
    """
    ordered = points.sort_values(["as_of", "point_id"])
    recorded = ordered["decision"] if "decision" in ordered else pd.Series(None, ordered.index, dtype="str")
    occurring = set(recorded.dropna())
    names = [name for name in vocabulary.words["outcome"] if name in occurring]
    index_of = {name: index for index, name in enumerate(names)}
    days = (ordered["as_of"] - FIRST_DAY).dt.days
    usual_ids = ordered["child_id"] + "@" + ordered["as_of"].dt.strftime("%Y-%m-%d")
    rows = [
        [day, printable(person), index_of.get(decision, -1), files.get(point, 0), *([printable(point)] if point != usual else [])]
        for point, person, day, decision, usual in zip(
            ordered["point_id"], ordered["child_id"], days.tolist(), recorded, usual_ids, strict=True
        )
    ]
    nouns = vocabulary.nouns
    return {
        "words": {"point": nouns.point, "points": nouns.points},
        "decisions": [vocabulary.words["outcome"][name] for name in names],
        "rows": rows,
    }
