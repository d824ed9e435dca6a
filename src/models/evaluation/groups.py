"""The groups of test points whose figures are told apart: age, area, year, source, decision, first of all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..bands import AGES, NOT_KNOWN
from ..comparators.prior_contacts import PRIOR_CONTACTS

Groups = dict[str, dict[str, np.ndarray]]
"""By kind, by name: which points belong to the group (a mask)."""


def groups_of(test: pd.DataFrame, children: pd.DataFrame) -> Groups:
    """Return the groups of the test points; a point with several sources belongs to each of them.

    Parameters
    ----------
    children : child_id, birth_month, area.
    """
    about = children.set_index("child_id").reindex(test["child_id"])
    years = ((test["as_of"] - about["birth_month"].to_numpy()).dt.days / 365.25).to_numpy()
    age = pd.cut(years, [*AGES.values(), np.inf], right=False, labels=list(AGES)).astype(object)
    named = {
        "age": pd.Series(age, test.index).where(~np.isnan(years), NOT_KNOWN),
        "area": pd.Series(about["area"].fillna(NOT_KNOWN).astype(str).to_numpy(), test.index),
        "year": test["as_of"].dt.year.astype(str),
    }
    found = {kind: _of_each(values, list(AGES) if kind == "age" else []) for kind, values in named.items()}
    if (test["agencies"] != "").any():
        sources = test["agencies"].where(test["agencies"] != "", NOT_KNOWN).str.split(";")
        names = sorted({name for its in sources for name in its})
        found["source"] = {name: np.array([name in its for its in sources]) for name in names}
    return {kind: its for kind, its in found.items() if len(its) > 1}


def special_groups(test: pd.DataFrame) -> Groups:
    """Return the points by what was decided on them, and by whether an earlier point about the person is in the cohort."""
    found: Groups = {}
    if "taken_forward" in test:
        closed, forward = (~test["taken_forward"].fillna(True)), test["taken_forward"].fillna(False)
        found["decision"] = {"closed": closed.to_numpy(bool), "taken forward": forward.to_numpy(bool)}
    if PRIOR_CONTACTS in test:
        first = (test[PRIOR_CONTACTS] == 0).to_numpy()
        found["earlier points"] = {"none: the first ever": first, "some": ~first}
    return {kind: its for kind, its in found.items() if all(rows.any() for rows in its.values())}


def _of_each(values: pd.Series, order: list[str]) -> dict[str, np.ndarray]:
    names = sorted(set(values), key=lambda name: (name == NOT_KNOWN, order.index(name) if name in order else len(order), name))
    return {str(name): (values == name).to_numpy() for name in names}
