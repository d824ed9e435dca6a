"""The vignettes: they hold what their sources say, in the vocabulary's words, and they fit into every world or none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from neglect_triage.chronology.checks.column_checks import CHECKED
from neglect_triage.chronology.checks.cross_checks import cross_checks
from neglect_triage.chronology.tables import empty_table, tables, write_table
from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.params import World, load_params
from neglect_triage.simulate.parameters import load_parameters
from neglect_triage.simulate.recording import SOURCE
from neglect_triage.simulate.vignettes import load_vignettes, note_on, shift, vignette_tables, vignettes_of, worked_examples

ROOT = Path(__file__).resolve().parents[2]
PARAMS = load_params(ROOT / "params.yaml")
DEFAULT = PARAMS.world or pytest.fail("the project's own params hold a world")
FOUND = vignettes_of(DEFAULT)
NOT_KEPT = ["was_not_brought", "rescheduled", "cancelled_by_parent"]


def covered(world: World, vocabulary: Vocabulary) -> pd.DataFrame:
    """Coverage of every table over the whole of a world."""
    rows = {"table": vocabulary.allowed("coverage_table"), "source": SOURCE, "start": world.start, "end": world.end}
    counts = dict.fromkeys(("rows_read", "rows_kept", "rows_quarantined"), 0)
    frame = pd.DataFrame(rows | counts | {"extract_date": world.end})
    return frame.reindex(columns=list(tables()["coverage"].columns)).astype(empty_table("coverage").dtypes.to_dict())


@pytest.fixture(scope="module")
def written(vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    return vignette_tables(FOUND, DEFAULT, covered(DEFAULT, vocabulary), vocabulary)


def of(written: dict[str, pd.DataFrame], child: str, *types: str) -> pd.DataFrame:
    """The events of some types about a child, in time order."""
    events = written["events"]
    return events[(events["child_id"] == child) & events["event_type"].isin(types)].sort_values("event_date", kind="stable")


def last_contact(written: dict[str, pd.DataFrame], child: str) -> pd.Timestamp:
    return pd.Timestamp(of(written, child, "contact")["event_date"].max())


def test_they_hold_whatever_a_chronology_must_hold(
    written: dict[str, pd.DataFrame], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    frames = {name: written.get(name, empty_table(name)) for name in CHECKED}
    facts = cross_checks(frames, vocabulary)
    assert len(facts) > 15
    assert [fact.says for fact in facts if not fact.holds.all()] == []
    for name, frame in written.items():
        write_table(frame, name, tmp_path / f"{name}.parquet")


def test_no_agency_that_closes_at_weekends_records_on_one(written: dict[str, pd.DataFrame]) -> None:
    always_open = [name for name, row in load_parameters().agencies.rows.items() if row.weekends]
    days = written["events"][~written["events"]["agency"].isin(always_open)]["event_date"]
    assert (days.dt.day_of_week < 5).all()


def test_the_last_contacts_lie_in_the_testing_period_with_their_follow_up(written: dict[str, pd.DataFrame]) -> None:
    follow_up = pd.Timedelta(days=PARAMS.cohort.horizon_days + PARAMS.cohort.reporting_lag_days)
    for example in worked_examples(FOUND):
        day = last_contact(written, example.children[0])
        assert pd.Timestamp(str(PARAMS.split.cut_2)) <= day
        assert day + follow_up < pd.Timestamp(DEFAULT.end)


@pytest.mark.parametrize("vignette", [1, 3])
def test_the_page_is_about_the_third_contact_in_12_months(vignette: int, written: dict[str, pd.DataFrame]) -> None:
    days = of(written, f"vignette-{vignette}-child-1", "contact")["event_date"]
    assert (days > days.max() - pd.Timedelta(days=365)).sum() == 3


def test_a_service_ended_and_the_schools_support_and_the_carers_illness_never_reached_the_hub(
    written: dict[str, pd.DataFrame],
) -> None:
    child = "vignette-1-child-1"
    ended = of(written, child, "service_ended").iloc[0]
    appointments = of(written, child, "appointment")
    assert (appointments.loc[appointments["event_date"] < ended["event_date"], "outcome"] == "was_not_brought").sum() == 4
    assert len(of(written, child, "practical_support")) == 5
    assert of(written, child, "practical_support", "context", "service_ended")["shared_date"].isna().all()


def test_five_children_whose_contacts_were_closed_for_want_of_consent_and_no_partner_was_asked(
    written: dict[str, pd.DataFrame],
) -> None:
    events = written["events"][written["events"]["child_id"].str.startswith("vignette-2")]
    before = events[events["event_date"] < last_contact(written, "vignette-2-child-1")]
    decisions = before[before["event_type"] == "contact_decision"]
    assert decisions["event_date"].nunique() == 3
    assert set(decisions["outcome"]) == {"no_consent"}
    assert not before["event_type"].isin(["partner_information_asked", "visit"]).any()
    assert (written["children"]["child_id"].str.startswith("vignette-2")).sum() == 5


def test_clutter_rose_and_attendance_did_so_with_the_breakfast_club(written: dict[str, pd.DataFrame]) -> None:
    child = "vignette-3-child-1"
    assert of(written, child, "clutter")["value"].is_monotonic_increasing
    club = of(written, child, "practical_support")["event_date"].min()
    weeks = of(written, child, "attendance_week")["event_date"]
    assert len(weeks) == 4
    assert (weeks < club).all()


def test_in_seven_weeks_the_home_was_rated_poor_then_better_four_times(written: dict[str, pd.DataFrame]) -> None:
    child = "vignette-4-child-1"
    ratings = of(written, child, "home_condition").tail(8)
    assert ratings["event_date"].max() - ratings["event_date"].min() == pd.Timedelta(weeks=7)
    poor, better = ratings.iloc[::2], ratings.iloc[1::2]
    assert (poor["value"] >= 4).all()
    assert poor["shared_date"].isna().all()
    assert (better["value"] == 2).all()
    visits = of(written, child, "visit")
    assert set(better["event_date"]) <= set(visits.loc[visits["agency"] == "early_help", "event_date"])
    gaps = better["event_date"].to_numpy() - poor["event_date"].to_numpy()
    assert gaps.max() <= pd.Timedelta(days=5)
    assert of(written, child, "early_help_end")["event_date"].iloc[0] == better["event_date"].max()


def test_appointments_were_kept_and_missed_by_turns_and_the_older_child_was_brought_to_all(
    written: dict[str, pd.DataFrame],
) -> None:
    appointments = of(written, "vignette-5-child-1", "appointment")
    kept, missed = appointments.iloc[::2], appointments.iloc[1::2]
    assert len(kept) == len(missed) == 10
    assert (kept["outcome"] == "attended").all()
    assert missed["outcome"].isin(NOT_KEPT).all()
    assert (kept["agency"].to_numpy() != missed["agency"].to_numpy()).sum() == 9
    assert (of(written, "vignette-5-child-2", "appointment")["outcome"] == "attended").all()


def test_another_world_moves_their_days_by_whole_weeks(written: dict[str, pd.DataFrame], vocabulary: Vocabulary) -> None:
    other = World(seed=1, children=10, start=dt.date(2010, 1, 1), end=dt.date(2020, 7, 15))
    moved = vignette_tables(vignettes_of(other), other, covered(other, vocabulary), vocabulary)
    back = written["events"]["event_date"] - moved["events"]["event_date"]
    assert set(back.dt.days) == {4 * 364} == {-shift(other).days}
    ends = moved["events"]["known_date"].max()
    assert pd.Timestamp(other.end) - pd.Timedelta(days=800) < ends < pd.Timestamp(other.end)
    assert (moved["children"]["birth_month"].dt.day == 1).all()


@pytest.mark.parametrize("change", [{"preset": "null"}, {"start": dt.date(2021, 1, 1)}])
def test_a_world_of_another_kind_or_too_short_holds_none(change: dict[str, Any]) -> None:
    assert vignettes_of(DEFAULT.model_copy(update=change)) == []


def test_what_lies_before_coverage_is_left_out(written: dict[str, pd.DataFrame], vocabulary: Vocabulary) -> None:
    coverage = covered(DEFAULT, vocabulary)
    late = pd.Timestamp("2022-01-01").as_unit("s")
    coverage["start"] = coverage["start"].where(coverage["table"] != "health", late)
    some = vignette_tables(FOUND, DEFAULT, coverage, vocabulary)
    health = [name for name, kind in vocabulary.event_types.items() if kind.table == "health"]
    events = written["events"]
    gone = events[events["event_type"].isin(health) & (events["event_date"] < late)]
    assert len(gone) > 10
    assert set(events["event_id"]) - set(some["events"]["event_id"]) == set(gone["event_id"])
    assert some["event_codes"]["event_id"].isin(some["events"]["event_id"]).all()


def test_the_note_counts_them() -> None:
    assert "8 worked examples with 18 children" in note_on(FOUND)


SMALL = """
vignettes:
  - id: small
    title: t
    source: s
    built_from: b
    see: s
    children: {{1: "2015-03"}}
    homes: [{{children: [1], start: "2015-03-02"}}]
    events:
      - {{date: "2020-03-02", child: 1, type: contact, agency: school, held_by: csc}}
      - {{{event}}}
"""
GOOD = 'date: "2021-03-02", child: 1, type: sign, agency: school, code: hunger'


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (GOOD.replace("school", "schol"), ["small, event 2 of 2021-03-02", "agency"]),
        (GOOD.replace("sign,", "sing,"), ["small, event 2", "event_type"]),
        (GOOD.replace("hunger", "hungry"), ["small, event 2", "sign", 'did you mean "hunger"']),
        (GOOD.replace(", code: hunger", ""), ["small, event 2", "sign"]),
        (GOOD.replace("sign", "suspension"), ["small, event 2", "code"]),
        (GOOD + ", codes: {sings: hunger}", ["small, event 2", "sings"]),
        (GOOD + ', known: "2021-03-01"', ["small, event 2", "known_date", "known before it happened"]),
        (GOOD.replace("type: sign", "type: contact").replace(", code: hunger", ", outcome: nfa"), ["small, event 2", "outcome"]),
        (GOOD.replace("child: 1", "child: 7"), ["small", "7"]),
        (GOOD + ", outcom: nfa", ["events.1.outcom", "outcome"]),
    ],
)
def test_an_error_names_vignette_event_and_column(event: str, text: list[str], vocabulary: Vocabulary, tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(SMALL.format(event=event))
    with pytest.raises(BadInput) as error:
        vignette_tables(load_vignettes(tmp_path / "some.yaml"), DEFAULT, covered(DEFAULT, vocabulary), vocabulary)
    assert [words for words in text if words not in str(error.value)] == []
