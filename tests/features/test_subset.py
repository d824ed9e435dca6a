"""A catalogue that takes features of another by name: the core catalogue, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import core_features, load_catalogue
from neglect_triage.features.subset import CORE, packaged, read_subset

VOCABULARY = load_vocabulary()
WHOLE, TAKEN = load_catalogue(VOCABULARY), load_catalogue(VOCABULARY, CORE)

ENTRIES = """
visits:
  theme: seen
  means: Visits
  events: {type: visit}
  measures: {count: increases, days_since: unconstrained}
  windows: [90d, 365d]
"""


def test_the_core_holds_at_most_forty_features_and_each_is_one_of_the_whole_catalogue() -> None:
    assert len(TAKEN.features) <= 40
    assert core_features(VOCABULARY) == len(TAKEN.features)
    of_whole = {feature.name: feature for feature in WHOLE.features}
    assert all(of_whole[feature.name] == feature for feature in TAKEN.features)


def test_every_theme_of_practice_is_in_the_core_in_the_same_order() -> None:
    assert TAKEN.themes == WHOLE.themes


def test_what_the_core_takes_means_the_same_and_has_a_reason() -> None:
    subset = read_subset(packaged(CORE))
    assert subset is not None
    assert set(subset.chosen) == set(TAKEN.indicators)
    for name, entry in TAKEN.indicators.items():
        whole = WHOLE.indicators[name]
        assert entry == whole.model_copy(update={"measures": entry.measures, "windows": entry.windows})


def test_a_project_may_take_features_of_its_own_catalogue(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ENTRIES)
    few = tmp_path / "few.yaml"
    few.write_text("{taken_from: all.yaml, chosen: {visits: {measures: [count], windows: [365d], why: Enough for this place.}}}")
    assert [feature.name for feature in load_catalogue(VOCABULARY, few).features] == ["visits.count.365d"]


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ("{vists: {measures: [count], why: Enough for this place.}}", 'chosen: there is no vists (did you mean "visits"?)'),
        ("{visits: {measures: [sum], why: Enough for this place.}}", "chosen.visits.measures: there is no sum"),
        ("{visits: {measures: [count], windows: [36d], why: Enough for this place.}}", "chosen.visits.windows: there is no 36d"),
        ("{visits: {measures: [count]}}", "chosen.visits.why: Field required"),
    ],
)
def test_what_the_other_catalogue_does_not_hold_is_refused_with_its_place(chosen: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ENTRIES)
    few = tmp_path / "few.yaml"
    few.write_text(f"{{taken_from: all.yaml, chosen: {chosen}}}")
    with pytest.raises(BadInput) as refused:
        load_catalogue(VOCABULARY, few)
    assert says in refused.value.where


def test_the_core_is_offered_to_no_project_whose_words_it_does_not_know() -> None:
    assert core_features(VOCABULARY.model_copy(update={"event_types": {}})) is None
