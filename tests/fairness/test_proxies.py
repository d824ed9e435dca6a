"""Separating a group from the rest: possible where records carry it, impossible where not, never by knowing the family."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.fairness.further_analyses import without_directions
from neglect_triage.fairness.gap_changes import Grouped
from neglect_triage.fairness.proxies import TAKEN_OUT, proxies, strongest
from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.refits import halves
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

POINTS, VALUES = world(1200, 400)
HALF = halves(POINTS, 1)
DRAWN = draw_families(POINTS["family"].to_numpy(), 100, 1)
BY_FAMILY = (np.random.default_rng(4).random(400) < 0.4)[POINTS["family"].to_numpy()]


def proxies_of(
    groups: dict[str, dict[str, np.ndarray]], features: pd.DataFrame = VALUES, points: pd.DataFrame = POINTS
) -> dict[str, Any]:
    return proxies(
        Grouped(points, groups, dict.fromkeys(groups, "no") | {"sex": "male"}, DRAWN),
        features,
        HALF,
        without_directions(CATALOGUE),
        TRAIN,
    )


def disability(yes: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    return {"disability": {"no": ~yes, "yes": yes}}


def test_a_group_that_a_record_gives_away_is_told_and_the_record_is_named() -> None:
    given_away = VALUES.assign(**{FEATURES[4]: np.where(BY_FAMILY, 3, 1).astype(np.float32)})
    found = proxies_of(disability(BY_FAMILY), given_away)
    (row,) = found["groups"]["disability"]
    assert row["name"] == "yes"
    assert row["auc"]["value"] > 0.95
    assert row["told"]
    assert row["indicators"][0]["indicator"] == "ratings"
    assert row["indicators"][0]["share"] > 0.9
    assert strongest(found)[0] == "ratings"


def test_a_group_that_no_record_carries_is_not_told_and_nothing_is_to_be_taken_out() -> None:
    found = proxies_of(disability(BY_FAMILY))
    (row,) = found["groups"]["disability"]
    low, high = row["by_chance"]
    assert low < 0.5 < high
    assert not row["told"]
    assert row["indicators"] == []
    assert strongest(found) == []


def test_knowing_a_family_by_its_records_is_not_knowing_its_group() -> None:
    """Each family has numbers of its own, and one group: only a model that saw the family could tell."""
    own = np.random.default_rng(5).random(400)[POINTS["family"].to_numpy()]
    marked = VALUES.assign(**{name: own.astype(np.float32) for name in FEATURES})
    (row,) = proxies_of(disability(BY_FAMILY), marked)["groups"]["disability"]
    assert abs(row["auc"]["value"] - 0.5) < 0.12
    assert not row["told"]


def test_who_is_not_recorded_is_neither_in_a_group_nor_in_the_rest() -> None:
    unknown = np.arange(len(POINTS)) % 4 == 0
    groups = {"sex": {"female": BY_FAMILY & ~unknown, "male": ~BY_FAMILY & ~unknown, "unknown": unknown}}
    (row,) = proxies_of(groups)["groups"]["sex"]
    changed = VALUES.mask(pd.Series(unknown), 99)
    assert proxies_of(groups, changed)["groups"]["sex"] == [row]


def test_each_of_several_groups_is_tried_and_what_is_no_protected_characteristic_is_not() -> None:
    parts = POINTS["family"].to_numpy() % 3
    groups = {"ethnicity": {name: parts == place for place, name in enumerate(("white", "asian", "black"))}}
    found = proxies_of(groups | {"age": groups["ethnicity"], "area": groups["ethnicity"]})
    assert list(found["groups"]) == ["ethnicity"]
    assert [row["name"] for row in found["groups"]["ethnicity"]] == ["white", "asian", "black"]
    assert found["tried"] == 3


def test_a_group_of_few_families_is_not_estimable() -> None:
    few = POINTS["family"].isin(range(40)).to_numpy()
    (row,) = proxies_of(disability(few))["groups"]["disability"]
    assert row["families"] <= 40
    assert row["auc"] == {"value": None, "low": None, "high": None}
    assert not row["told"]


def test_the_same_comes_out_each_time() -> None:
    assert proxies_of(disability(BY_FAMILY)) == proxies_of(disability(BY_FAMILY))


@pytest.mark.parametrize("number", [3, 30])
def test_what_carries_most_over_all_groups_comes_first_and_no_more_than_ten(number: int) -> None:
    def row(auc: float, names: list[str], is_told: bool = True) -> dict[str, Any]:
        return {"auc": {"value": auc}, "told": is_told, "indicators": [{"indicator": name, "share": 0.3} for name in names]}

    many = [f"x{place:02}" for place in range(number)]
    found = {"groups": {"sex": [row(0.9, ["much"]), row(0.99, ["never"], False)], "ethnicity": [row(0.6, many)]}}
    chosen = strongest(found)
    assert chosen == ["much", *many][:TAKEN_OUT]
