"""The study of the audit itself: groups that mean nothing raise alarms at the nominal rate, and a planted gap is found."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.bias_study.alarms import ALONE, TOGETHER, alarms, share
from benchmarks.bias_study.document import as_markdown
from benchmarks.bias_study.gaps import REFERENCES, audited_gaps
from benchmarks.bias_study.power import Scenario
from benchmarks.bias_study.redraws import alarms_of_redraws, false_alarms, redrawn_people
from benchmarks.bias_study.study import Size, bias_study
from benchmarks.bias_study.worlds import ScoredWorld, groups_of, scored_world
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.fairness.audit import audit_figures
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json
from neglect_triage.params import World, load_params
from neglect_triage.simulate.parameters import load_parameters, parameters_of

ROOT = Path(__file__).resolve().parents[3]
EVEN = World(seed=5, children=1500, start=dt.date(2016, 4, 1), end=dt.date(2023, 4, 1), preset="even")
AUDIT = partial(audited_gaps, draws=100, seed=3)


def made_world(seed: int, bias: float = 0.0, families: int = 700) -> ScoredWorld:
    """Contacts whose chance hangs on their family; a bias adds to the log odds of the outcome where ethnicity is not White."""
    lot = np.random.default_rng(seed)
    family = np.repeat(np.arange(families), lot.integers(1, 5, families))
    child = np.array([f"{each}.{nth}" for each, nth in zip(family, lot.integers(0, 2, len(family)), strict=True)])
    contacts = pd.DataFrame({"child_id": child, "family": family})
    people = redrawn_people(contacts, load_parameters(), seed)
    minority = ~people["ethnicity"].isin(["white", "unknown"]).reindex(child).to_numpy()
    margin = lot.normal(0, 0.6, families)[family] + lot.normal(-1.2, 1, len(family))
    label = lot.random(len(family)) < 1 / (1 + np.exp(-margin - bias * minority))
    scored = contacts.assign(label=label.astype(float), margin=margin, probability=1 / (1 + np.exp(-margin)))
    return ScoredWorld(scored.assign(attention=margin > np.quantile(margin, 0.9)), people)


def test_gaps_are_those_of_the_audit_itself() -> None:
    world = made_world(1)
    groups = groups_of(world.contacts, world.people)
    ours = audited_gaps(world.rows, groups, draws=60, seed=3)
    theirs = audit_figures(world.rows, groups, REFERENCES, draws=60, seed=3, pairs=False)["groups"]
    assert ours == {kind: [{key: line[key] for key in ("name", "differences")} for line in each] for kind, each in theirs.items()}


def test_groups_drawn_anew_are_shared_in_families_where_the_world_draws_them_so() -> None:
    contacts = made_world(2, families=3000).contacts
    people = redrawn_people(contacts, load_parameters(), 7)
    family = contacts.drop_duplicates("child_id").set_index("child_id")["family"].reindex(people.index)
    several = people.groupby(family.to_numpy()).nunique().max()
    assert several[["ethnicity", "deprivation_quintile", "area"]].tolist() == [1, 1, 1]
    assert (several[["sex", "disability"]] > 1).all()
    for name, value, of_all in (("ethnicity", "white", 0.688), ("disability", "yes", 0.108), ("sex", "female", 0.49)):
        assert (people[name] == value).mean() == pytest.approx(of_all, abs=0.04)
    assert not people.equals(redrawn_people(contacts, load_parameters(), 8))


def test_groups_that_mean_nothing_raise_alarms_at_the_nominal_rate() -> None:
    found = false_alarms(alarms_of_redraws(made_world(3), parameters_of(EVEN), AUDIT, 12, seed=100))
    assert found["draws"] == 12
    assert found["a gap alone"]["value"] == pytest.approx(0.05, abs=0.04)
    assert found["any gap, each alone"]["value"] > 0.5, "looked at one by one, some gap of so many nearly always differs"
    assert found["any gap, all together"]["times"] <= 3


def test_rates_of_false_alarms_count_gaps_within_draws_and_draws() -> None:
    rows = [(0, "auc", True, False), (0, "recall", False, False), (1, "auc", True, True), (1, "recall", True, False)]
    found = false_alarms(pd.DataFrame(rows, columns=["draw", "figure", ALONE, TOGETHER]))
    assert found["a gap alone"]["value"] == 0.75
    assert found["a gap alone, by figure"] == {"auc": 1.0, "recall": 0.5}
    assert (found["any gap, each alone"]["times"], found["any gap, all together"]["times"]) == (2, 1)


def test_a_gap_that_could_not_be_told_is_no_gap() -> None:
    none: dict[str, Any] = {"value": None, "low": None, "high": None, "band_low": None, "band_high": None, "differs": False}
    given = {"value": 0.2, "low": 0.1, "high": 0.3, "band_low": -0.1, "band_high": 0.5, "differs": False}
    found = alarms({"sex": [{"name": "female", "differences": {"auc": none, "recall": given}}]})
    assert found[["figure", ALONE, TOGETHER]].to_numpy().tolist() == [["recall", True, False]]


def test_a_share_has_the_exact_interval_of_so_many_trials() -> None:
    assert share(0, 10) == {"times": 0, "of": 10, "value": 0.0, "low": 0.0, "high": 0.3085}
    assert share(10, 10)["low"] == pytest.approx(1 - 0.3085, abs=1e-4)


@pytest.fixture(scope="module")
def rounds() -> list[dict[str, Any]]:
    """Two rounds of a study on made worlds: none and a strong bias."""
    scenarios = (Scenario("none", "", {}, ()), Scenario("strong", "Much.", {"named_minority": 2.0}, ("ethnicity", "minority")))
    size = Size(children=0, worlds=2, redraws=2, redrawn_worlds=1, draws=80, seed=40)
    return list(bias_study(lambda seed, numbers: made_world(seed, numbers.get("named_minority", 0.0)), size, EVEN, scenarios))


def test_a_strong_bias_is_found_and_each_round_says_how_many_worlds_it_rests_on(rounds: list[dict[str, Any]]) -> None:
    assert [one["size"]["worlds"] for one in rounds] == [1, 2]
    strong = rounds[1]["power"]["strong"]
    assert strong["worlds"] == 2
    assert strong["found"]["minority"][TOGETHER]["times"] == 2
    assert strong["found"]["minority"]["figures"]["observed_per_expected"]["mean gap"] > 0.3
    assert rounds[1]["power"]["none"]["found"] == {}
    assert rounds[1]["false_alarms"]["groups drawn anew"]["draws"] == 2
    assert rounds[1]["false_alarms"]["worlds fresh as a whole"]["none"]["draws"] == 2


def test_the_document_says_what_the_run_found(rounds: list[dict[str, Any]]) -> None:
    text = as_markdown(rounds[1] | {"synthetic": "SYNTHETIC DATA"})
    assert "SYNTHETIC DATA" in text
    assert "There are 2 worlds of each kind" in text
    assert "| strong | ethnicity in two groups |" in text
    assert "2 of 2" in text


def test_the_study_in_the_docs_is_that_of_its_run() -> None:
    assert (ROOT / "docs/explanation/bias_study.md").read_text(encoding="utf-8") == as_markdown(
        read_json(ROOT / "docs/explanation/bias_study.json")
    )


def test_a_simulated_world_is_scored_and_its_groups_part_the_contacts() -> None:
    params = load_params(ROOT / "params.yaml")
    cuts = {"cut_1": dt.date(2019, 4, 1), "cut_2": dt.date(2020, 10, 1), "largest_family_share": 0.1}
    changes = {"split": params.split.model_copy(update=cuts), "train": params.train.model_copy(update={"rounds": 5})}
    vocabulary = load_vocabulary()
    world = scored_world(EVEN, params.model_copy(update=changes), load_catalogue(vocabulary), vocabulary)
    assert len(world.rows) > 50
    assert set(world.rows["label"]) == {0.0, 1.0}
    assert world.rows["probability"].between(0, 1).all()
    groups = groups_of(world.contacts, world.people)
    for name in ("ethnicity", "minority", "deprivation_quintile", "area"):
        assert (np.sum(list(groups[name].values()), axis=0) == 1).all()
    assert set(groups["deprivation_quintile"]) <= set("12345")
