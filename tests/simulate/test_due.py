"""Why each record exists: the shares by hand on small numbers, and a world beside its twin, in which care is usual."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.params import World
from neglect_triage.simulate.due import NO_PART, Raised, due_of, due_of_any, due_of_mark, raised, raised_by_need
from neglect_triage.simulate.parameters import Scale
from neglect_triage.simulate.truth import PARTS
from neglect_triage.simulate.world import simulate

Tables = dict[str, pd.DataFrame]
FOLLOWING = [
    "contact_decision",
    "referral",
    "assessment_start",
    "visit",
    "early_help_start",
    "practical_support",
    "cin_plan_start",
]
MADE = ["sign", "context", "contact", "attendance_week", "appointment", "no_access_visit", "police_notification", "housing_event"]


def by_need(*times: float) -> Raised:
    return raised_by_need(np.full((len(PARTS), len(times)), -0.1), np.array(times))


def test_the_share_is_one_less_the_usual_rate_over_the_rate_and_the_twin_asks_the_same_draw() -> None:
    found = due_of(np.array([0.4, 0.4, 0.4]), np.array([0.09, 0.1, 0.3]), by_need(4, 4, 0.5))
    assert found.due.tolist() == [0.75, 0.75, 0], "nothing is due where need is below usual"
    assert found.twin.tolist() == [0, 1, 0]
    assert (found.part == NO_PART).tolist() == [False, False, True]


def test_rates_are_capped_at_one() -> None:
    found = due_of(np.array([3.0, 2.0]), np.array([0.9, 0.9]), by_need(2, 4))
    assert found.due.tolist() == [0, 0.5]


def test_a_shock_takes_the_share_in_the_variant_without_shocks_and_is_the_part_where_it_does_most() -> None:
    parts = np.zeros((len(PARTS), 3))
    parts[PARTS.index("drift")] = -1.0
    shocks = {"domestic_abuse": np.array([9.0, 1.0, np.inf])}
    by = raised(parts, 0.7, np.ones(3), 0, shocks)
    found = due_of(np.full(3, 0.1), np.full(3, 0.05), by)
    assert found.due == pytest.approx(1 - np.exp([-0.7] * 3))
    assert found.due_without_shocks == pytest.approx([1 - np.exp(-0.7) / 9, 1 - np.exp(-0.7), 1])
    assert [PARTS[part] for part in found.part] == ["domestic_abuse", "drift", "domestic_abuse"]


def test_nothing_is_due_of_what_good_care_makes() -> None:
    parts = np.full((len(PARTS), 2), [-0.1, 0.1])
    by = raised(parts, -0.2, np.array([1.0, -1.0]), 0, {})
    assert due_of(np.full(2, 0.1), np.full(2, 0.09), by).due.tolist() == [0, 0]


def test_a_contact_that_names_a_brother_or_sister_has_the_rate_of_the_home() -> None:
    home = np.array([7, 7, 9])
    found = due_of_any(np.array([0.2, 0.1, 0.3]), np.array([0.15, 0.9, 0.1]), by_need(2, 2, 3), np.array([0.5, 0.0, 0.0]), home)
    anyone = 1 - (1 - 0.1) * (1 - 0.05) / 1
    assert found.due == pytest.approx([0.5, 1 - anyone / (1 - 0.8 * 0.9), 2 / 3])
    assert found.twin.tolist() == [1, 1, 1]
    assert found.follows.tolist() == [0.5, 0.5, 0]
    usual = due_of_any(np.array([0.2, 0.1]), np.array([0.05, 0.9]), by_need(2, 2), np.zeros(2), np.array([1, 1]))
    assert usual.twin.tolist() == [0, 0]


@pytest.mark.parametrize(("slope", "mark"), [(0.7, 4.0), (-0.7, 2.0)])
def test_of_a_mark_the_share_is_that_of_marks_at_least_as_bad(slope: float, mark: float) -> None:
    scale = Scale(least=1, most=5, usual=3, slope=slope, noise=0.7)
    draws = np.random.default_rng(1).normal(0, 0.7, 200_000)
    bad = [(np.sign(slope) * (scale.mark(need * np.ones(1), draws) - mark) >= 0).mean() for need in (1, 0)]
    found = due_of_mark(scale, np.array([mark, 3 - 2 * np.sign(slope)]), 0.7, by_need(1, 1), np.ones(2), np.zeros(2))
    assert found.due == pytest.approx([1 - bad[1] / bad[0], 0], abs=0.01), "any mark is at least as bad as the best"
    assert np.isnan(found.twin).all(), "no single draw makes a mark"


def records(tables: Tables) -> pd.DataFrame:
    """Events with their truth."""
    return tables["events"].merge(tables["truth_records"], on=["event_id", "child_id"], validate="one_to_one")


def test_every_record_has_one_truth_or_follows_from_others(simulated: Tables) -> None:
    both = records(simulated)
    assert len(both) == len(simulated["events"]) == len(simulated["truth_records"])
    follows = both["due"].isna()
    assert (both.loc[follows, "follows"] == 1).all()
    assert (both.loc[~follows, "follows"] < 1).all()
    assert follows[both["event_type"].isin([*FOLLOWING, "withdrawn"])].all()
    assert not follows[both["event_type"].isin(MADE)].any()
    known = both[~follows]
    assert (known["due_without_shocks"] >= known["due"]).all()
    assert ((known["part"] == "none") == (known["due_without_shocks"] == 0)).all()
    good = known["event_type"].eq("strength") | known["outcome"].isin(["attended", "cancelled_by_provider"])
    assert good.sum() > 100
    assert (known.loc[good, "due_without_shocks"] == 0).all()


@pytest.mark.parametrize("variant", ["", "_without_shocks"])
@pytest.mark.parametrize("kind", MADE)
def test_over_many_records_the_mean_of_the_twins_is_that_of_the_shares(kind: str, variant: str, simulated: Tables) -> None:
    both = records(simulated).query("event_type == @kind and due.notna()")
    apart = both[f"twin{variant}"].astype(float) - both[f"due{variant}"]
    of_child = apart.groupby(both["child_id"]).sum()  # brothers, sisters and duplicates share draws
    error = np.sqrt((of_child**2).sum())
    assert len(both) > 30
    assert abs(apart.sum()) <= 3.5 * max(error, 1e-9)


def test_what_a_shock_alone_records_is_due_to_it_and_would_be_there_if_shocks_were_kept(simulated: Tables) -> None:
    codes = simulated["event_codes"].query("system == 'context' and code in ['domestic_abuse', 'substance_use']")
    both = records(simulated).merge(codes, on="event_id")
    assert (both["part"] == both["code"]).all()
    assert set(both["due"]) == {0}
    assert set(both["due_without_shocks"]) == {1}


def test_in_the_null_world_no_contact_is_due_to_care(place: World, vocabulary: Vocabulary) -> None:
    both = records(simulate(place.model_copy(update={"preset": "null", "end": dt.date(2016, 4, 1)}), vocabulary))
    contacts = both[both["event_type"] == "contact"]
    assert len(contacts) > 20
    assert (contacts["due_without_shocks"] == 0).all()
    assert (contacts["follows"] == 0).all()


def test_where_care_is_usual_those_records_are_missing_of_which_the_twin_says_so(vocabulary: Vocabulary) -> None:
    """In the first month, before agencies have acted on anything."""
    start = World(seed=3, children=4000, start=dt.date(2015, 4, 1), end=dt.date(2015, 8, 1))
    tables = [simulate(start.model_copy(update={"preset": preset}), vocabulary) for preset in ("default", "usual_care")]
    here, there = (first_month(each) for each in tables)
    assert (tables[1]["truth_records"]["due"].dropna() == 0).all()
    kept = here.assign(kept=~here["twin"]).groupby(["child_id", "event_type", "outcome", "code"])["kept"].sum()
    found = there.groupby(kept.index.names).size().reindex(kept.index, fill_value=0)
    due = here.groupby(kept.index.names)["due"].sum() > 0
    assert (due & (kept == 0)).sum() > 50
    assert (found[due] == kept[due]).all()
    assert (found >= kept).all()


def first_month(tables: Tables) -> pd.DataFrame:
    """Records of the first month that a draw made and that good care does not make, without corrections and second entries."""
    codes = tables["event_codes"].query("system in ['sign', 'context', 'circumstance']")[["event_id", "code"]]
    both = records(tables).merge(codes, on="event_id", how="left").fillna({"code": "", "outcome": ""})
    other = both["event_type"].isin(["contact", "strength"]) | (both["outcome"] == "attended")
    made = both["twin"].notna() & both["replaces"].isna() & ~other & (both["event_date"] < "2015-05-01")
    seen = ["child_id", "event_type", "outcome", "code", "agency", "event_date"]
    return both[made].sort_values("event_id").drop_duplicates(seen)
