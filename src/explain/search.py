"""The contacts that the first page of a report can find: by day, pseudonym and decision, and by nothing that a model says."""

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
        (since 1970), person, place of the decision (-1: not recorded), file (0: none) and, only where the id is not
        made of person and day, the id.
    """
    ordered = points.sort_values(["as_of", "point_id"])
    recorded = ordered["decision"] if "decision" in ordered else pd.Series(None, ordered.index, dtype="str")
    there = set(recorded.dropna())
    names = [name for name in vocabulary.words["outcome"] if name in there]
    place = {name: number for number, name in enumerate(names)}
    days = (ordered["as_of"] - FIRST_DAY).dt.days
    made = ordered["child_id"] + "@" + ordered["as_of"].dt.strftime("%Y-%m-%d")
    rows = [
        [day, printable(person), place.get(decision, -1), files.get(point, 0), *([printable(point)] if point != usual else [])]
        for point, person, day, decision, usual in zip(
            ordered["point_id"], ordered["child_id"], days.tolist(), recorded, made, strict=True
        )
    ]
    nouns = vocabulary.nouns
    return {
        "words": {"point": nouns.point, "points": nouns.points},
        "decisions": [vocabulary.words["outcome"][name] for name in names],
        "rows": rows,
    }
