"""Pages of earlier batches that new records recall: what they said is corrected, taken back, or was not all there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

CORRECTED, GONE, CAME_LATE = "corrected", "gone", "came late"
_OF_MODEL = ("fingerprints",)


def recalled(
    earlier: Sequence[tuple[str, Mapping[str, Any]]], now: Mapping[str, Mapping[str, Any]], replaced: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return the pages that are recalled: batch, file, point_id, child_id, date, why, and the numbers of the records concerned.

    A page is recalled where a record that it lists was corrected or taken back since; where its contact no longer is one; and
    where it would say something else now, because records that could be read before its day came after it was written.

    Parameters
    ----------
    earlier : name of the batch and content of each page about people whom the new records touch. now : what the same pages
        would say now, by point_id. replaced : the known events that new ones correct or take back.
    """
    references, found = set(replaced["source_ref"]), []
    for batch, page in earlier:
        numbers = [record["number"] for record in page["records"] if record["source_ref"] in references]
        point = page["point_id"]
        why = [CORRECTED] if numbers or _rests_on_unlisted(page, replaced) else []
        why += [GONE] if point not in now else [CAME_LATE] if _differ(page, now[point]) else []
        if why:
            about = {name: page[name] for name in ("file", "point_id", "child_id", "date", "iso_date")}
            found.append(about | {"batch": batch, "why": why, "records": numbers})
    return sorted(found, key=lambda one: (one["iso_date"], one["point_id"]))


def _rests_on_unlisted(page: Mapping[str, Any], replaced: pd.DataFrame) -> bool:
    """Return whether a page has more records than it lists, and one about the same child that it could rest on is replaced."""
    readable = replaced["known_date"] < pd.Timestamp(page["iso_date"])
    return bool(page["records_left_out"] and (readable & (replaced["child_id"] == page["child_id"])).any())


def _differ(page: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two contents of a page differ in what they say."""
    return any(page[name] != other[name] for name in page if name not in _OF_MODEL)
