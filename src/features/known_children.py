"""Which contacts are about a child whom the chronology knows, and what is said of the others."""

from __future__ import annotations

from collections.abc import Mapping as Map
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..chronology.joins import Join, is_lost
from ..chronology.known_children import HOLDING_CHILDREN, TABLES_OF_CHILDREN
from ..chronology.tables import open_table
from ..errors import BadInput
from ..pages.shares import chosen_share
from .engine.columns import text

LIST_THEM = "whoever is known and has no record belongs in the table children (--children)"


def known_children_in_files(paths: Map[str, Path]) -> pd.Series:
    """Return the child_id of everyone in the canonical tables in files (dtype str, each once), read part by part.

    Raises
    ------
    BadInput : a file is missing or not canonical.
    """
    ids = [pa.array([], pa.large_string())]
    for name in HOLDING_CHILDREN:
        if name in paths:
            with open_table(name, paths[name]) as file:
                ids += [pc.unique(text(part, "child_id")) for part in file.iter_batches(columns=["child_id"])]
    return pd.Series(pc.unique(pa.chunked_array(ids)).to_pandas(), dtype="str")


def unknown_children_lines(join: Join, least: float) -> list[str]:
    """Return a line for the reader where contacts are about unknown children, a warning under the rate `least`.

    Parameters
    ----------
    join : of the contacts with the children of the chronology.

    Raises
    ------
    BadInput : hardly any contact is about a known child, as where identifiers are written in two ways.
    """
    if is_lost(join, least):
        raise BadInput(
            f"{'Hardly any' if join.met else 'No'} row is about a child_id of the chronology.",
            where="; ".join(filter(None, [join.says, join.nearly])),
            expected=f"a child_id of {TABLES_OF_CHILDREN} in each row; under {chosen_share(least)}% is a warning "
            "(source.least_link_rate), under a tenth of that a stop",
            do=f"write child_id in one way in all tables; {LIST_THEM}",
        )
    if join.met == join.of:
        return []
    warning = "WARNING: " if join.rate < least else ""
    lines = [f"{warning}{join.says}", join.nearly, f"The others are set aside, not computed as without a history; {LIST_THEM}"]
    return [". ".join(filter(None, lines)) + "."]
