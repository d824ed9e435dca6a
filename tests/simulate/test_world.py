"""What a simulated world must hold, whatever its numbers."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.tables import read_table, tables, write_table
from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.params import World
from neglect_triage.simulate import parameters, world
from neglect_triage.simulate.parameters import load_parameters
from neglect_triage.simulate.truth import COLUMNS, PARTS
from neglect_triage.simulate.world import simulate

CANONICAL = ["events", "event_codes", "children", "households", "protected", "coverage"]
Tables = dict[str, pd.DataFrame]


@pytest.mark.parametrize("name", CANONICAL)
def test_a_table_survives_being_written_and_read(name: str, simulated: Tables, tmp_path: Path) -> None:
    write_table(simulated[name], name, tmp_path / "table.parquet")
    back = read_table(name, tmp_path / "table.parquet")
    wanted = simulated[name].sort_values(tables()[name].sort, kind="stable", ignore_index=True)
    pd.testing.assert_frame_equal(back, wanted)


@pytest.mark.parametrize("name", CANONICAL)
def test_every_word_is_in_the_vocabulary(name: str, simulated: Tables, vocabulary: Vocabulary) -> None:
    for column, kind in tables()[name].columns.items():
        if kind.words:
            found = simulated[name][column].dropna().str.split(";").explode().unique()
            assert set(found) <= set(vocabulary.allowed(kind.words)), column


def test_every_code_is_in_the_vocabulary(simulated: Tables, vocabulary: Vocabulary) -> None:
    for system, codes in simulated["event_codes"].groupby("system")["code"]:
        if system in vocabulary.codes:
            assert set(codes) <= set(vocabulary.codes[str(system)]), system


def test_codes_belong_to_events_and_observations_have_one(simulated: Tables, vocabulary: Vocabulary) -> None:
    events, codes = simulated["events"], simulated["event_codes"]
    assert codes["event_id"].isin(events["event_id"]).all()
    coded = [name for name, kind in vocabulary.event_types.items() if kind.codes == name]
    assert len(coded) > 3
    assert events.loc[events["event_type"].isin(coded), "event_id"].isin(codes["event_id"]).all()


def test_nothing_is_known_before_it_happened_or_shared_before_it_was_known(simulated: Tables) -> None:
    events = simulated["events"]
    assert (events["known_date"] >= events["event_date"]).all()
    shared = events[events["shared_date"].notna()]
    assert (shared["shared_date"] >= shared["known_date"]).all()
    assert 0.1 < events["shared_date"].isna().mean() < 0.7
    assert (events["known_date"] > events["event_date"]).mean() > 0.2


def test_nothing_is_known_after_the_end_or_lies_before_coverage(simulated: Tables, place: World, vocabulary: Vocabulary) -> None:
    events, coverage = simulated["events"], simulated["coverage"].set_index("table")
    assert (events["known_date"] < pd.Timestamp(place.end)).all()
    assert (events["shared_date"].dropna() < pd.Timestamp(place.end)).all()
    table = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    assert (events["event_date"] >= table.map(coverage["start"])).all()
    assert coverage.loc["police", "start"] == pd.Timestamp(place.start) + pd.DateOffset(years=3)
    assert coverage.loc["housing", "start"] == pd.Timestamp(place.start) + pd.DateOffset(years=1)
    assert list(coverage.index) == vocabulary.allowed("coverage_table")
    assert (coverage["rows_kept"] == table.value_counts().reindex(coverage.index, fill_value=0)).all()


def test_rows_are_named_once_each(simulated: Tables) -> None:
    events = simulated["events"]
    assert events["event_id"].is_unique
    assert events["source_ref"].is_unique


def test_a_contact_or_referral_never_carries_its_outcome(simulated: Tables) -> None:
    events = simulated["events"]
    bare = events[events["event_type"].isin(["contact", "referral"])]
    assert len(bare) > 100
    assert bare["outcome"].isna().all()


def test_a_contact_is_known_at_the_hub_on_its_day_and_decided_later(simulated: Tables) -> None:
    events = simulated["events"]
    contacts = events[events["event_type"] == "contact"]
    assert (contacts["known_date"] == contacts["event_date"]).all()
    assert (contacts["shared_date"] == contacts["event_date"]).all()
    decisions = events[events["event_type"] == "contact_decision"].sort_values("event_date")
    last = pd.merge_asof(
        decisions[["child_id", "event_date"]],
        contacts[["child_id", "event_date"]].assign(contact=contacts["event_date"]).sort_values("event_date"),
        on="event_date", by="child_id", allow_exact_matches=False,
    )  # fmt: skip
    assert (last["event_date"] - last["contact"] <= pd.Timedelta(days=4)).all()
    assert (decisions["event_date"].dt.day_of_week < 5).all()


@pytest.mark.parametrize("kind", ["early_help", "assessment", "cin_plan", "cp_plan", "cla"])
def test_an_end_follows_its_start_and_no_two_are_open_at_once(kind: str, simulated: Tables) -> None:
    events = simulated["events"]
    key = ["child_id", "spell_id"]
    rows = events[events["replaces"].isna() & events["event_type"].isin([f"{kind}_start", f"{kind}_end"])]
    rows = rows.sort_values(["child_id", "event_date", "event_type"], ascending=[True, True, True], kind="stable")
    step = np.where(rows["event_type"] == f"{kind}_start", 1, -1)
    level = pd.Series(step, index=rows.index).groupby(rows["child_id"]).cumsum()
    assert rows[key].notna().all().all()
    assert level.isin([0, 1]).all()
    assert not rows.duplicated([*key, "event_type"]).any()


def test_corrections_and_withdrawals_name_an_earlier_record_of_the_same_child(simulated: Tables) -> None:
    events = simulated["events"].set_index("event_id")
    mended = events[events["replaces"].notna()]
    older = events.loc[mended["replaces"]]
    assert (mended["child_id"].to_numpy() == older["child_id"].to_numpy()).all()
    assert (mended["known_date"].to_numpy() > older["known_date"].to_numpy()).all()
    assert (mended["event_type"] == "withdrawn").any()
    assert (mended["event_type"] != "withdrawn").any()


def test_household_facts_stand_once_and_name_their_scope(simulated: Tables) -> None:
    events, stays = simulated["events"], simulated["households"]
    shared = events[(events["event_type"] == "police_notification") & events["replaces"].isna()]
    assert (shared["scope"] == "household").all()
    home = stays.drop_duplicates("child_id").set_index("child_id")["household_id"]
    one_day = pd.DataFrame({"home": shared["child_id"].map(home), "day": shared["event_date"], "child": shared["child_id"]})
    assert one_day.groupby(["home", "day"])["child"].nunique().mean() < 1.1


def test_brothers_and_sisters_share_a_household(simulated: Tables) -> None:
    stays = simulated["households"]
    sizes = stays[stays["kind"] == "private"].groupby("household_id")["child_id"].nunique()
    assert sizes.max() >= 4
    assert (sizes > 1).mean() > 0.3


def test_a_child_lives_in_one_household_at_a_time(simulated: Tables) -> None:
    stays = simulated["households"].sort_values(["child_id", "start"])
    following = stays.groupby("child_id")["start"].shift(-1)
    assert (stays.loc[following.notna(), "end"] <= following.dropna()).all()
    assert (stays["known_date"] >= stays["start"]).all()
    assert (stays["end_known_date"].dropna() >= stays["end"].dropna()).all()


def test_nobody_is_recorded_long_before_birth_or_after_eighteen(simulated: Tables) -> None:
    events = simulated["events"].merge(simulated["children"], on="child_id")
    age = (events["event_date"] - events["birth_month"]).dt.days / 365.25
    assert age.min() > -0.6
    assert age.max() < 18.7
    assert (age[events["event_type"] == "contact"] < 0).any()


def test_only_the_parameters_of_the_truth_explain_care(simulated: Tables) -> None:
    truth = simulated["truth"]
    assert truth.dtypes.astype(str).replace("object", "str").to_dict() == COLUMNS
    np.testing.assert_allclose(truth[list(PARTS)].sum(axis=1), truth["care"], atol=1e-5)
    assert not truth.duplicated(["child_id", "month"]).any()
    assert 0.02 < truth["in_neglect"].mean() < 0.2


def test_poorer_care_is_seen_more_often(simulated: Tables) -> None:
    care = simulated["truth"].groupby("child_id")["care"].mean()
    months = simulated["truth"].groupby("child_id").size()
    signs = simulated["events"].query("event_type == 'sign'").groupby("child_id").size().reindex(care.index, fill_value=0)
    poorest = care <= care.quantile(0.2)
    best = care >= care.quantile(0.8)
    assert signs[poorest].sum() / months[poorest].sum() > 2 * signs[best].sum() / months[best].sum()
    assert (signs[poorest] == 0).any(), "observation is partial"


def test_the_same_seed_gives_the_same_tables_and_another_does_not(
    simulated: Tables, place: World, vocabulary: Vocabulary
) -> None:
    again = simulate(place, vocabulary)
    for name, frame in simulated.items():
        pd.testing.assert_frame_equal(again[name], frame)
    other = simulate(place.model_copy(update={"seed": 8}), vocabulary)
    assert not other["events"].equals(simulated["events"])


@pytest.fixture
def short(place: World) -> World:
    """A world of 400 children and 18 months."""
    return place.model_copy(update={"children": 400, "end": dt.date(2016, 10, 1)})


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 150 children."""
    p = load_parameters()
    together = p.numbers["children_together"].model_copy(update={"value": 150})
    changed = p.model_copy(update={"numbers": p.numbers | {"children_together": together}})
    monkeypatch.setattr(parameters, "load_parameters", lambda: changed)


@pytest.mark.usefixtures("small_blocks")
def test_a_larger_world_begins_with_the_families_of_a_smaller_one(short: World, vocabulary: Vocabulary) -> None:
    whole = simulate(short, vocabulary)
    alone = list(world.simulate_blocks(short.model_copy(update={"children": 300}), vocabulary))
    assert len(alone) == 2
    for name in ("events", "event_codes", "children", "households", "protected", *world.TRUTH):
        first = pd.concat([block[name] for block in alone], ignore_index=True)
        pd.testing.assert_frame_equal(whole[name].head(len(first)), first)
    assert whole["children"]["child_id"].is_unique
    assert whole["events"]["event_id"].is_unique
    assert whole["coverage"]["rows_kept"].sum() == len(whole["events"])


@pytest.mark.usefixtures("small_blocks")
def test_the_number_of_workers_changes_nothing(short: World, vocabulary: Vocabulary) -> None:
    alone, together = (list(world.simulate_blocks(short, vocabulary, workers)) for workers in (1, 2))
    assert len(alone) == len(together) == 3
    for one, other in zip(alone, together, strict=True):
        for name, frame in one.items():
            pd.testing.assert_frame_equal(other[name], frame)


@pytest.mark.parametrize("name", [name for name in CANONICAL if name != "coverage"])
def test_tables_stand_in_their_canonical_order(name: str, simulated: Tables) -> None:
    """So that writing them sorts nothing."""
    pd.testing.assert_frame_equal(
        simulated[name], simulated[name].sort_values(tables()[name].sort, kind="stable", ignore_index=True)
    )


def test_a_world_of_a_few_children_and_months_still_has_every_table(vocabulary: Vocabulary) -> None:
    small = simulate(World(seed=1, children=3, start=dt.date(2020, 1, 15), end=dt.date(2020, 4, 2)), vocabulary)
    assert len(small["children"]) == 3
    assert set(small) == {*CANONICAL, *world.TRUTH}
