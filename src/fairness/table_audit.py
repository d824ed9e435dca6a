"""The audit of any table of scores, from a file or from memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from threadpoolctl import threadpool_limits

from ..chronology.reading.own_files import in_memory
from ..models.groups import account_of
from .audit import about_picked, audit_figures
from .scored_table import Columns, Scored, scored_rows

DRAWS, SEED = 2000, 23


def audit_scores(
    scores: pd.DataFrame | pa.Table,
    groups: Sequence[str],
    label: str = "label",
    *,
    flagged: str | None = None,
    score: str | None = None,
    capacity: float | None = None,
    threshold: float | None = None,
    probability: str | None = None,
    family: str | None = None,
    reference: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return for whom scores are wrong more often, group by group.

    Who is picked out is said by `flagged`, or by `score` with either a capacity or a threshold.

    Parameters
    ----------
    scores : one row a decision.
    groups : columns that tell groups apart, such as sex and ethnicity.
    label : column that says what followed: 1 or 0.
    flagged : column that says who is picked out: 1 or 0.
    score : column of scores.
    capacity : the share of the rows that is picked out, highest first (above 0 and below 1).
    threshold : the score from which on a row is picked out.
    probability : column of stated chances, 0 to 1, to judge them too.
    family : column of who counts together. Without it nothing has an interval, and no gap can be detected.
    reference : by column, the group that others are compared with; the largest where none is named.

    Returns
    -------
    dict : `groups`, by column a list with a figure of each rate for each group (value, 95 % interval, gap to the reference);
        `all`; `together`, how many gaps were compared and differ; `pairs` of groups of two columns; `about` and `accounts`, where
        every row is. The same as `audit.json` of `neglect-triage audit`.

    Raises
    ------
    BadInput : a column is missing, or holds something else than is said above.
    """
    columns = Columns(groups, label, flagged, score, capacity, threshold, probability, family)
    return audit_of(scored_rows(in_memory("scores", scores), columns, reference or {}, Path("scores")), columns)


def audit_of(found: Scored, columns: Columns) -> dict[str, Any]:
    """Return the figures of a table of scores that was read; see `audit_scores`."""
    draws = DRAWS if columns.family else 0
    references = {name: one.reference for name, one in found.described.items()}
    with threadpool_limits(1):
        figures = audit_figures(
            found.rows, found.groups, references, draws=draws, seed=SEED, pairs=len(columns.groups) > 1
        )  # fmt: skip
    about: dict[str, Any] = {"draws": DRAWS, "intervals": columns.family is not None, "left_out": found.left_out}
    about |= {"torn": found.torn, "repeated": found.repeated, "alike": found.alike}
    about |= {"strata": [], "not_recorded": [], "one_group": {}}
    about |= about_picked(found.picked) if found.picked else {}
    return figures | {"about": about, "accounts": account_of(found.groups, len(found.rows))}
