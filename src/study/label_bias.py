"""Label bias: the recorded label beside neglect in truth, group by group. Only a simulated world can show it.

An audit of real records compares groups by the recorded label. Where neglect in one group is recognised less, it is missing
from the label too, and every figure that counts from the label looks as it should. Here the truth is known.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..fairness.characteristics import LARGEST, characteristics
from ..models.evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, NONE, Stated, share_of, stated
from ..models.groups import Groups
from ..models.resampling import Draws, draw_families
from ..params import Evaluate

TOLD = ("ethnicity", "disability", "deprivation_quintile", "sex", "age")
NEGLECTED, RECALL, FALSE, FLAGGED = (
    "neglected in truth",
    "recorded step-up, of those neglected in truth",
    "recorded step-up, of the others",
    "in the attention band, of those neglected in truth",
)

Row = dict[str, Any]


def label_bias(
    contacts: pd.DataFrame, truth: pd.DataFrame, groups: Groups, settings: Evaluate, intervals: bool
) -> dict[str, Any]:
    """Return by characteristic what the truth says about the label in each group (JSON).

    Parameters
    ----------
    contacts : the test contacts of the headline: child_id, as_of, label, attention, family.
    truth : truth_contacts: child_id, date, neglect_follows. Contacts without a known truth are left out.
    groups : `fairness.groups.groups_of_points` of the same contacts; those of `TOLD` are told.
    settings : bootstrap. intervals : False where families are not known.

    Returns
    -------
    dict : contacts, families, neglected, and `groups`: by characteristic, a row a group with its counts, shares (`figures`), and
        how far the recall of the label and of the attention band lie from those of the reference group (`apart`). Not
        estimable (None) below 30 families, or 10 families with a contact of a neglected child.
    """
    places = contacts.reset_index(drop=True).reset_index(names="place")
    known = places.merge(truth, left_on=["child_id", "as_of"], right_on=["child_id", "date"])
    known = known[known["neglect_follows"].notna()]
    drawn = draw_families(known["family"].to_numpy(), settings.bootstrap_draws if intervals else 0, settings.seed)
    draws = drawn.of(known["family"].to_numpy())
    place = known["place"].to_numpy()
    found = {name: _of_characteristic(name, groups[name], place, known, draws) for name in TOLD if name in groups}
    return {
        "contacts": len(known),
        "families": known["family"].nunique(),
        "neglected": int(known["neglect_follows"].sum()),
        "groups": found,
    }


def _of_characteristic(
    name: str, groups: dict[str, np.ndarray], place: np.ndarray, known: pd.DataFrame, draws: Draws
) -> list[Row]:
    """Return the rows of one characteristic; the reference group has no distance from itself."""
    one = characteristics()[name]
    rows = {group: mask[place] for group, mask in groups.items() if mask[place].any()}
    reference = max(rows, key=lambda group: rows[group].sum()) if one.reference == LARGEST else one.reference
    counted = {group: _counts(known[mask]) for group, mask in rows.items()}
    shares = {group: _shares(known[mask], draws.on(mask)) for group, mask in rows.items() if _enough(counted[group])}
    return [
        {
            "group": group,
            "label": one.label(group),
            "reference": group == reference,
            **counted[group],
            "figures": {figure: stated(values) for figure, values in shares[group].items()} if group in shares else {},
            "apart": {figure: _apart(shares, group, reference, figure) for figure in (RECALL, FLAGGED)},
        }
        for group in rows
    ]


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    neglected = rows[rows["neglect_follows"].astype(bool)]
    return {
        "contacts": len(rows),
        "families": rows["family"].nunique(),
        "neglected": len(neglected),
        "families of the neglected": neglected["family"].nunique(),
    }


def _enough(counts: dict[str, int]) -> bool:
    return counts["families"] >= FEWEST_FAMILIES and counts["families of the neglected"] >= FEWEST_POSITIVE_FAMILIES


def _shares(rows: pd.DataFrame, draws: Draws) -> dict[str, np.ndarray]:
    """Return each share as one value a draw."""
    neglected, label, flagged = (rows[name].to_numpy(bool) for name in ("neglect_follows", "label", "attention"))
    columns = [neglected, ~neglected, np.ones(len(rows), bool), label & neglected, label & ~neglected, flagged & neglected]
    true, others, everyone, stepped, wrongly, found = draws.sums(np.column_stack(columns)).T
    return {
        NEGLECTED: share_of(true, everyone),
        RECALL: share_of(stepped, true),
        FALSE: share_of(wrongly, others),
        FLAGGED: share_of(found, true),
    }


def _apart(shares: dict[str, dict[str, np.ndarray]], group: str, reference: str, figure: str) -> Stated:
    if group == reference or group not in shares or reference not in shares:
        return NONE
    return stated(shares[group][figure] - shares[reference][figure])
