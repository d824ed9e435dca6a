"""Measures of the strategy by protected group: every child in one group, and nothing that rests on few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.fairness.characteristics import PROTECTED, UNKNOWN, groups_of_vocabulary
from neglect_triage.fairness.strategy_measures import measures_by_group

NAMES = [f"c{place}" for place in range(200)]


def by_group(known: int = 200, disabled: int = 100) -> list[dict[str, object]]:
    """Return disability groups: `disabled` of 200 children are, and of the rest so many as are known are not."""
    recorded = ["yes"] * disabled + ["no"] * (200 - disabled)
    protected = pd.DataFrame(UNKNOWN, index=pd.Index(NAMES, name="child_id"), columns=list(PROTECTED)).assign(disability=recorded)
    of_children = pd.DataFrame({"measure": "missed", "child_id": NAMES, "counted": np.tile([1.0, 0.0], 100), "of": 2.0})
    family = pd.Series(range(200), index=NAMES)
    labels = groups_of_vocabulary(load_vocabulary())
    return measures_by_group(of_children, {"missed": True}, protected.iloc[:known], family, labels)["missed"]["Disability"]


def test_groups_add_up_to_all_children() -> None:
    rows = by_group(known=150)
    assert sum(row["of"] for row in rows) == 400  # type: ignore[misc]
    assert len({row["group"] for row in rows}) == 3
    assert [row["value"] for row in rows] == pytest.approx([0.25] * 3)


def test_a_group_of_few_families_has_no_figure() -> None:
    few, many = sorted(by_group(disabled=20), key=lambda row: row["of"] is not None)
    assert {few[name] for name in ("counted", "of", "families", "value", "low", "high")} == {None}
    assert many["of"] == 360
