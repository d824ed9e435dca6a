"""Two periods side by side: what moved raises an alarm, and two random halves of one period raise none beyond chance."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.monitoring.columns import FEATURE, MIX, SCORE, UNKNOWN, feature_columns, mix_columns, score_columns
from neglect_triage.monitoring.comparison import compare_periods
from neglect_triage.monitoring.coverage import changes_between, source_changes
from neglect_triage.monitoring.drift import drifts
from neglect_triage.monitoring.inputs import Files, from_files
from neglect_triage.monitoring.page import monitoring_page
from neglect_triage.params import PolicyChange
from tests.explain.test_contact_page import text_of
from tests.models.worlds import CATALOGUE, FEATURES
from tests.monitoring.made import PERIODS, SETTINGS, TOUCHY, contacts_of, halves, small_monitoring_page, two_periods


def alarmed(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["kind"], one["name"]) for one in found["drift"] if one["alarm"]]


def test_two_random_halves_of_one_period_raise_no_alarm_beyond_chance() -> None:
    reports = []
    for seed in range(25):
        contacts, features = contacts_of(seed, families=200)
        columns = [*feature_columns(features, TOUCHY), *score_columns(contacts, TOUCHY), *mix_columns(contacts, TOUCHY)]
        found = drifts(columns, halves(contacts, seed), contacts["family"].to_numpy(), TOUCHY.draws, seed)
        reports.append(any(one["alarm"] for one in found))
    assert sum(reports) <= 4, "with thresholds of next to nothing, 1 report in 20 holds an alarm by chance alone"


def test_halves_pass_no_usual_threshold_and_their_calibration_has_not_changed() -> None:
    contacts, features = contacts_of(3)
    found = compare_periods(two_periods(contacts, features, halves(contacts, 5)), SETTINGS)
    assert set(found["alarms"].values()) == {0}
    assert found["calibration"]["changes"]["observed_per_expected"]["low"] is not None


def test_what_moved_is_named_and_nothing_else() -> None:
    contacts, features = contacts_of(7, families=600)
    after = halves(contacts, 1)
    features.loc[after, FEATURES[0]] += 3
    features.loc[after & (np.arange(len(after)) % 2 == 0), FEATURES[1]] = np.nan
    contacts.loc[after, "margin"] += 1
    contacts.loc[after, "agencies"] = "school"
    found = compare_periods(two_periods(contacts, features, after), SETTINGS)
    moved = {(FEATURE, FEATURES[0]), (UNKNOWN, FEATURES[1]), (SCORE, "score (log odds)"), (MIX, "source")}
    assert set(alarmed(found)) == moved
    assert found["alarms"] == {FEATURE: 1, UNKNOWN: 1, SCORE: 1, MIX: 1, "calibration": 0, "source that began or stopped": 0}


def test_more_step_ups_at_the_same_scores_are_a_change_of_calibration() -> None:
    contacts, features = contacts_of(9, families=600)
    after = halves(contacts, 2)
    lot = np.random.default_rng(1)
    contacts["label"] = (contacts["label"] | (after & (lot.random(len(after)) < 0.2))).astype(float)
    found = compare_periods(two_periods(contacts, features, after), SETTINGS)
    change = found["calibration"]["changes"]["observed_per_expected"]
    assert change["alarm"]
    assert change["value"] > 0.4
    assert found["alarms"]["calibration"] >= 1
    assert not alarmed(found)


def test_without_labels_calibration_is_not_told() -> None:
    contacts, features = contacts_of(2)
    found = compare_periods(two_periods(contacts.drop(columns="label"), features, halves(contacts, 1)), SETTINGS)
    assert found["calibration"] == {}
    assert "Not known: outcomes or scores are not given" in text_of(
        monitoring_page(found, CATALOGUE, load_vocabulary(), synthetic=False)
    )


def test_the_index_of_two_shares_is_the_one_that_anybody_would_compute() -> None:
    contacts = pd.DataFrame({"area": ["n"] * 300 + ["s"] * 100 + ["n"] * 100 + ["s"] * 300, "family": range(800)})
    after = np.repeat([False, True], 400)
    (found,) = drifts(mix_columns(contacts, SETTINGS), after, contacts["family"].to_numpy(), 50, 1)
    assert found["index"] == pytest.approx(2 * 0.5 * np.log(3), abs=0.01)
    assert found["cells"] == [{"cell": "n", "before": 0.75, "after": 0.25}, {"cell": "s", "before": 0.25, "after": 0.75}]


def changes(*rows: tuple[str, str, str, str]) -> list[tuple[str, ...]]:
    coverage = pd.DataFrame(rows, columns=["source", "table", "start", "end"])
    dated = coverage.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    return [tuple(one.values()) for one in source_changes(dated, PERIODS)]


def test_a_column_without_an_entry_in_one_period_is_not_estimable_and_no_share_of_nothing_is_given() -> None:
    contacts, features = contacts_of(7, families=100)
    after = halves(contacts, 1)
    features.loc[after, FEATURES[0]] = np.nan
    found = compare_periods(two_periods(contacts, features, after), SETTINGS)
    (silent,) = (one for one in found["drift"] if (one["kind"], one["name"]) == (FEATURE, FEATURES[0]))
    assert (silent["index"], silent["alarm"]) == (None, False)
    assert {cell["after"] for cell in silent["cells"]} == {None}
    assert sum(cell["before"] for cell in silent["cells"]) == pytest.approx(1, abs=1e-3)
    assert (UNKNOWN, FEATURES[0]) in alarmed(found), "that nothing is known any more is an alarm of its own"
    assert f"({FEATURES[0]}) not estimable" in text_of(monitoring_page(found, CATALOGUE, load_vocabulary(), synthetic=True))


def test_without_a_column_there_is_no_drift() -> None:
    assert drifts([], np.array([True, False]), np.array([1, 2]), 10, 1) == []


def test_sources_that_began_or_stopped_in_this_time_are_named() -> None:
    found = changes(
        ("hub", "police", "2020-06-01", "2024-04-01"),
        ("hub", "school", "2014-04-01", "2021-06-01"),
        ("hub", "gp", "2014-04-01", "2024-04-01"),
    )
    assert found == [("hub", "police", "began", "2020-06-01"), ("hub", "school", "stopped", "2021-06-01")]


def test_a_source_that_stopped_is_named_although_another_holds_the_same_table() -> None:
    found = changes(("health", "visits", "2014-04-01", "2021-06-01"), ("hub", "visits", "2014-04-01", "2024-04-01"))
    assert found == [("health", "visits", "stopped", "2021-06-01")]


def test_a_gap_within_the_coverage_of_a_table_is_an_end_and_a_beginning_and_extracts_that_overlap_are_neither() -> None:
    found = changes(("hub", "visits", "2014-04-01", "2020-09-01"), ("hub", "visits", "2021-02-01", "2024-04-01"))
    assert found == [("hub", "visits", "began", "2021-02-01"), ("hub", "visits", "stopped", "2020-09-01")]
    assert not changes(("hub", "visits", "2014-04-01", "2020-09-01"), ("hub", "visits", "2020-08-01", "2024-04-01"))


def test_a_break_of_policy_is_named_where_it_touches_this_time() -> None:
    days = {"long ago": ("2015-01-01", "2015-06-01"), "within": ("2020-03-23", "2020-07-20"), "lasting": ("2021-05-01", None)}
    changes = [
        PolicyChange(name=name, start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end) if end else None)
        for name, (start, end) in days.items()
    ]
    assert [one["name"] for one in changes_between(changes, PERIODS)] == ["within", "lasting"]


def test_the_page_says_what_moved_with_words_of_the_catalogue_and_that_data_are_synthetic() -> None:
    shown = text_of(small_monitoring_page())
    assert "SYNTHETIC DATA" in shown
    assert f"Appointment ({FEATURES[0]})" in shown
    assert "Police, contacts: began on 2020-06-01" in shown
    assert "Schools closed: from 2020-03-23 to 2020-07-20" in shown
    assert "Each child was taken as a family" not in shown


def test_two_files_of_features_and_scores_are_two_periods(tmp_path: Path) -> None:
    contacts, features = contacts_of(4)
    rows = (
        contacts[["child_id", "as_of"]]
        .join(features)
        .assign(point_id=[f"p{place}" for place in range(len(contacts))], child_id="k" + contacts["child_id"].astype(str))
    )
    scores = rows[["point_id"]].assign(margin=contacts["margin"], attention=contacts["attention"])
    after = halves(contacts, 3)
    files: list[Files] = []
    for name, part in (("before", ~after), ("after", after)):
        rows[part].to_parquet(tmp_path / f"{name}.parquet", index=False)
        scores[part].to_parquet(tmp_path / f"{name}_scores.parquet", index=False)
        files.append(Files(tmp_path / f"{name}.parquet", tmp_path / f"{name}_scores.parquet"))
    found = compare_periods(from_files(files[0], files[1], CATALOGUE, "partnership"), SETTINGS)
    assert found["contacts"] == {"before": int((~after).sum()), "after": int(after.sum())}
    assert {one["kind"] for one in found["drift"]} == {FEATURE, UNKNOWN, SCORE}
    assert found["sources"] is None
    assert "Each child was taken as a family of its own" in text_of(
        monitoring_page(found, CATALOGUE, load_vocabulary(), synthetic=False)
    )
    with pytest.raises(BadInput, match="no score"):
        from_files(files[0], Files(files[1].features, files[0].scores), CATALOGUE, "partnership")


def test_the_page_of_another_field_names_its_points() -> None:
    contacts, features = contacts_of(7, families=60)
    found = compare_periods(two_periods(contacts, features, halves(contacts, 1)), SETTINGS)
    words = load_vocabulary()
    nouns = words.nouns.model_copy(update={"point": "visit", "points": "visits"})
    shown = text_of(monitoring_page(found, CATALOGUE, words.model_copy(update={"nouns": nouns}), synthetic=False))
    assert "Which visits come" in shown
    assert "contacts come" not in shown
