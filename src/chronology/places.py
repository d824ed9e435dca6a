"""What stands for the place of a record in tables and on pages, because the row of a file can tell whose record it is.

In a file sorted by surname the order of rows is the order of names. So each record is named by what its page shows of it anyway,
and a table that stays inside says which file and row that was.
"""

from __future__ import annotations

import pandas as pd

from .tables import conform

_SHOWN = ["source", "child_id", "event_date", "known_date", "event_type", "agency", "outcome"]
# Consonants only: a reference is never a word, a number or a postcode.
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjkmnpqrstv")


def hide_places(events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return events with a reference of 16 letters as `source_ref`, and the table `places`: each reference and its file and row.

    A reference is made from child, dates, type, agency, outcome and source, so it stays the same when rows are added or sorted
    otherwise. Records alike in all of these are numbered in the order of their ids.

    Parameters
    ----------
    events : the canonical table.
    """
    numbers = pd.util.hash_pandas_object(events[_SHOWN], index=False)
    references = pd.Series([f"{number:016x}".translate(_LETTERS) for number in numbers], index=events.index, dtype="str")
    alike = events.loc[references.duplicated(keep=False), ["event_id"]].sort_values("event_id", kind="stable")
    later = alike.groupby(references.reindex(alike.index), sort=False).cumcount()
    later = later[later > 0]
    references.loc[later.index] += "-" + (later + 1).astype("str")
    places = pd.DataFrame({"source_ref": references, "place": events["source_ref"]})
    return events.assign(source_ref=references), conform(places, "places")
