"""Label bias: the recorded label compared with true neglect, group by group. Only a simulated world can show it.

An audit of real records compares groups by the recorded label. Where neglect in one group is recognised less often, it is
missing from the label too, and every figure based on the label looks as it should. Here the truth is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..fairness.characteristics import UNKNOWN, characteristics
from ..fairness.groups import rows_of
from ..models.evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, NONE, Stated, share_of, stated
from ..models.groups import Groups, account_of
from ..models.resampling import Draws, draw_families
from ..params import Evaluate
from .truth import with_truth

COMPARED = ("ethnicity", "disability", "deprivation_quintile", "sex", "age")
NEGLECTED, RECALL, FALSE, FLAGGED = (
    "neglected in truth",
    "recorded step-up, of those neglected in truth",
    "recorded step-up, of the others",
    "in the attention band, of those neglected in truth",
)

Row = dict[str, Any]
Labels = Mapping[str, Mapping[str, str]]
"""By characteristic, by group: how a page names it."""


def label_bias(
    contacts: pd.DataFrame, truth: pd.DataFrame, groups: Groups, labels: Labels, settings: Evaluate, intervals: bool
) -> dict[str, Any]:
    """Return by characteristic how the label differs from the truth in each group (JSON).

    Parameters
    ----------
    contacts : the test contacts of the headline: child_id, as_of, label, attention, family.
    truth : truth_contacts: child_id, date, neglect_follows. Contacts without a known truth are left out.
    groups : `fairness.groups.groups_of_points` of the same contacts; those of `COMPARED` are compared.
    labels : what `fairness.characteristics.groups_of_vocabulary` returns.
    settings : bootstrap. intervals : False where families are not known.

    Returns
    -------
    dict : contacts, left_out (contacts without a known truth), families, neglected, accounts (by characteristic, where each of
        the contacts is: `models.groups.account_of`), and `groups`: by characteristic, a row for
        each group with its counts, shares (`figures`), and differences of recall, of the label and of the attention band, to
        the reference group (`apart`). Not estimable (None) below 30 families, or 10 families with a contact of a neglected
        child.
    """
    numbered = contacts.reset_index(drop=True).reset_index(names="position")
    known = with_truth(numbered, truth)
    known = known[known["neglect_follows"].notna()]
    drawn = draw_families(known["family"].to_numpy(), settings.bootstrap_draws if intervals else 0, settings.seed)
    draws = drawn.of(known["family"].to_numpy())
    position = known["position"].to_numpy()
    compared = rows_of({name: groups[name] for name in COMPARED if name in groups}, position)
    found = {name: _group_rows(name, by_name, labels[name], known, draws) for name, by_name in compared.items()}
    return {
        "contacts": len(known),
        "left_out": len(contacts) - len(known),
        "families": known["family"].nunique(),
        "neglected": int(known["neglect_follows"].sum()),
        "accounts": account_of(compared, len(known)),
        "groups": found,
    }


def _group_rows(
    name: str,
    groups: Mapping[str, np.ndarray],
    labels: Mapping[str, str],
    known: pd.DataFrame,
    draws: Draws,
) -> list[Row]:
    """Return the rows of one characteristic; the reference group has no difference to itself."""
    wanted = characteristics()[name].reference
    rows = {group: mask for group, mask in groups.items() if mask.any()}
    reference = wanted if wanted in rows else max(rows, key=lambda group: (group != UNKNOWN, rows[group].sum()), default=UNKNOWN)
    counts = {group: _counts(known[mask]) for group, mask in rows.items()}
    shares = {group: _shares(known[mask], draws.on(mask)) for group, mask in rows.items() if _has_enough_families(counts[group])}
    return [
        {
            "group": group,
            "label": labels.get(group, group),
            "reference": group == reference,
            **counts[group],
            "figures": {figure: stated(values) for figure, values in shares[group].items()} if group in shares else {},
            "apart": {figure: _difference(shares, group, reference, figure) for figure in (RECALL, FLAGGED)},
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


def _has_enough_families(counts: dict[str, int]) -> bool:
    return counts["families"] >= FEWEST_FAMILIES and counts["families of the neglected"] >= FEWEST_POSITIVE_FAMILIES


def _shares(rows: pd.DataFrame, draws: Draws) -> dict[str, np.ndarray]:
    """Return each share, one value for each draw."""
    neglected, label, flagged = (rows[name].to_numpy(bool) for name in ("neglect_follows", "label", "attention"))
    columns = [neglected, ~neglected, np.ones(len(rows), bool), label & neglected, label & ~neglected, flagged & neglected]
    true, others, everyone, recorded, wrongly, attended = draws.sums(np.column_stack(columns)).T
    return {
        NEGLECTED: share_of(true, everyone),
        RECALL: share_of(recorded, true),
        FALSE: share_of(wrongly, others),
        FLAGGED: share_of(attended, true),
    }


def _difference(shares: dict[str, dict[str, np.ndarray]], group: str, reference: str, figure: str) -> Stated:
    if group == reference or group not in shares or reference not in shares:
        return NONE
    return stated(shares[group][figure] - shares[reference][figure])
